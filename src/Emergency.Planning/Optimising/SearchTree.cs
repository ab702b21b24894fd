namespace Emergency.Planning.Optimising;

/// <summary>What a search ended with.</summary>
/// <param name="Best">Best plan; null when none was found.</param>
/// <param name="Upper">Its value; infinite without one.</param>
/// <param name="Lower">Certified bound: no plan costs less.</param>
/// <param name="Nodes">Nodes looked at.</param>
internal sealed record SearchResult(Draft? Best, double Upper, double Lower, int Nodes);

/// <summary>
/// Best-first branch and bound on a (small) problem. The two best nodes are always looked at together, each knowing the same, and what they bring is taken
/// in order: two threads halve the time and change nothing.
/// </summary>
internal sealed class SearchTree
{
    private const int PoolSize = 60;
    private const int Together = 2;
    private readonly CoreProblem p;
    private readonly NodeSolver[] solvers;
    private readonly List<Column>[] pool;
    private readonly SearchSlack slack;
    private readonly ParallelOptions parallel;
    private readonly PriorityQueue<TreeNode, (double, int)> open = new();
    private Draft? best;
    private double upper;
    private double cut = double.PositiveInfinity;
    private int nodes;

    /// <param name="p">Problem.</param>
    /// <param name="upper">Value of a plan known elsewhere; only better ones count. Infinite for none.</param>
    /// <param name="step">First price step of a node's master.</param>
    /// <param name="slack">Subtrees that cannot improve by more than this are cut (and cap the bound).</param>
    /// <param name="threads">Most threads.</param>
    public SearchTree(CoreProblem p, double upper, double step, SearchSlack slack, int threads)
    {
        (this.p, this.upper, this.slack) = (p, upper, slack);
        var layout = TreeLayout.Of(p);
        solvers = [.. Enumerable.Range(0, Together).Select(_ => new NodeSolver(p, layout, step, slack))];
        pool = [.. p.Components.Select(_ => new List<Column>())];
        parallel = new() { MaxDegreeOfParallelism = Math.Min(threads, Together) };
    }

    /// <summary>Searches until the tree is empty, the nodes are used up or it is told to stop; called again, it goes on.</summary>
    /// <param name="prices">Prices to start from.</param>
    /// <param name="bound">A bound known before.</param>
    /// <param name="budget">Says when to stop.</param>
    /// <param name="most">Most nodes of this call, the last pair aside.</param>
    /// <param name="heard">Told the plan's value and the bound now and then.</param>
    public SearchResult Run(double[] prices, double bound, SolveBudget budget, int most, Action<double, double, int>? heard = null)
    {
        var last = nodes + most;
        if (nodes == 0)
        {
            Look([new(null, -1, 0, -1, 0, false, bound, prices)], budget);
        }

        var said = nodes / 64;
        while (open.TryPeek(out var next, out _) && next.Bound < upper - slack.Of(upper) && nodes < last && !budget.Over)
        {
            var taken = new List<TreeNode>();
            while (taken.Count < Together && open.TryPeek(out next, out _) && next.Bound < upper - slack.Of(upper))
            {
                taken.Add(open.Dequeue());
            }

            Look(taken, budget);
            if (nodes / 64 > said)
            {
                said = nodes / 64;
                heard?.Invoke(upper, Lower, nodes);
            }
        }

        return new(best, upper, Lower, nodes);
    }

    private double Lower => Math.Min(Math.Min(cut, upper), open.TryPeek(out var next, out _) ? next.Bound : double.PositiveInfinity);

    private void Look(List<TreeNode> taken, SolveBudget budget)
    {
        // The bound of the tree includes the nodes in hand.
        var lower = Math.Min(Lower, taken[0].Bound);
        var outcomes = new NodeOutcome[taken.Count];
        if (taken.Count > 1 && parallel.MaxDegreeOfParallelism > 1)
        {
            Parallel.For(0, taken.Count, parallel, Solve);
        }
        else
        {
            for (var i = 0; i < taken.Count; i++)
            {
                Solve(i);
            }
        }

        for (var i = 0; i < taken.Count; i++)
        {
            nodes++;
            Take(taken[i], outcomes[i]);
        }

        void Solve(int i) => outcomes[i] = solvers[i].Look(taken[i], new(nodes + i + 1, upper, lower, pool), budget);
    }

    private void Take(TreeNode node, NodeOutcome outcome)
    {
        foreach (var (c, column) in outcome.Found)
        {
            if (pool[c].Count == PoolSize)
            {
                pool[c].RemoveAt(0);
            }

            pool[c].Add(column);
        }

        if (outcome.Plan is { } plan && plan.Value() + p.Constant is var value && value < upper)
        {
            (upper, best) = (value, plan);
        }

        if (outcome.Split is not { } split)
        {
            cut = Math.Min(cut, outcome.Bound);
            return;
        }

        foreach (var low in (ReadOnlySpan<bool>)[true, false])
        {
            var child = split.Group >= 0
                ? new TreeNode(node, split.Group, low ? split.Low : NodeSolver.PatternsLeft(node, split.Group) & ~split.Low, -1, 0, low, outcome.Bound, outcome.Prices)
                : new TreeNode(node, -1, 0, split.Block, split.Cut, low, outcome.Bound, outcome.Prices);
            open.Enqueue(child, (outcome.Bound, -(2 * nodes + (low ? 0 : 1))));
        }
    }
}
