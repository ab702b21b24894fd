using Emergency.Core.Refusals;
using Emergency.Storage.Ledger;
using Microsoft.AspNetCore.WebUtilities;
using System.Text;
using System.Text.Json;

namespace Emergency.Web.Channels;

/// <summary>Reads what a gateway reports on messages, by the mapping in the settings.</summary>
public static class GatewayReports
{
    /// <summary>The body is not what the settings say.</summary>
    public const string Malformed = "REPORT-001";

    /// <summary>Most reports in one call.</summary>
    private const int Most = 1000;

    /// <summary>Longest name of a message [characters].</summary>
    private const int ReferenceLimit = 200;

    /// <summary>The final reports in a body; those that are not final are left out. Refused when the body cannot be read.</summary>
    public static Outcome<IReadOnlyList<GatewayReport>> Read(SmsReports mapping, ReadOnlyMemory<byte> body)
    {
        if (mapping.Form)
        {
            var fields = Form(Encoding.UTF8.GetString(body.Span));
            return fields.TryGetValue(mapping.MessageId, out var id) && fields.TryGetValue(mapping.Status, out var status)
                ? Final(mapping, [(id.ToString(), status.ToString())])
                : Bad();
        }

        using var json = JsonPath.Parse(body);
        if (json is null || JsonPath.Find(json.RootElement, mapping.Items) is not { } found)
        {
            return Bad();
        }

        List<JsonElement> items = found.ValueKind == JsonValueKind.Array ? [.. found.EnumerateArray().Take(Most + 1)] : [found];
        var read = items.ConvertAll(item => (Id: JsonPath.Text(item, mapping.MessageId), Status: JsonPath.Text(item, mapping.Status)));
        return items.Count > Most || read.Any(r => r.Id is null || r.Status is null) ? Bad() : Final(mapping, read!);
    }

    private static Outcome<IReadOnlyList<GatewayReport>> Final(SmsReports mapping, List<(string Id, string Status)> read) =>
        read.Any(r => r.Id.Length is 0 or > ReferenceLimit || r.Id.Contains('\0', StringComparison.Ordinal))
            ? Bad()
            : read
                .Where(r => mapping.Delivered.Contains(r.Status) || mapping.Failed.Contains(r.Status))
                .Select(r => new GatewayReport(r.Id, mapping.Delivered.Contains(r.Status), r.Status))
                .ToList();

    private static Dictionary<string, Microsoft.Extensions.Primitives.StringValues> Form(string text)
    {
        try
        {
            using var reader = new FormReader(text) { ValueCountLimit = 64 };
            return reader.ReadForm();
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private static Refusal Bad() => Refusal.Of(
        Malformed, "无法按设置读出短信状态报告。", "The delivery report cannot be read by the settings.",
        "请核对 Sms:Reports 的格式、字段与网关实际发送的内容。", "Compare the format and fields of Sms:Reports with what the gateway sends.");
}
