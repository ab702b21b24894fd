namespace Emergency.Planning.ReductionList;

/// <summary>What the amount of an effect means.</summary>
public enum AmountKind
{
    /// <summary>The effect has no amount.</summary>
    None,

    /// <summary>An amount may be given for information (emission standard of a vehicle ban).</summary>
    Optional,

    /// <summary>Share above 0, at most 1.</summary>
    Share,

    /// <summary>Whole number of machines, at least 1.</summary>
    Number,

    /// <summary>Hours, mg/m³ or vehicles, above 0.</summary>
    Quantity,
}

/// <summary>What an effect needs and does: the meaning behind <see cref="EffectKind"/>.</summary>
/// <param name="Amount">Meaning of the amount.</param>
/// <param name="CountedIn">Counting units that fit.</param>
/// <param name="Production">True when it lowers production: of several on one unit only the strictest holds.</param>
/// <param name="Stops">True when machines must be able to stop within hours.</param>
/// <param name="NeedsUnit">True when it makes no sense for a whole enterprise.</param>
/// <param name="NeedsWindow">True when clock hours must be given.</param>
public sealed record EffectRule(AmountKind Amount, IReadOnlyList<CountingUnit> CountedIn, bool Production, bool Stops, bool NeedsUnit, bool NeedsWindow);

/// <summary>The rule of every effect.</summary>
public static class MeasureEffects
{
    /// <summary>The rule of an effect.</summary>
    public static EffectRule Rule(this EffectKind effect) => effect switch
    {
        EffectKind.Voluntary => new(AmountKind.None, [CountingUnit.None], Production: false, Stops: false, NeedsUnit: false, NeedsWindow: false),
        EffectKind.Stop => new(AmountKind.None, [CountingUnit.None, CountingUnit.Line, CountingUnit.Unit], Production: true, Stops: true, NeedsUnit: false, NeedsWindow: false),
        EffectKind.StopKeepWarm => new(AmountKind.None, [CountingUnit.None, CountingUnit.Line, CountingUnit.Unit], Production: true, Stops: false, NeedsUnit: false, NeedsWindow: false),
        EffectKind.StopLines => new(AmountKind.Share, [CountingUnit.Line], Production: true, Stops: true, NeedsUnit: true, NeedsWindow: false),
        EffectKind.StopUnits => new(AmountKind.Number, [CountingUnit.Unit], Production: true, Stops: true, NeedsUnit: true, NeedsWindow: false),
        EffectKind.OutputLimit => new(AmountKind.Share, [CountingUnit.Output], Production: true, Stops: false, NeedsUnit: false, NeedsWindow: false),
        EffectKind.CokingTime => new(AmountKind.Quantity, [CountingUnit.Hour], Production: true, Stops: false, NeedsUnit: true, NeedsWindow: false),
        EffectKind.EmissionCap => new(AmountKind.Quantity, [CountingUnit.Concentration], Production: false, Stops: false, NeedsUnit: false, NeedsWindow: false),
        EffectKind.StopWindow => new(AmountKind.None, [CountingUnit.None, CountingUnit.Hour], Production: true, Stops: true, NeedsUnit: true, NeedsWindow: true),
        EffectKind.VehicleBan => new(AmountKind.Optional, [CountingUnit.Vehicle, CountingUnit.None], Production: false, Stops: false, NeedsUnit: false, NeedsWindow: false),
        EffectKind.VehicleQuota => new(AmountKind.Quantity, [CountingUnit.Vehicle], Production: false, Stops: false, NeedsUnit: false, NeedsWindow: false),
        EffectKind.Bank => new(AmountKind.None, [CountingUnit.None, CountingUnit.Unit], Production: true, Stops: false, NeedsUnit: true, NeedsWindow: false),
        EffectKind.LowestLoad => new(AmountKind.None, [CountingUnit.None, CountingUnit.Output], Production: true, Stops: false, NeedsUnit: true, NeedsWindow: false),
        EffectKind.DustControl => new(AmountKind.None, [CountingUnit.None], Production: false, Stops: false, NeedsUnit: false, NeedsWindow: false),
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, null),
    };

    /// <summary>True when the list orders it: rows of the list and of the plant plan bind, the guide is a floor and options are offers.</summary>
    public static bool Binds(this Measure measure) => measure.Origin is MeasureOrigin.List or MeasureOrigin.PlantPlan;

    /// <summary>
    /// The rows in force at the start of a response: where rows of one unit, level and origin switch after so many hours, the one that switches first
    /// comes first, the others are later phases. Effects that do not lower production do not take part.
    /// </summary>
    public static IEnumerable<Measure> FirstPhase(this IEnumerable<Measure> measures) =>
        measures
            .GroupBy(m => (m.EnterpriseCode, m.UnitId, m.Level, m.Origin, m.Effect.Rule().Production))
            .SelectMany(rows => rows.Key.Production && rows.Min(m => m.SwitchAfterHours) is { } first ? rows.Where(m => m.SwitchAfterHours == first) : rows);
}
