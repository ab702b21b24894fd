using System.Globalization;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>Reads an instance into the layout of the search.</summary>
internal static class StaggerReading
{
    /// <summary>A row counts as met within this share of what it requires.</summary>
    public const double Tolerance = 1e-9;

    /// <summary>About so many pieces: more make the prices settle in fewer passes.</summary>
    private const int PieceCount = 32;

    /// <summary>Reads an instance.</summary>
    /// <param name="instance">Instance.</param>
    /// <param name="shortagePrices">Price of a shortage by row [yuan per weight × kg]; null for one above anything that could be done instead.</param>
    public static StaggerCore Read(StaggerInstance instance, IReadOnlyList<double>? shortagePrices)
    {
        var rows = new StaggerRows(instance, shortagePrices);
        var (order, chainRuns) = Sorted(instance, rows.Zones > 1);
        var n = order.Length;
        var chains = new List<Chain>();
        var chainOf = new int[n];
        Array.Fill(chainOf, -1);
        foreach (var (from, to) in chainRuns)
        {
            chainOf.AsSpan(from, to - from).Fill(chains.Count);
            chains.Add(ChainOf(instance, order, from, to, chains.Count == 0 ? 0 : chains[^1].Level + chains[^1].Ranks));
        }

        var zone = Array.ConvertAll(order, b => rows.Zones > 1 ? instance.Blocks[b].Zone : 0);
        return new StaggerCore
        {
            Instance = instance,
            BlockOf = order,
            First = Array.ConvertAll(order, b => instance.FirstOption[b]),
            Options = Array.ConvertAll(order, instance.OptionsOf),
            Cost = rows.Cost,
            Amount = rows.Amount,
            Block = Array.ConvertAll(order, b => instance.Blocks[b]),
            Ramp = Array.ConvertAll(order, b => instance.Blocks[b].Ramp.ToArray()),
            Zone = zone,
            Chains = [.. chains],
            ChainOf = chainOf,
            Pieces = Pieces(zone, chainRuns, n),
            RowKinds = rows.Kinds,
            Zones = rows.Zones,
            Need = rows.Need,
            ZoneNeed = rows.ZoneNeed,
            Dear = rows.Dear,
            ZoneDear = rows.ZoneDear,
            Constant = rows.Constant,
            MostCost = rows.MostCost,
            RowAt = rows.At,
        }.WithAttainable();
    }

    /// <summary>Blocks by zone, those of groups that cross zones last; members of a group together by rank. Where members of groups lie, from and to.</summary>
    private static (int[] Order, List<(int From, int To)> Chains) Sorted(StaggerInstance instance, bool zones)
    {
        var blocks = instance.Blocks;
        var grouped = instance.BandWidth is not null;
        var zoneOfGroup = new Dictionary<int, int>();
        foreach (var block in blocks.Where(b => grouped && b.Group >= 0))
        {
            zoneOfGroup[block.Group] = zoneOfGroup.TryGetValue(block.Group, out var known) && known != block.Zone ? int.MaxValue : block.Zone;
        }

        int GroupOf(int b) => grouped ? blocks[b].Group : -1;
        int[] order = [.. Enumerable.Range(0, blocks.Count)
            .OrderBy(b => !zones ? 0 : GroupOf(b) >= 0 ? zoneOfGroup[blocks[b].Group] : blocks[b].Zone)
            .ThenBy(GroupOf).ThenBy(b => blocks[b].Rank).ThenBy(b => b)];
        var runs = new List<(int, int)>();
        for (var from = 0; from < order.Length;)
        {
            var to = from + 1;
            while (GroupOf(order[from]) >= 0 && to < order.Length && GroupOf(order[to]) == GroupOf(order[from]))
            {
                to++;
            }

            if (GroupOf(order[from]) >= 0)
            {
                runs.Add((from, to));
            }

            from = to;
        }

        return (order, runs);
    }

    private static Chain ChainOf(StaggerInstance instance, int[] order, int from, int to, int level)
    {
        var starts = new List<int>();
        for (var i = from; i < to; i++)
        {
            if (i == from || instance.Blocks[order[i]].Rank != instance.Blocks[order[i - 1]].Rank)
            {
                starts.Add(i);
            }
        }

        if (instance.FixedLevels.TryGetValue(instance.Blocks[order[from]].Group, out var given))
        {
            return new(instance.Blocks[order[from]].Group, from, to, [.. starts, to], level, given, given);
        }

        var earlier = order[from..to].Select(b => instance.Blocks[b].Earlier).ToList();
        return new(instance.Blocks[order[from]].Group, from, to, [.. starts, to], level, earlier.Min(), earlier.Max() + instance.Days);
    }

    /// <summary>Contiguous pieces of like size that do not cut a group and do not join zones.</summary>
    private static Piece[] Pieces(int[] zone, List<(int From, int To)> chains, int n)
    {
        var size = Math.Max(1, n / PieceCount);
        var ends = chains.ToDictionary(c => c.From, c => c.To);
        var pieces = new List<Piece>();
        for (var from = 0; from < n;)
        {
            var (to, at) = (from, zone[from]);
            while (to < n && (to == from || (to - from < size && at >= 0)))
            {
                var end = ends.GetValueOrDefault(to, to + 1);
                var own = zone.AsSpan(to, end - to).ContainsAnyExcept(zone[to]) ? -1 : zone[to];
                if (to > from && own != at)
                {
                    break;
                }

                (at, to) = (own, end);
            }

            pieces.Add(new(from, to, at));
            from = to;
        }

        return [.. pieces];
    }
}

