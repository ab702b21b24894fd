namespace Emergency.Planning.Optimising;

/// <summary>What a search ended with.</summary>
/// <param name="Best">Best plan; null when none was found.</param>
/// <param name="Upper">Its value; infinite without one.</param>
/// <param name="Lower">Certified bound: no plan costs less.</param>
/// <param name="Nodes">Nodes looked at.</param>
internal sealed record SearchResult(Draft? Best, double Upper, double Lower, int Nodes);

/// <summary>
/// Best-first branch and bound on a (small) problem. Each node is bounded by the Lagrangian dual from its parent's prices and tried by local search; groups are
/// split at a threshold before blocks are split at an option, where the weights of the master disagree most.
/// </summary>
internal sealed class SearchTree
{
    private const int NodeRounds = 6;
    private const int PoolSize = 60;
    private readonly CoreProblem p;
    private readonly Restriction restriction;
    private readonly List<Column>[] pool;
    private readonly int[] componentOf;
    private readonly int[] patternAt;
    private readonly double step;
    private readonly double tolerance;
    private readonly PriorityQueue<Node, (double, int)> open = new();
    private Draft? best;
    private double upper;
    private double pruned = double.PositiveInfinity;
    private int nodes;

    /// <summary>One restriction more than its parent: patterns of a group, or options of a block up to (or after) a cut.</summary>
    private sealed record Node(Node? Parent, int Group, UInt128 Patterns, int Block, int Cut, bool Low, double Bound, double[] Prices, int Number);

    /// <param name="p">Problem.</param>
    /// <param name="known">A plan to start from; null for none.</param>
    /// <param name="upper">Value of a plan known elsewhere; only better ones count. Infinite for none.</param>
    /// <param name="step">First price step of a node's master.</param>
    /// <param name="tolerance">Subtrees that cannot improve by more than this are cut (and cap the bound).</param>
    public SearchTree(CoreProblem p, Draft? known, double step, double tolerance, double upper)
    {
        (this.p, this.step, this.tolerance, best) = (p, step, tolerance, known);
        this.upper = Math.Min(upper, known is null ? double.PositiveInfinity : known.Value() + p.Constant);
        restriction = new(new bool[p.First[^1]], new UInt128[p.Groups.Length]);
        Array.Fill(restriction.Patterns, UInt128.MaxValue);
        pool = new List<Column>[p.Components.Length];
        componentOf = new int[p.Blocks];
        patternAt = new int[p.Groups.Length];
        for (var c = 0; c < pool.Length; c++)
        {
            pool[c] = [];
            var component = p.Components[c];
            componentOf.AsSpan(component.From, component.To - component.From).Fill(c);
            var at = 0;
            for (var r = component.FromRun; r < component.ToRun; r++)
            {
                if (p.Runs[r].Group >= 0)
                {
                    patternAt[p.Runs[r].Group] = at++;
                }
            }
        }
    }

    /// <summary>Searches until the tree is empty, the nodes are used up or it is told to stop; called again, it goes on.</summary>
    /// <param name="prices">Prices to start from.</param>
    /// <param name="bound">A bound known before.</param>
    /// <param name="budget">Says when to stop.</param>
    /// <param name="most">Most nodes of this call.</param>
    /// <param name="heard">Told the plan's value and the bound now and then.</param>
    public SearchResult Run(double[] prices, double bound, SolveBudget budget, int most, Action<double, double, int>? heard = null)
    {
        var last = nodes + most;
        if (nodes == 0)
        {
            Look(new(null, -1, 0, -1, 0, false, bound, prices, 0), budget);
        }

        while (open.TryPeek(out var next, out _) && nodes < last && !budget.Over)
        {
            if (next.Bound >= upper - tolerance)
            {
                break;
            }

            open.Dequeue();
            Look(next, budget);
            if (nodes % 64 == 0)
            {
                heard?.Invoke(upper, Lower, nodes);
            }
        }

        return new(best, upper, Lower, nodes);
    }

    private double Lower => Math.Min(Math.Min(pruned, upper), open.TryPeek(out var next, out _) ? next.Bound : double.PositiveInfinity);

    private void Look(Node node, SolveBudget budget)
    {
        nodes++;
        var chain = Apply(node, true);
        try
        {
            Solve(node, chain, budget);
        }
        finally
        {
            Apply(node, false);
        }
    }

