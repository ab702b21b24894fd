namespace Emergency.Planning.Optimising;

/// <summary>Reads an instance into the solver's layout: sorted, rows of equal weights joined to kinds, normalised, without options that another one beats.</summary>
internal static class CoreReading
{
    /// <summary>A row counts as met within this share of what it requires: sums of a hundred thousand figures are no exacter.</summary>
    public const double Tolerance = 1e-9;

    /// <summary>Smallest gap that can be asked for: the tolerance of the rows, and of the sums.</summary>
    public const double SmallestGap = 3e-9;

    /// <summary>About so many components: more make the prices settle in fewer passes, fewer make a pass shorter.</summary>
    public const int Pieces = 24;

    private const int ReadingChunk = 4_096;

    /// <summary>Problem with the rows for which <paramref name="take"/> holds; each may be short at a price (yuan per weight × kg) if <paramref name="cap"/> gives one; <paramref name="free"/> leaves costs out and amounts as they are.</summary>
    public static (CoreProblem Problem, RowMap Map) Read(PlanInstance instance, Func<int, bool> take, Func<int, double>? cap = null, bool free = false, int threads = 1)
    {
        var map = RowMap.Of(instance, take);
        var width = map.Kinds.Length <= 4 ? 4 : CoreLayout.MostRowKinds;
        var zones = map.HasZoneRows ? instance.Zones : 1;
        var order = Sorted(instance);
        var n = order.Length;
        var first = new int[n + 1];
        for (var i = 0; i < n; i++)
        {
            first[i + 1] = first[i] + instance.OptionsOf(order[i]);
        }

        var present = new byte[n];
        var kept = new int[n];
        var (zone, group, rank) = (new int[n], new int[n], new byte[n]);
        var cost = new double[instance.Options];
        var amount = new double[instance.Options * width];
        var stage = new byte[instance.Options];
        var optionOf = new int[instance.Options];
        Parallel.For(0, (n + ReadingChunk - 1) / ReadingChunk, new ParallelOptions { MaxDegreeOfParallelism = threads }, chunk =>
        {
            for (var i = chunk * ReadingChunk; i < Math.Min(n, (chunk + 1) * ReadingChunk); i++)
            {
                var block = order[i];
                zone[i] = zones == 1 ? 0 : instance.Zone[block];
                group[i] = instance.Rule == GradeOrderRule.None ? -1 : instance.Group[block];
                rank[i] = instance.Rank[block];
                var at = first[i];
                for (var o = instance.FirstOption[block]; o < instance.FirstOption[block + 1]; o++)
                {
                    present[i] |= (byte)(1 << instance.Stage[o]);
                    if (instance.Banned?[o] != true)
                    {
                        map.Amounts(instance, o, amount.AsSpan(at * width, width));
                        (cost[at], stage[at], optionOf[at]) = (free ? 0 : instance.Cost[o], instance.Stage[o], o);
                        at++;
                    }
                }

                kept[i] = Unbeaten(cost, amount, stage, optionOf, width, first[i], at, group[i] < 0) - first[i];
            }
        });
        Close(first, kept, cost, amount, stage, optionOf, width);
        var (need, zoneNeed) = (new double[width], new double[zones * width]);
        var (caps, zoneCaps) = (Infinite(width), Infinite(zones * width));
        foreach (var row in map.Rows)
        {
            var (needs, limits, index) = row.Zone < 0 ? (need, caps, row.Kind) : (zoneNeed, zoneCaps, row.Zone * width + row.Kind);
            needs[index] = row.Required / map.Scale[row.Kind] * (1 - Tolerance);
            limits[index] = cap is null ? double.PositiveInfinity : cap(row.Row) * map.Scale[row.Kind] * map.Factor[row.Row];
        }

        if (!free)
        {
            Tightening.Apply(first, amount, width, zone, need, zoneNeed);
        }

        var table = instance.Rule == GradeOrderRule.None || n == 0 ? null : new OrderTable(instance.Rule, instance.Stage.Max() + 1, instance.Rank.Max() + 1);
        return (new CoreProblem
        {
            Width = width, Kinds = map.Kinds.Length, Zones = zones, First = first, Cost = cost, Amount = amount, Stage = stage, Present = present, Zone = zone, Group = group, Rank = rank,
            Need = need, ZoneNeed = zoneNeed, Cap = caps, ZoneCap = zoneCaps, BlockOf = order, OptionOf = optionOf, Table = table,
        }.Form(_ => null, Pieces), map);
    }

