using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Activation;

/// <summary>A measure of one unit, counted.</summary>
/// <param name="Row">The measure.</param>
/// <param name="Effect">Effect after the rules (a stop of a kiln that cannot stop becomes its lowest load).</param>
/// <param name="Amount">Amount of that effect.</param>
/// <param name="CountedIn">What the amount counts.</param>
/// <param name="LinesStopped">Whole lines; null when not counted so.</param>
/// <param name="Share">Share of the unit's activity taken away [0–1].</param>
/// <param name="Cut">Cut [kg/day], at most what the unit emits.</param>
/// <param name="Possible">False when the unit can carry out nothing of the kind.</param>
/// <param name="Note">What the counting changed or assumed; null when nothing.</param>
/// <param name="NeedsDecision">True when a person must confirm it.</param>
internal sealed record CountedMeasure(
    Measure Row,
    EffectKind Effect,
    decimal? Amount,
    CountingUnit CountedIn,
    int? LinesStopped,
    decimal Share,
    Emissions Cut,
    bool Possible,
    Text? Note,
    bool NeedsDecision);

/// <summary>
/// How a measure is counted. The cut filed in the list is the audited figure and is taken as it stands, but never above the unit's emission.
/// Measures counted in whole lines are recomputed, cut = emission × stopped lines ÷ lines in use: the list files them by the nominal share, which
/// the ceiling rule exceeds.
/// </summary>
internal static class MeasureCounting
{
    private const decimal Gram = 0.001m;

    public static CountedMeasure Count(Measure row, ProductionUnit unit, MeasureRules rules)
    {
        var counted = Nominal(row, unit, rules);
        if (unit.CanStop == CanStop.No)
        {
            return counted with { Share = 0, Cut = Emissions.Zero, Possible = false, NeedsDecision = true, Note = new("该单元不能停产或降负荷，措施无法执行，须人工确定替代措施", "the unit can neither stop nor lower its load: a person must find another measure") };
        }

        var possible = 1 - unit.LowestLoad;
        if (unit.CanStop == CanStop.LoadOnly && row.Effect.Rule().Stops)
        {
            return counted with
            {
                Effect = EffectKind.LowestLoad,
                Amount = null,
                CountedIn = CountingUnit.None,
                LinesStopped = null,
                Share = Math.Min(counted.Share, possible),
                Cut = Clip(counted.Cut, unit.Daily * possible),
                NeedsDecision = true,
                Note = new($"该单元不能快速停产，改按最低负荷 {unit.LowestLoad:0.##} 运行（清单“能否停产”），须人工确认", $"the unit cannot stop quickly (\"can stop\" of the list) and runs at its lowest load {unit.LowestLoad:0.##} instead; a person must confirm"),
            };
        }

        return counted;
    }

    /// <summary>Elementwise smaller, not below zero, in whole grams rounded down.</summary>
    public static Emissions Clip(Emissions cut, Emissions emission)
    {
        var clipped = cut.Min(emission).Max(Emissions.Zero);
        return new(Down(clipped.So2), Down(clipped.Nox), Down(clipped.Pm), Down(clipped.Vocs));

        static decimal Down(decimal number) => Math.Floor(number / Gram) * Gram / 1.0000000000000000000000000000m;
    }

    private static CountedMeasure Nominal(Measure row, ProductionUnit unit, MeasureRules rules) => row.Effect switch
    {
        EffectKind.StopLines => Lines(row, unit, rules),
        EffectKind.StopUnits => WholeMachines(row, unit, Math.Min((int)Math.Ceiling(row.Amount ?? 0), unit.Count), null, false),
        EffectKind.OutputLimit => Filed(row, unit, Math.Clamp(row.Amount ?? 0, 0, 1)),
        EffectKind.LowestLoad => Filed(row, unit, 1 - unit.LowestLoad),
        EffectKind.StopWindow => Filed(row, unit, WindowHours(row) / 24m),
        EffectKind.CokingTime => Filed(row, unit, LargestShare(row.Cut, unit.Daily)),
        _ => Filed(row, unit, 1),
    };

    private static CountedMeasure Lines(Measure row, ProductionUnit unit, MeasureRules rules)
    {
        var share = Math.Clamp(row.Amount ?? 0, 0, 1);
        if (unit.Count == 1 && share is > 0 and < 1)
        {
            return rules.SingleLine == SingleLineRule.StopAndFlag
                ? WholeMachines(row, unit, 1, new($"只有一条生产线，停{Percents.Of(share)}按整条线停产（{rules.SingleLineSource}），须人工确认", $"one line only: stopping {Percents.Of(share)} stops the whole line ({rules.SingleLineSource.Document}; places differ), a person must confirm"), needsDecision: true)
                : new CountedMeasure(row, EffectKind.OutputLimit, share, CountingUnit.Output, null, share, Clip(unit.Daily * share, unit.Daily), true, new($"只有一条生产线，改为降负荷{Percents.Of(share)}（{rules.SingleLineSource}），须人工确认", $"one line only: its load is lowered by {Percents.Of(share)} instead ({rules.SingleLineSource.Document}; places differ), a person must confirm"), NeedsDecision: true);
        }

        var lines = (int)Math.Ceiling(share * unit.Count);
        return WholeMachines(row, unit, lines, new($"{unit.Count}条线停{Percents.Of(share)}，向上取整停{lines}条（{rules.CountingSource}），减排量按整条线核算", $"{Percents.Of(share)} of {unit.Count} lines is {lines} whole lines, rounded up ({rules.CountingSource.Document}); the cut counts whole lines"), needsDecision: false);
    }

    private static CountedMeasure WholeMachines(Measure row, ProductionUnit unit, int stopped, Text? note, bool needsDecision) =>
        new(row, row.Effect, row.Amount, row.CountedIn, stopped, (decimal)stopped / unit.Count, Clip(Part(unit.Daily, stopped, unit.Count), unit.Daily), true, note, needsDecision);

    /// <summary>Multiplied before it is divided, so that all lines give the whole emission to the gram.</summary>
    private static Emissions Part(Emissions daily, int stopped, int count) =>
        new(daily.So2 * stopped / count, daily.Nox * stopped / count, daily.Pm * stopped / count, daily.Vocs * stopped / count);

    private static CountedMeasure Filed(Measure row, ProductionUnit unit, decimal share) =>
        new(row, row.Effect, row.Amount, row.CountedIn, null, share, Clip(row.Cut, unit.Daily), true, null, false);

    private static int WindowHours(Measure row) =>
        row is { FromHour: { } from, ToHour: { } to } ? ((to - from + 24) % 24 is 0 ? 24 : (to - from + 24) % 24) : 0;

    private static decimal LargestShare(Emissions cut, Emissions daily) =>
        EmittedPollutants.All.Where(p => daily[p] > 0).Select(p => Math.Clamp(cut[p] / daily[p], 0, 1)).DefaultIfEmpty(0).Max();
}
