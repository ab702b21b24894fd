using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList.Checks;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>What a list is judged by.</summary>
/// <param name="Regions">Known regions.</param>
/// <param name="Authority">Region whose list it is: every row must lie in it.</param>
/// <param name="Grades">Grade schemes in force on <paramref name="ValidFrom"/>.</param>
/// <param name="ValidFrom">First day on which the list is in force; a grade must count from that day or before.</param>
public sealed record ListRules(RegionTree Regions, string Authority, GradeRules Grades, LocalDay ValidFrom);

/// <summary>The result of reading a list: the list, or every problem that keeps it from being one.</summary>
/// <param name="List">The list in canonical order; null when any problem is fatal.</param>
/// <param name="Problems">All problems and remarks, by file, sheet and row.</param>
public sealed record ListReading(EmergencyReductionList? List, IReadOnlyList<ListProblem> Problems)
{
    /// <summary>True when the list may be imported; remarks may still be there.</summary>
    public bool Ok => List is not null;
}

/// <summary>Reads a reduction list from a workbook or a folder of CSV files. Reports all problems at once and changes nothing.</summary>
public static class ListImport
{
    /// <summary>Reads a workbook (.xlsx, .xls) or a folder with <c>enterprises.csv</c>, <c>units.csv</c> ….</summary>
    /// <exception cref="IOException">The path cannot be read.</exception>
    public static ListReading Read(string path, ListRules rules)
    {
        var files = Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.csv").Order(StringComparer.Ordinal).ToList()
            : [path];
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        return Read(name, [.. files.Select(f => new ListFile(Path.GetFileName(f), File.ReadAllBytes(f)))], rules);
    }

    /// <summary>Reads files already in memory (an upload): one workbook, or the CSV files.</summary>
    /// <param name="name">Name of the whole, for problems that belong to no file (a missing CSV file).</param>
    /// <param name="files">The files.</param>
    /// <param name="rules">What the list is judged by.</param>
    public static ListReading Read(string name, IReadOnlyList<ListFile> files, ListRules rules)
    {
        var problems = new List<ListProblem>();
        var sheets = files.SelectMany(f => RawSheets.Read(f, problems)).ToList();
        if (problems.Any(p => p.Code == "LIST-125"))
        {
            return new ListReading(null, problems);
        }

        var draft = new ListDraft(
            SheetReader.Read(ListSheets.Enterprises, sheets, name, problems),
            SheetReader.Read(ListSheets.Units, sheets, name, problems),
            SheetReader.Read(ListSheets.Measures, sheets, name, problems),
            SheetReader.Read(ListSheets.Mobile, sheets, name, problems),
            SheetReader.Read(ListSheets.Dust, sheets, name, problems),
            SheetReader.Read(ListSheets.Society, sheets, name, problems));
        ListChecks.Run(draft, rules);
        var order = ListSheets.All.Select(m => m.Sheet).ToList();
        var sorted = problems
            .OrderBy(p => order.FindIndex(s => s.Id.Equals(p.Sheet, StringComparison.OrdinalIgnoreCase) || s.Name.Zh == p.Sheet))
            .ThenBy(p => p.Row)
            .ThenBy(p => p.Code, StringComparer.Ordinal)
            .ToList();
        return new ListReading(sorted.Any(p => p.Fatal) ? null : draft.ToList().InOrder(), sorted);
    }
}

/// <summary>The rows of all sheets while they are being checked.</summary>
internal sealed record ListDraft(
    SheetRows<Enterprise> Enterprises,
    SheetRows<ProductionUnit> Units,
    SheetRows<Measure> Measures,
    SheetRows<MobileSource> Mobile,
    SheetRows<DustSource> Dust,
    SheetRows<SocietyEmission> Society)
{
    public EmergencyReductionList ToList() =>
        new([.. Enterprises.Records], [.. Units.Records], [.. Measures.Records], [.. Mobile.Records], [.. Dust.Records], [.. Society.Records]);
}
