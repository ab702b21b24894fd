using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>From the layout of the search back to the caller's numbers.</summary>
internal static class StaggerReadout
{
    /// <summary>What holds anyway and nothing else: at the lowest levels no band asks for more, and nothing starts. Where levels are given, each block does what its level asks.</summary>
    public static Draft Nothing(StaggerCore p)
    {
        var descent = new Descent(p);
        descent.Set(new int[p.Blocks], LevelRanges.All(p).Low);
        for (var block = 0; block < p.Blocks && p.Instance.FixedLevels.Count > 0; block++)
        {
            descent.Respond(block);
        }

        return descent.Read();
    }

    /// <summary>The result of a plan.</summary>
    /// <param name="p">Problem.</param>
    /// <param name="dual">Prices of the rows.</param>
    /// <param name="certified">No plan costs less beyond what holds anyway.</param>
    /// <param name="draft">Plan.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="budget">Whether it was cancelled.</param>
    public static StaggerResult Result(StaggerCore p, DualPrices dual, double certified, Draft draft, StaggerSettings settings, SolveBudget budget)
    {
        var instance = p.Instance;
        var patterns = new StaggerPattern[p.Blocks];
        for (var block = 0; block < p.Blocks; block++)
        {
            patterns[p.BlockOf[block]] = PatternCode.Unpack(draft.Codes[block]);
        }

        var counted = StaggerRecount.Count(instance, patterns);
        var missing = instance.Rows.Select((row, r) => StaggerRecount.Meets(row, counted.Reached[r]) ? 0 : row.Required - counted.Reached[r]).ToArray();
        var lower = certified + p.Constant;
        var isShort = missing.Any(m => m > 0);
        var bound = isShort && certified > p.MostCost * (1 + 1e-6) ? double.PositiveInfinity : Math.Min(lower, isShort ? double.PositiveInfinity : counted.Cost);
        var shortage = isShort ? Shortage(p, missing, settings, lower) : null;
        var proven = double.IsPositiveInfinity(bound) || (shortage is not null && instance.Rows.Select((row, r) => !StaggerRecount.Meets(row, shortage.Attainable[r])).Any(s => s));
        return new()
        {
            Status = isShort ? proven ? PlanStatus.Infeasible : PlanStatus.Undecided
                : counted.Cost - bound <= Math.Max(settings.GapTarget, 3e-9) * counted.Cost ? PlanStatus.WithinGap
                : budget.Cancel.IsCancellationRequested ? PlanStatus.Cancelled : PlanStatus.BudgetSpent,
            Patterns = patterns,
            Cost = counted.Cost,
            Bound = isShort && proven ? double.PositiveInfinity : bound,
            Gap = isShort ? double.NaN : counted.Cost > 0 ? Math.Max(0, 1 - (bound / counted.Cost)) : 0,
            Rows = [.. instance.Rows.Select((row, r) => new DayRowResult(row, counted.Reached[r], dual.PriceOf(r)))],
            Starts = counted.Starts,
            Levels = p.Chains.SelectMany(c => Enumerable.Range(0, c.Ranks).Select(r => (Key: (c.Group, p.Block[c.RankAt[r]].Rank), Level: draft.Levels[c.Level + r]))).ToDictionary(x => x.Key, x => x.Level),
            Shortage = shortage,
            Passes = dual.Passes,
        };
    }

    /// <summary>The same result with a better bound.</summary>
    public static StaggerResult Proven(StaggerResult result, double bound, StaggerSettings settings)
    {
        bound = Math.Min(bound, result.Cost);
        return result with
        {
            Bound = bound,
            Gap = result.Cost > 0 ? Math.Max(0, 1 - (bound / result.Cost)) : 0,
            Status = result.Cost - bound <= Math.Max(settings.GapTarget, 3e-9) * result.Cost ? PlanStatus.WithinGap : result.Status,
        };
    }

    /// <summary>The lowest levels that explain patterns which keep the bands.</summary>
    public static int[] LevelsOf(StaggerCore p, int[] codes)
    {
        var levels = new int[p.Levels];
        foreach (var chain in p.Chains)
        {
            for (var (rank, level) = (0, chain.Lowest); rank < chain.Ranks; rank++)
            {
                var members = Enumerable.Range(chain.RankAt[rank], chain.RankAt[rank + 1] - chain.RankAt[rank]);
                while (level < chain.Highest && !members.All(b => (p.Allowed(b, level) >> p.BurdenOf(b, codes[b]) & 1) != 0))
                {
                    level++;
                }

                levels[chain.Level + rank] = level;
            }
        }

        return levels;
    }

    private static StaggerShortage Shortage(StaggerCore p, double[] missing, StaggerSettings settings, double lower)
    {
        double cost = 0;
        for (var r = 0; r < missing.Length; r++)
        {
            var (place, factor) = p.RowAt[r];
            cost += missing[r] <= 0 ? 0 : missing[r] * (settings.ShortagePrices?[r] ?? (p.HasZoneRows && p.Instance.Rows[r].Zone >= 0 ? p.ZoneDear[place] : p.Dear[place]) / factor);
        }

        return new([.. p.Instance.Rows.Select(row => Attainable(p.Instance, row))], missing, cost, lower);
    }

    /// <summary>Most a row can reach: everybody's most on its day, whatever fairness and starts allow together.</summary>
    private static double Attainable(StaggerInstance instance, DayRow row)
    {
        double sum = 0;
        for (var b = 0; b < instance.Blocks.Count; b++)
        {
            if (row.Zone >= 0 && instance.Blocks[b].Zone != row.Zone)
            {
                continue;
            }

            double most = 0;
            var share = Arrived(instance.Blocks[b].Ramp, row.Day);
            for (var o = 0; o < instance.OptionsOf(b); o++)
            {
                most = Math.Max(most, ((1 - share) * Weighted(row, instance.CutOf(b, 0, instance.KindOfDay(row.Day)))) + (share * Weighted(row, instance.CutOf(b, o, instance.KindOfDay(row.Day)))));
            }

            sum += most;
        }

        return sum;
    }

    private static double Arrived(IReadOnlyList<double> ramp, int day) => day < ramp.Count ? ramp[day] : 1;

    private static double Weighted(DayRow row, ReadOnlySpan<double> cut)
    {
        double sum = 0;
        for (var q = 0; q < cut.Length; q++)
        {
            sum += row.Weights[q] * cut[q];
        }

        return sum;
    }
}
