using Emergency.Planning.Optimising;

namespace Emergency.Planning.Tests.Optimising;

/// <summary>Which rules an instance has.</summary>
public sealed record Rules(GradeOrderRule Order, bool ZoneRows, bool Swap, bool GroupsAcrossZones = false)
{
    public static IReadOnlyList<Rules> All { get; } =
    [
        .. from order in Enum.GetValues<GradeOrderRule>()
           from zoneRows in (bool[])[false, true]
           from swap in (bool[])[false, true]
           from across in (bool[])[false, true]
           where order != GradeOrderRule.None || !across
           select new Rules(order, zoneRows, swap, across),
    ];
}

/// <summary>Random instances small enough to try every choice.</summary>
internal static class SmallInstances
{
    private static readonly double[] Share = [0, 0.2, 0.3, 0.5, 1];

    public static PlanInstance Make(Rules rules, int seed, double unit = 1, double yuan = 1, double harder = 1, bool reverseZones = false, (int Block, int Option)? without = null)
    {
        var random = new Random(seed);
        var zones = random.Next(2, 4);
        var blocks = random.Next(4, 10);
        var builder = new PlanInstanceBuilder(4, zones, rules.Order);
        var most = new double[zones, 4];
        for (var i = 0; i < blocks; i++)
        {
            var zone = random.Next(zones);
            var group = random.Next(5) == 0 ? PlanInstanceBuilder.FreeOfOrder : rules.GroupsAcrossZones ? random.Next(2) : zone * 2 + random.Next(2);
            builder.AddBlock(reverseZones ? zones - 1 - zone : zone, group, random.Next(3));
            var size = Math.Exp(1.2 * (random.NextDouble() * 2 - 1));
            var emission = Enumerable.Range(0, 4).Select(_ => random.Next(4) == 0 ? 0 : size * (10 + 90 * random.NextDouble())).ToArray();
            var stages = Enumerable.Range(0, 5).Where(_ => random.Next(3) > 0).DefaultIfEmpty(0).Take(4).ToList();
            var loss = size * (100 + 900 * random.NextDouble());
            var top = new double[4];
            for (var o = 0; o < stages.Count; o++)
            {
                var cut = emission.Select(e => e * Share[stages[o]] * (0.9 + 0.1 * random.NextDouble())).ToArray();
                var cost = loss * Share[stages[o]] * (0.7 + 0.6 * random.NextDouble());
                if (without != (i, o) || stages.Count == 1)
                {
                    builder.AddOption(cost * yuan, stages[o], [.. cut.Select(c => c * unit)]);
                }

                top = [.. top.Zip(cut, Math.Max)];
            }

            for (var p = 0; p < 4; p++)
            {
                most[zone, p] += top[p];
            }
        }

        Rows(builder, random, rules, zones, most, unit, harder, reverseZones);
        return builder.Build();
    }

    private static void Rows(PlanInstanceBuilder builder, Random random, Rules rules, int zones, double[,] most, double unit, double harder, bool reverseZones)
    {
        double Total(int p) => Enumerable.Range(0, zones).Sum(z => most[z, p]);
        for (var p = rules.Swap ? 2 : 0; p < 4; p++)
        {
            // Now and then more than there is: such an instance has no plan.
            builder.AddRow(new($"P{p}", CoveringRow.WholeRegion, Unit(p), unit * harder * (random.Next(20) == 0 ? 1.1 : 0.1 + 0.6 * random.NextDouble()) * Total(p)));
        }

        if (rules.Swap)
        {
            builder.AddRow(new("SO2+NOx", CoveringRow.WholeRegion, [1 / (1 + Total(0)) / unit, 1 / (1 + Total(1)) / unit, 0, 0], harder * (0.2 + random.NextDouble())));
        }

        for (var z = 0; rules.ZoneRows && z < zones; z++)
        {
            for (var p = 0; p < 4; p += 1 + random.Next(2))
            {
                builder.AddRow(new($"P{p} zone {z}", reverseZones ? zones - 1 - z : z, Unit(p), unit * harder * (random.NextDouble() - 0.1) * 0.6 * most[z, p]));
            }
        }
    }

    private static double[] Unit(int p) => [.. Enumerable.Range(0, 4).Select(q => q == p ? 1.0 : 0)];
}

/// <summary>Every choice tried, with the rules written out once more in the plainest way.</summary>
internal static class Enumeration
{
    /// <summary>Least cost of a choice that keeps every rule; null when there is none.</summary>
    public static double? Least(PlanInstance instance, bool ignoreOrder = false, int? ignoreRow = null)
    {
        double? least = null;
        var choice = new int[instance.Blocks];
        while (true)
        {
            var cost = Enumerable.Range(0, instance.Blocks).Sum(b => instance.CostOf(b, choice[b]));
            if ((least is null || cost < least) && RowsHold(instance, choice, ignoreRow) && (ignoreOrder || OrderHolds(instance, choice)))
            {
                least = cost;
            }

            var at = 0;
            while (at < choice.Length && ++choice[at] == instance.OptionsOf(at))
            {
                choice[at++] = 0;
            }

            if (at == choice.Length)
            {
                return least;
            }
        }
    }

    public static bool RowsHold(PlanInstance instance, IReadOnlyList<int> choice, int? ignore = null) =>
        !instance.Rows.Where((row, r) => r != ignore && Reached(instance, choice, row) < row.Required - 1e-9 * Math.Abs(row.Required)).Any();

    public static bool OrderHolds(PlanInstance instance, IReadOnlyList<int> choice)
    {
        var members = Enumerable.Range(0, instance.Blocks).Where(b => instance.GroupOf(b) >= 0).ToLookup(instance.GroupOf);
        return instance.Rule switch
        {
            GradeOrderRule.Thresholds => members.All(g => g.All(better => g.All(worse => instance.RankOf(better) >= instance.RankOf(worse) || PairHolds(instance, choice, better, worse)))),
            GradeOrderRule.Uniform => members.All(g => Uniform(instance, choice, [.. g], 0, 0)),
            _ => true,
        };
    }

    private static bool PairHolds(PlanInstance instance, IReadOnlyList<int> choice, int better, int worse) =>
        Stage(instance, choice, better) <= Stage(instance, choice, worse)
        || Stage(instance, choice, better) == Stages(instance, better).Min()
        || Stage(instance, choice, worse) == Stages(instance, worse).Max();

    private static bool Uniform(PlanInstance instance, IReadOnlyList<int> choice, IReadOnlyList<int> members, int rank, int least) =>
        rank == 3 || Enumerable.Range(least, 5 - least).Any(u =>
            members.Where(b => instance.RankOf(b) == rank).All(b => Stage(instance, choice, b) == Stages(instance, b).Where(s => s <= u).DefaultIfEmpty(Stages(instance, b).Min()).Max())
            && Uniform(instance, choice, members, rank + 1, u));

    private static int Stage(PlanInstance instance, IReadOnlyList<int> choice, int block) => instance.StageOf(block, choice[block]);

    private static IEnumerable<int> Stages(PlanInstance instance, int block) => Enumerable.Range(0, instance.OptionsOf(block)).Select(o => instance.StageOf(block, o));

    private static double Reached(PlanInstance instance, IReadOnlyList<int> choice, CoveringRow row)
    {
        double sum = 0;
        for (var block = 0; block < instance.Blocks; block++)
        {
            for (var p = 0; p < instance.Pollutants && (row.Zone < 0 || row.Zone == instance.ZoneOf(block)); p++)
            {
                sum += row.Weights[p] * instance.CutOf(block, choice[block])[p];
            }
        }

        return sum;
    }
}
