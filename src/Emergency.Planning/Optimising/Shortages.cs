using System.Collections.Immutable;

namespace Emergency.Planning.Optimising;

/// <summary>What to say when not every row can be reached.</summary>
internal static class Shortages
{
    /// <summary>Default price of a whole requirement missing, in costs of everybody's dearest option.</summary>
    private const double Dear = 20;

    /// <summary>Nodes for each question which rows clash.</summary>
    private const int NodesForClash = 60;

    /// <summary>The plan that falls short least dearly, the most each row can reach, and a smallest set of rows that clash.</summary>
    public static PlanResult Study(PlanInstance instance, SolveSettings settings, SolveBudget budget, CoreSolution search)
    {
        var mostCost = instance.Blocks == 0 ? 1 : Math.Max(1, Enumerable.Range(0, instance.Blocks).Sum(b => Enumerable.Range(0, instance.OptionsOf(b)).Max(o => instance.CostOf(b, o))));
        double Price(int row) => settings.ShortagePrices?[row] ?? Dear * mostCost / instance.Rows[row].Required;
        var attainable = instance.Rows.Select((_, r) => Attainable(instance, r)).ToImmutableArray();
        var impossible = instance.Rows.Select((row, r) => (Row: r, Short: !Recount.Meets(row, attainable[r]))).Where(x => x.Short).Select(x => x.Row).ToImmutableArray();
        var proven = double.IsPositiveInfinity(search.Lower) || impossible.Length > 0;

        // A shortage with a price can always be paid for, so this search always has a plan.
        var (p, map) = CoreReading.Read(instance, _ => true, Price);
        var solution = new CoreSolver(p, settings, budget, null).Solve(null);
        var result = PlanOptimiser.Result(instance, p, map, solution.Plan ?? throw new InvalidOperationException("A plan with priced shortages always exists."), solution, proven ? PlanStatus.Infeasible : PlanStatus.Undecided);
        var missing = result.Rows.Select(r => Recount.Meets(r.Row, r.Reached) ? 0 : r.Required - r.Reached).ToImmutableArray();
        return result with
        {
            Bound = proven ? double.PositiveInfinity : search.Lower,
            Gap = double.NaN,
            Shortage = new(attainable, impossible.Length > 0 ? impossible : proven ? Clash(instance, budget) : [], missing, missing.Select((m, r) => m > 0 ? m * Price(r) : 0).Sum(), solution.Lower),
            Nodes = search.Nodes + solution.Nodes,
            Passes = search.Passes + solution.Passes,
        };
    }

    /// <summary>Most a row can reach alone, under the grade order: pricing without costs at a price for that row only.</summary>
    private static double Attainable(PlanInstance instance, int row)
    {
        var asked = instance.Rows[row];
        if (asked.Required <= 0)
        {
            return double.PositiveInfinity;
        }

        var (p, map) = CoreReading.Read(instance, r => r == row, free: true);
        var at = map.Rows[0];
        var prices = new double[p.Zones * p.Width];
        prices[at.Zone < 0 ? at.Kind : at.Zone * p.Width + at.Kind] = 1;
        double sum = 0;
        foreach (var component in p.Components)
        {
            Pricing.Price(p, component, prices, null, out var value);
            sum -= value;
        }

        return sum * map.Scale[at.Kind] * map.Factor[row];
    }

    /// <summary>Rows are left out one after another; one without which the rest can be reached belongs to the clash.</summary>
    private static ImmutableArray<int> Clash(PlanInstance instance, SolveBudget budget)
    {
        var rows = Enumerable.Range(0, instance.Rows.Count).Where(r => instance.Rows[r].Required > 0).ToList();
        foreach (var row in rows.ToArray())
        {
            if (budget.Over)
            {
                break;
            }

            var (p, _) = CoreReading.Read(instance, r => r != row && rows.Contains(r));
            if (rows.Count > 1 && Feasibility.Search(Feasibility.Of(p), budget, NodesForClash).Lower > Feasibility.Nothing)
            {
                rows.Remove(row);
            }
        }

        return [.. rows];
    }
}
