using System.Text.Json.Serialization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Staggering;

namespace Emergency.Planning.Composing;

/// <summary>How a planner asked for a plan: what a form, a request or a saved plan says. Everything else has its default (<see cref="CompositionSettings"/>).</summary>
/// <param name="Mode">Activate, supplement or compose.</param>
public sealed record PlanSettings(PlanMode Mode)
{
    private static readonly CompositionSettings Defaults = new();

    /// <summary>Shares that take the place of the edition's [0–1]; empty for the edition's own.</summary>
    public IReadOnlyDictionary<EmittedPollutant, decimal> Targets { get; init; } = new Dictionary<EmittedPollutant, decimal>();

    /// <summary>Targets of zones.</summary>
    public IReadOnlyList<ZoneTarget> Zones { get; init; } = [];

    /// <summary>Scope of the grade order.</summary>
    public OrderScope Order { get; init; } = Defaults.Order;

    /// <summary>Whether SO2 and NOx may stand in for each other as the edition has it.</summary>
    public bool Swap { get; init; } = Defaults.Swap;

    /// <summary>The search ends when (loss − bound) ÷ loss is no larger [0–1).</summary>
    public double GapTarget { get; init; } = Defaults.GapTarget;

    /// <summary>Most that a kilogram short of a target is worth [yuan/kg]; null for the least shortage, whatever it costs.</summary>
    public decimal? ShortagePrice { get; init; }

    /// <summary>Enterprises that a planner asks at least or at most so much; null (and not written) for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ShareLimit>? Limits { get; init; }

    /// <summary>Several days with rotation; null (and not written) for a plan that is the same every day.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DaySettings? Days { get; init; }

    /// <summary>Level that targets and zones are for, where levels are composed together; null (and not written) for the level asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WarningLevel? TargetsAt { get; init; }

    /// <summary>The request these settings make of a list, a level and a day.</summary>
    public CompositionRequest For(ActivationRequest activation) => new(activation, Mode)
    {
        Targets = Targets,
        Zones = Zones,
        TargetsAt = TargetsAt,
        Limits = Limits ?? [],
        Settings = Defaults with { Order = Order, Swap = Swap, GapTarget = GapTarget, ShortagePrice = ShortagePrice },
    };

    /// <summary>What a request says, to be kept with its plan.</summary>
    public static PlanSettings Of(CompositionRequest request) => new(request.Mode)
    {
        Targets = request.Targets,
        Zones = request.Zones,
        Limits = request.Limits.Count > 0 ? request.Limits : null,
        Order = request.Settings.Order,
        Swap = request.Settings.Swap,
        GapTarget = request.Settings.GapTarget,
        ShortagePrice = request.Settings.ShortagePrice,
    };
}
