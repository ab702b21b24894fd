using Emergency.Core.Regions;
using Emergency.Core.Rules.Reading;

namespace Emergency.Core.Rules;

/// <summary>
/// Checks all rule books together: known books and authorities, dates that do not overlap, supersession, tables that increase, and that the keys the
/// product asks for are exactly the keys there are. Pure: it reads no file (<see cref="RuleFile"/> checks each file's own form first).
/// </summary>
public static class RuleCheck
{
    private static readonly Dictionary<string, Action<EditionReader>> Readers = new(StringComparer.Ordinal)
    {
        [RuleBooks.Aqi] = r => AqiRulesReader.Read(r),
        [RuleBooks.WarningTriggers] = r => TriggerRulesReader.Read(r),
        [RuleBooks.ReductionTargets] = r => TargetRulesReader.Read(r),
        [RuleBooks.GradeSchemes] = r => GradeRulesReader.Read(r),
        [RuleBooks.MeasureRules] = r => MeasureRulesReader.Read(r),
        [RuleBooks.ReportDeadlines] = r => DeadlineRulesReader.Read(r),
        [RuleBooks.OzoneHours] = r => OzoneRulesReader.Read(r),
        [RuleBooks.SeasonControls] = r => SeasonRulesReader.Read(r),
        [RuleBooks.ResponseRules] = r => ResponseRulesReader.Read(r),
    };

    /// <summary>Every problem of the editions, alone and together.</summary>
    public static IReadOnlyList<RuleProblem> Check(IReadOnlyCollection<RuleEdition> editions, RegionTree regions)
    {
        var problems = new List<RuleProblem>();
        foreach (var edition in editions)
        {
            problems.AddRange(Alone(edition, regions));
        }

        foreach (var series in editions.GroupBy(e => (e.Book, e.Authority)))
        {
            problems.AddRange(Together([.. series.OrderBy(e => e.EffectiveFrom).ThenBy(e => e.Edition, StringComparer.Ordinal)]));
        }

        return problems;
    }

    private static IEnumerable<RuleProblem> Alone(RuleEdition edition, RegionTree regions)
    {
        if (regions.Find(edition.Authority) is null)
        {
            yield return RuleProblem.Of(
                "RULE-105", edition.File, "authority",
                $"机关“{edition.Authority}”不在行政区划表中。", $"The authority \"{edition.Authority}\" is not in the region table.",
                "请改正代码，或在 regions.csv 中补充。", "Mend the code, or add it to regions.csv.");
        }

        if (edition.EffectiveUntil is { } until && until <= edition.EffectiveFrom)
        {
            yield return RuleProblem.Of(
                "RULE-115", edition.File, "effectiveUntil",
                $"失效日 {until} 不晚于施行日 {edition.EffectiveFrom}。", $"It ends on {until}, not after it starts on {edition.EffectiveFrom}.",
                "失效日是不再有效的第一天。", "The end is the first day on which it no longer holds.");
        }

        if (!Readers.TryGetValue(edition.Book, out var read))
        {
            var known = string.Join(", ", RuleBooks.All);
            yield return RuleProblem.Of(
                "RULE-104", edition.File, "book",
                $"程序不认识规则册“{edition.Book}”。", $"The product knows no rule book \"{edition.Book}\".",
                $"可用：{known}。", $"Known: {known}.");
            yield break;
        }

        var reader = new EditionReader(edition);
        read(reader);
        foreach (var problem in reader.Problems)
        {
            yield return problem;
        }

        foreach (var key in reader.NeverAsked)
        {
            yield return RuleProblem.Of(
                "RULE-109", edition.File, key,
                "程序从不读取该键。", "The product never asks for this key.",
                "请核对拼写与编号（须从 1 连续），或删除。", "Check its spelling and numbering (1, 2, 3 … without a gap), or delete it.");
        }
    }

    private static IEnumerable<RuleProblem> Together(IReadOnlyList<RuleEdition> series)
    {
        for (var i = 0; i < series.Count; i++)
        {
            var edition = series[i];
            var before = i == 0 ? null : series[i - 1];
            if (series.Take(i).Any(e => e.Edition == edition.Edition))
            {
                yield return RuleProblem.Of(
                    "RULE-114", edition.File, "edition",
                    $"版本号“{edition.Edition}”重复。", $"The edition id \"{edition.Edition}\" appears twice.",
                    "每个版本须有自己的版本号。", "Give each edition its own id.");
                continue;
            }

            if (before is not null && (before.EffectiveUntil is not { } end || end > edition.EffectiveFrom))
            {
                yield return RuleProblem.Of(
                    "RULE-112", edition.File, "effectiveFrom",
                    $"自 {edition.EffectiveFrom} 起，但“{before.Edition}”至 {before.EffectiveUntil?.ToString() ?? "未定"} 仍有效。",
                    $"It starts on {edition.EffectiveFrom}, but \"{before.Edition}\" holds until {before.EffectiveUntil?.ToString() ?? "further notice"}.",
                    "请为前一版本填写失效日。", "Give the earlier edition its end.");
            }

            if (edition.Supersedes != before?.Edition)
            {
                yield return RuleProblem.Of(
                    "RULE-113", edition.File, "supersedes",
                    $"supersedes 为“{edition.Supersedes ?? "无"}”，而同一机关的前一版本是“{before?.Edition ?? "无"}”。",
                    $"It says it supersedes \"{edition.Supersedes ?? "nothing"}\", but the edition before it is \"{before?.Edition ?? "none"}\".",
                    "请填写本机关前一版本的版本号；第一个版本写 null。", "Name the edition before it of the same authority; null for the first.");
            }
        }
    }
}
