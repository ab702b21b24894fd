using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Planning.Tests.Staggering;

/// <summary>Which rules a small made-up episode has.</summary>
internal sealed record EpisodeRules(int? Band = null, bool Lengths = false, bool Ramps = false, double? MostStarts = null, bool Zones = false, bool Kinds = false, bool Earlier = false, bool Swap = false)
{
    public static IReadOnlyList<EpisodeRules> All { get; } =
    [
        new(), new(Lengths: true), new(Ramps: true), new(MostStarts: 1), new(Zones: true), new(Band: 0), new(Band: 1), new(Band: 1, Earlier: true),
        new(Kinds: true), new(Swap: true), new(Band: 1, Lengths: true, Ramps: true, MostStarts: 2), new(Band: 1, Lengths: true, Ramps: true, MostStarts: 2, Zones: true, Kinds: true, Earlier: true),
    ];
}

/// <summary>Episodes of three or four blocks and three or four days, small enough to try every pattern of every block.</summary>
internal static class SmallEpisodes
{
    /// <summary>Makes an episode; the same seed and rules give the same one.</summary>
    /// <param name="rules">Rules.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="unit">All kilograms times this.</param>
    /// <param name="yuan">All costs times this.</param>
    /// <param name="harder">All requirements times this.</param>
    public static StaggerInstance Make(EpisodeRules rules, int seed, double unit = 1, double yuan = 1, double harder = 1)
    {
        var random = new Random(seed);
        var days = random.Next(2, 5);
        var kinds = rules.Kinds ? [0, .. Enumerable.Range(1, days - 1).Select(_ => random.Next(2))] : new int[days];
        kinds[^1] = kinds.Length > 1 && rules.Kinds ? 1 : 0;
        var builder = new StaggerInstanceBuilder(2, 2, kinds) { BandWidth = rules.Band, MostStarts = rules.MostStarts };
        var blocks = days > 3 ? 3 : random.Next(3, 5);
        var most = new double[2, 2];
        for (var b = 0; b < blocks; b++)
        {
            var zone = random.Next(2);
            builder.AddBlock(new(zone)
            {
                Group = random.Next(4) == 0 ? -1 : 0,
                Rank = random.Next(2),
                Earlier = rules.Earlier ? random.Next(3) : 0,
                Ramp = rules.Ramps ? (random.Next(3) switch { 0 => [], 1 => [0.6], _ => [0.25, 0.75] }) : [],
                FewestStopDays = rules.Lengths ? random.Next(1, 4) : 1,
                FewestRunDays = rules.Lengths ? random.Next(1, 3) : 1,
                MostSpells = random.Next(6) == 0 ? random.Next(2) : 2,
            });
            var size = 10 + (90 * random.NextDouble());
            var loss = size * (1 + (9 * random.NextDouble()));
            var options = random.Next(5) == 0 ? [0, 0.3, 1.0] : new[] { 0, 0.4 + (0.6 * random.NextDouble()) };
            foreach (var share in options)
            {
                DayOption[] on = [.. Enumerable.Range(0, kinds.Max() + 1).Select(kind =>
                {
                    // On days of the second kind a part binds anyway.
                    var holds = kind == 1 ? Math.Max(share, 0.2) : share;
                    return new DayOption(yuan * loss * holds, holds > (kind == 1 ? 0.2 : 0), [unit * size * holds, unit * size * holds * (b % 3) / 2.0]);
                })];
                builder.AddOption(share == 0 ? 0 : yuan * loss * share * 0.3 * random.NextDouble(), on);
                (most[zone, 0], most[zone, 1]) = share == options[^1] ? (most[zone, 0] + (size * share), most[zone, 1] + (size * share * (b % 3) / 2.0)) : (most[zone, 0], most[zone, 1]);
            }
        }

        Rows(builder, random, rules, days, most, unit * harder);
        return builder.Build();
    }

