using Emergency.Core;
using Emergency.Planning.Composing;

namespace Emergency.Planning.Staggering;

/// <summary>Who is compared with whom when burdens are shared out.</summary>
public enum FairnessScope
{
    /// <summary>Key industry over the whole region: the default.</summary>
    Region,

    /// <summary>Key industry × county.</summary>
    County,
}

/// <summary>What an enterprise carried earlier in the season.</summary>
/// <param name="Days">Days on which it was asked for more than what binds it anyway.</param>
/// <param name="Yuan">What that cost it [yuan].</param>
public sealed record EarlierBurden(int Days, decimal Yuan);

/// <summary>How several days are set up. What neither list nor texts give stands here under a name, with its doubt.</summary>
public sealed record StaggerRules
{
    /// <summary>
    /// Width of the band of burden days within an industry and grade: 0 all the same, 1 or 2 that many days apart; null for none. Worse grades carry no fewer days than better
    /// ones. Fairness costs money (see the benchmarks), so it is a choice.
    /// </summary>
    public int? FairDays { get; init; }

    /// <summary>Who is compared with whom.</summary>
    public FairnessScope FairnessScope { get; init; } = FairnessScope.Region;

    /// <summary>Most units that may begin or end a stop (or a step of load) on the same day; null for no limit. What binds by the list anyway is not counted.</summary>
    public int? MostStartsPerDay { get; init; }

    /// <summary>
    /// Restart cost of a step, as a share of the output value of the unit's ramp-up hours and of the part that was down [0 or more]. The list files no restart cost: the value
    /// of what is not produced while a unit comes up again is a stand-in, without fuel, repairs or rejects.
    /// </summary>
    public decimal RestartShare { get; init; } = 1;

    /// <summary>Hours by which orders go out before a step begins at 0 o'clock; they are taken off the ramp-down [h].</summary>
    public decimal NoticeHours { get; init; }

    /// <summary>Most separate stops of one unit in the episode, 0 to 2; a response should not start and stop units often (rules.md 6.17).</summary>
    public int MostSpells { get; init; } = 2;

    /// <summary>Most steps of a unit beyond what binds it; one with more gets evenly spread ones.</summary>
    public int MostSteps { get; init; } = 6;

    /// <summary>The search ends when (loss − bound) ÷ loss is no larger [0–1).</summary>
    public double GapTarget { get; init; } = 0.005;
}

/// <summary>What is to be planned over several days.</summary>
/// <param name="Day">
/// List, region, first day, running controls, mode, targets, zones and settings as for one day; its level is not used. Targets of the request hold on every day.
/// </param>
/// <param name="Levels">Level of each day, one to ten: from the forecast, or given.</param>
public sealed record EpisodeRequest(CompositionRequest Day, IReadOnlyList<WarningLevel> Levels)
{
    /// <summary>Rules of the several days.</summary>
    public StaggerRules Rules { get; init; } = new();

    /// <summary>
    /// Level that the response stands at: its measures bind on every day. A day that is expected milder, or without any level
    /// (<see cref="WarningLevel.None"/>), only asks for smaller shares, or for none. Null where each day's own level binds.
    /// </summary>
    public WarningLevel? Floor { get; init; }

    /// <summary>Earlier burdens of the season by enterprise code; who is missing carried none.</summary>
    public IReadOnlyDictionary<string, EarlierBurden> Earlier { get; init; } = new Dictionary<string, EarlierBurden>();
}
