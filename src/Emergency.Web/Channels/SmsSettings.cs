using System.Text.RegularExpressions;
using Emergency.Core.Refusals;

namespace Emergency.Web.Channels;

/// <summary>How the gateway's answer says that it took a message.</summary>
/// <param name="Status"><c>Sms:Success:Status</c>: HTTP status; null for any 2xx.</param>
/// <param name="Pattern"><c>Sms:Success:Pattern</c>: regular expression found in the body; null when not asked.</param>
/// <param name="JsonPath"><c>Sms:Success:JsonPath</c>: where in a JSON body; empty when not asked.</param>
/// <param name="JsonValue"><c>Sms:Success:JsonValue</c>: what must stand there.</param>
public sealed record SmsSuccess(int? Status, Regex? Pattern, string JsonPath, string JsonValue);

/// <summary>How the gateway reports on messages later: block <c>Sms:Reports</c>.</summary>
/// <param name="Secret"><c>Secret</c>: last part of the address that the gateway calls; only as <c>{env:NAME}</c>.</param>
/// <param name="Form"><c>Format</c>: true for <c>form</c>, false for <c>json</c>.</param>
/// <param name="Items"><c>Items</c>: path of the list of reports in JSON; empty when the body is the list, or one report.</param>
/// <param name="MessageId"><c>MessageId</c>: path or field of the message's name.</param>
/// <param name="Status"><c>Status</c>: path or field of the status.</param>
/// <param name="Delivered"><c>Delivered</c>: statuses that say it reached the telephone.</param>
/// <param name="Failed"><c>Failed</c>: statuses that say it did not; every other one is not final.</param>
/// <param name="Answer"><c>Answer</c>: what the gateway wants to be answered; <c>OK</c> when not set.</param>
public sealed record SmsReports(string Secret, bool Form, string Items, string MessageId, string Status, IReadOnlySet<string> Delivered, IReadOnlySet<string> Failed, string Answer);

/// <summary>Block <c>Sms</c>: short messages through the HTTP gateway of a telecom operator or reseller.</summary>
public sealed class SmsSettings
{
    private readonly SmsTemplate url;
    private readonly SmsTemplate body;
    private readonly IReadOnlyList<(string Name, SmsTemplate Value)> headers;
    private readonly SmsEncoding encoding;

    private SmsSettings(SmsTemplate url, SmsTemplate body, SmsEncoding encoding, IReadOnlyList<(string Name, SmsTemplate Value)> headers) =>
        (this.url, this.body, this.encoding, this.headers) = (url, body, encoding, headers);

    /// <summary><c>Sms:Method</c>: POST, or GET, which sends no body.</summary>
    public HttpMethod Method { get; private init; } = HttpMethod.Post;

    /// <summary><c>Sms:Signature</c>: put before every text, e.g. <c>【晋城生态】</c>, as operators in China ask; empty when the gateway adds it.</summary>
    public string Signature { get; private init; } = "";

    /// <summary><c>Sms:Split</c>: <c>parts</c> (true) sends each part of a long text as a request of its own; <c>gateway</c> (false) leaves it to the gateway.</summary>
    public bool SplitHere { get; private init; }

    /// <summary>When a message counts as taken.</summary>
    public SmsSuccess Success { get; private init; } = new(null, null, "", "");

    /// <summary><c>Sms:MessageId</c>: path of the message's name in the JSON answer; empty when there is none, and then no report finds its message.</summary>
    public string MessageId { get; private init; } = "";

    /// <summary>Delivery reports; null when the gateway makes none.</summary>
    public SmsReports? Reports { get; private init; }

