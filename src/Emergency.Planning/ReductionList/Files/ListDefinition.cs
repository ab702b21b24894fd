using System.Globalization;
using CsvHelper;
using Emergency.Core;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>
/// The dictionary of the reduction list, read from <c>data/dictionary/*.csv</c> (embedded at build). It is the single definition behind import
/// checks, template, export and the reference page; there is no second list of columns, units or allowed values.
/// </summary>
public static class ListDefinition
{
    /// <summary>All sheets, in workbook order.</summary>
    public static IReadOnlyList<ListSheet> Sheets { get; } = Load();

    /// <summary>The sheet with this identifier.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static ListSheet Sheet(string id) =>
        Sheets.FirstOrDefault(s => s.Id == id) ?? throw new KeyNotFoundException($"The dictionary has no sheet {id}.");

    private static List<ListSheet> Load() =>
        [.. Rows("sheets").Select(row => new ListSheet(
            row["sheet"],
            new Text(row["zh"], row["en"]),
            Bilingual(row["description"]),
            [.. Rows(row["sheet"]).Select(Column)]))];

    private static ListColumn Column(Dictionary<string, string> row)
    {
        var type = Enum.Parse<CellType>(row["type"].Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
        var choice = type is CellType.Choice or CellType.YesNo;
        var (minimum, maximum) = choice ? (null, null) : Range(row["allowed"]);
        return new(
            row["column"],
            new Text(row["zh"], row["en"]),
            type,
            row["unit"],
            row["required"] == "yes",
            choice ? [.. row["allowed"].Split('|').Select(value => new AllowedValue(value[..value.IndexOf('=', StringComparison.Ordinal)], value[(value.IndexOf('=', StringComparison.Ordinal) + 1)..]))] : [],
            minimum,
            maximum,
            Bilingual(row["description"])) { MayBeAbsent = row["required"] == "added" };
    }

    private static (decimal? Minimum, decimal? Maximum) Range(string text)
    {
        if (text.Length == 0)
        {
            return (null, null);
        }

        var parts = text.Split("..");
        return (Bound(parts[0]), Bound(parts[1]));

        static decimal? Bound(string bound) => bound.Length == 0 ? null : decimal.Parse(bound, CultureInfo.InvariantCulture);
    }

    private static Text Bilingual(string text)
    {
        var at = text.IndexOf(" / ", StringComparison.Ordinal);
        return new(text[..at], text[(at + 3)..]);
    }

    private static List<Dictionary<string, string>> Rows(string name)
    {
        using var stream = typeof(ListDefinition).Assembly.GetManifestResourceStream($"dictionary/{name}.csv")
            ?? throw new InvalidOperationException($"data/dictionary/{name}.csv is not part of the program.");
        using var csv = CsvReader.Create(stream, new CsvReaderOptions { HasHeader = true });
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read())
        {
            rows.Add(csv.Headers.ToArray().Select((header, i) => (header, Cell: csv.GetString(i))).ToDictionary(c => c.header, c => c.Cell));
        }

        return rows;
    }
}