/// <summary>Rows of an instance joined to kinds, and its options relative to what holds anyway.</summary>
internal sealed class StaggerRows
{
    /// <summary>Price of a whole requirement missing, in costs of everybody's dearest pattern, where the caller gives none.</summary>
    private const double DearAs = 20;

    public StaggerRows(StaggerInstance instance, IReadOnlyList<double>? prices)
    {
        var kinds = new List<double[]>();
        At = new (int, double)[instance.Rows.Count];
        var kindOf = new int[instance.Rows.Count];
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var r = 0; r < At.Length; r++)
        {
            var row = instance.Rows[r];
            var factor = row.Weights.Max();
            var weights = row.Weights.Select(w => w / factor).ToArray();
            var key = string.Join(' ', weights.Select(w => w.ToString("R", CultureInfo.InvariantCulture)));
            if (!places.TryGetValue(key, out kindOf[r]))
            {
                places[key] = kindOf[r] = kinds.Count;
                kinds.Add(weights);
            }

            At[r] = (-1, factor);
        }

        Kinds = Math.Max(1, kinds.Count);
        Zones = instance.Zones > 1 && instance.Rows.Any(r => r.Zone >= 0 && r.Required > 0) ? instance.Zones : 1;
        var scope = instance.Days * Kinds;
        (Need, Dear, ZoneNeed, ZoneDear) = (new double[scope], new double[scope], new double[Zones * scope], new double[Zones * scope]);
        (Cost, Amount) = (new double[instance.Cost.Length], new double[instance.Cost.Length * Kinds]);
        var anyway = new double[(1 + Zones) * scope];
        for (var b = 0; b < instance.Blocks.Count; b++)
        {
            Block(instance, kinds, b, anyway);
        }

        for (var r = 0; r < At.Length; r++)
        {
            var row = instance.Rows[r];
            var place = (row.Day * Kinds) + kindOf[r];
            var zone = Zones == 1 ? -1 : row.Zone;
            var held = anyway[zone < 0 ? place : ((1 + zone) * scope) + place];
            var left = (row.Required / At[r].Factor * (1 - StaggerReading.Tolerance)) - held;
            if (row.Required <= 0 || left <= 0)
            {
                continue;
            }

            At[r] = (zone < 0 ? place : (zone * scope) + place, At[r].Factor);
            var (need, dear) = zone < 0 ? (Need, Dear) : (ZoneNeed, ZoneDear);
            need[At[r].Place] = Math.Max(need[At[r].Place], left);
            dear[At[r].Place] = Math.Max(dear[At[r].Place], prices is null ? DearAs * Math.Max(1, MostCost) * At[r].Factor / row.Required : prices[r] * At[r].Factor);
        }
    }

    public int Kinds { get; }

    public int Zones { get; }

    public double[] Need { get; }

    public double[] Dear { get; }

    public double[] ZoneNeed { get; }

    public double[] ZoneDear { get; }

    public double[] Cost { get; }

    public double[] Amount { get; }

    public double Constant { get; private set; }

    public double MostCost { get; private set; }

    public (int Place, double Factor)[] At { get; }

    private void Block(StaggerInstance instance, List<double[]> kinds, int b, double[] anyway)
    {
        var first = instance.FirstOption[b];
        var scope = instance.Days * Kinds;
        Span<double> held = stackalloc double[Kinds];
        for (var kind = 0; kind < instance.Kinds; kind++)
        {
            var baseCell = (first * instance.Kinds) + kind;
            for (var k = 0; k < kinds.Count; k++)
            {
                held[k] = Weighted(instance, kinds[k], baseCell);
            }

            double most = 0;
            for (var o = first; o < instance.FirstOption[b + 1]; o++)
            {
                var cell = (o * instance.Kinds) + kind;
                Cost[cell] = instance.Cost[cell] - instance.Cost[baseCell];
                most = Math.Max(most, Cost[cell]);
                for (var k = 0; k < kinds.Count; k++)
                {
                    Amount[(cell * Kinds) + k] = Weighted(instance, kinds[k], cell) - held[k];
                }
            }

            for (var day = 0; day < instance.Days; day++)
            {
                if (instance.KindOf[day] != kind)
                {
                    continue;
                }

                Constant += instance.Cost[baseCell];
                MostCost += most;
                for (var k = 0; k < kinds.Count; k++)
                {
                    anyway[(day * Kinds) + k] += held[k];
                    if (Zones > 1)
                    {
                        anyway[((1 + instance.Blocks[b].Zone) * scope) + (day * Kinds) + k] += held[k];
                    }
                }
            }
        }

        double restart = 0;
        for (var o = first; o < instance.FirstOption[b + 1]; o++)
        {
            restart = Math.Max(restart, instance.Restart[o]);
        }

        MostCost += 3 * restart;
    }

    private static double Weighted(StaggerInstance instance, double[] weights, int cell)
    {
        double sum = 0;
        for (var q = 0; q < weights.Length; q++)
        {
            sum += weights[q] * instance.Cut[(cell * instance.Pollutants) + q];
        }

        return sum;
    }
}
