using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Emergency.Core.Time;

namespace Emergency.Core.Decisions;

/// <summary>
/// The one way the product writes records as JSON: camelCase names in declaration order, enums as names, Chinese unescaped, no indentation, nulls kept,
/// days as yyyy-MM-dd, hours and instants as ISO 8601. The same record gives the same bytes on every machine and both databases, so its hash is its identity.
/// </summary>
public static class CanonicalJson
{
    /// <summary>Options for canonical documents.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: false);

    /// <summary>The same shape, indented for people (<c>--json FILE</c>).</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>Writes a value canonically.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads what <see cref="Write{T}"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a document of this type.</exception>
    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("The document is the literal null.");

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = indented,
            NumberHandling = JsonNumberHandling.Strict,
        };
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new LocalDayConverter());
        options.Converters.Add(new HourConverter());
        options.Converters.Add(new ContentHashConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class LocalDayConverter : JsonConverter<LocalDay>
    {
        public override LocalDay Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            LocalDay.Parse(reader.GetString() ?? "") ?? throw new JsonException("A day is written yyyy-MM-dd.");

        public override void Write(Utf8JsonWriter writer, LocalDay value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    private sealed class HourConverter : JsonConverter<Hour>
    {
        public override Hour Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Hour.Containing(reader.GetDateTimeOffset());

        public override void Write(Utf8JsonWriter writer, Hour value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Start.ToChina().ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture));
    }

    private sealed class ContentHashConverter : JsonConverter<ContentHash>
    {
        public override ContentHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? throw new JsonException("A content hash is a string."));

        public override void Write(Utf8JsonWriter writer, ContentHash value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Hex);
    }
}