    /// <summary>Reads the block; refused when a setting makes no sense. No block: no short messages.</summary>
    internal static Outcome<Optional<SmsSettings>> Read(IConfigurationSection block, Secrets secrets)
    {
        if (!block.Exists())
        {
            return default(Optional<SmsSettings>);
        }

        var json = block["Encoding"] == "json";
        if (!json && block["Encoding"] is not (null or "form"))
        {
            return SettingRefusal.Of("Sms:Encoding", "须为 form 或 json", "must be form or json", "按网关接口说明选择", "Choose by the gateway's manual");
        }

        var encoding = json ? SmsEncoding.Json : SmsEncoding.Form;
        var headers = block.GetSection("Headers").GetChildren().Select(h => (Name: h.Key, Text: h.Value ?? "")).ToList();
        var texts = new List<(string Setting, string Text)> { ("Sms:Url", block["Url"] ?? ""), ("Sms:Body", block["Body"] ?? "") };
        texts.AddRange(headers.Select(h => ($"Sms:Headers:{h.Name}", h.Text)));
        var templates = new List<SmsTemplate>();
        foreach (var (setting, text) in texts)
        {
            if (SmsTemplate.Read(text, secrets, out var wrong) is not { } template)
            {
                return SettingRefusal.Of(
                    setting, $"中的 {wrong} 无意义，或其环境变量未设置", $"holds {wrong}, which means nothing or names a variable that is not set",
                    "只用 {phone} {text} {key} {part} {parts} {env:变量名}", "Use {phone} {text} {key} {part} {parts} {env:NAME}");
            }

            templates.Add(template);
        }

        var reports = ReadReports(block.GetSection("Reports"), secrets);
        if (!reports.Ok)
        {
            return reports.Refusal;
        }

        var settings = new SmsSettings(templates[0], templates[1], encoding, [.. headers.Select((h, i) => (h.Name, templates[i + 2]))])
        {
            Method = block["Method"] == "GET" ? HttpMethod.Get : HttpMethod.Post,
            Signature = block["Signature"] ?? "",
            SplitHere = block["Split"] == "parts",
            Success = new SmsSuccess(
                block.GetValue<int?>("Success:Status"), Pattern(block["Success:Pattern"]), block["Success:JsonPath"] ?? "", block["Success:JsonValue"] ?? ""),
            MessageId = block["MessageId"] ?? "",
            Reports = reports.Value.Settings,
        };
        var sample = new SmsValues("13800000000", "文\"&\n", "k", 1, 1);
        if (!Uri.TryCreate(settings.Address(sample), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return SettingRefusal.Of("Sms:Url", "不是完整网址", "is no full web address", "填写网关地址", "Write the gateway's address");
        }

        return json && JsonPath.Parse(System.Text.Encoding.UTF8.GetBytes(settings.Body(sample))) is null
            ? SettingRefusal.Of("Sms:Body", "填入数值后不是 JSON", "is no JSON once its places are filled", "占位符写在引号内", "Write the places within quotation marks")
            : new Optional<SmsSettings>(settings);
    }

    /// <summary>Address of a request.</summary>
    public string Address(SmsValues values) => url.Fill(values, SmsEncoding.Form);

    /// <summary>Body of a request.</summary>
    public string Body(SmsValues values) => body.Fill(values, encoding);

    /// <summary>Media type of the body.</summary>
    public string MediaType => encoding == SmsEncoding.Json ? "application/json" : "application/x-www-form-urlencoded";

    /// <summary>Headers of a request.</summary>
    public IEnumerable<(string Name, string Value)> Headers(SmsValues values) => headers.Select(h => (h.Name, h.Value.Fill(values, null)));

    private static Regex? Pattern(string? text) => string.IsNullOrEmpty(text) ? null : new Regex(text, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));

    private static Outcome<Optional<SmsReports>> ReadReports(IConfigurationSection block, Secrets secrets)
    {
        if (!block.Exists())
        {
            return default(Optional<SmsReports>);
        }

        if (secrets.Only(block["Secret"] ?? "") is not { Length: >= 16 } secret)
        {
            return SettingRefusal.Of("Sms:Reports:Secret", "须为 {env:变量名}，且该环境变量至少16个字符", "must be {env:NAME} with at least 16 characters in that variable", "生成一个随机密钥并放入环境变量", "Make a random secret and put it into the environment");
        }

        if (block["MessageId"] is not { Length: > 0 } messageId || block["Status"] is not { Length: > 0 } status)
        {
            return SettingRefusal.Of("Sms:Reports", "缺少 MessageId 或 Status", "lacks MessageId or Status", "按网关接口说明填写字段名或路径", "Write the field or path by the gateway's manual");
        }

        HashSet<string> Words(string name) => [.. block.GetSection(name).Get<string[]>() ?? []];
        var (delivered, failed) = (Words("Delivered"), Words("Failed"));
        return failed.Count == 0 || delivered.Overlaps(failed)
            ? SettingRefusal.Of("Sms:Reports:Failed", "为空，或与 Delivered 重复", "is empty or overlaps Delivered", "列出表示失败的状态码", "List the statuses that say it failed")
            : new Optional<SmsReports>(new SmsReports(secret, block["Format"] == "form", block["Items"] ?? "", messageId, status, delivered, failed, block["Answer"] ?? "OK"));
    }
}
