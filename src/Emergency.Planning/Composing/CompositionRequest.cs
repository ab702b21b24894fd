using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;

namespace Emergency.Planning.Composing;

/// <summary>Within which groups a better grade is never asked more than a worse one.</summary>
public enum OrderScope
{
    /// <summary>Key industry × county: the default. Neighbours compare themselves, and it costs a few per cent only.</summary>
    District,

    /// <summary>Key industry over the whole region.</summary>
    Region,

    /// <summary>Key industry × county, one measure for all of a grade.</summary>
    Uniform,

    /// <summary>No order.</summary>
    None,
}

/// <summary>Targets of a zone of its own, beside those of the region.</summary>
/// <param name="Zone">County code or name, control zone or township, as the list writes it.</param>
/// <param name="Shares">Share of the zone's emission by pollutant [0–1].</param>
public sealed record ZoneTarget(string Zone, IReadOnlyDictionary<EmittedPollutant, decimal> Shares);

/// <summary>A planner's own bound on what an enterprise is asked, on top of every rule.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="AtLeast">Least share of each unit's activity to take away [0–1], as far as the unit goes; null for none.</param>
/// <param name="AtMost">Largest share of it [0–1]; what binds the unit anyway stays. Null for none.</param>
public sealed record ShareLimit(string EnterpriseCode, decimal? AtLeast, decimal? AtMost);

/// <summary>How the choice is set up. What the texts leave open stands here under a name.</summary>
public sealed record CompositionSettings
{
    /// <summary>Scope of the grade order.</summary>
    public OrderScope Order { get; init; } = OrderScope.District;

    /// <summary>
    /// Share of a unit taken away from which each stage begins, ascending [0–1]: less than a tenth counts as nothing, then "about 20 %", 30 %, 50 %, stop. The grade
    /// order compares stages, so that 25 % and 28 % are the same demand. One to five figures.
    /// </summary>
    public IReadOnlyList<decimal> StageFrom { get; init; } = [0.1m, 0.3m, 0.5m, 1m];

    /// <summary>Load steps offered to single lines and to units that can only lower their load, besides their process limit [0–1].</summary>
    public IReadOnlyList<decimal> LoadSteps { get; init; } = [0.2m, 0.3m, 0.5m];

    /// <summary>Most steps of whole lines for one unit; a unit with more lines gets evenly spread ones.</summary>
    public int MostLineSteps { get; init; } = 12;

    /// <summary>Whether the edition's swap of SO2 and NOx may be used.</summary>
    public bool Swap { get; init; } = true;

    /// <summary>
    /// Most that a kilogram short of a target is worth when not everything can be reached [yuan/kg]; null for the plan with the least shortage, whatever it costs. A
    /// pollutant that is out of reach otherwise makes the last gram worth stopping everybody.
    /// </summary>
    public decimal? ShortagePrice { get; init; }

    /// <summary>The search ends when (loss − bound) ÷ loss is no larger [0–1).</summary>
    public double GapTarget { get; init; } = 0.001;

    /// <summary>Most nodes of the search.</summary>
    public int MostNodes { get; init; } = 1000;

    /// <summary>Most threads; any number gives the same plan.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>True to set the clerk's way beside the plan.</summary>
    public bool CompareClerk { get; init; }
}

/// <summary>What is to be chosen.</summary>
/// <param name="Activation">List, level, region, day and running controls.</param>
/// <param name="Mode"><see cref="PlanMode.Supplement"/> or <see cref="PlanMode.Compose"/>.</param>
public sealed record CompositionRequest(ActivationRequest Activation, PlanMode Mode)
{
    /// <summary>Shares that take the place of the edition's [0–1]; the sum of the swap moves with them.</summary>
    public IReadOnlyDictionary<EmittedPollutant, decimal> Targets { get; init; } = new Dictionary<EmittedPollutant, decimal>();

    /// <summary>Targets of zones; no enterprise may belong to two of them.</summary>
    public IReadOnlyList<ZoneTarget> Zones { get; init; } = [];

    /// <summary>
    /// Level that <see cref="Targets"/> and <see cref="Zones"/> are for, where levels are composed together; null for the level asked for. The others follow the edition.
    /// </summary>
    public WarningLevel? TargetsAt { get; init; }

    /// <summary>Enterprises that a planner asks at least or at most so much; one an enterprise.</summary>
    public IReadOnlyList<ShareLimit> Limits { get; init; } = [];

    /// <summary>Settings.</summary>
    public CompositionSettings Settings { get; init; } = new();
}

/// <summary>How far a plan has come.</summary>
/// <param name="LossYuanPerDay">Best plan so far; infinite before there is one.</param>
/// <param name="BoundYuanPerDay">Bound so far.</param>
/// <param name="Nodes">Nodes of the search.</param>
public readonly record struct CompositionProgress(double LossYuanPerDay, double BoundYuanPerDay, int Nodes);
