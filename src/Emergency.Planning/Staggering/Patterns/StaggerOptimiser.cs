using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>
/// Least-cost choice of one pattern a block over several days so that every row of every day is covered, burdens lie in their bands and no day has more starts than may
/// be, with a certified bound. Prices of the rows by a Lagrangian dual in which every block takes its best pattern and every group its best levels exactly; plans from the
/// dual's answers by exact answers of single blocks. Deterministic with any number of threads.
/// </summary>
public static class StaggerOptimiser
{
    /// <summary>Starts of the search for plans, each on a thread of its own.</summary>
    private const int Starts = 2;

    /// <summary>Most answers for each block: a few blocks have soon answered each other in every way.</summary>
    private const int AnswersOfBlock = 2_000;

    /// <summary>Solves an instance.</summary>
    /// <param name="instance">Instance.</param>
    /// <param name="settings">How exactly and how long; null for the defaults.</param>
    /// <param name="progress">Told of better plans and bounds now and then.</param>
    /// <param name="cancel">Ends the search; the best plan so far is returned with its bound.</param>
    /// <returns>A plan, recounted. Where rows cannot be reached it falls short and <see cref="StaggerResult.Shortage"/> says by how much.</returns>
    /// <exception cref="ArgumentException">Settings that make no sense.</exception>
    public static StaggerResult Solve(StaggerInstance instance, StaggerSettings? settings = null, IProgress<SolveProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(instance);
        settings ??= new();
        Check(instance, settings);
        var budget = new SolveBudget(settings.Clock, settings.TimeLimit, cancel);
        var result = Solve(instance, settings.Elastic ? settings : settings with { ShortagePrices = null }, progress, budget);
        if (result.Shortage is not null && settings.ShortagePrices is not null && !settings.Elastic)
        {
            // What is out of reach has a price now; whether it is out of reach was decided without.
            result = Solve(instance, settings, progress, budget) with { Status = result.Status, Bound = result.Bound };
        }

        StaggerRecount.Check(instance, result);
        return result;
    }

    private static StaggerResult Solve(StaggerInstance instance, StaggerSettings settings, IProgress<SolveProgress>? progress, SolveBudget budget)
    {
        var p = StaggerReading.Read(instance, settings.ShortagePrices);
        var dual = DualPrices.Find(p, LevelRanges.All(p), null, settings.PriceRounds, 0.05 * settings.GapTarget, settings.Threads, budget);
        progress?.Report(new(double.PositiveInfinity, dual.Bound + p.Constant, 0));
        var settled = LevelDive.Run(p, dual, 0.05 * settings.GapTarget, settings.Threads, budget);
        var (draft, bound) = Plan(p, dual, settled, settings, budget, progress);
        var result = StaggerReadout.Result(p, dual, bound, draft, settings, budget);
        return result.Status is PlanStatus.BudgetSpent or PlanStatus.Undecided && settings.ShortagePrices is null ? Exactly(p, dual, draft, result, settings, budget) : result;
    }

    /// <summary>What the gap allows at a value [yuan].</summary>
    private static double Gap(StaggerCore p, double value, StaggerSettings settings) => settings.GapTarget * Math.Abs(value + p.Constant);

    /// <summary>Plans from several starts; then the bound is raised as far as the best of them needs it, and if that is not enough they are improved.</summary>
    private static (Draft Draft, double Bound) Plan(StaggerCore p, DualPrices dual, DualPrices settled, StaggerSettings settings, SolveBudget budget, IProgress<SolveProgress>? progress)
    {
        var (said, bound, least) = (new Lock(), dual.Bound, double.PositiveInfinity);
        var (penalty, begun) = (settled.Penalty(), new PlanStart(p, settled, Math.Abs(settled.Bound), settings.Threads, budget));
        PlanSearch[] searches = [.. Enumerable.Range(1, Starts).Select(seed => new PlanSearch(p, penalty, begun, Math.Min(settings.Answers, AnswersOfBlock * p.Blocks), seed, budget))];
        var found = new Draft?[Starts];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = settings.Threads };
        Parallel.For(0, Starts, parallel, start => Say(found[start] = searches[start].Begin()));
        var asked = double.IsFinite(least) ? least - Gap(p, least, settings) : settled.Bound - (0.5 * Gap(p, settled.Bound, settings));
        bound = LevelTree.Bound(p, dual, asked, settings.LevelAnswers, 0.05 * settings.GapTarget, settings.Threads, budget);
        if (bound < asked)
        {
            var enough = bound + Gap(p, bound, settings);
            Parallel.For(0, Starts, parallel, start => found[start] = searches[start].Continue(enough, Say));
        }

        return (found.OfType<Draft>().Where(d => double.IsFinite(d.Value)).MinBy(d => d.Value) ?? StaggerReadout.Nothing(p), bound);

        void Say(Draft draft)
        {
            lock (said)
            {
                if (draft.Value < least)
                {
                    least = draft.Value;
                    progress?.Report(new(least + p.Constant, bound + p.Constant, 0));
                }
            }
        }
    }

    /// <summary>With few blocks the optimum, or that there is no plan, is proven by going through the patterns.</summary>
    private static StaggerResult Exactly(StaggerCore p, DualPrices dual, Draft draft, StaggerResult result, StaggerSettings settings, SolveBudget budget)
    {
        var tolerance = Math.Max(settings.GapTarget, 3e-9) * Math.Abs(draft.Value + p.Constant) * 0.5;
        var known = result.Shortage is null ? draft.Value : double.PositiveInfinity;
        if (ExactSearch.Run(p, dual, known, tolerance, settings.MostNodes, budget) is not { } search)
        {
            return result;
        }

        if (search.Better is { } codes)
        {
            double cost = 0;
            for (var block = 0; block < codes.Length; block++)
            {
                cost += p.CostOf(block, codes[block]);
            }

            (known, result) = (cost, StaggerReadout.Result(p, dual, dual.Bound, draft with { Codes = codes, Value = cost, Levels = StaggerReadout.LevelsOf(p, codes) }, settings, budget));
        }

        return !search.Complete ? result
            : double.IsPositiveInfinity(known) ? result with { Status = PlanStatus.Infeasible, Bound = double.PositiveInfinity }
            : StaggerReadout.Proven(result, Math.Max(result.Bound, known - tolerance + p.Constant), settings);
    }

    private static void Check(StaggerInstance instance, StaggerSettings settings)
    {
        if (!(settings.GapTarget >= 0 && settings.GapTarget < 1))
        {
            throw new ArgumentException("The gap is a share from 0 to below 1.", nameof(settings));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Threads, 1, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfNegative(settings.MostNodes, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfNegative(settings.PriceRounds, nameof(settings));
        if (settings.TimeLimit is not null && settings.Clock is null)
        {
            throw new ArgumentException("A time limit needs its clock.", nameof(settings));
        }

        if (settings.Elastic && settings.ShortagePrices is null)
        {
            throw new ArgumentException("What is missing can be weighed only at a price.", nameof(settings));
        }

        if (settings.ShortagePrices is { } prices && (prices.Count != instance.Rows.Count || !prices.All(v => double.IsFinite(v) && v > 0)))
        {
            throw new ArgumentException("Shortage prices are one positive number a row.", nameof(settings));
        }
    }
}
