using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Activation;

/// <summary>Which of several measures on one unit counts, and how much of it.</summary>
internal static class UnitCounting
{
    /// <summary>The measure that takes most of the unit away; of equals the one the list names first, then the one that cuts most.</summary>
    public static CountedMeasure Strictest(IEnumerable<Measure> rows, ProductionUnit unit, MeasureRules rules) =>
        rows.Select(m => MeasureCounting.Count(m, unit, rules))
            .OrderByDescending(c => c.Share)
            .ThenBy(c => c.Row.Origin)
            .ThenByDescending(c => EmittedPollutants.All.Sum(p => c.Cut[p]))
            .ThenBy(c => c.Row.Text, StringComparer.Ordinal)
            .First();

    /// <summary>Cut [kg/day] and loss [yuan/day] of a measure on a unit of which a share [0–1] is down already: only the rest counts (rules.md 4.7).</summary>
    public static (Emissions Cut, decimal Loss) Beyond(CountedMeasure counted, ProductionUnit unit, decimal before)
    {
        var cut = MeasureCounting.Clip(counted.Cut - (unit.Daily * before), unit.Daily);
        var loss = before > 0 && counted.Share > 0 ? Math.Floor(counted.Row.LossYuanPerDay * Math.Max(0, counted.Share - before) / counted.Share) : counted.Row.LossYuanPerDay;
        return (cut, counted.Possible ? loss : 0);
    }
}

/// <summary>Measures that do not lower production: caps and dust control cut what is left, vehicles are counted in the mobile list.</summary>
internal static class ResidualMeasures
{
    /// <summary>True for measures whose cut stands in another list.</summary>
    public static bool CountedElsewhere(Measure row) => row.Effect is EffectKind.VehicleBan or EffectKind.VehicleQuota;

    /// <summary>One row for each unit and effect, the strictest of its kind.</summary>
    public static IEnumerable<Measure> Rows(IEnumerable<Measure> binding) =>
        binding.Where(m => !m.Effect.Rule().Production && m.Effect != EffectKind.Voluntary)
            .GroupBy(m => (m.UnitId, m.Effect))
            .Select(group => group.OrderBy(m => m.Amount ?? decimal.MaxValue).ThenBy(m => m.Text, StringComparer.Ordinal).First());

    /// <summary>Counts the rows one after another on what production leaves.</summary>
    /// <param name="binding">Rows that hold.</param>
    /// <param name="units">Units.</param>
    /// <param name="left">What each unit still emits [kg/day].</param>
    public static IEnumerable<(Measure Row, ProductionUnit? Unit, Emissions Cut)> Count(IEnumerable<Measure> binding, IReadOnlyList<ProductionUnit> units, IReadOnlyDictionary<string, Emissions> left)
    {
        var rest = new Dictionary<string, Emissions>(left);
        var all = left.Values.Sum();
        foreach (var row in Rows(binding))
        {
            var unit = units.FirstOrDefault(u => u.UnitId == row.UnitId);
            var cut = CountedElsewhere(row) ? Emissions.Zero : MeasureCounting.Clip(row.Cut, unit is null ? all : rest[unit.UnitId].Min(all));
            all -= cut;
            if (unit is not null)
            {
                rest[unit.UnitId] -= cut;
            }

            yield return (row, unit, cut);
        }
    }
}