    private static void Rows(StaggerInstanceBuilder builder, Random random, EpisodeRules rules, int days, double[,] most, double unit)
    {
        for (var day = 0; day < days; day++)
        {
            for (var q = 0; q < 2; q++)
            {
                double[] weights = rules.Swap ? [1, 0.5 + q] : q == 0 ? [1, 0] : [0, 1];
                var all = (weights[0] * (most[0, 0] + most[1, 0])) + (weights[1] * (most[0, 1] + most[1, 1]));
                builder.AddRow(new($"P{q}", day, -1, weights, unit * (random.Next(40) == 0 ? 1.05 : 0.6 * random.NextDouble()) * all));
                if (rules.Zones && random.Next(2) == 0)
                {
                    var zone = random.Next(2);
                    builder.AddRow(new($"P{q} zone {zone}", day, zone, weights, unit * 0.6 * random.NextDouble() * ((weights[0] * most[zone, 0]) + (weights[1] * most[zone, 1]))));
                }
            }
        }
    }
}

/// <summary>Every pattern of every block tried, with the rules written out once more in the plainest way.</summary>
internal sealed class EpisodeEnumeration
{
    private readonly StaggerInstance instance;
    private readonly List<List<Trial>> trials;

    /// <param name="instance">Instance.</param>
    public EpisodeEnumeration(StaggerInstance instance)
    {
        this.instance = instance;
        trials = [.. Enumerable.Range(0, instance.Blocks.Count).Select(b => Patterns(b).Select(pattern => new Trial(instance, b, pattern)).ToList())];
    }

    /// <summary>Least cost of a plan that keeps every rule; null when there is none.</summary>
    public double? Least(bool ignoreBand = false, bool ignoreStarts = false, int? ignoreRow = null)
    {
        double? least = null;
        var chosen = new Trial[trials.Count];
        Descend(0, 0);
        return least;

        void Descend(int b, double cost)
        {
            if (least is { } known && cost >= known)
            {
                return;
            }

            if (b == chosen.Length)
            {
                if (RowsHold(chosen, ignoreRow) && (ignoreStarts || StartsHold(chosen)) && (ignoreBand || instance.BandWidth is null || BandHolds(chosen)))
                {
                    least = cost;
                }

                return;
            }

            foreach (var trial in trials[b])
            {
                chosen[b] = trial;
                Descend(b + 1, cost + trial.Cost);
            }
        }
    }

    /// <summary>True when patterns are among those a block may follow, and keep rows, starts and bands.</summary>
    public bool Keeps(IReadOnlyList<StaggerPattern> patterns)
    {
        var chosen = patterns.Select((p, b) => trials[b].Find(t => t.Pattern == p)).ToArray();
        return chosen.All(t => t is not null) && RowsHold(chosen!, null) && StartsHold(chosen!) && (instance.BandWidth is null || BandHolds(chosen!));
    }

    private IEnumerable<StaggerPattern> Patterns(int b)
    {
        var (block, options) = (instance.Blocks[b], instance.OptionsOf(b));
        for (var low = 0; low < options; low++)
        {
            yield return new(low, low, 0);
            for (var high = low + 1; high < options; high++)
            {
                for (var mask = 1; mask < 1 << instance.Days; mask++)
                {
                    // Runs of ones and of zeros between them, read from the mask as text.
                    var text = new string([.. Enumerable.Range(0, instance.Days).Select(d => (mask >> d & 1) == 1 ? '1' : '0')]);
                    var stops = text.Split('0', StringSplitOptions.RemoveEmptyEntries);
                    var between = text.Trim('0').Split('1', StringSplitOptions.RemoveEmptyEntries);
                    if (stops.Length <= block.MostSpells && stops.All(s => s.Length >= Math.Min(block.FewestStopDays, instance.Days)) && between.All(r => r.Length >= block.FewestRunDays))
                    {
                        yield return new(low, high, mask);
                    }
                }
            }
        }
    }

