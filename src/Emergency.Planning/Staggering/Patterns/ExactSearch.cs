using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>
/// Proves the optimum of a few blocks: all patterns of one block after another, cut off where the prices of the dual say that nothing better can follow.
/// </summary>
internal sealed class ExactSearch
{
    /// <summary>More blocks than this are not tried.</summary>
    private const int MostBlocks = 12;

    private readonly StaggerCore p;
    private readonly StaggerInstance instance;
    private readonly List<(int Code, StaggerPattern Pattern, double Cost, double Reduced)>[] choices;
    private readonly double[] leastAfter;
    private readonly double atPrices;
    private readonly double tolerance;
    private readonly int mostNodes;
    private readonly SolveBudget budget;
    private readonly int[] codes;
    private int nodes;
    private double least;

    private ExactSearch(StaggerCore p, DualPrices dual, double least, double tolerance, int mostNodes, SolveBudget budget)
    {
        (this.p, instance, this.least, this.tolerance, this.mostNodes, this.budget) = (p, p.Instance, least, tolerance, mostNodes, budget);
        codes = new int[p.Blocks];
        atPrices = dual.Asked();
        choices = [.. Enumerable.Range(0, p.Blocks).Select(block => Patterns(block)
            .Select(code => (Code: code, Pattern: PatternCode.Unpack(code), Cost: p.CostOf(block, code), Reduced: p.CostOf(block, code) - dual.Worth(block, code)))
            .OrderBy(c => c.Reduced).ToList())];
        leastAfter = new double[p.Blocks + 1];
        for (var block = p.Blocks - 1; block >= 0; block--)
        {
            leastAfter[block] = leastAfter[block + 1] + choices[block][0].Reduced;
        }
    }

    /// <summary>Best plan that reaches every row, when it is better than the one known; null otherwise.</summary>
    public int[]? Better { get; private set; }

    /// <summary>True when everything was looked at or cut off: no plan is better than the best known by more than the tolerance.</summary>
    public bool Complete { get; private set; } = true;

    /// <summary>Searches; null where there are too many blocks.</summary>
    /// <param name="p">Problem.</param>
    /// <param name="dual">Prices.</param>
    /// <param name="least">Value of the best plan known that reaches every row; infinite without one.</param>
    /// <param name="tolerance">What is not worth looking for.</param>
    /// <param name="mostNodes">Most nodes.</param>
    /// <param name="budget">When to stop.</param>
    public static ExactSearch? Run(StaggerCore p, DualPrices dual, double least, double tolerance, int mostNodes, SolveBudget budget)
    {
        if (p.Blocks > MostBlocks || mostNodes == 0)
        {
            return null;
        }

        var search = new ExactSearch(p, dual, least, tolerance, mostNodes, budget);
        search.Descend(0, 0, 0);
        return search;
    }

    private void Descend(int block, double cost, double reduced)
    {
        if (++nodes > mostNodes || budget.Over)
        {
            Complete = false;
            return;
        }

        if (block == p.Blocks)
        {
            if (cost < least && Holds())
            {
                (least, Better) = (cost, (int[])codes.Clone());
            }

            return;
        }

        foreach (var choice in choices[block])
        {
            if (!Complete || atPrices + reduced + choice.Reduced + leastAfter[block + 1] >= least - tolerance)
            {
                return;
            }

            codes[block] = choice.Code;
            Descend(block + 1, cost + choice.Cost, reduced + choice.Reduced);
        }
    }

    private bool Holds()
    {
        var patterns = new StaggerPattern[p.Blocks];
        for (var block = 0; block < codes.Length; block++)
        {
            patterns[p.BlockOf[block]] = PatternCode.Unpack(codes[block]);
        }

        var reached = StaggerRecount.Count(instance, patterns).Reached;
        return !instance.Rows.Where((row, r) => reached[r] < row.Required * (1 - StaggerReading.Tolerance)).Any() && StaggerRecount.Breach(instance, patterns) is null;
    }

    private IEnumerable<int> Patterns(int block)
    {
        var shortest = Math.Min(p.Block[block].FewestStopDays, p.Days);
        for (var a = 0; a < p.Options[block]; a++)
        {
            yield return PatternCode.Of(a, 0, 0, 0);
            for (var b = a + 1; b < p.Options[block] && p.Block[block].MostSpells > 0; b++)
            {
                for (var from = 0; from + shortest <= p.Days; from++)
                {
                    for (var to = from + shortest; to <= p.Days; to++)
                    {
                        yield return PatternCode.Of(a, b, from, to);
                        for (var again = to + p.Block[block].FewestRunDays; p.Block[block].MostSpells > 1 && again + shortest <= p.Days; again++)
                        {
                            for (var end = again + shortest; end <= p.Days; end++)
                            {
                                yield return PatternCode.Of(a, b, from, to, again, end);
                            }
                        }
                    }
                }
            }
        }
    }
}
