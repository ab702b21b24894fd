namespace Emergency.Planning.Optimising;

/// <summary>What is known of a problem after a search.</summary>
/// <param name="Plan">Best plan, null when none was found that meets every row without a price for its shortage.</param>
/// <param name="Upper">Its value.</param>
/// <param name="Lower">Certified bound; infinite when there is provably no plan.</param>
/// <param name="Prices">Regional by kind, then by zone × width + kind.</param>
/// <param name="Passes">Passes over all options.</param>
/// <param name="Nodes">Nodes of trees.</param>
internal sealed record CoreSolution(Draft? Plan, double Upper, double Lower, double[] Prices, int Passes, int Nodes);

/// <summary>Dual, plan at the prices, reduction, zone blocks, tree: until the gap is small enough.</summary>
internal sealed class CoreSolver(CoreProblem p, SolveSettings settings, SolveBudget budget, Action<double, double, int>? heard)
{
    /// <summary>Blocks that local search moves in the whole problem: the nearest to a tie.</summary>
    private const int MostMoving = 2_000;

    private Draft? best;
    private double upper = double.PositiveInfinity;
    private double lower = double.NegativeInfinity;
    private int nodes;

    public CoreSolution Solve(double[]? warm)
    {
        var mostCost = RootPrices.MostCost(p);
        var master = RootPrices.Find(p, mostCost, warm, Math.Max(1e-7, 0.02 * settings.GapTarget), settings.Threads, budget);
        lower = master.Bound + p.Constant;
        var prices = master.Prices.ToArray();
        if (lower > mostCost * (1 + 1e-6) + 1e-6 + RootPrices.CapCost(p) + p.Constant)
        {
            return new(null, upper, double.PositiveInfinity, prices, master.Evaluations, 0);
        }

        Plan(master);
        heard?.Invoke(upper, lower, nodes);
        if (best is null && !Feasible())
        {
            return new(null, upper, lower, prices, master.Evaluations, nodes);
        }

        // One tree on the core after another: each better plan leaves a smaller core.
        for (var round = 0; round < 4 && Open && nodes < settings.MostNodes; round++)
        {
            var before = upper;
            Tree(prices, master.Bound + p.Constant);
            if (upper >= before)
            {
                break;
            }
        }

        return new(best, upper, Math.Min(lower, upper), prices, master.Evaluations, nodes);
    }

    private double Tolerance => double.IsPositiveInfinity(upper) ? 0 : Math.Max(settings.GapTarget, 1e-9) * Math.Abs(upper) * 0.999;

    private bool Open => upper - lower > Tolerance && !budget.Over;

    /// <summary>Plans from the columns of most weight and from those of the last evaluation.</summary>
    private void Plan(PriceMaster master)
    {
        var top = new Column[p.Components.Length];
        for (var c = 0; c < top.Length; c++)
        {
            var most = -1.0;
            foreach (var (column, weight) in master.ColumnsOf(c))
            {
                if (weight > most)
                {
                    (most, top[c]) = (weight, column);
                }
            }
        }

        Try(Draft.Of(p, p.Components, top), master.Prices, 0.05 * Math.Abs(master.Bound) + 1, MostMoving);
        if (Open && Array.TrueForAll(master.Last, c => c is not null))
        {
            Try(Draft.Of(p, p.Components, master.Last!), master.Prices, 0.05 * Math.Abs(master.Bound) + 1, MostMoving);
        }

        if (best is null)
        {
            Try(Draft.Of(p, p.Components, top), master.Prices, double.PositiveInfinity, int.MaxValue);
        }
    }

    private void Try(Draft draft, ReadOnlySpan<double> prices, double reach, int most)
    {
        if (new LocalSearch(p, prices, null, reach, most).Run(draft, pairs: true))
        {
            Accept(draft);
        }
    }

    private void Accept(Draft draft)
    {
        var value = draft.Value() + p.Constant;
        if (value < upper)
        {
            (best, upper) = (draft, value);
        }
    }

    /// <summary>Looks for any plan at all: least shortage, costs aside. False when none was found; the bound is infinite when there is provably none.</summary>
    private bool Feasible()
    {
        var free = Feasibility.Of(p);
        var result = Feasibility.Search(free, budget, settings.MostNodes);
        nodes += result.Nodes;
        if (result.Lower > Feasibility.Nothing)
        {
            lower = double.PositiveInfinity;
            return false;
        }

        if (result.Best is null || result.Upper > Feasibility.Nothing)
        {
            return false;
        }

        var draft = new Draft(p);
        result.Best.Choice.CopyTo(draft.Choice, 0);
        CoreReduction.FitPatterns(p, draft);
        draft.Sum();
        if (!draft.Meets())
        {
            return false;
        }

        Accept(draft.Copy());
        Try(draft, new double[p.Width * (1 + p.Zones)], double.PositiveInfinity, MostMoving);
        return true;
    }

    /// <summary>Branch and bound on what reduced costs leave open.</summary>
    private void Tree(double[] prices, double rootBound)
    {
        var tolerance = Tolerance;
        var cutAt = upper - tolerance;
        var (keep, patterns) = CoreReduction.Open(p, prices, Math.Max(0, cutAt - rootBound));
        var core = CoreReduction.Extract(p, 0, p.Blocks, keep, patterns);
        var tree = new SearchTree(core, null, 0.2 * Math.Abs(rootBound) + 1, tolerance, upper);
        var result = tree.Run(prices, rootBound, budget, settings.MostNodes - nodes, (u, l, n) => heard?.Invoke(Math.Min(u, upper), Math.Max(l, lower), nodes + n));
        nodes += result.Nodes;
        if (result.Best is not null)
        {
            var draft = new Draft(p);
            CoreReduction.Return(p, 0, p.Blocks, keep, core, result.Best, draft);
            CoreReduction.FitPatterns(p, draft);
            draft.Sum();
            if (draft.Meets())
            {
                Accept(draft);
            }
        }

        // What the reduction left out costs at least cutAt: it caps the bound.
        lower = Math.Max(lower, Math.Min(result.Lower, cutAt));
    }
}
