namespace Emergency.Planning.Optimising;

/// <summary>One restriction more than its parent: patterns of a group, or options of a block up to (or after) a cut.</summary>
internal sealed record TreeNode(TreeNode? Parent, int Group, UInt128 Patterns, int Block, int Cut, bool Low, double Bound, double[] Prices);

/// <summary>Where blocks and groups stand within the components.</summary>
/// <param name="ComponentOf">Component by block.</param>
/// <param name="PatternAt">By group: its place in the patterns of its component's columns.</param>
internal sealed record TreeLayout(int[] ComponentOf, int[] PatternAt)
{
    public static TreeLayout Of(CoreProblem p)
    {
        var layout = new TreeLayout(new int[p.Blocks], new int[p.Groups.Length]);
        for (var c = 0; c < p.Components.Length; c++)
        {
            var component = p.Components[c];
            layout.ComponentOf.AsSpan(component.From, component.To - component.From).Fill(c);
            var at = 0;
            for (var r = component.FromRun; r < component.ToRun; r++)
            {
                if (p.Runs[r].Group >= 0)
                {
                    layout.PatternAt[p.Runs[r].Group] = at++;
                }
            }
        }

        return layout;
    }
}

/// <summary>What the tree knew when a node was taken up; nodes looked at together see the same.</summary>
/// <param name="Number">Number of the node.</param>
/// <param name="Upper">Value of the best plan.</param>
/// <param name="Lower">Bound of the tree.</param>
/// <param name="Pool">Columns seen lately, by component.</param>
internal sealed record TreeState(int Number, double Upper, double Lower, List<Column>[] Pool);

/// <summary>What looking at a node brought.</summary>
/// <param name="Bound">Its bound; infinite when nothing is left in it.</param>
/// <param name="Plan">A plan found in it; null for none.</param>
/// <param name="Split">Where to split it; null when it is done with: cut by its bound, empty, or decided.</param>
/// <param name="Prices">Its prices.</param>
/// <param name="Found">Columns met, by component.</param>
internal sealed record NodeOutcome(double Bound, Draft? Plan, Branching.Split? Split, double[] Prices, List<(int Component, Column Column)> Found)
{
    public static NodeOutcome Empty { get; } = new(double.PositiveInfinity, null, null, [], []);
}

/// <summary>Looks at one node at a time: bounds it by the dual from its parent's prices, tries a plan, says where to split. Several can work side by side.</summary>
internal sealed class NodeSolver
{
    private const int NodeRounds = 6;
    private const int RootRounds = 40;
    private const int MostOffered = 16;

    /// <summary>Options tried to finish a node by enumeration before it is split.</summary>
    private const int MostTests = 30_000;

    private readonly CoreProblem p;
    private readonly TreeLayout layout;
    private readonly double step;
    private readonly SearchSlack slack;
    private readonly Restriction restriction;
    private Enumeration? finish;

    /// <param name="p">Problem.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="step">First price step of a node's master.</param>
    /// <param name="slack">What cannot improve by more than this is cut.</param>
    public NodeSolver(CoreProblem p, TreeLayout layout, double step, SearchSlack slack)
    {
        (this.p, this.layout, this.step, this.slack) = (p, layout, step, slack);
        restriction = new(new bool[p.First[^1]], new UInt128[p.Groups.Length]);
        Array.Fill(restriction.Patterns, UInt128.MaxValue);
    }

    /// <summary>Patterns of a group that a node leaves.</summary>
    public static UInt128 PatternsLeft(TreeNode node, int group)
    {
        var left = UInt128.MaxValue;
        for (var at = node; at.Parent is not null; at = at.Parent)
        {
            left &= at.Group == group ? at.Patterns : UInt128.MaxValue;
        }

        return left;
    }

    public NodeOutcome Look(TreeNode node, TreeState state, SolveBudget budget)
    {
        var chain = Apply(node, true);
        try
        {
            return Attainable() ? Solve(node, chain, state, budget) : NodeOutcome.Empty;
        }
        finally
        {
            Apply(node, false);
        }
    }

    private NodeOutcome Solve(TreeNode node, List<TreeNode> chain, TreeState state, SolveBudget budget)
    {
        var master = new PriceMaster(p.PriceRows, p.ComponentZones, (int c, double[] prices, out double value) => Pricing.Price(p, p.Components[c], prices, restriction, out value), true, step, 1);
        for (var c = 0; c < p.Components.Length; c++)
        {
            var offered = 0;
            for (var k = state.Pool[c].Count - 1; k >= 0 && offered < MostOffered; k--)
            {
                if (Allowed(state.Pool[c][k], c, chain))
                {
                    master.Offer(c, state.Pool[c][k]);
                    offered++;
                }
            }
        }

        if (double.IsPositiveInfinity(master.Evaluate(node.Prices)))
        {
            return NodeOutcome.Empty;
        }

        var found = new List<(int, Column)>();
        Remember(master, found);
        var limit = state.Upper - slack.Of(state.Upper);
        for (var round = 0; round < (node.Parent is null ? RootRounds : NodeRounds) && master.Bound < limit - p.Constant && !budget.Over; round++)
        {
            var before = master.Evaluations;
            master.Improve(1, Math.Max(0.1 * slack.Of(state.Upper), 1e-10 * Math.Abs(master.Bound)), limit - p.Constant, CancellationToken.None);
            if (master.Evaluations == before)
            {
                break;
            }

            Remember(master, found);
        }

        var bound = Math.Max(node.Bound, master.Bound + p.Constant);
        var prices = master.Prices.ToArray();
        if (bound >= limit)
        {
            return new(bound, null, null, prices, found);
        }

        Draft? plan = null;
        if (double.IsFinite(state.Upper))
        {
            var (keep, patterns) = CoreReduction.Open(p, prices, limit - p.Constant - master.Bound, restriction);
            if (Enumeration.Suits(keep))
            {
                finish ??= new(p, slack);
                if (finish.Run(prices, keep, patterns, state.Upper, MostTests))
                {
                    return new(Math.Max(bound, finish.Proven), finish.Best, null, prices, found);
                }

                plan = finish.Best;
            }
        }

        plan ??= state.Number <= 16 || state.Number % 4 == 0 ? Try(master, state) : null;
        var split = Branching.Choose(p, master, restriction, layout);
        return split is null ? Decided(bound, prices, found) : new(bound, plan, split, prices, found);
    }

