namespace Emergency.Planning.Optimising;

/// <summary>
/// Counts a plan again from the instance alone, sharing nothing with the search: cost, every row, and the grade order pair by pair. A difference is a bug, and
/// stops the plan.
/// </summary>
public static class Recount
{
    /// <summary>Cost of choices [yuan/day].</summary>
    public static double Cost(PlanInstance instance, IReadOnlyList<int> choice)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(choice);
        double sum = 0;
        for (var block = 0; block < instance.Blocks; block++)
        {
            sum += instance.CostOf(block, choice[block]);
        }

        return sum;
    }

    /// <summary>What choices reach of each row [weight × kg/day].</summary>
    public static double[] Reached(PlanInstance instance, IReadOnlyList<int> choice)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(choice);
        var sums = new double[instance.Rows.Count];
        var rowsOf = Enumerable.Range(0, instance.Zones).Select(z => Enumerable.Range(0, sums.Length).Where(r => instance.Rows[r].Zone == z || instance.Rows[r].Zone < 0).ToArray()).ToArray();
        var weights = instance.Rows.Select(r => r.Weights.ToArray()).ToArray();
        for (var block = 0; block < instance.Blocks; block++)
        {
            var cut = instance.CutOf(block, choice[block]);
            foreach (var r in rowsOf[instance.ZoneOf(block)])
            {
                for (var p = 0; p < cut.Length; p++)
                {
                    sums[r] += weights[r][p] * cut[p];
                }
            }
        }

        return sums;
    }

    /// <summary>True when a figure reaches what is required, within 2e-9 of it.</summary>
    public static bool Meets(CoveringRow row, double reached)
    {
        ArgumentNullException.ThrowIfNull(row);
        return reached >= row.Required - 2 * CoreReading.Tolerance * Math.Abs(row.Required);
    }

    /// <summary>The first breach of the grade order in words, null when there is none. Pairs are compared through the extremes of each rank, so it stays fast for a nation.</summary>
    public static string? OrderBreach(PlanInstance instance, IReadOnlyList<int> choice)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(choice);
        return instance.Rule switch
        {
            GradeOrderRule.Thresholds => ThresholdBreach(instance, choice),
            GradeOrderRule.Uniform => UniformBreach(instance, choice),
            _ => null,
        };
    }

    /// <summary>Throws when a plan does not keep what it says.</summary>
    /// <exception cref="InvalidOperationException">The plan is wrong: a bug of the search.</exception>
    public static void Check(PlanInstance instance, PlanResult result)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(result);
        var cost = Cost(instance, result.Choice);
        if (Math.Abs(cost - result.Cost) > 1e-9 * Math.Max(1, cost))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The plan says {result.Cost} yuan, its choices cost {cost}."));
        }

        var all = Reached(instance, result.Choice);
        for (var r = 0; r < all.Length; r++)
        {
            var (row, reached) = (result.Rows[r], all[r]);
            if (Math.Abs(reached - row.Reached) > 1e-9 * Math.Max(1, reached) || (result.Shortage is null && !Meets(row.Row, reached)))
            {
                throw new InvalidOperationException(FormattableString.Invariant($"Row {row.Row.Name} requires {row.Required}, the plan says {row.Reached}, its choices reach {reached}."));
            }
        }

        if (instance.Banned is not null && Enumerable.Range(0, instance.Blocks).Any(b => !instance.Allows(b, result.Choice[b])))
        {
            throw new InvalidOperationException("The plan chooses an option that must not be chosen.");
        }

        if (OrderBreach(instance, result.Choice) is { } breach)
        {
            throw new InvalidOperationException(breach);
        }

        if (result.Shortage is null && !(result.Bound <= cost * (1 + 1e-9)))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The bound {result.Bound} is above the cost {cost}."));
        }
    }

    private static (int Lowest, int Highest) Extremes(PlanInstance instance, int block)
    {
        var (lowest, highest) = (int.MaxValue, int.MinValue);
        for (var o = 0; o < instance.OptionsOf(block); o++)
        {
            var stage = instance.StageOf(block, o);
            (lowest, highest) = (Math.Min(lowest, stage), Math.Max(highest, stage));
        }

        return (lowest, highest);
    }

    private static string? ThresholdBreach(PlanInstance instance, IReadOnlyList<int> choice)
    {
        // By group and rank: the highest stage of one who could do less, and the lowest of one who could do more.
        var high = new Dictionary<(int, int), (int Stage, int Block)>();
        var low = new Dictionary<(int, int), (int Stage, int Block)>();
        for (var block = 0; block < instance.Blocks; block++)
        {
            if (instance.GroupOf(block) < 0)
            {
                continue;
            }

            var key = (instance.GroupOf(block), instance.RankOf(block));
            var stage = instance.StageOf(block, choice[block]);
            var (lowest, highest) = Extremes(instance, block);
            if (stage > lowest && (!high.TryGetValue(key, out var top) || stage > top.Stage))
            {
                high[key] = (stage, block);
            }

            if (stage < highest && (!low.TryGetValue(key, out var bottom) || stage < bottom.Stage))
            {
                low[key] = (stage, block);
            }
        }

        foreach (var (key, better) in high)
        {
            for (var rank = key.Item2 + 1; rank <= PlanInstanceBuilder.HighestRank; rank++)
            {
                if (low.TryGetValue((key.Item1, rank), out var worse) && worse.Stage < better.Stage)
                {
                    return FormattableString.Invariant($"Block {better.Block} of rank {key.Item2} stands at stage {better.Stage}, block {worse.Block} of worse rank {rank} in group {key.Item1} only at {worse.Stage}.");
                }
            }
        }

        return null;
    }

    private static string? UniformBreach(PlanInstance instance, IReadOnlyList<int> choice)
    {
        // By group and rank: the stages u that explain every member; then u must be able to rise with the rank.
        var possible = new SortedDictionary<(int Group, int Rank), bool[]>();
        for (var block = 0; block < instance.Blocks; block++)
        {
            if (instance.GroupOf(block) < 0)
            {
                continue;
            }

            var key = (instance.GroupOf(block), instance.RankOf(block));
            if (!possible.TryGetValue(key, out var stages))
            {
                possible[key] = stages = [.. Enumerable.Repeat(true, PlanInstanceBuilder.HighestStage + 1)];
            }

            var lowest = Extremes(instance, block).Lowest;
            var stage = instance.StageOf(block, choice[block]);
            for (var u = 0; u < stages.Length; u++)
            {
                var asked = lowest;
                for (var o = 0; o < instance.OptionsOf(block); o++)
                {
                    var has = instance.StageOf(block, o);
                    asked = has <= u ? Math.Max(asked, has) : asked;
                }

                stages[u] &= asked == stage;
            }
        }

        var (group, least) = (-1, 0);
        foreach (var (key, stages) in possible)
        {
            least = key.Group == group ? least : 0;
            group = key.Group;
            least = Array.FindIndex(stages, least, s => s);
            if (least < 0)
            {
                return FormattableString.Invariant($"Group {key.Group}: rank {key.Rank} stands at no one stage that its better ranks allow.");
            }
        }

        return null;
    }
}
