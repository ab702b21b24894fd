using System.Text.Json;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;

namespace Emergency.Planning.WhatIf;

/// <summary>What reading a scenarios file gave: a question, or everything that is wrong with it.</summary>
/// <param name="Question">The question; null when there are problems.</param>
/// <param name="Problems">Problems.</param>
public sealed record ScenarioReading(WhatIfQuestion? Question, IReadOnlyList<ScenarioProblem> Problems);

/// <summary>Reads scenarios files: JSON with a base and up to four scenarios, each saying only what differs from the base (docs/what-if.md).</summary>
public static class ScenarioFile
{
    /// <summary>Longest file read [bytes].</summary>
    public const int LongestFile = 1_000_000;

    private const int LongestName = 60;
    private const int MostItems = 200;
    private const int MostCodes = 5_000;
    private const decimal LargestFactor = 100;

    /// <summary>Reads a file's content.</summary>
    /// <param name="file">Name, for problems.</param>
    /// <param name="content">UTF-8 JSON; comments and a trailing comma are allowed.</param>
    /// <param name="baseAs">Changes the base before the scenarios take it over; null for none.</param>
    public static ScenarioReading Read(string file, ReadOnlyMemory<byte> content, Func<Scenario, Scenario>? baseAs = null)
    {
        var problems = new List<ScenarioProblem>();
        if (content.Length > LongestFile)
        {
            return Unreadable(file, $"{content.Length} bytes", new($"不超过 {LongestFile} 字节", $"at most {LongestFile} bytes"));
        }

        try
        {
            using var document = JsonDocument.Parse(WithoutMark(content), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var root = new JsonFields(document.RootElement, "$", file, problems);
            root.Text("about", 2000);
            var start = root.Child("base") is { } own ? Scenario(own, new() { Name = "基准" }, named: false) : new() { Name = "基准" };
            start = baseAs is null ? start : baseAs(start);
            var scenarios = root.Items("scenarios", WhatIfQuestion.MostScenarios).Select(item => (item, Scenario: Scenario(root.Within(item), start, named: true))).ToList();
            root.Close();
            foreach (var (item, scenario) in scenarios.Where((s, i) => s.Scenario.Name == start.Name || scenarios.Take(i).Any(t => t.Scenario.Name == s.Scenario.Name)).Where(s => s.Scenario.Name.Length > 0))
            {
                root.Report("WHATIF-005", $"{item.Path}.name", null, new($"各情景名称不同；“{scenario.Name}”已用过", $"a name of its own; \"{scenario.Name}\" is taken"), new("改一个名称。", "Choose another name."));
            }

            return new(problems.Count == 0 ? new(start, [.. scenarios.Select(s => s.Scenario)]) : null, problems);
        }
        catch (JsonException wrong)
        {
            return Unreadable(file, $"{(wrong.LineNumber ?? 0) + 1}:{(wrong.BytePositionInLine ?? 0) + 1}", new("JSON 文本", "JSON text"));
        }
        catch (InvalidOperationException)
        {
            return Unreadable(file, "\\uD800", new("完整的 Unicode 文字", "whole Unicode text")); // half a surrogate pair in a string
        }
    }

    private static ScenarioReading Unreadable(string file, string value, Text expected) =>
        new(null, [new("WHATIF-001", file, "$", value, expected, new("用 whatif sample 生成一个样例对照修改。", "Compare with what whatif sample writes."))]);

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> content) => content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;

