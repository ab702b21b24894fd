using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Time;

namespace Emergency.Core.Rules;

/// <summary>
/// All rule books of an installation. Answers "which edition of this book holds for this place on this day": the nearest authority in the place's
/// lineage (county over city over province over nation) that has an edition in force on that day.
/// </summary>
public sealed partial class RuleLibrary
{
    private readonly RegionTree regions;
    private readonly List<RuleEdition> editions;

    /// <summary>Makes a library of editions already read and checked.</summary>
    public RuleLibrary(RegionTree regions, IEnumerable<RuleEdition> editions)
    {
        this.regions = regions;
        this.editions = editions.OrderBy(e => e.Book, StringComparer.Ordinal).ThenBy(e => e.Authority, StringComparer.Ordinal).ThenBy(e => e.EffectiveFrom).ToList();
    }

    /// <summary>Every edition, ordered by book, authority, date.</summary>
    public IReadOnlyList<RuleEdition> Editions => editions;

    /// <summary>The region tree that inheritance follows.</summary>
    public RegionTree Regions => regions;

    /// <summary>The edition of a book in force for a place on a day; refused when no authority above the place has one.</summary>
    public Outcome<RuleEdition> Find(string book, string regionCode, LocalDay day)
    {
        if (regions.Find(regionCode) is null)
        {
            return Refusal.Of("REGION-001", $"未知的行政区划代码 {regionCode}。", $"Unknown region code {regionCode}.", "请在行政区划表中核对代码。", "Check the code in the region table.");
        }

        foreach (var region in regions.Lineage(regionCode))
        {
            foreach (var edition in editions)
            {
                if (edition.Book == book && edition.Authority == region.Code && edition.HoldsOn(day))
                {
                    return edition;
                }
            }
        }

        return Refusal.Of(
            "RULE-001",
            $"{day} 在 {regionCode} 及其上级没有生效的规则册“{book}”。",
            $"No edition of the rule book \"{book}\" holds for {regionCode} on {day}.",
            "请在 data/rules 中补充该日期的版本，并运行 rules check。",
            "Add an edition for that date under data/rules and run \"rules check\".");
    }
}
