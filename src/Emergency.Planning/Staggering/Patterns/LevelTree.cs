using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>
/// Raises the bound by branching on levels: the dual blends several levels of a rank, and a plan has one. Best first; a node's level splits where the dual is least sure.
/// </summary>
internal static class LevelTree
{
    /// <summary>Levels tried at each node; the one whose halves are dearest is branched on.</summary>
    private const int Tried = 2;

    private const int Rounds = 3;

    /// <summary>A certified bound over all levels.</summary>
    /// <param name="p">Problem.</param>
    /// <param name="root">Prices with all levels open.</param>
    /// <param name="enough">A bound of this will do.</param>
    /// <param name="answers">Work, in answers of single blocks.</param>
    /// <param name="tolerance">Share of the bound that is not worth a further round.</param>
    /// <param name="threads">Most threads.</param>
    /// <param name="budget">When to stop.</param>
    public static double Bound(StaggerCore p, DualPrices root, double enough, int answers, double tolerance, int threads, SolveBudget budget)
    {
        var open = new PriorityQueue<DualPrices, double>();
        open.Enqueue(root, root.Bound);
        for (var used = 0; used < answers && !budget.Over && open.TryPeek(out var node, out var bound) && bound < enough && !node.Ranges.Single;)
        {
            open.Dequeue();
            var unsure = node.Levels().Select((l, at) => (At: at, l.Middle, l.Weight)).Where(l => node.Ranges.Low[l.At] < node.Ranges.High[l.At]).OrderBy(l => l.Weight).ThenBy(l => l.At).Take(Tried).ToList();
            var halves = new DualPrices[2 * unsure.Count];
            Parallel.For(0, halves.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => halves[i] = i % 2 == 0 ? Half(unsure[i / 2].At, node.Ranges.Low[unsure[i / 2].At], Split(unsure[i / 2])) : Half(unsure[i / 2].At, Split(unsure[i / 2]) + 1, node.Ranges.High[unsure[i / 2].At]));
            var (low, high) = halves.Chunk(2).Select(x => (x[0], x[1])).MaxBy(x => Math.Min(x.Item1.Bound, x.Item2.Bound));
            open.Enqueue(low, Math.Max(low.Bound, bound));
            open.Enqueue(high, Math.Max(high.Bound, bound));

            used += 2 * Tried * p.Blocks * Math.Max(low.Passes, high.Passes);

            int Split((int At, int Middle, double Weight) l) => l.Middle < node.Ranges.High[l.At] ? l.Middle : l.Middle - 1;

            DualPrices Half(int at, int from, int to) => DualPrices.Find(p, node.Ranges.With(p, [(at, from, to)]), node, Rounds, tolerance, 1, budget);
        }

        return open.TryPeek(out _, out var least) ? least : root.Bound;
    }
}
