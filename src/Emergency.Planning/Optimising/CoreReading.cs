namespace Emergency.Planning.Optimising;

/// <summary>Reads an instance into the solver's layout: sorted, rows of equal weights joined to kinds, normalised, without options that another one beats.</summary>
internal static class CoreReading
{
    /// <summary>A row counts as met within this share of what it requires: sums of a hundred thousand figures are no exacter.</summary>
    public const double Tolerance = 1e-9;

    /// <summary>About so many components: more make the prices settle in fewer passes, fewer make a pass shorter.</summary>
    public const int Pieces = 24;

    /// <summary>Problem with the rows for which <paramref name="take"/> holds; each may be short at a price (yuan per weight × kg) if <paramref name="cap"/> gives one.</summary>
    public static (CoreProblem Problem, RowMap Map) Read(PlanInstance instance, Func<int, bool> take, Func<int, double>? cap = null, bool free = false)
    {
        var map = RowMap.Of(instance, take);
        var width = map.Kinds.Count <= 4 ? 4 : CoreLayout.MostRowKinds;
        var zones = map.HasZoneRows ? instance.Zones : 1;
        var order = Sorted(instance);
        var n = order.Length;
        var first = new int[n + 1];
        var present = new byte[n];
        var (zone, group, rank) = (new int[n], new int[n], new byte[n]);
        var cost = new double[instance.Options];
        var amount = new double[instance.Options * width];
        var stage = new byte[instance.Options];
        var optionOf = new int[instance.Options];
        var at = 0;
        for (var i = 0; i < n; i++)
        {
            var block = order[i];
            first[i] = at;
            zone[i] = zones == 1 ? 0 : instance.Zone[block];
            group[i] = instance.Rule == GradeOrderRule.None ? -1 : instance.Group[block];
            rank[i] = instance.Rank[block];
            for (var o = instance.FirstOption[block]; o < instance.FirstOption[block + 1]; o++)
            {
                present[i] |= (byte)(1 << instance.Stage[o]);
                var row = amount.AsSpan(at * width, width);
                map.Amounts(instance, o, row);
                (cost[at], stage[at], optionOf[at]) = (free ? 0 : instance.Cost[o], instance.Stage[o], o);
                at += Keep(cost, amount, stage, width, first[i], at, group[i] < 0) ? 1 : 0;
            }

            // An earlier option may be beaten by a later one.
            at = Compact(cost, amount, stage, optionOf, width, first[i], at, group[i] < 0);
        }

        first[n] = at;
        var (need, zoneNeed) = (new double[width], new double[zones * width]);
        var (caps, zoneCaps) = (Infinite(width), Infinite(zones * width));
        foreach (var row in map.Rows)
        {
            var (needs, limits, index) = row.Zone < 0 ? (need, caps, row.Kind) : (zoneNeed, zoneCaps, row.Zone * width + row.Kind);
            needs[index] = row.Required / map.Scale[row.Kind] * (1 - Tolerance);
            limits[index] = cap is null ? double.PositiveInfinity : cap(row.Row) * map.Scale[row.Kind] * map.Factor[row.Row];
        }

        Tightening.Apply(first, amount, width, zone, need, zoneNeed);
        var table = instance.Rule == GradeOrderRule.None || n == 0 ? null : new OrderTable(instance.Rule, instance.Stage.Max() + 1, instance.Rank.Max() + 1);
        return (new CoreProblem
        {
            Width = width, Kinds = map.Kinds.Count, Zones = zones, First = first, Cost = cost, Amount = amount, Stage = stage, Present = present, Zone = zone, Group = group, Rank = rank,
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

        var keys = new (long, int)[n];
        var sorted = true;
        for (var i = 0; i < n; i++)
        {
            long zone = instance.Zone[i];
            long group = instance.Rule == GradeOrderRule.None ? 0 : instance.Group[i] < 0 ? instance.Groups : instance.Group[i];
            var rank = instance.Rule == GradeOrderRule.None ? 0 : instance.Rank[i];
            var key = across ? (group << 3 | (long)rank) << 28 | zone : zone << 31 << 3 | group << 3 | (long)rank;
            keys[i] = (key, i);
            sorted &= i == 0 || keys[i - 1].Item1 <= key;
        }

        if (!sorted)
        {
            Array.Sort(keys);
        }

        return Array.ConvertAll(keys, k => k.Item2);
    }

    /// <summary>False when an option kept before costs no more and gives no less (and, under an order, stands at the same stage).</summary>
    private static bool Keep(double[] cost, double[] amount, byte[] stage, int width, int from, int at, bool anyStage)
    {
        for (var o = from; o < at; o++)
        {
            if (Beats(cost, amount, stage, width, o, at, anyStage))
            {
                return false;
            }
        }

        return true;
    }

    private static int Compact(double[] cost, double[] amount, byte[] stage, int[] optionOf, int width, int from, int to, bool anyStage)
    {
        var kept = from;
        for (var o = from; o < to; o++)
        {
            var beaten = false;
            for (var later = o + 1; later < to && !beaten; later++)
            {
                beaten = Beats(cost, amount, stage, width, later, o, anyStage);
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
