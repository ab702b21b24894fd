using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Composing;

/// <summary>
/// All a unit may do at a level, mildest first: what holds anyway; rows of its own for this level and stricter ones; offers; whole lines or load steps up to the
/// process limit. A, leading: offers only. Guarantee enterprises and small emitters: nothing more (rules.md 5.2, 5.6, 5.9, 6.13).
/// </summary>
internal sealed class UnitOptions(EnterpriseStanding standing, ActivationScope scope, CompositionSettings settings, PlanMode mode)
{
    private readonly IReadOnlyList<Measure> rows = Rows(standing, scope.Level, mode);

    /// <summary>True when a row for the whole enterprise is among what may be chosen: its units then choose together.</summary>
    public bool ForWhole => rows.Any(m => m.UnitId.Length == 0);

    /// <summary>For each row for the whole enterprise, the share it takes of each unit.</summary>
    public IEnumerable<List<decimal>> WholeShares(IReadOnlyList<ProductionUnit> units) =>
        rows.Where(m => m.UnitId.Length == 0).Select(m => units.Select(u => MeasureCounting.Count(standing.PartsOf([m], u)[0], u, scope.Rules.Measures).Share).ToList());

    /// <summary>Options of a unit that is not down already, the floor first.</summary>
    /// <param name="unit">Unit.</param>
    /// <param name="milder">What the milder level asks of it; null when there is none.</param>
    public IReadOnlyList<UnitOption> Of(ProductionUnit unit, UnitOption? milder)
    {
        var before = scope.ControlOf(unit)?.StoppedShare ?? 0;
        var floor = Floor(unit, before);
        if (standing.ExemptionOf(unit) is not null)
        {
            return [floor];
        }

        var rate = standing.LossRate(unit);
        var candidates = standing.PartsOf(rows, unit)
            .Select(m => (Counted: MeasureCounting.Count(m, unit, scope.Rules.Measures), Source: m.Origin == MeasureOrigin.Option ? OptionSource.Offered : OptionSource.Listed))
            .ToList();
        if (milder is { Row: { } kept })
        {
            candidates.Add((MeasureCounting.Count(kept, unit, scope.Rules.Measures), OptionSource.Milder));
        }

        if (standing is { Exempt: false, Small: false, Guaranteed: false, Treatment: not GradeTreatment.Voluntary })
        {
            candidates.AddRange(Steps(unit, rate).Select(m => (MeasureCounting.Count(m, unit, scope.Rules.Measures), OptionSource.Derived)));
        }

        var options = candidates
            .Where(c => c.Counted.Possible && c.Counted.Share > floor.Share)
            .Select(c => Option(c.Counted, c.Source, unit, before, rate))
            .Where(o => o.AtLeast(floor) && o.Cut != floor.Cut)
            .OrderBy(o => o.Share).ThenBy(o => o.Source).ThenBy(o => o.Loss).ThenByDescending(o => EmittedPollutants.All.Sum(p => o.Cut[p])).ThenBy(o => o.Row!.Text, StringComparer.Ordinal)
            .DistinctBy(o => (o.Share, o.Cut, o.Loss))
            .DistinctBy(o => (o.Share, o.Source == OptionSource.Milder));
        List<UnitOption> all = [floor, .. options];
        if (milder is not null)
        {
            var strictest = all[^1];
            all.RemoveAll(o => !o.AtLeast(milder));
            if (all.Count == 0)
            {
                all.Add(strictest);
            }
        }

        return all;
    }

    /// <summary>Rows that may be asked of the enterprise beyond what holds.</summary>
    private static List<Measure> Rows(EnterpriseStanding standing, ListLevel level, PlanMode mode)
    {
        if (standing.Exempt || standing.Small || standing.Guaranteed)
        {
            return [];
        }

        var production = standing.Measures.Where(m => m.Effect.Rule().Production && m.Level <= ListLevel.Red);
        return standing.Treatment == GradeTreatment.Voluntary
            ? [.. production.Where(m => m.Level == level && m.Origin == MeasureOrigin.Option).FirstPhase()]
            : [.. production.Where(m => mode == PlanMode.Compose || m.Level >= level).FirstPhase()];
    }

    private UnitOption Floor(ProductionUnit unit, decimal before)
    {
        if (standing.RowsOf(unit) is not { Count: > 0 } binding)
        {
            return new(null, before, Emissions.Zero, 0, OptionSource.Floor);
        }

        var counted = UnitCounting.Strictest(binding, unit, scope.Rules.Measures);
        var (cut, loss) = UnitCounting.Beyond(counted, unit, before);
        return new(counted.Row, Math.Max(counted.Share, before), cut, loss, OptionSource.Floor);
    }

    private static UnitOption Option(CountedMeasure counted, OptionSource source, ProductionUnit unit, decimal before, decimal? rate)
    {
        var (cut, loss) = UnitCounting.Beyond(counted, unit, before);
        return new(counted.Row, counted.Share, cut, loss, source, source == OptionSource.Derived ? rate : null, unit is { Count: 1, Kind: UnitKind.Line } && counted.Share == 1);
    }

    /// <summary>Several lines stop whole; a single one, and what cannot stop within hours, lowers its load (rules.md 6.13).</summary>
    private IEnumerable<Measure> Steps(ProductionUnit unit, decimal? rate)
    {
        if (unit.CanStop == CanStop.No)
        {
            yield break;
        }

        if (unit is { CanStop: CanStop.Yes, Count: > 1 })
        {
            var steps = Math.Min(unit.Count, settings.MostLineSteps);
            for (var step = 1; step <= steps; step++)
            {
                var stopped = (int)Math.Ceiling((decimal)unit.Count * step / steps);
                yield return Step(unit, EffectKind.StopUnits, stopped, CountingUnit.Unit, (decimal)stopped / unit.Count, rate, stopped == unit.Count ? $"{unit.Process}全部停产（{stopped}{Word(unit)}）" : $"{unit.Process}停{stopped}{Word(unit)}（共{unit.Count}{Word(unit)}）");
            }

            yield break;
        }

        var possible = 1 - unit.LowestLoad;
        foreach (var share in settings.LoadSteps.Where(s => s < possible))
        {
            yield return Step(unit, EffectKind.OutputLimit, share, CountingUnit.Output, share, rate, $"{unit.Process}限产{Percents.Of(share)}{(unit.Kind == UnitKind.Oven ? "（以延长出焦时间落实）" : "")}");
        }

        if (unit.CanStop == CanStop.Yes)
        {
            yield return Step(unit, EffectKind.Stop, null, CountingUnit.None, 1, rate, $"{unit.Process}停产");
        }
        else if (possible > 0)
        {
            yield return Step(unit, EffectKind.LowestLoad, null, CountingUnit.None, possible, rate, $"{unit.Process}按最低负荷{Percents.Of(unit.LowestLoad)}运行");
        }
    }

    private Measure Step(ProductionUnit unit, EffectKind effect, decimal? amount, CountingUnit countedIn, decimal share, decimal? rate, string text) => new(
        unit.EnterpriseCode, unit.UnitId, scope.Level, MeasureOrigin.Option, effect, amount, countedIn, null, null, null, unit.Daily * share, Math.Floor((rate ?? unit.OutputYuanPerDay) * share), text);

    private static string Word(ProductionUnit unit) => unit.Kind switch
    {
        UnitKind.Line => "条线",
        UnitKind.Kiln or UnitKind.Oven => "座",
        _ => "台",
    };
}
