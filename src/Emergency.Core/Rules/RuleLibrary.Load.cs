using Emergency.Core.Refusals;
using Emergency.Core.Regions;

namespace Emergency.Core.Rules;

/// <summary>What a folder of rule books gave: the editions that could be read, every problem found, and the library when there is none.</summary>
/// <param name="Editions">Editions whose file could be read, with or without problems.</param>
/// <param name="Problems">Every problem, by file and key.</param>
/// <param name="Library">The library; refused when there is any problem, because a decision on half a rule book is worse than none.</param>
public sealed record RuleLoad(IReadOnlyList<RuleEdition> Editions, IReadOnlyList<RuleProblem> Problems, Outcome<RuleLibrary> Library);

public sealed partial class RuleLibrary
{
    /// <summary>Reads and checks every <c>authority/book/edition/book.json</c> below a folder.</summary>
    /// <param name="folder">The folder of all books, e.g. <see cref="ShippedData.RulesFolder"/>.</param>
    /// <param name="regions">The region tree that authorities belong to and inheritance follows.</param>
    public static RuleLoad Load(string folder, RegionTree regions)
    {
        if (!Directory.Exists(folder))
        {
            return Judge([], [Nothing(folder)], regions);
        }

        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .ToList();
        var read = files.Where(f => IsBook(f.Name)).Select(f => RuleFile.Read(f.Name, File.ReadAllBytes(f.Path))).ToList();
        var problems = files.Where(f => !IsBook(f.Name)).Select(f => Stray(f.Name)).Concat(read.SelectMany(r => r.Problems)).ToList();
        if (read.Count == 0)
        {
            problems.Add(Nothing(folder));
        }

        return Judge([.. read.Select(r => r.Edition).OfType<RuleEdition>()], problems, regions);
    }

    private static RuleLoad Judge(IReadOnlyList<RuleEdition> editions, IReadOnlyList<RuleProblem> ofFiles, RegionTree regions)
    {
        // A value that its own file already faults would be reported again as missing: once is enough.
        var faulted = ofFiles.Select(p => (p.File, p.Key)).ToHashSet();
        IReadOnlyList<RuleProblem> problems =
        [
            .. ofFiles.Concat(RuleCheck.Check(editions, regions).Where(p => !faulted.Contains((p.File, p.Key))))
                .OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Key, StringComparer.Ordinal).ThenBy(p => p.Code, StringComparer.Ordinal),
        ];
        return new(editions, problems, problems.Count == 0 ? new RuleLibrary(regions, editions) : Refuse(problems));
    }

    private static Refusal Refuse(IReadOnlyList<RuleProblem> problems) => Refusal.Of(
        "RULE-002",
        $"规则库有 {problems.Count} 处问题，第一处：{problems[0]}",
        $"The rule books have {problems.Count} problem(s); the first: {problems[0].Code} {problems[0].File} {problems[0].Key} {problems[0].What.En}",
        "请运行 rules check 查看全部问题并逐一改正。",
        "Run \"rules check\" to see all of them and mend each.");

    private static bool IsBook(string name) => name.EndsWith("/book.json", StringComparison.Ordinal) && name.Count(c => c == '/') == 3;

    private static RuleProblem Stray(string name) => RuleProblem.Of(
        "RULE-116", name, null,
        "文件不在 机关/规则册/版本/book.json 的位置，不会被读取。", "The file is not at authority/book/edition/book.json and would never be read.",
        "请移到正确位置或删除。", "Move it there or delete it.");

    private static RuleProblem Nothing(string folder) => RuleProblem.Of(
        "RULE-116", folder, null,
        "没有找到任何规则册。", "No rule book was found.",
        "请用 --rules 指定含有 机关/规则册/版本/book.json 的文件夹。", "Name a folder that holds authority/book/edition/book.json with --rules.");
}
