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

    /// <summary>Sets of regional prices at which all zones are solved as whole-number problems.</summary>
    private const int ZoneRounds = 6;

    /// <summary>Nodes for one zone when it is solved against what the others leave.</summary>
    private const int NodesOfZone = 6;

    /// <summary>Share of the gap, zones together, that whole-number zones may leave open: what is left is mostly between zones.</summary>
    private const double ZoneSlack = 0.02;

    /// <summary>Of the nodes, the share left to the tree of the whole once zones were solved for themselves: most of the gap is closed there.</summary>
    private const double AfterZones = 0.5;

    /// <summary>A node of a core with more blocks than this counts for more.</summary>
    private const int NodeBlocks = 2_000;

    /// <summary>With more blocks one start is enough, and zones are not solved one after another: both cost passes, and settled prices leave them nothing to find.</summary>
    private const int MostOften = 100_000;

    /// <summary>Share of the bound that prices may still hope for when patterns are kept: columns must balance, not only the bound be near.</summary>
    private const double Settled = 1e-9;

    /// <summary>Moves among which pairs are looked for.</summary>
    private const int MostSteps = 400;

    /// <summary>Floors of the shortage price with which local search starts.</summary>
    private static readonly double[] Floors = [0.02, 0.1, 0.3];

    private Draft? best;
    private double upper = double.PositiveInfinity;
    private double lower = double.NegativeInfinity;
    private int nodes;
    private int treeNodes;
    private int passes;
    private double rootBound;
    private double cutAt;
    private double[] prices = [];
    private bool[]? keep;
    private CoreProblem? core;
    private SearchTree? tree;
    private Draft? settled;

    /// <summary>Gap to reach in yuan, where a share of the value makes no sense; null for the settings' share.</summary>
    public double? AbsoluteTolerance { get; init; }

    /// <summary>Value of the best plan less the bound; infinite before there is a plan.</summary>
    public double Gap => upper - lower;

    /// <summary>Dual and first plan.</summary>
    public void Begin(double[]? warm)
    {
        var mostCost = RootPrices.MostCost(p);
        var master = RootPrices.Find(p, mostCost, warm, Math.Max(1e-7, 0.02 * settings.GapTarget), settings.Threads, budget);
        rootBound = lower = master.Bound + p.Constant;
        (prices, passes) = (master.Prices.ToArray(), master.Evaluations);
        if (lower > mostCost * (1 + 1e-6) + 1e-6 + RootPrices.CapCost(p) + p.Constant)
        {
            lower = double.PositiveInfinity;
            return;
        }

        Plan(master);
        heard?.Invoke(upper, lower, nodes);
        if (best is null)
        {
            Feasible();
        }
    }

    /// <summary>Branch and bound on what reduced costs leave open, for so many nodes; called again, it goes on.</summary>
    public void Continue(int most)
    {
        if (best is null || !Open || most <= 0)
        {
            return;
        }

        if (tree is null)
        {
            // What the reduction leaves out costs at least cutAt: it caps the bound.
            cutAt = upper - Tolerance;
            (keep, var patterns) = CoreReduction.Open(p, prices, Math.Max(0, cutAt - rootBound));
            core = CoreReduction.Extract(p, 0, p.Blocks, keep, patterns);
            tree = new SearchTree(core, upper, 0.2 * Math.Abs(rootBound) + 1, Slack, settings.Threads);
        }

        var before = nodes;
        most = Math.Max(1, (int)Math.Min(most, (long)most * NodeBlocks / Math.Max(1, core!.Blocks)));
        var result = tree.Run(prices, rootBound, budget, most, (u, l, n) => heard?.Invoke(Math.Min(u, upper), Math.Max(l, lower), before + n));
        nodes += result.Nodes - treeNodes;
        treeNodes = result.Nodes;
        if (result.Best is not null && result.Upper < upper)
        {
            var draft = new Draft(p);
            CoreReduction.Return(p, 0, p.Blocks, keep!, core!, result.Best, draft);
            CoreReduction.FitPatterns(p, draft);
            draft.Sum();
            if (draft.Meets())
            {
                Accept(draft);
            }
        }

        lower = Math.Max(lower, Math.Min(result.Lower, cutAt));
    }

    /// <summary>What is known now.</summary>
    public CoreSolution Known => new(best, upper, best is null ? lower : Math.Min(lower, upper), prices, passes, nodes);

    /// <summary>Everything: dual, plan, zones, tree.</summary>
    public CoreSolution Solve(double[]? warm)
    {
        Begin(warm);
        if (best is not null && Open && p.HasZoneRows && p.ZonesSeparate && settings.MostNodes > 0)
        {
            Zones();
            heard?.Invoke(upper, lower, nodes);
        }

        Continue(p.HasZoneRows && p.ZonesSeparate ? (int)(AfterZones * settings.MostNodes) : settings.MostNodes);
        return Known;
    }

    private SearchSlack Slack => AbsoluteTolerance is { } yuan ? new(0, yuan * 0.999) : new(Math.Max(settings.GapTarget, CoreReading.SmallestGap) * 0.999, 0);

    private double Tolerance => double.IsPositiveInfinity(upper) ? 0 : Slack.Of(upper);

    private bool Open => upper - lower > Tolerance && !budget.Over;

    /// <summary>Plans from the columns of most weight and from those of the last evaluation.</summary>
    private void Plan(PriceMaster master)
    {
        var top = Heaviest(master);

        // Descent from several starts is quick; pairs are tried on the best of them only.
        var search = new LocalSearch(p, master.Prices, null, 0.05 * Math.Abs(master.Bound) + 1, MostMoving);
        foreach (var floor in Floors)
        {
            if (Open)
            {
                Try(search, Draft.Of(p, p.Components, top), floor, 0);
            }

            if (Open && Array.TrueForAll(master.Last, c => c is not null))
            {
                Try(search, Draft.Of(p, p.Components, master.Last!), floor, 0);
            }

            Settle();
            if (p.Blocks > MostOften && best is not null)
            {
                break;
            }
        }

        if (Open && best is not null)
        {
            Try(search, best.Copy(), Floors[0], MostSteps);
        }

        if (best is null)
        {
            Try(new(p, master.Prices, null, double.PositiveInfinity, int.MaxValue), Draft.Of(p, p.Components, top), Floors[0], MostSteps);
        }
    }

    /// <summary>
    /// Prices anew with every group's pattern kept as in a plan, and a plan from those: what is left open then is mostly the choice of the patterns, while at the first
    /// prices more had to be made up for than the blocks nearest to a tie can give.
    /// </summary>
    private void Settle()
    {
        if (!Open || p.Groups.Length == 0 || best is null || best == settled)
        {
            return;
        }

        var kept = Restriction.Keeping(p, best);
        var master = RootPrices.Again(p, kept, prices, Settled * Math.Abs(rootBound), settings.Threads, budget);
        passes += master.Evaluations;
        if (Array.TrueForAll(master.Last, c => c is not null))
        {
            Try(new(p, master.Prices, kept, 0.05 * Math.Abs(master.Bound) + 1, MostMoving), Draft.Of(p, p.Components, Heaviest(master)), Floors[0], 0);
        }

        settled = best;
    }

    /// <summary>The column of most weight of every component.</summary>
    private Column[] Heaviest(PriceMaster master)
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

        return top;
    }

    private void Try(LocalSearch search, Draft draft, double floor, int steps)
    {
        if (search.Run(draft, steps, floor, enough: AbsoluteTolerance is { } yuan ? lower - p.Constant + yuan : (lower / (1 - settings.GapTarget)) - p.Constant))
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
        Try(new(p, new double[p.Width * (1 + p.Zones)], null, double.PositiveInfinity, MostMoving), draft, Floors[0], MostSteps);
        return true;
    }

    /// <summary>Solves each zone again against what the others leave, as a small problem of its own, as long as that pays.</summary>
    private void ImproveZones(bool[] kept, UInt128[] patterns, double[] at)
    {
        if (!p.KindsSeparate || p.Blocks > MostOften)
        {
            return;
        }

        foreach (var zone in p.ZoneComponents())
        {
            if (!Open)
            {
                return;
            }

            var draft = best!.Copy();
            var need = (double[])p.Need.Clone();
            double cost = 0;
            for (var f = 0; f < p.Width; f++)
            {
                need[f] = p.ZoneNeed[zone.Zone * p.Width + f] > 0 ? p.ZoneNeed[zone.Zone * p.Width + f] : need[f] - (draft.Regional[f] - draft.Zonal[zone.Zone * p.Width + f]);
            }

            for (var block = zone.From; block < zone.To; block++)
            {
                cost += p.Cost[draft.Choice[block]];
            }

            var small = CoreReduction.Extract(p, zone.From, zone.To, kept, patterns, new(need, p.Cap, []));
            var start = new double[p.Width * 2];
            for (var f = 0; f < p.Width; f++)
            {
                start[f] = at[f] + prices[p.Width * (1 + zone.Zone) + f];
            }

            var result = new SearchTree(small, cost, 0.2 * cost + 1, new(0, 0.1 * Tolerance), settings.Threads).Run(start, double.NegativeInfinity, budget, NodesOfZone);
            nodes += result.Nodes;
            if (result.Best is not null)
            {
                CoreReduction.Return(p, zone.From, zone.To, kept, small, result.Best, draft);
                CoreReduction.FitPatterns(p, draft, zone);
                draft.Sum();
                if (draft.Meets())
                {
                    Accept(draft);
                }
            }
        }
    }

    /// <summary>Zones as whole-number problems of their own.</summary>
    private void Zones()
    {
        var limit = upper - Tolerance;
        var (kept, patterns) = CoreReduction.Open(p, prices, Math.Max(0, limit - rootBound));
        var blocks = new ZoneBlocks(p, kept, patterns, prices, Math.Max(0.5 * Tolerance, ZoneSlack * (upper - lower)), settings, budget);
        blocks.Run(best!.Copy(), ZoneRounds, () => upper - Tolerance - p.Constant, (draft, at) =>
        {
            if (draft.Meets())
            {
                Accept(draft.Copy());
            }

            var joint = (double[])prices.Clone();
            at.AsSpan(0, p.Width).CopyTo(joint);
            Try(new(p, joint, null, 0.05 * Math.Abs(rootBound) + 1, MostMoving), draft, Floors[0], MostSteps);
            ImproveZones(kept, patterns, at);
            lower = Math.Max(lower, Math.Min(limit, blocks.Bound + p.Constant));
            heard?.Invoke(upper, lower, nodes + blocks.Nodes);
        });
        lower = Math.Max(lower, Math.Min(limit, blocks.Bound + p.Constant));
        nodes += blocks.Nodes;
    }
}
