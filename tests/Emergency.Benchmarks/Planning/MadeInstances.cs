using Emergency.Planning.Optimising;

namespace Emergency.Benchmarks.Planning;

/// <summary>
/// Made-up instances with heavy tails: log-normal sizes, the industries of a northern city with their pollutants, grades as lists have them (3 % A, 24 % B,
/// 48 % C, 25 % D), kilns and boilers that cannot stop, a few guarantee enterprises and offers of A, uneven zones. The same seed gives the same instance.
/// </summary>
internal static class MadeInstances
{
    /// <summary>Share of the region's percentage that a zone row asks of its zone.</summary>
    public const double ZoneShare = 0.7;

    private static readonly double[] StageShares = [0, 0.2, 0.3, 0.5, 1];

    /// <summary>Emission of a typical line of each industry [kg/day: SO2, NOx, PM, VOCs], its lowest load, yuan of loss per unit of size and stop, weight in the list.</summary>
    internal static readonly (double[] Emission, double LowestLoad, double Loss, int Weight)[] Industries =
    [
        ([48, 74, 38, 5], 0.6, 52_000, 14), ([14, 18, 33, 0], 0, 21_000, 16), ([95, 137, 34, 30], 0.45, 96_000, 4), ([42, 35, 26, 1], 0.5, 18_000, 12),
        ([2, 6, 30, 25], 0, 31_000, 14), ([85, 320, 116, 4], 0, 88_000, 4), ([0, 4, 24, 0], 0, 9_000, 4), ([190, 310, 45, 0], 0.5, 140_000, 2),
        ([24, 30, 20, 0], 0.4, 14_000, 6), ([28, 32, 29, 0], 0.5, 24_000, 8), ([0, 1, 2, 34], 0, 27_000, 8), ([5, 6, 4, 1], 0, 12_000, 4), ([0, 14, 1, 2], 0.3, 10_000, 4),
    ];

    /// <summary>Zones that go with a size: county 1, city 12, province 16, nation 31.</summary>
    public static int ZonesOf(int enterprises) => enterprises switch { < 1_000 => 1, < 10_000 => 12, < 100_000 => 16, _ => 31 };

    public static PlanInstance Make(int enterprises, int zones, double share, GradeOrderRule rule, bool zoneRows, int seed, bool orderAcrossZones = false, double tail = 1.1)
    {
        var random = new Random(seed);
        var builder = new PlanInstanceBuilder(4, zones, rule);
        var total = new double[4];
        var most = new double[zones, 4];
        var listed = new double[zones, 4];
        var zoneWeight = Enumerable.Range(0, zones).Select(_ => Math.Exp(0.7 * Normal(random))).ToArray();
        for (var i = 0; i < enterprises; i++)
        {
            var zone = Pick(random, zoneWeight);
            var kind = Pick(random, [.. Industries.Select(x => (double)x.Weight)]);
            var (typical, lowestLoad, loss, _) = Industries[kind];
            var size = Math.Exp(tail * Normal(random));
            var emission = typical.Select(e => e * size * Math.Exp(0.35 * Normal(random))).ToArray();
            var grade = Pick(random, [3, 24, 48, 25]);
            var guarantee = random.NextDouble() < 0.04;
            var yuan = loss * Math.Pow(size, 0.9) * Math.Exp(0.6 * Normal(random));
            var free = grade == 0 || guarantee;
            builder.AddBlock(zone, free ? PlanInstanceBuilder.FreeOfOrder : orderAcrossZones ? kind : zone * Industries.Length + kind, Math.Max(grade - 1, 0));
            var highest = guarantee ? 0.15 : grade == 0 ? (random.NextDouble() < 0.3 ? 0.2 : 0) : 1 - lowestLoad;
            var steps = StageShares.Select((s, stage) => (Share: Math.Min(s, highest), Stage: stage)).DistinctBy(s => s.Share).ToList();
            foreach (var (part, stage) in steps)
            {
                var cut = emission.Select(e => Math.Round(e * part, 1, MidpointRounding.ToZero)).ToArray();
                // The first percent are cheaper than the last, a full stop costs a restart.
                builder.AddOption(part == 0 ? 0 : Math.Round(yuan * (Math.Pow(part, 1.25) + (part == 1 ? 0.15 : 0)) * (grade == 0 ? 3 : 1) * Math.Exp(0.1 * Normal(random))), stage, cut);
                if (stage == steps[^1].Stage)
                {
                    for (var p = 0; p < 4; p++)
                    {
                        most[zone, p] += cut[p];
                    }
                }
            }

            for (var p = 0; p < 4; p++)
            {
                (total[p], listed[zone, p]) = (total[p] + emission[p], listed[zone, p] + emission[p]);
            }
        }

        string[] names = ["SO2", "NOx", "PM", "VOCs"];
        for (var p = 0; p < 4; p++)
        {
            var weights = Enumerable.Range(0, 4).Select(q => q == p ? 1.0 : 0.0).ToArray();
            builder.AddRow(new(names[p], CoveringRow.WholeRegion, weights, share * total[p]));
            for (var z = 0; zoneRows && z < zones; z++)
            {
                builder.AddRow(new(FormattableString.Invariant($"{names[p]}_{z}"), z, weights, Math.Min(ZoneShare * share * listed[z, p], 0.9 * most[z, p])));
            }
        }

        return builder.Build();
    }

    internal static int Pick(Random random, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        var at = random.NextDouble() * sum;
        for (var i = 0; i < weights.Length - 1; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    internal static double Normal(Random random)
    {
        var (u, v) = (1 - random.NextDouble(), random.NextDouble());
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
    }
}
