using System.Collections.Concurrent;
using Emergency.Core.Refusals;
using Emergency.Core.Rules.Reading;
using Emergency.Core.Time;

namespace Emergency.Core.Rules;

public sealed partial class RuleLibrary
{
    // Typed rules are asked for by the day and the hour; each edition is read once.
    private readonly ConcurrentDictionary<RuleEdition, object> typed = new(ReferenceEqualityComparer.Instance);

    /// <summary>AQI rules in force for a place on a day.</summary>
    public Outcome<AqiRules> Aqi(string regionCode, LocalDay day) => Typed(Find(RuleBooks.Aqi, regionCode, day), AqiRulesReader.Read);

    /// <summary>AQI rules of a named edition.</summary>
    public Outcome<AqiRules> Aqi(RuleEdition edition) => Typed(edition, RuleBooks.Aqi, AqiRulesReader.Read);

    /// <summary>Warning triggers in force for a place on a day.</summary>
    public Outcome<TriggerRules> Triggers(string regionCode, LocalDay day) => Typed(Find(RuleBooks.WarningTriggers, regionCode, day), TriggerRulesReader.Read);

    /// <summary>Warning triggers of a named edition.</summary>
    public Outcome<TriggerRules> Triggers(RuleEdition edition) => Typed(edition, RuleBooks.WarningTriggers, TriggerRulesReader.Read);

    /// <summary>Reduction targets in force for a place on a day.</summary>
    public Outcome<TargetRules> Targets(string regionCode, LocalDay day) => Typed(Find(RuleBooks.ReductionTargets, regionCode, day), TargetRulesReader.Read);

    /// <summary>Reduction targets of a named edition.</summary>
    public Outcome<TargetRules> Targets(RuleEdition edition) => Typed(edition, RuleBooks.ReductionTargets, TargetRulesReader.Read);

    /// <summary>Grade schemes in force for a place on a day.</summary>
    public Outcome<GradeRules> Grades(string regionCode, LocalDay day) => Typed(Find(RuleBooks.GradeSchemes, regionCode, day), GradeRulesReader.Read);

    /// <summary>Grade schemes of a named edition.</summary>
    public Outcome<GradeRules> Grades(RuleEdition edition) => Typed(edition, RuleBooks.GradeSchemes, GradeRulesReader.Read);

    /// <summary>Measure rules in force for a place on a day.</summary>
    public Outcome<MeasureRules> Measures(string regionCode, LocalDay day) => Typed(Find(RuleBooks.MeasureRules, regionCode, day), MeasureRulesReader.Read);

    /// <summary>Measure rules of a named edition.</summary>
    public Outcome<MeasureRules> Measures(RuleEdition edition) => Typed(edition, RuleBooks.MeasureRules, MeasureRulesReader.Read);

    /// <summary>Deadlines in force for a place on a day.</summary>
    public Outcome<DeadlineRules> Deadlines(string regionCode, LocalDay day) => Typed(Find(RuleBooks.ReportDeadlines, regionCode, day), DeadlineRulesReader.Read);

    /// <summary>Deadlines of a named edition.</summary>
    public Outcome<DeadlineRules> Deadlines(RuleEdition edition) => Typed(edition, RuleBooks.ReportDeadlines, DeadlineRulesReader.Read);

    /// <summary>Ozone hours in force for a place on a day.</summary>
    public Outcome<OzoneRules> OzoneHours(string regionCode, LocalDay day) => Typed(Find(RuleBooks.OzoneHours, regionCode, day), OzoneRulesReader.Read);

    /// <summary>Off-peak season in force for a place on a day.</summary>
    public Outcome<SeasonRules> Season(string regionCode, LocalDay day) => Typed(Find(RuleBooks.SeasonControls, regionCode, day), SeasonRulesReader.Read);

    /// <summary>Rules for the life of a response in force for a place on a day; refused where no edition holds yet.</summary>
    public Outcome<ResponseRules> Response(string regionCode, LocalDay day) => Typed(Find(RuleBooks.ResponseRules, regionCode, day), ResponseRulesReader.Read);

    /// <summary>The edition of a book with this id, whatever its dates (replay, comparison of old and new rules); refused when there is none, or when two authorities use the id.</summary>
    public Outcome<RuleEdition> Edition(string book, string editionId)
    {
        var found = editions.Where(e => e.Book == book && e.Edition == editionId).ToList();
        return found.Count == 1
            ? found[0]
            : Refusal.Of(
                "RULE-003",
                found.Count == 0 ? $"规则册“{book}”没有版本“{editionId}”。" : $"规则册“{book}”有 {found.Count} 个机关使用版本号“{editionId}”。",
                found.Count == 0 ? $"The rule book \"{book}\" has no edition \"{editionId}\"." : $"{found.Count} authorities use the edition id \"{editionId}\" in the book \"{book}\".",
                $"现有版本：{Known(book)}。",
                $"Editions there are: {Known(book)}.");
    }

    private string Known(string book) => string.Join(", ", editions.Where(e => e.Book == book).Select(e => e.Edition));

    private Outcome<T> Typed<T>(RuleEdition edition, string book, Func<EditionReader, T> read)
        where T : class =>
        edition.Book == book
            ? Typed(edition, read)
            : Refusal.Of(
                "RULE-005",
                $"版本“{edition.Edition}”属于规则册“{edition.Book}”，不是“{book}”。",
                $"The edition \"{edition.Edition}\" belongs to the book \"{edition.Book}\", not to \"{book}\".",
                "请指定正确规则册的版本。",
                "Name an edition of the right book.");

    private Outcome<T> Typed<T>(Outcome<RuleEdition> edition, Func<EditionReader, T> read)
        where T : class
    {
        if (!edition.Ok)
        {
            return edition.Refusal;
        }

        if (typed.TryGetValue(edition.Value, out var known))
        {
            return (T)known;
        }

        var reader = new EditionReader(edition.Value);
        var rules = read(reader);
        if (reader.Problems is [var first, ..])
        {
            return Refusal.Of(
                "RULE-004",
                $"规则册版本“{edition.Value.Edition}”有误：{first.Key} {first.What.Zh}",
                $"The edition \"{edition.Value.Edition}\" is malformed: {first.Key} {first.What.En}",
                "请运行 rules check 并改正。",
                "Run \"rules check\" and mend it.");
        }

        return (T)typed.GetOrAdd(edition.Value, rules);
    }
}