    private bool RowsHold(Trial[] chosen, int? ignore) => !instance.Rows.Where((row, r) => r != ignore && chosen.Sum(t => t.Given[r]) < row.Required * (1 - 1.5e-9)).Any();

    private bool StartsHold(Trial[] chosen) => instance.MostStarts is not { } most || Enumerable.Range(0, instance.Days).All(d => chosen.Sum(t => t.Starts[d]) <= most);

    private bool BandHolds(Trial[] chosen)
    {
        var members = Enumerable.Range(0, chosen.Length).Where(b => instance.Blocks[b].Group >= 0).ToList();
        return members.Select(b => instance.Blocks[b].Group).Distinct().All(group => LevelsHold(chosen, [.. members.Where(b => instance.Blocks[b].Group == group)], 0, 0));
    }

    /// <summary>Levels that do not fall from rank to rank, tried one by one.</summary>
    private bool LevelsHold(Trial[] chosen, List<int> members, int rank, int least) =>
        rank > 5 || Enumerable.Range(least, instance.Days + 4).Any(level => members.Where(b => instance.Blocks[b].Rank == rank).All(b => Carries(chosen[b], b, level)) && LevelsHold(chosen, members, rank + 1, members.Exists(b => instance.Blocks[b].Rank == rank) ? level : least));

    private bool Carries(Trial trial, int b, int level)
    {
        var earlier = instance.Blocks[b].Earlier;
        var possible = trials[b].Select(t => t.Burden + earlier).Distinct().ToList();
        var within = possible.Where(s => s >= level && s <= level + instance.BandWidth!.Value).ToList();
        var asked = within.Count > 0 ? within : [possible.Exists(s => s < level) ? possible.Where(s => s < level).Max() : possible.Min()];
        return asked.Contains(trial.Burden + earlier);
    }

    private sealed class Trial
    {
        public Trial(StaggerInstance instance, int b, StaggerPattern pattern)
        {
            Pattern = pattern;
            var ramp = instance.Blocks[b].Ramp;
            double Arrived(int age) => age < ramp.Count ? ramp[age] : 1;
            (Given, Starts) = (new double[instance.Rows.Count], new double[instance.Days]);
            var (sinceRaised, before) = (0, 0);
            Cost = instance.RestartOf(b, pattern.Base);
            for (var day = 0; day < instance.Days; day++)
            {
                var (kind, on) = (instance.KindOfDay(day), pattern.On(day));
                var raised = (pattern.Days >> day & 1) == 1;
                Cost += instance.CostOf(b, on, kind) + (raised && sinceRaised == 0 ? instance.RestartOf(b, pattern.Raised) - instance.RestartOf(b, pattern.Base) is var more and > 0 ? more : 0 : 0);
                Burden += instance.IsBurden(b, on, kind) ? 1 : 0;
                Starts[day] = on != before ? instance.Blocks[b].StartWeight : 0;
                for (var r = 0; r < Given.Length; r++)
                {
                    var row = instance.Rows[r];
                    for (var q = 0; q < instance.Pollutants && row.Day == day && (row.Zone < 0 || row.Zone == instance.Blocks[b].Zone); q++)
                    {
                        var (anyway, low, high) = (instance.CutOf(b, 0, kind)[q], instance.CutOf(b, pattern.Base, kind)[q], instance.CutOf(b, pattern.Raised, kind)[q]);
                        Given[r] += row.Weights[q] * (anyway + ((low - anyway) * Arrived(day)) + (raised ? (high - low) * Arrived(sinceRaised) : 0));
                    }
                }

                sinceRaised = raised ? sinceRaised + 1 : 0;
                before = on;
            }
        }

        public StaggerPattern Pattern { get; }

        public double Cost { get; }

        public int Burden { get; }

        public double[] Given { get; }

        public double[] Starts { get; }
    }
}