    private void Solve(Node node, List<Node> chain, SolveBudget budget)
    {
        if (!Attainable())
        {
            return;
        }

        var master = new PriceMaster(p, p.Components, (int c, double[] prices, out double value) => Pricing.Price(p, p.Components[c], prices, restriction, out value), true, step, 1);
        for (var c = 0; c < pool.Length; c++)
        {
            var offered = 0;
            for (var k = pool[c].Count - 1; k >= 0 && offered < 16; k--)
            {
                if (Allowed(pool[c][k], c, chain))
                {
                    master.Offer(c, pool[c][k]);
                    offered++;
                }
            }
        }

        if (double.IsPositiveInfinity(master.Evaluate(node.Prices)))
        {
            return;
        }

        Remember(master);
        var enough = upper - tolerance - p.Constant;
        for (var round = 0; round < (node.Parent is null ? 40 : NodeRounds) && master.Bound < enough && !budget.Over; round++)
        {
            var before = master.Evaluations;
            master.Improve(1, Math.Max(0.1 * tolerance, 1e-10 * Math.Abs(master.Bound)), enough, CancellationToken.None);
            if (master.Evaluations == before)
            {
                break;
            }

            Remember(master);
        }

        var bound = Math.Max(node.Bound, master.Bound + p.Constant);
        if (bound >= upper - tolerance)
        {
            pruned = Math.Min(pruned, bound);
            return;
        }

        if (nodes <= 16 || nodes % 4 == 0)
        {
            Try(master);
        }

        if (bound >= upper - tolerance)
        {
            pruned = Math.Min(pruned, bound);
            return;
        }

        if (!Branch(node, master, bound))
        {
            // Everything is decided: one plan is left.
            Leaf(bound);
        }
    }

    private void Remember(PriceMaster master)
    {
        for (var c = 0; c < pool.Length; c++)
        {
            if (master.Last[c] is { } column)
            {
                if (pool[c].Count == PoolSize)
                {
                    pool[c].RemoveAt(0);
                }

                pool[c].Add(column);
            }
        }
    }

    private bool Allowed(Column column, int component, List<Node> chain)
    {
        foreach (var node in chain)
        {
            if (node.Group >= 0)
            {
                if (componentOf[p.Groups[node.Group].From] == component && (node.Patterns >> column.Pattern[patternAt[node.Group]] & 1) == 0)
                {
                    return false;
                }
            }
            else if (componentOf[node.Block] == component)
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

    /// <summary>Local search from the column of most weight of each component.</summary>
    private void Try(PriceMaster master)
    {
        var columns = new Column[pool.Length];
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

        var reach = double.IsPositiveInfinity(upper) ? upper : 3 * (upper - (master.Bound + p.Constant)) + tolerance;
        var search = new LocalSearch(p, master.Prices, restriction, reach, nodes <= 4 ? 800 : 250);
        var draft = Draft.Of(p, p.Components, columns);
        if (search.Run(draft, nodes == 1 ? 400 : 120, (nodes / 4 % 3) switch { 0 => 0.02, 1 => 0.1, _ => 0.3 }, upper - p.Constant + 0.5 * (upper - Math.Max(Lower, master.Bound + p.Constant))))
        {
            Accept(draft);
        }
    }

    private void Accept(Draft draft)
    {
        var value = draft.Value() + p.Constant;
        if (value < upper)
        {
            (upper, best) = (value, draft.Copy());
        }
    }

    private void Leaf(double bound)
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
                return;
            }

            draft.Choice[block] = left;
        }

        for (var g = 0; g < p.Groups.Length; g++)
        {
            draft.Pattern[g] = Branching.OnlyPattern(p, restriction, g);
        }

        draft.Sum();
        if (draft.Meets())
        {
            Accept(draft);
            pruned = Math.Min(pruned, Math.Max(bound, draft.Value() + p.Constant));
        }
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

    private bool Branch(Node node, PriceMaster master, double bound)
    {
        var choice = Branching.Choose(p, master, restriction, componentOf, patternAt);
        if (choice is not { } found)
        {
            return false;
        }

        var prices = master.Prices.ToArray();
        foreach (var low in (ReadOnlySpan<bool>)[true, false])
        {
            var number = 2 * nodes + (low ? 0 : 1);
            var child = found.Group >= 0
                ? new Node(node, found.Group, low ? found.Low : restriction.Patterns[found.Group] & ~found.Low, -1, 0, low, bound, prices, number)
                : new Node(node, -1, 0, found.Block, found.Cut, low, bound, prices, number);
            open.Enqueue(child, (bound, -number));
        }

        return true;
    }

    /// <summary>Puts a node's restrictions in force, or lifts them.</summary>
    private List<Node> Apply(Node node, bool on)
    {
        var chain = new List<Node>();
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
