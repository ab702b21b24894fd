using Emergency.Core.Refusals;

namespace Emergency.Core.Regions;

/// <summary>One thing that is wrong with a region table.</summary>
/// <param name="File">The file.</param>
/// <param name="Row">Row, the header being 1.</param>
/// <param name="Column">Column name; empty when the whole row is meant.</param>
/// <param name="Value">The value found.</param>
/// <param name="What">What is wrong and what was expected.</param>
/// <param name="Remedy">What to do.</param>
public sealed record RegionProblem(string File, int Row, string Column, string Value, Text What, Text Remedy);

/// <summary>What a region table gave: the tree, or a refusal when there is any problem; and every problem.</summary>
/// <param name="Tree">The tree; refused (REGION-003) when there is any problem.</param>
/// <param name="Problems">Every problem, by row.</param>
public sealed record RegionLoad(Outcome<RegionTree> Tree, IReadOnlyList<RegionProblem> Problems);

public sealed partial class RegionTree
{
    private static readonly string[] Columns = ["code", "name", "name_en", "rank", "parent"];

    /// <summary>Reads a region table <c>code,name,name_en,rank,parent</c> (UTF-8, no quotes needed because no name holds a comma; lines that start with # are remarks).</summary>
    /// <param name="path">The file, e.g. <see cref="ShippedData.RegionsFile"/>.</param>
    public static RegionLoad Load(string path)
    {
        if (File.Exists(path))
        {
            return Read(Path.GetFileName(path), File.ReadAllText(path));
        }

        RegionProblem missing = new(path, 0, "", "", new("没有该文件。", "There is no such file."), new("请核对路径。", "Check the path."));
        return new(Refuse([missing]), [missing]);
    }

    /// <summary>Reads the text of a region table.</summary>
    /// <param name="name">File name for problems.</param>
    /// <param name="text">The content.</param>
    public static RegionLoad Read(string name, string text)
    {
        var problems = new List<RegionProblem>();
        var regions = new Dictionary<string, (int Row, Region Region)>(StringComparer.Ordinal);
        var row = 0;
        foreach (var line in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n'))
        {
            row++;
            if (row == 1)
            {
                if (line != string.Join(',', Columns))
                {
                    problems.Add(new(name, 1, "", line, new($"表头应为 {string.Join(',', Columns)}。", $"The header must be {string.Join(',', Columns)}."), new("请改正表头。", "Mend the header.")));
                }
            }
            else if (line.Length > 0 && line[0] != '#' && Row(name, row, line, problems) is { } region && !regions.TryAdd(region.Code, (row, region)))
            {
                problems.Add(new(name, row, "code", region.Code, new($"代码与第 {regions[region.Code].Row} 行重复。", $"The code already stands in row {regions[region.Code].Row}."), new("请删除其中一行。", "Delete one of them.")));
            }
        }

        foreach (var (at, region) in regions.Values)
        {
            if (Misplaced(region, regions) is { } what)
            {
                problems.Add(new(name, at, "parent", region.ParentCode ?? "", what, new("请改正上级代码。", "Mend the parent code.")));
            }
        }

        problems = [.. problems.OrderBy(p => p.Row)];
        return new(problems.Count == 0 ? new RegionTree(regions.Values.Select(r => r.Region)) : Refuse(problems), problems);
    }

    private static Region? Row(string name, int row, string line, List<RegionProblem> problems)
    {
        var fields = line.Split(',');
        if (fields.Length != Columns.Length || line.Contains('"', StringComparison.Ordinal))
        {
            problems.Add(new(name, row, "", line, new($"应有 {Columns.Length} 列且不用引号，却有 {fields.Length} 列。", $"Expected {Columns.Length} columns without quotes, found {fields.Length}."), new("名称中不得有逗号或引号。", "Names hold no comma and no quote.")));
            return null;
        }

        var faulty = false;
        for (var i = 0; i < 3; i++)
        {
            if (fields[i].Trim().Length == 0 || fields[i] != fields[i].Trim())
            {
                problems.Add(new(name, row, Columns[i], fields[i], new("不得为空，首尾不得有空格。", "It must not be empty nor have blanks around it."), new("请填写。", "Fill it in.")));
                faulty = true;
            }
        }

        RegionRank? rank = fields[3] switch
        {
            "nation" => RegionRank.Nation,
            "province" => RegionRank.Province,
            "city" => RegionRank.City,
            "county" => RegionRank.County,
            "township" => RegionRank.Township,
            _ => null,
        };
        if (rank is null)
        {
            problems.Add(new(name, row, "rank", fields[3], new("层级未知。", "The rank is unknown."), new("可用：nation、province、city、county、township。", "Use nation, province, city, county or township.")));
        }

        return faulty || rank is null ? null : new Region(fields[0], fields[1], fields[2], rank.Value, fields[4].Length == 0 ? null : fields[4]);
    }

    private static Text? Misplaced(Region region, Dictionary<string, (int Row, Region Region)> regions) => region switch
    {
        { Rank: RegionRank.Nation, ParentCode: null } => null,
        { Rank: RegionRank.Nation } => new("国家没有上级。", "The nation has no parent."),
        { ParentCode: null } => new("缺少上级代码。", "The parent code is missing."),
        _ when !regions.ContainsKey(region.ParentCode) => new("上级代码不存在。", "The parent code does not exist."),
        _ when regions[region.ParentCode].Region.Rank >= region.Rank => new("上级的层级不高于本级。", "The parent does not rank above it."),
        _ => null,
    };

    private static Refusal Refuse(List<RegionProblem> problems) => Refusal.Of(
        "REGION-003",
        $"行政区划表有 {problems.Count} 处问题，第一处：{problems[0].File} 第 {problems[0].Row} 行 {problems[0].Column}“{problems[0].Value}”：{problems[0].What.Zh}",
        $"The region table has {problems.Count} problem(s); the first: {problems[0].File} row {problems[0].Row} {problems[0].Column} \"{problems[0].Value}\": {problems[0].What.En}",
        problems[0].Remedy.Zh,
        problems[0].Remedy.En);
}
