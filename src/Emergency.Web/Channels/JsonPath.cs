using System.Globalization;
using System.Text.Json;

namespace Emergency.Web.Channels;

/// <summary>Finds a value in a gateway's JSON by names and positions parted by dots: <c>data.0.id</c>.</summary>
internal static class JsonPath
{
    /// <summary>The element at a path; null when there is none. The empty path is the element itself.</summary>
    public static JsonElement? Find(JsonElement root, string path)
    {
        var at = root;
        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(step, out var inner))
            {
                at = inner;
            }
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>Text, number or truth at a path, as text; null for anything else.</summary>
    public static string? Text(JsonElement root, string path) => Find(root, path) is not { } found ? null : found.ValueKind switch
    {
        JsonValueKind.String => String(found),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => found.GetRawText(),
        _ => null,
    };

    private static string? String(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape: JSON allows it, text does not.
            return null;
        }
    }

    /// <summary>The document in these bytes; null when they are no JSON.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