    private static Scenario Scenario(JsonFields from, Scenario start, bool named)
    {
        var scenario = start with
        {
            Name = from.Text("name", LongestName, required: named) ?? (named ? "" : start.Name),
            Level = from.Word<WarningLevel>("level", t => WarningLevels.Parse(t) is { } l && ActivationPlanner.ListLevelOf(l) is not null ? l : null, new("yellow、orange 或 red", "yellow, orange or red")) ?? start.Level,
            Mode = from.Word("mode", Enumerated<PlanMode>, new("activate、supplement 或 compose", "activate, supplement or compose")) ?? start.Mode,
            Days = from.Whole("days", 1, 30) ?? start.Days,
            ShiftDays = from.Whole("shiftDays", -10, 10) ?? start.ShiftDays,
            Targets = from.Child("targets") is { } targets ? Shares(targets) : start.Targets,
            Zones = from.Has("zones") ? [.. from.Items("zones", MostItems).Select(i => Zone(from.Within(i)))] : start.Zones,
            Order = from.Word("order", Enumerated<OrderScope>, new("district、region、uniform 或 none", "district, region, uniform or none")) ?? start.Order,
            Swap = from.Flag("swap") ?? start.Swap,
            ShortagePrice = from.Number("shortagePrice", 0.01m, 1_000_000_000) ?? start.ShortagePrice,
            LossFactors = from.Has("lossFactors") ? Factors(from, "lossFactors") : start.LossFactors,
            Exempt = from.Has("exempt") ? [.. from.Items("exempt", MostItems).Select(i => Filter(from.Within(i), close: true))] : start.Exempt,
            Limits = from.Has("limits") ? [.. from.Items("limits", MostItems).Select(i => Limit(from.Within(i)))] : start.Limits,
            Grades = from.Has("grades") ? [.. from.Items("grades", MostItems).Select(i => Grade(from.Within(i)))] : start.Grades,
        };
        if (from.Child("baseData") is { } data)
        {
            scenario = scenario with
            {
                SocietyFactor = data.Number("society", 0.01m, LargestFactor) ?? start.SocietyFactor,
                EmissionFactors = data.Has("emissions") ? Factors(data, "emissions") : start.EmissionFactors,
            };
            data.Close();
        }

        from.Close();
        return scenario;
    }

    private static Dictionary<EmittedPollutant, decimal> Shares(JsonFields from)
    {
        var shares = new Dictionary<EmittedPollutant, decimal>();
        foreach (var pollutant in EmittedPollutants.All)
        {
            if (from.Number(pollutant.Code().ToLowerInvariant(), 0, 1) is { } share)
            {
                shares.Add(pollutant, share);
            }
        }

        from.Close();
        return shares;
    }

    private static ZoneTarget Zone(JsonFields from)
    {
        var name = from.Text("zone", LongestName, required: true) ?? "";
        var shares = from.Child("shares", required: true) is { } given ? Shares(given) : [];
        from.Close();
        return new(name, shares);
    }

    private static IReadOnlyList<IndustryFactor> Factors(JsonFields from, string name) => [.. from.Items(name, MostItems).Select(item =>
    {
        var fields = from.Within(item);
        var factor = new IndustryFactor(fields.Text("industry", LongestName), fields.Number("factor", 0.01m, LargestFactor, required: true) ?? 1);
        fields.Close();
        return factor;
    })];

    private static LimitChange Limit(JsonFields from)
    {
        var limit = new LimitChange(Filter(from, close: false), from.Number("atLeast", 0, 1), from.Number("atMost", 0, 1));
        if (limit.AtLeast is null && limit.AtMost is null)
        {
            from.Report("WHATIF-004", $"{from.Path}.atMost", null, new("atLeast 和 atMost 至少一个", "atLeast or atMost, or both"), new("补上下限或上限。", "Add a bound."));
        }
        else if (limit.AtLeast > limit.AtMost)
        {
            from.Report("WHATIF-003", $"{from.Path}.atLeast", null, new($"不大于 atMost（{limit.AtMost}）", $"at most atMost ({limit.AtMost})"), new("核对上下限。", "Check the bounds."));
        }

        from.Close();
        return limit;
    }

    private static GradeChange Grade(JsonFields from)
    {
        var change = new GradeChange(Filter(from, close: false), from.Word<PerformanceGrade>("to", PerformanceGrades.Parse, new("等级：A+、A、引领性、B、B-、C、非引领性、D", "a grade: A+, A, leading, B, B-, C, non-leading, D"), required: true) ?? default);
        from.Close();
        return change;
    }

    private static EnterpriseFilter Filter(JsonFields from, bool close)
    {
        var filter = new EnterpriseFilter(
            from.Texts("codes", MostCodes),
            from.Text("industry", LongestName),
            from.Text("county", LongestName),
            from.Text("township", LongestName),
            from.Word<PerformanceGrade>("grade", PerformanceGrades.Parse, new("等级：A、B、C、D 等", "a grade: A, B, C, D …")));
        if (filter is { Codes.Count: 0, Industry: null, County: null, Township: null, Grade: null })
        {
            from.Report("WHATIF-004", $"{from.Path}.codes", null, new("codes、industry、county、township、grade 至少一个", "at least one of codes, industry, county, township, grade"), new("说明是哪些企业。", "Say which enterprises."));
        }

        if (close)
        {
            from.Close();
        }

        return filter;
    }

    private static T? Enumerated<T>(string text)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && text.All(char.IsAsciiLetter) ? value : null;
}
