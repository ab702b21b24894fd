using System.Globalization;
using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Benchmarks.Planning;

/// <summary>
/// Writes an episode as a file in CPLEX LP format for general solvers: one binary a pattern, one a level of each rank of a group. The rules are written out here once
/// more, apart from the optimiser's own tables.
/// </summary>
internal static class StaggerLpFile
{
    public static void Write(StaggerInstance instance, string path)
    {
        using var file = new StreamWriter(path);
        var patterns = Enumerable.Range(0, instance.Blocks.Count).Select(b => Patterns(instance, b).ToList()).ToList();
        var rows = instance.Rows.Select(_ => new List<string>()).ToList();
        var starts = Enumerable.Range(0, instance.Days).Select(_ => new List<string>()).ToList();
        file.WriteLine("Minimize\n cost:");
        var cut = new double[instance.Pollutants];
        for (var b = 0; b < patterns.Count; b++)
        {
            for (var i = 0; i < patterns[b].Count; i++)
            {
                var pattern = patterns[b][i];
                file.WriteLine(Say($" + {Cost(instance, b, pattern):R} {X(b, i)}"));
                for (var day = 0; day < instance.Days; day++)
                {
                    StaggerRecount.Cut(instance, b, pattern, day, cut);
                    for (var r = 0; r < rows.Count; r++)
                    {
                        var row = instance.Rows[r];
                        var amount = row.Day == day && (row.Zone < 0 || row.Zone == instance.Blocks[b].Zone) ? row.Weights.Zip(cut).Sum(x => x.First * x.Second) : 0;
                        if (amount != 0)
                        {
                            rows[r].Add(Say($" + {amount:R} {X(b, i)}"));
                        }
                    }

                    if (pattern.On(day) != (day == 0 ? 0 : pattern.On(day - 1)))
                    {
                        starts[day].Add(Say($" + {instance.Blocks[b].StartWeight:R} {X(b, i)}"));
                    }
                }
            }
        }

        file.WriteLine("Subject To");
        for (var r = 0; r < rows.Count; r++)
        {
            file.WriteLine(Say($" row{r}:\n{string.Join('\n', rows[r])} >= {instance.Rows[r].Required:R}"));
        }

        for (var day = 0; instance.MostStarts is { } most && day < starts.Count; day++)
        {
            file.WriteLine(Say($" start{day}:\n{string.Join('\n', starts[day])} <= {most:R}"));
        }

        for (var b = 0; b < patterns.Count; b++)
        {
            file.WriteLine(Say($" one{b}: {string.Join("\n + ", patterns[b].Select((_, i) => X(b, i)))} = 1"));
        }

        var levels = instance.BandWidth is null ? [] : Bands(file, instance, patterns);
        file.WriteLine("Binary");
        for (var b = 0; b < patterns.Count; b++)
        {
            file.WriteLine(" " + string.Join("\n ", patterns[b].Select((_, i) => X(b, i))));
        }

        foreach (var level in levels)
        {
            file.WriteLine(" " + level);
        }

        file.WriteLine("End");
    }

    private static List<string> Bands(StreamWriter file, StaggerInstance instance, List<List<StaggerPattern>> patterns)
    {
        var all = new List<string>();
        var levels = Enumerable.Range(0, instance.Days + 1).ToList();
        var ranks = Enumerable.Range(0, patterns.Count).Where(b => instance.Blocks[b].Group >= 0).GroupBy(b => (instance.Blocks[b].Group, instance.Blocks[b].Rank)).OrderBy(g => g.Key).ToList();
        for (var g = 0; g < ranks.Count; g++)
        {
            var (group, rank) = ranks[g].Key;
            string Z(int level) => Say($"z{group}_{rank}_{level}");
            all.AddRange(levels.Select(Z));
            file.WriteLine(Say($" level{group}_{rank}: {string.Join(" + ", levels.Select(Z))} = 1"));
            if (g > 0 && ranks[g - 1].Key.Group == group)
            {
                file.WriteLine(Say($" order{group}_{rank}: {string.Join(" + ", levels.Select(m => Say($"{m} {Z(m)}")))}{string.Concat(levels.Select(m => Say($" - {m} z{group}_{ranks[g - 1].Key.Rank}_{m}")))} >= 0"));
            }

            foreach (var b in ranks[g])
            {
                var byDays = patterns[b].Select((pattern, i) => (Days: Enumerable.Range(0, instance.Days).Count(d => instance.IsBurden(b, pattern.On(d), instance.KindOfDay(d))), Name: X(b, i))).ToLookup(x => x.Days, x => x.Name);
                var possible = byDays.Select(x => x.Key).Order().ToList();
                foreach (var days in possible)
                {
                    var allowing = levels.Where(m => Allowed(possible, m, instance.BandWidth!.Value).Contains(days)).ToList();
                    file.WriteLine(Say($" band{b}_{days}: {string.Join("\n + ", byDays[days])}{string.Concat(allowing.Select(m => " - " + Z(m)))} <= 0"));
                }
            }
        }

        return all;
    }

    private static List<int> Allowed(List<int> possible, int level, int width)
    {
        var within = possible.Where(days => days >= level && days <= level + width).ToList();
        return within.Count > 0 ? within : [possible.Where(days => days < level).DefaultIfEmpty(possible[0]).Max()];
    }

    private static IEnumerable<StaggerPattern> Patterns(StaggerInstance instance, int b)
    {
        var (block, options) = (instance.Blocks[b], instance.OptionsOf(b));
        for (var low = 0; low < options; low++)
        {
            yield return new(low, low, 0);
            for (var mask = 1; mask < 1 << instance.Days; mask++)
            {
                var spells = new StaggerPattern(0, 1, mask).Spells().ToList();
                if (spells.Count > block.MostSpells || spells.Any(s => s.To - s.From < Math.Min(block.FewestStopDays, instance.Days)) || (spells.Count == 2 && spells[1].From - spells[0].To < block.FewestRunDays))
                {
                    continue;
                }

                for (var high = low + 1; high < options; high++)
                {
                    yield return new(low, high, mask);
                }
            }
        }
    }

    private static double Cost(StaggerInstance instance, int b, StaggerPattern pattern) =>
        Enumerable.Range(0, instance.Days).Sum(d => instance.CostOf(b, pattern.On(d), instance.KindOfDay(d)))
        + instance.RestartOf(b, pattern.Base) + (pattern.Spells().Count() * (instance.RestartOf(b, pattern.Raised) - instance.RestartOf(b, pattern.Base)));

    private static string X(int block, int pattern) => Say($"x{block}_{pattern}");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
