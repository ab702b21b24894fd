using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>
/// Settles the levels of all groups, those first that the dual has nearly settled itself; after each part the prices are found again, so that the others answer to it.
/// </summary>
internal static class LevelDive
{
    /// <summary>A level with this weight is settled at once.</summary>
    private const double Sure = 0.95;

    /// <summary>Share of the open levels that is settled at a time, the surest first.</summary>
    private const double Part = 0.1;

    private const int Rounds = 8;

    private const int Sharper = 2;

    /// <summary>Share of the bound that is not worth a further round then.</summary>
    private const double Sharpest = 1e-5;

    /// <summary>Levels are settled again so often among those next to the ones found, as long as that is cheaper.</summary>
    private const int Again = 3;

    /// <summary>Prices with all levels settled.</summary>
    public static DualPrices Run(StaggerCore p, DualPrices dual, double tolerance, int threads, SolveBudget budget)
    {
        var settled = Settle(p, dual, tolerance, threads, budget);
        for (var i = 0; i < Again && !LevelRanges.All(p).Single && !budget.Over; i++)
        {
            var levels = settled.Ranges.Low;
            var near = LevelRanges.All(p).With(p, levels.Select((level, at) => (at, level - 1, level + 1)));
            var next = Settle(p, DualPrices.Find(p, near, settled, Rounds, tolerance, threads, budget), tolerance, threads, budget);
            if (next.Bound >= settled.Bound)
            {
                break;
            }

            settled = next;
        }

        // With all levels settled the last digits of the prices decide who is asked.
        for (var i = 0; i < Sharper && p.Levels > 0 && !budget.Over; i++)
        {
            settled = DualPrices.Find(p, settled.Ranges, settled, Rounds, Math.Min(tolerance, Sharpest), threads, budget);
        }

        return settled;
    }

    private static DualPrices Settle(StaggerCore p, DualPrices dual, double tolerance, int threads, SolveBudget budget)
    {
        while (!dual.Ranges.Single)
        {
            var open = dual.Levels().Select((l, at) => (At: at, l.Middle, l.Weight)).Where(l => dual.Ranges.Low[l.At] < dual.Ranges.High[l.At]).OrderByDescending(l => l.Weight).ThenBy(l => l.At).ToList();
            var take = Math.Max(open.Count(l => l.Weight >= Sure), (int)Math.Ceiling(Part * open.Count));
            var ranges = dual.Ranges.With(p, open.Take(take).Select(l => (l.At, l.Middle, l.Middle)));
            dual = DualPrices.Find(p, ranges, dual, Rounds, tolerance, threads, budget);
        }

        return dual;
    }
}