    private static double[] Infinite(int length)
    {
        var caps = new double[length];
        Array.Fill(caps, double.PositiveInfinity);
        return caps;
    }

    /// <summary>Zones, groups and ranks contiguous; groups before zones where zone rows and groups over several zones meet.</summary>
    private static int[] Sorted(PlanInstance instance)
    {
        var n = instance.Blocks;
        var across = false;
        if (instance.Rule != GradeOrderRule.None)
        {
            var zoneOf = new int[instance.Groups];
            Array.Fill(zoneOf, -1);
            for (var i = 0; i < n && !across; i++)
            {
                if (instance.Group[i] is >= 0 and var g)
                {
                    across = zoneOf[g] >= 0 && zoneOf[g] != instance.Zone[i];
                    zoneOf[g] = instance.Zone[i];
                }
            }
        }

        // Three stable passes, the least important key first.
        var order = new int[n];
        for (var i = 0; i < n; i++)
        {
            order[i] = i;
        }

        if (instance.Rule == GradeOrderRule.None)
        {
            return By(order, instance.Zone, instance.Zones);
        }

        var ranks = Array.ConvertAll(instance.Rank, r => (int)r);
        var groups = Array.ConvertAll(instance.Group, g => g < 0 ? instance.Groups : g);
        return across
            ? By(By(By(order, instance.Zone, instance.Zones), ranks, PlanInstanceBuilder.HighestRank + 1), groups, instance.Groups + 1)
            : By(By(By(order, ranks, PlanInstanceBuilder.HighestRank + 1), groups, instance.Groups + 1), instance.Zone, instance.Zones);
    }

    /// <summary>Stable sort by counting.</summary>
    private static int[] By(int[] order, int[] key, int keys)
    {
        var start = new int[keys + 1];
        foreach (var i in order)
        {
            start[key[i] + 1]++;
        }

        for (var k = 0; k < keys; k++)
        {
            start[k + 1] += start[k];
        }

        var sorted = new int[order.Length];
        foreach (var i in order)
        {
            sorted[start[key[i]]++] = i;
        }

        return sorted;
    }

    /// <summary>
    /// Keeps the options of a block that no other one beats (costs no more, gives no less and, under an order, stands at the same stage; of equals the first);
    /// returns one after the last.
    /// </summary>
    private static int Unbeaten(double[] cost, double[] amount, byte[] stage, int[] optionOf, int width, int from, int to, bool anyStage)
    {
        var kept = from;
        for (var o = from; o < to; o++)
        {
            var beaten = false;
            for (var earlier = from; earlier < kept && !beaten; earlier++)
            {
                beaten = Beats(cost, amount, stage, width, earlier, o, anyStage);
            }

            for (var later = o + 1; later < to && !beaten; later++)
            {
                beaten = Beats(cost, amount, stage, width, later, o, anyStage) && !Beats(cost, amount, stage, width, o, later, anyStage);
            }

            if (!beaten)
            {
                (cost[kept], stage[kept], optionOf[kept]) = (cost[o], stage[o], optionOf[o]);
                amount.AsSpan(o * width, width).CopyTo(amount.AsSpan(kept * width, width));
                kept++;
            }
        }

        return kept;
    }

    /// <summary>Closes the gaps that dropped options left.</summary>
    private static void Close(int[] first, int[] kept, double[] cost, double[] amount, byte[] stage, int[] optionOf, int width)
    {
        var at = 0;
        for (var i = 0; i < kept.Length; i++)
        {
            var from = first[i];
            if (from != at)
            {
                cost.AsSpan(from, kept[i]).CopyTo(cost.AsSpan(at));
                stage.AsSpan(from, kept[i]).CopyTo(stage.AsSpan(at));
                optionOf.AsSpan(from, kept[i]).CopyTo(optionOf.AsSpan(at));
                amount.AsSpan(from * width, kept[i] * width).CopyTo(amount.AsSpan(at * width));
            }

            first[i] = at;
            at += kept[i];
        }

        first[^1] = at;
    }

    private static bool Beats(double[] cost, double[] amount, byte[] stage, int width, int better, int worse, bool anyStage)
    {
        if (cost[better] > cost[worse] || (!anyStage && stage[better] != stage[worse]))
        {
            return false;
        }

        for (var f = 0; f < width; f++)
        {
            if (amount[better * width + f] < amount[worse * width + f])
            {
                return false;
            }
        }

        return true;
    }
}
