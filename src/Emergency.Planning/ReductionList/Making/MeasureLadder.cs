using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;

namespace Emergency.Planning.ReductionList.Making;

/// <summary>
/// Writes the measures of one unit at yellow, orange and red by grade, as local lists do: B little, C more, D stops, A and leading of their own
/// choice; whole lines where there are several, lower load where a kiln cannot stop. The steps follow the one industry whose national table
/// was read (cement clinker, rules.md 6); for the others they are assumed.
/// </summary>
internal static class MeasureLadder
{
    private static readonly ListLevel[] Levels = [ListLevel.Yellow, ListLevel.Orange, ListLevel.Red];

    /// <summary>Share of the loss of output value that a stop costs: assumed.</summary>
    private const decimal LossOfOutput = 0.3m;

    public static IEnumerable<Measure> Of(Enterprise enterprise, ProductionUnit unit)
    {
        if (enterprise.Grade is PerformanceGrade.APlus or PerformanceGrade.A or PerformanceGrade.Leading)
        {
            return Levels.Select(level => Row(enterprise, unit, level, EffectKind.Voluntary, null, CountingUnit.None, 0, "自主减排"));
        }

        if (enterprise.Guarantee != GuaranteeKind.None)
        {
            return Guaranteed(enterprise, unit);
        }

        var steps = Steps(enterprise);
        return Levels.Zip(steps).Where(s => s.Second > 0).Select(s => Step(enterprise, unit, s.First, s.Second));
    }

    /// <summary>
    /// What may be negotiated beyond the ladder: one step further at each level, at a loss somewhat off the ladder's, since plants differ; of A and leading every second
    /// unit offers a small limit of its own. Guarantee enterprises offer nothing.
    /// </summary>
    public static IEnumerable<Measure> Options(Enterprise enterprise, ProductionUnit unit, Random random)
    {
        var factor = (decimal)Math.Round(0.9 + (0.7 * random.NextDouble()), 2);
        var offers = random.Next(2) == 0;
        if (enterprise.Guarantee != GuaranteeKind.None)
        {
            return [];
        }

        var voluntary = enterprise.Grade is PerformanceGrade.APlus or PerformanceGrade.A or PerformanceGrade.Leading;
        decimal[] shares = voluntary ? offers ? [0.1m, 0.2m, 0.2m] : [0, 0, 0] : [.. Steps(enterprise).Select(Further)];
        return Levels.Zip(shares).Where(s => s.Second > 0 && s.Second <= 1 - unit.LowestLoad).Select(s =>
        {
            var step = Step(enterprise, unit, s.First, s.Second);
            return step with { Origin = MeasureOrigin.Option, LossYuanPerDay = Math.Round(step.LossYuanPerDay * factor), Text = $"{(voluntary ? "自报" : "可选")}：{step.Text}" };
        });
    }

    /// <summary>The next of 20, 30, 50 and 100 %; nothing beyond a stop.</summary>
    private static decimal Further(decimal share) => share < 0.2m ? 0.2m : share < 0.3m ? 0.3m : share < 0.5m ? 0.5m : share < 1 ? 1 : 0;

    /// <summary>Share asked at yellow, orange and red.</summary>
    private static decimal[] Steps(Enterprise enterprise) => (enterprise.KeyIndustry, enterprise.Grade) switch
    {
        ("Cement", PerformanceGrade.B) => [0, 0.2m, 1],
        ("Cement", PerformanceGrade.C) => [0.5m, 1, 1],
        (_, PerformanceGrade.B or PerformanceGrade.BMinus) => [0, 0.2m, 0.5m],
        (_, PerformanceGrade.C or PerformanceGrade.NonLeading) => [0.3m, 0.5m, 1],
        (_, PerformanceGrade.D) => [1, 1, 1],
        _ => [0.2m, 0.4m, 0.6m],
    };

    private static Measure Step(Enterprise enterprise, ProductionUnit unit, ListLevel level, decimal share)
    {
        if (unit.CanStop != CanStop.Yes)
        {
            var possible = 1 - unit.LowestLoad;
            return share >= possible
                ? Row(enterprise, unit, level, EffectKind.LowestLoad, null, CountingUnit.None, possible, $"{unit.Process}按最低负荷{Percents.Of(unit.LowestLoad)}运行")
                : Row(enterprise, unit, level, EffectKind.OutputLimit, share, CountingUnit.Output, share, $"{unit.Process}限产{Percents.Of(share)}（以环评批复产能、排污许可载明产能、上年正常生产实际产量三者日均值的最小值为基准核算）");
        }

        if (share == 1)
        {
            return Row(enterprise, unit, level, EffectKind.Stop, null, CountingUnit.None, 1, $"{unit.Process}停产");
        }

        // By line where there are several; cement counts lines even with one (340号): there the single-line rule and a person decide.
        if (share >= 0.5m && (unit.Count > 1 || enterprise.KeyIndustry == "Cement"))
        {
            var whole = Math.Ceiling(share * unit.Count) / unit.Count;
            return Row(enterprise, unit, level, EffectKind.StopLines, share, CountingUnit.Line, whole, $"{unit.Process}停产{Percents.Of(share)}（含）以上，以生产线计");
        }

        return Row(enterprise, unit, level, EffectKind.OutputLimit, share, CountingUnit.Output, share, $"{unit.Process}限产{Percents.Of(share)}");
    }

    private static IEnumerable<Measure> Guaranteed(Enterprise enterprise, ProductionUnit unit)
    {
        foreach (var (level, share) in Levels.Zip<ListLevel, decimal>([0.05m, 0.1m, 0.15m]))
        {
            yield return Row(enterprise, unit, level, EffectKind.OutputLimit, share, CountingUnit.Output, share, $"按保障任务核定最大负荷，{unit.Process}负荷不高于{Percents.Of(1 - share)}");
        }
    }

    private static Measure Row(Enterprise enterprise, ProductionUnit unit, ListLevel level, EffectKind effect, decimal? amount, CountingUnit countedIn, decimal share, string text) => new(
        enterprise.Code,
        unit.UnitId,
        level,
        MeasureOrigin.List,
        effect,
        amount,
        countedIn,
        null,
        null,
        null,
        Made.Round(unit.Daily * share),
        Made.Plain(Math.Round(unit.OutputYuanPerDay * share * LossOfOutput)),
        text);
}

/// <summary>Numbers of made lists: rounded, and without trailing zeros so that they hash as they read back.</summary>
internal static class Made
{
    public static decimal Plain(decimal number) => number / 1.0000000000000000000000000000m;

    public static decimal Round(decimal number) => Plain(Math.Round(number, 1, MidpointRounding.AwayFromZero));

    /// <summary>Rounded down, so that a cut never exceeds the emission it was taken from.</summary>
    public static Emissions Round(Emissions e) => new(Down(e.So2), Down(e.Nox), Down(e.Pm), Down(e.Vocs));

    private static decimal Down(decimal number) => Plain(Math.Round(number, 1, MidpointRounding.ToZero));
}
