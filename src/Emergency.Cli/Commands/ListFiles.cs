using System.Globalization;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList.Files;
using Spectre.Console;

namespace Emergency.Cli.Commands;

/// <summary>What the commands on reduction lists share: reading a file with the rules of its region, and the table of problems.</summary>
internal static class ListFiles
{
    private const int MostPrinted = 100;

    /// <summary>Reads a list of an authority as of a day; refused when the file or the rules are not there.</summary>
    public static Outcome<ListReading> Read(string path, RuleLibrary library, string authority, LocalDay day)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return Refusal.Of("LIST-140", $"没有该文件或文件夹：{path}。", $"There is no such file or folder: {path}.", "请核对路径。", "Check the path.");
        }

        if (library.Regions.Find(authority) is null)
        {
            return Refusal.Of("REGION-001", $"未知的行政区划代码 {authority}。", $"Unknown region code {authority}.", "请在行政区划表中核对代码。", "Check the code in the region table.");
        }

        var grades = library.Grades(authority, day);
        return grades.Ok ? ListImport.Read(path, new ListRules(library.Regions, authority, grades.Value, day)) : grades.Refusal;
    }

    /// <summary>The authority whose list covers a region: its city, or the region itself above that.</summary>
    public static string AuthorityOf(RegionTree regions, string code) =>
        regions.Find(code) is null ? code : regions.Lineage(code).FirstOrDefault(r => r.Rank == RegionRank.City)?.Code ?? code;

    /// <summary>A day from an option; today when it was not given.</summary>
    public static Outcome<LocalDay> Day(string? text) =>
        text is null ? TimeProvider.System.GetUtcNow().ToLocalDay()
        : LocalDay.Parse(text) is { } day ? day
        : Refusal.Of("LIST-141", $"“{text}”不是日期。", $"\"{text}\" is no date.", "请写作 2024-12-10。", "Write it like 2024-12-10.");

    /// <summary>Prints all problems to stderr and refuses the list.</summary>
    public static int RefuseProblems(ListReading reading)
    {
        Print(reading.Problems);
        var errors = reading.Problems.Count(p => p.Fatal);
        return Terminal.Refuse(Refusal.Of("LIST-142", $"清单有 {errors} 处错误，没有导入任何内容。", $"The list has {errors} error(s); nothing was imported.", "请按上表逐条更正后重新导入。", "Correct what the table lists and import again."));
    }

    /// <summary>Prints problems and remarks to stderr, errors first.</summary>
    public static void Print(IReadOnlyList<ListProblem> problems)
    {
        if (problems.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("", "文件 / file", "表 / sheet", "行 / row", "列 / column", "值 / value", "应为 / expected", "处理 / remedy");
        foreach (var p in problems.OrderByDescending(p => p.Fatal).Take(MostPrinted))
        {
            table.AddRow(
                Markup.Escape($"{p.Code} {(p.Fatal ? "错误 / error" : "提示 / remark")}"),
                Markup.Escape(p.File),
                Markup.Escape(p.Sheet),
                p.Row.ToString(CultureInfo.InvariantCulture),
                Markup.Escape(p.Column),
                Markup.Escape(p.Value),
                Markup.Escape($"{p.Expected.Zh} / {p.Expected.En}"),
                Markup.Escape($"{p.Remedy.Zh} / {p.Remedy.En}"));
        }

        Terminal.Error.Write(table);
        if (problems.Count > MostPrinted)
        {
            Terminal.Error.WriteLine($"另有 {problems.Count - MostPrinted} 条，见 --json / {problems.Count - MostPrinted} more, see --json");
        }
    }
}
