using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Benchmarks.Planning;

/// <summary>What is asked of a made-up episode.</summary>
/// <param name="Fair">Width of the band of burden days; null for none.</param>
/// <param name="ZoneRows">Whether each zone has rows of its own on each day.</param>
/// <param name="StartShare">Most blocks that step up or down on one day, as a share of all; null for no limit.</param>
internal sealed record EpisodeRules(int? Fair, bool ZoneRows, double? StartShare);

/// <summary>
/// Made-up episodes: the enterprises of <see cref="MadeInstances"/> (same industries, grades, tails), each with load steps and a stop that may rotate, kilns slow to ramp
/// down, restart costs, least lengths of stops and runs; a share asked each day that rises and falls with the forecast. The same seed gives the same episode.
/// </summary>
internal static class MadeEpisodes
{
    private static readonly double[] Steps = [0, 0.2, 0.5, 1];

    /// <summary>Share of the region's emission asked on each day of ten, about 10 % (yellow) to 20 % (orange).</summary>
    private static readonly double[] Course = [0.12, 0.14, 0.16, 0.18, 0.20, 0.20, 0.19, 0.17, 0.14, 0.12];

    public static StaggerInstance Make(int enterprises, int days, EpisodeRules rules, int seed, bool districtGroups = false)
    {
        var random = new Random(seed);
        var zones = MadeInstances.ZonesOf(enterprises);
        var builder = new StaggerInstanceBuilder(4, zones, new int[days])
        {
            BandWidth = rules.Fair,
            MostStarts = rules.StartShare is { } share ? Math.Max(1, Math.Round(share * enterprises)) : null,
        };
        var (total, most, listed) = (new double[4], new double[zones, 4], new double[zones, 4]);
        var zoneWeight = Enumerable.Range(0, zones).Select(_ => Math.Exp(0.7 * MadeInstances.Normal(random))).ToArray();
        var weights = MadeInstances.Industries.Select(x => (double)x.Weight).ToArray();
        for (var i = 0; i < enterprises; i++)
        {
            var zone = MadeInstances.Pick(random, zoneWeight);
            var kind = MadeInstances.Pick(random, weights);
            var (typical, lowestLoad, loss, _) = MadeInstances.Industries[kind];
            var size = Math.Exp(1.1 * MadeInstances.Normal(random));
            var emission = typical.Select(e => e * size * Math.Exp(0.35 * MadeInstances.Normal(random))).ToArray();
            var grade = MadeInstances.Pick(random, [3, 24, 48, 25]);
            var yuan = loss * Math.Pow(size, 0.9) * Math.Exp(0.6 * MadeInstances.Normal(random));
            var kiln = lowestLoad > 0;
            builder.AddBlock(new(zone)
            {
                Group = grade == 0 ? -1 : districtGroups ? (zone * MadeInstances.Industries.Length) + kind : kind,
                Rank = Math.Max(grade - 1, 0),
                Ramp = kiln ? [0.6] : [0.85],
                FewestStopDays = kiln ? 3 : 1 + random.Next(2),
                FewestRunDays = kiln ? 2 : 1,
            });
            var highest = grade == 0 ? 0.2 : 1 - lowestLoad;
            foreach (var part in Steps.Select(s => Math.Min(s, highest)).Distinct())
            {
                var cut = emission.Select(e => Math.Round(e * part, 1, MidpointRounding.ToZero)).ToArray();
                var cost = part == 0 ? 0 : Math.Round(yuan * Math.Pow(part, 1.15) * (grade == 0 ? 3 : 1) * Math.Exp(0.1 * MadeInstances.Normal(random)));
                builder.AddOption(part == 0 ? 0 : Math.Round(yuan * part * (kiln ? 0.5 : 0.2)), new DayOption(cost, part > 0, cut));
                for (var q = 0; q < 4 && part == highest; q++)
                {
                    most[zone, q] += cut[q];
                }
            }

            for (var q = 0; q < 4; q++)
            {
                (total[q], listed[zone, q]) = (total[q] + emission[q], listed[zone, q] + emission[q]);
            }
        }

        Rows(builder, days, zones, rules, total, most, listed);
        return builder.Build();
    }

    private static void Rows(StaggerInstanceBuilder builder, int days, int zones, EpisodeRules rules, double[] total, double[,] most, double[,] listed)
    {
        string[] names = ["SO2", "NOx", "PM", "VOCs"];
        for (var day = 0; day < days; day++)
        {
            for (var q = 0; q < 4; q++)
            {
                var weights = Enumerable.Range(0, 4).Select(x => x == q ? 1.0 : 0.0).ToArray();
                builder.AddRow(new(names[q], day, -1, weights, Course[day] * total[q]));
                for (var z = 0; rules.ZoneRows && z < zones; z++)
                {
                    builder.AddRow(new(FormattableString.Invariant($"{names[q]}_{z}"), day, z, weights, Math.Min(MadeInstances.ZoneShare * Course[day] * listed[z, q], 0.5 * most[z, q])));
                }
            }
        }
    }
}
