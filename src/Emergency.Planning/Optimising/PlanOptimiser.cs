namespace Emergency.Planning.Optimising;

/// <summary>
/// Least-cost choice of one option a block so that every row is covered and the grade order holds, with a certified bound. The method: prices of the rows by a
/// Lagrangian dual in which every group chooses its thresholds exactly; a plan at the prices by local search; reduced-cost fixing; zones solved as small problems of
/// their own; branch and bound on what stays open. Deterministic: the same instance and settings give the same bytes with any number of threads.
/// </summary>
public static class PlanOptimiser
{
    /// <summary>Solves an instance.</summary>
    /// <param name="instance">Instance.</param>
    /// <param name="settings">How exactly and how long; null for the defaults.</param>
    /// <param name="progress">Told of better plans and bounds now and then.</param>
    /// <param name="cancel">Ends the search; the best plan so far is returned with its bound.</param>
    /// <returns>A plan, recounted. Where rows cannot be reached the plan falls short and <see cref="PlanResult.Shortage"/> says why.</returns>
    /// <exception cref="ArgumentException">Settings that make no sense.</exception>
    public static PlanResult Solve(PlanInstance instance, SolveSettings? settings = null, IProgress<SolveProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(instance);
        settings ??= new();
        Check(instance, settings);
        var budget = new SolveBudget(settings.Clock, settings.TimeLimit, cancel);
        var (p, map) = CoreReading.Read(instance, _ => true, threads: settings.Threads);
        var solution = new CoreSolver(p, settings, budget, (cost, bound, nodes) => progress?.Report(new(cost, bound, nodes))).Solve(Warm(p, map, settings.WarmPrices));
        var result = solution.Plan is { } plan
            ? Result(instance, p, map, plan, solution, Status(solution, settings, budget))
            : Shortages.Study(instance, settings, budget, solution);
        Recount.Check(instance, result);
        return result;
    }

    /// <summary>The plan in the caller's numbers, with rows, groups and reasons.</summary>
    internal static PlanResult Result(PlanInstance instance, CoreProblem p, RowMap map, Draft plan, CoreSolution solution, PlanStatus status)
    {
        var choice = new int[instance.Blocks];
        for (var block = 0; block < p.Blocks; block++)
        {
            choice[p.BlockOf[block]] = p.OptionOf[plan.Choice[block]] - instance.FirstOption[p.BlockOf[block]];
        }

        var prices = new double[instance.Rows.Count];
        foreach (var row in map.Rows)
        {
            prices[row.Row] = solution.Prices[row.Zone < 0 ? row.Kind : p.Width * (1 + row.Zone) + row.Kind] / (map.Scale[row.Kind] * map.Factor[row.Row]);
        }

        var cost = Recount.Cost(instance, choice);
        var groups = GroupReading.Read(instance, choice);
        return new()
        {
            Status = status,
            Choice = choice,
            Cost = cost,
            Bound = Math.Min(solution.Lower, cost),
            Gap = cost > 0 ? Math.Max(0, 1 - solution.Lower / cost) : 0,
            Rows = RowReading.Read(instance, choice, prices),
            Groups = groups.Results,
            Figures = Reasons.Of(instance, choice, prices, groups.Allowed),
            Nodes = solution.Nodes,
            Passes = solution.Passes,
        };
    }

    private static PlanStatus Status(CoreSolution solution, SolveSettings settings, SolveBudget budget) =>
        solution.Upper - solution.Lower <= Math.Max(settings.GapTarget, CoreReading.SmallestGap) * Math.Abs(solution.Upper) ? PlanStatus.WithinGap
        : budget.Cancel.IsCancellationRequested ? PlanStatus.Cancelled
        : PlanStatus.BudgetSpent;

    private static double[]? Warm(CoreProblem p, RowMap map, IReadOnlyList<double>? prices)
    {
        if (prices is null)
        {
            return null;
        }

        var warm = new double[p.Width * (1 + p.Zones)];
        foreach (var row in map.Rows)
        {
            warm[row.Zone < 0 ? row.Kind : p.Width * (1 + row.Zone) + row.Kind] = prices[row.Row] * map.Scale[row.Kind] * map.Factor[row.Row];
        }

        return warm;
    }

    private static void Check(PlanInstance instance, SolveSettings settings)
    {
        if (!(settings.GapTarget >= 0 && settings.GapTarget < 1))
        {
            throw new ArgumentException("The gap is a share from 0 to below 1.", nameof(settings));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Threads, 1, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfNegative(settings.MostNodes, nameof(settings));
        if (settings.TimeLimit is not null && settings.Clock is null)
        {
            throw new ArgumentException("A time limit needs its clock.", nameof(settings));
        }

        foreach (var prices in (IReadOnlyList<double>?[])[settings.WarmPrices, settings.ShortagePrices])
        {
            if (prices is not null && (prices.Count != instance.Rows.Count || !prices.All(v => double.IsFinite(v) && v >= 0)))
            {
                throw new ArgumentException("Prices are one non-negative number a row.", nameof(settings));
            }
        }
    }
}