    private static void Remember(PriceMaster master, List<(int, Column)> found)
    {
        for (var c = 0; c < master.Last.Length; c++)
        {
            if (master.Last[c] is { } column)
            {
                found.Add((c, column));
            }
        }
    }

    private bool Allowed(Column column, int component, List<TreeNode> chain)
    {
        foreach (var node in chain)
        {
            if (node.Group >= 0)
            {
                if (layout.ComponentOf[p.Groups[node.Group].From] == component && (node.Patterns >> column.Pattern[layout.PatternAt[node.Group]] & 1) == 0)
                {
                    return false;
                }
            }
            else if (layout.ComponentOf[node.Block] == component)
            {
                var choice = column.Choice[node.Block - p.Components[component].From];
                if (choice < node.Cut != node.Low)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Local search from the column of most weight of each component; the price at which shortages start varies from node to node.</summary>
    private Draft? Try(PriceMaster master, TreeState state)
    {
        var columns = new Column[p.Components.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            var most = -1.0;
            foreach (var (column, weight) in master.ColumnsOf(c))
            {
                if (weight > most)
                {
                    (most, columns[c]) = (weight, column);
                }
            }
        }

        var upper = state.Upper;
        var bound = master.Bound + p.Constant;
        var search = new LocalSearch(p, master.Prices, restriction, double.IsPositiveInfinity(upper) ? upper : 3 * (upper - bound) + slack.Of(upper), state.Number <= 4 ? 800 : 250);
        var draft = Draft.Of(p, p.Components, columns);
        var floor = (state.Number / 4 % 3) switch { 0 => 0.02, 1 => 0.1, _ => 0.3 };
        return search.Run(draft, state.Number == 1 ? 400 : 120, floor, upper - p.Constant + 0.5 * (upper - Math.Max(state.Lower, bound))) ? draft : null;
    }

    /// <summary>Everything is decided: one plan is left, and its value is the node's bound.</summary>
    private NodeOutcome Decided(double bound, double[] prices, List<(int, Column)> found)
    {
        var draft = new Draft(p);
        for (var block = 0; block < p.Blocks; block++)
        {
            var (stages, left) = (Branching.Stages(p, restriction, block), -1);
            for (var o = p.First[block]; o < p.First[block + 1]; o++)
            {
                left = !restriction.Banned[o] && (stages >> p.Stage[o] & 1) == 1 ? o : left;
            }

            if (left < 0)
            {
                return NodeOutcome.Empty;
            }

            draft.Choice[block] = left;
        }

        for (var g = 0; g < p.Groups.Length; g++)
        {
            draft.Pattern[g] = Branching.OnlyPattern(p, restriction, g);
        }

        draft.Sum();
        return draft.Meets() ? new(Math.Max(bound, draft.Value() + p.Constant), draft, null, prices, found) : NodeOutcome.Empty;
    }

    private bool Attainable()
    {
        Span<double> most = stackalloc double[p.Width];
        Span<double> total = stackalloc double[p.Width];
        var zonal = p.HasZoneRows ? new double[p.ZoneNeed.Length] : [];
        total.Clear();
        for (var block = 0; block < p.Blocks; block++)
        {
            most.Fill(double.NegativeInfinity);
            for (var o = p.First[block]; o < p.First[block + 1]; o++)
            {
                for (var f = 0; !restriction.Banned[o] && f < p.Kinds; f++)
                {
                    most[f] = Math.Max(most[f], p.Amount[o * p.Width + f]);
                }
            }

            for (var f = 0; f < p.Kinds; f++)
            {
                total[f] += most[f];
                if (p.HasZoneRows)
                {
                    zonal[p.Zone[block] * p.Width + f] += most[f];
                }
            }
        }

        for (var f = 0; f < p.Kinds; f++)
        {
            if (total[f] < p.Need[f] && double.IsPositiveInfinity(p.Cap[f]))
            {
                return false;
            }
        }

        for (var i = 0; i < zonal.Length; i++)
        {
            if (zonal[i] < p.ZoneNeed[i] && double.IsPositiveInfinity(p.ZoneCap[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Puts a node's restrictions in force, or lifts them.</summary>
    private List<TreeNode> Apply(TreeNode node, bool on)
    {
        var chain = new List<TreeNode>();
        for (var at = node; at.Parent is not null; at = at.Parent)
        {
            chain.Add(at);
            if (at.Group >= 0)
            {
                restriction.Patterns[at.Group] = on ? restriction.Patterns[at.Group] & at.Patterns : UInt128.MaxValue;
            }
            else
            {
                for (var o = p.First[at.Block]; o < p.First[at.Block + 1]; o++)
                {
                    if (!on)
                    {
                        restriction.Banned[o] = false;
                    }
                    else if (o - p.First[at.Block] < at.Cut != at.Low)
                    {
                        restriction.Banned[o] = true;
                    }
                }
            }
        }

        return chain;
    }
}
