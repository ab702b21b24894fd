using Emergency.Core;

namespace Emergency.Planning.Staggering;

/// <summary>How a planner asked for a plan over the days of a response.</summary>
/// <param name="Levels">
/// Level expected on each day from the first day of the response on, one to ten; <see cref="WarningLevel.None"/> for a day on which nothing is asked beyond what binds.
/// None above the level of the response.
/// </param>
public sealed record DaySettings(IReadOnlyList<WarningLevel> Levels)
{
    /// <summary>Width of the band of burden days within an industry and grade; null for none.</summary>
    public int? FairDays { get; init; }

    /// <summary>Who is compared with whom.</summary>
    public FairnessScope FairnessScope { get; init; } = FairnessScope.Region;

    /// <summary>Most units that may begin or end a step on one day; null for no limit.</summary>
    public int? MostStartsPerDay { get; init; }

    /// <summary>The rules these settings make.</summary>
    public StaggerRules Rules(double gapTarget) => new() { FairDays = FairDays, FairnessScope = FairnessScope, MostStartsPerDay = MostStartsPerDay, GapTarget = gapTarget };
}
