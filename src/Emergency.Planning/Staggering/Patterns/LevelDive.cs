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

    /// <summary>Prices with all levels settled.</summary>
    public static DualPrices Run(StaggerCore p, DualPrices dual, double tolerance, int threads, SolveBudget budget)
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
