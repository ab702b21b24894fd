using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.RunningControls;

namespace Emergency.Planning.Season;

/// <summary>What is to be planned for an off-peak season.</summary>
/// <param name="List">The list in force.</param>
/// <param name="RegionCode">Region: a city, or a county of it.</param>
/// <param name="Year">Year in which the season begins; the grades of its first day count.</param>
/// <param name="Running">
/// Controls as recorded. Repairs and stops that cover the whole season leave nothing to plan; others are shown for a person to decide. Those of the kind
/// off-peak are what such a plan makes: a new plan takes their place.
/// </param>
/// <param name="DecidedBy">User name, or "system".</param>
/// <param name="DecidedAt">When.</param>
public sealed record SeasonRequest(EmergencyReductionList List, string RegionCode, int Year, IReadOnlyList<RecordedControl> Running, string DecidedBy, DateTimeOffset DecidedAt)
{
    /// <summary>Share of the periods in which a rotating unit is off, above 0, at most 1; null for the setting of the edition.</summary>
    public decimal? OffShare { get; init; }

    /// <summary>Codes of green factories (绿色工厂), which are exempt; lists do not file them.</summary>
    public IReadOnlySet<string> GreenFactories { get; init; } = new HashSet<string>();

    /// <summary>
    /// Shares of the whole-society emission that the season is to take away in every period [0–1]; empty for the most even plan. With shares, units may be off longer than
    /// their duty, at least loss.
    /// </summary>
    public IReadOnlyDictionary<EmittedPollutant, decimal> Targets { get; init; } = new Dictionary<EmittedPollutant, decimal>();

    /// <summary>Most separate stops of a unit in the season, 1 or 2.</summary>
    public int MostStops { get; init; } = 1;

    /// <summary>
    /// What evenness is worth: a plan in which every period misses a share of the even cut of every pollutant is worth this many times that share of the loss of all
    /// turns [above 0].
    /// </summary>
    public double EvennessWeight { get; init; } = 10;

    /// <summary>The search ends when (value − bound) ÷ value is no larger [0–1).</summary>
    public double GapTarget { get; init; } = 0.002;

    /// <summary>Most threads. Any number gives the same plan.</summary>
    public int Threads { get; init; } = 2;
}

/// <summary>The editions that a season follows.</summary>
/// <param name="Planning">Region tree, grades and general rules for measures; the targets of warnings are not used.</param>
/// <param name="Season">Season, industries, duties, windows.</param>
public sealed record SeasonPlanRules(ActivationRules Planning, SeasonRules Season)
{
    /// <summary>The editions for a place in the season that begins in a year; refused with PLAN-070 (a year out of reach) or when a book has none.</summary>
    public static Outcome<SeasonPlanRules> InForce(RuleLibrary library, string regionCode, int year)
    {
        ArgumentNullException.ThrowIfNull(library);
        if (year is < 2013 or > 2100)
        {
            return Refusal.Of("PLAN-070", $"没有 {year} 年开始的季节。", $"There is no season that begins in {year}.", "请用季节开始的年份，如 2024。", "Name the year in which the season begins, like 2024.");
        }

        // The last day of the year lies within a winter season whatever its edition says of its first.
        var season = library.Season(regionCode, LocalDay.Of(year, 12, 31));
        if (!season.Ok)
        {
            return season.Refusal;
        }

        var planning = ActivationRules.InForce(library, regionCode, season.Value.DaysOf(year).First);
        return planning.Ok ? new SeasonPlanRules(planning.Value, season.Value) : planning.Refusal;
    }
}
