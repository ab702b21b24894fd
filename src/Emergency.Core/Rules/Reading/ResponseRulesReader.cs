namespace Emergency.Core.Rules.Reading;

/// <summary>Reads the <c>response-rules</c> book.</summary>
internal static class ResponseRulesReader
{
    public static ResponseRules Read(EditionReader reader) => new(reader.Edition, reader.Text("prohibition"), reader.Source("prohibition.zh"));
}
