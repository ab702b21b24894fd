namespace Emergency.Planning.Staggering.Patterns;

/// <summary>What patterns come to.</summary>
/// <param name="Cost">Cost over all days [yuan].</param>
/// <param name="Reached">By row [weight × kg].</param>
/// <param name="Starts">Start weight by day.</param>
/// <param name="Burden">Burden days by block, earlier ones left out.</param>
public sealed record StaggerCount(double Cost, IReadOnlyList<double> Reached, IReadOnlyList<double> Starts, IReadOnlyList<int> Burden);

/// <summary>Counts a plan over days again from the instance alone, sharing nothing with the search. A difference is a bug, and stops the plan.</summary>
public static class StaggerRecount
{
    private const double Tolerance = 2e-9;

    /// <summary>Counts patterns.</summary>
    public static StaggerCount Count(StaggerInstance instance, IReadOnlyList<StaggerPattern> patterns)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(patterns);
        double cost = 0;
        var (reached, starts, burden) = (new double[instance.Rows.Count], new double[instance.Days], new int[patterns.Count]);
        var rowsOf = Enumerable.Range(0, instance.Days).Select(d => Enumerable.Range(0, reached.Length).Where(r => instance.Rows[r].Day == d).ToArray()).ToArray();
        var cut = new double[instance.Pollutants];
        for (var b = 0; b < patterns.Count; b++)
        {
            var (block, pattern) = (instance.Blocks[b], patterns[b]);
            cost += instance.RestartOf(b, pattern.Base) + (pattern.Spells().Count() * Math.Max(0, instance.RestartOf(b, pattern.Raised) - instance.RestartOf(b, pattern.Base)));
            for (var day = 0; day < instance.Days; day++)
            {
                var kind = instance.KindOfDay(day);
                cost += instance.CostOf(b, pattern.On(day), kind);
                burden[b] += instance.IsBurden(b, pattern.On(day), kind) ? 1 : 0;
                starts[day] += Steps(pattern, day) ? block.StartWeight : 0;
                Cut(instance, b, pattern, day, cut);
                foreach (var r in rowsOf[day])
                {
                    var row = instance.Rows[r];
                    for (var q = 0; q < cut.Length && (row.Zone < 0 || row.Zone == block.Zone); q++)
                    {
                        reached[r] += row.Weights[q] * cut[q];
                    }
                }
            }
        }

        return new(cost, reached, starts, burden);
    }

    /// <summary>Cut of a pattern on a day [kg]: what holds anyway; the base step as far as it has arrived since the first day; the raised step as far as it has arrived since its spell began.</summary>
    public static void Cut(StaggerInstance instance, int block, StaggerPattern pattern, int day, Span<double> cut)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var (kind, ramp) = (instance.KindOfDay(day), instance.Blocks[block].Ramp);
        var age = 0;
        while (age < day && (pattern.Days >> (day - age - 1) & 1) != 0)
        {
            age++;
        }

        var raised = (pattern.Days >> day & 1) == 0 ? 0 : age < ramp.Count ? ramp[age] : 1;
        var begun = day < ramp.Count ? ramp[day] : 1;
        for (var q = 0; q < cut.Length; q++)
        {
            var (anyway, low, high) = (instance.CutOf(block, 0, kind)[q], instance.CutOf(block, pattern.Base, kind)[q], instance.CutOf(block, pattern.Raised, kind)[q]);
            cut[q] = anyway + (begun * (low - anyway)) + (raised * (high - low));
        }
    }

    /// <summary>True when a figure reaches what is required, within 2e-9 of it.</summary>
    public static bool Meets(DayRow row, double reached)
    {
        ArgumentNullException.ThrowIfNull(row);
        return reached >= row.Required - (Tolerance * Math.Abs(row.Required));
    }

    /// <summary>The first breach of lengths of spells, bands or the limit of starts in words; null when there is none. Rows are not looked at.</summary>
    public static string? Breach(StaggerInstance instance, IReadOnlyList<StaggerPattern> patterns)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(patterns);
        var counted = Count(instance, patterns);
        for (var b = 0; b < patterns.Count; b++)
        {
            if (SpellBreach(instance, b, patterns[b]) is { } breach)
            {
                return breach;
            }
        }

        for (var day = 0; day < instance.Days; day++)
        {
            if (counted.Starts[day] > instance.MostStarts * (1 + Tolerance))
            {
                return FormattableString.Invariant($"Day {day}: blocks of weight {counted.Starts[day]} step up or down, at most {instance.MostStarts} may.");
            }
        }

        return instance.BandWidth is null ? null : BandBreach(instance, counted.Burden);
    }

    /// <summary>Throws when a plan does not keep what it says.</summary>
    /// <exception cref="InvalidOperationException">The plan is wrong: a bug of the search.</exception>
    public static void Check(StaggerInstance instance, StaggerResult result)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(result);
        var counted = Count(instance, result.Patterns);
        if (Math.Abs(counted.Cost - result.Cost) > 1e-9 * Math.Max(1, counted.Cost))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The plan says {result.Cost} yuan, its patterns cost {counted.Cost}."));
        }

        for (var r = 0; r < counted.Reached.Count; r++)
        {
            var (row, reached) = (result.Rows[r], counted.Reached[r]);
            if (Math.Abs(reached - row.Reached) > 1e-9 * Math.Max(1, reached) || (result.Shortage is null && !Meets(row.Row, reached)))
            {
                throw new InvalidOperationException(FormattableString.Invariant($"Row {row.Row.Name} of day {row.Row.Day} requires {row.Row.Required}, the plan says {row.Reached}, its patterns reach {reached}."));
            }
        }

        if (Breach(instance, result.Patterns) is { } breach)
        {
            throw new InvalidOperationException(breach);
        }

        if (result.Shortage is null && !(result.Bound <= counted.Cost * (1 + 1e-9)))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The bound {result.Bound} is above the cost {counted.Cost}."));
        }
    }

    /// <summary>True when a block begins a step or goes back on a day.</summary>
    private static bool Steps(StaggerPattern pattern, int day) => pattern.On(day) != (day == 0 ? 0 : pattern.On(day - 1));

    private static string? SpellBreach(StaggerInstance instance, int b, StaggerPattern pattern)
    {
        var block = instance.Blocks[b];
        var spells = pattern.Spells().ToList();
        if (pattern.Days >> instance.Days != 0 || spells.Count > block.MostSpells || (spells.Count > 0 && pattern.Raised <= pattern.Base))
        {
            return FormattableString.Invariant($"Block {b}: {pattern} is no pattern of {instance.Days} days with {block.MostSpells} spells.");
        }

        if (spells.Any(s => s.To - s.From < Math.Min(block.FewestStopDays, instance.Days)))
        {
            return FormattableString.Invariant($"Block {b}: {pattern} has a spell of less than {block.FewestStopDays} days.");
        }

        return spells.Count == 2 && spells[1].From - spells[0].To < block.FewestRunDays
            ? FormattableString.Invariant($"Block {b}: {pattern} runs less than {block.FewestRunDays} days between two spells.")
            : null;
    }

    /// <summary>Sums of burden days a block can have, by trying every pattern.</summary>
    private static bool[] Attainable(StaggerInstance instance, int b)
    {
        var sums = new bool[instance.Days + 1];
        var options = instance.OptionsOf(b);
        for (var mask = 0; mask < 1 << instance.Days; mask++)
        {
            if (SpellBreach(instance, b, new(-1, options, mask)) is not null)
            {
                continue;
            }

            for (var low = 0; low < options; low++)
            {
                for (var high = low + 1; high < options || mask == 0; high++)
                {
                    var days = 0;
                    for (var day = 0; day < instance.Days; day++)
                    {
                        days += instance.IsBurden(b, (mask >> day & 1) != 0 ? high : low, instance.KindOfDay(day)) ? 1 : 0;
                    }

                    sums[days] = true;
                    if (mask == 0)
                    {
                        break;
                    }
                }
            }
        }

        return sums;
    }

    private static string? BandBreach(StaggerInstance instance, IReadOnlyList<int> burden)
    {
        var ranks = new SortedDictionary<(int Group, int Rank), List<int>>();
        for (var b = 0; b < burden.Count; b++)
        {
            if (instance.Blocks[b].Group >= 0)
            {
                var key = (instance.Blocks[b].Group, instance.Blocks[b].Rank);
                ranks.TryAdd(key, []);
                ranks[key].Add(b);
            }
        }

        var known = new Dictionary<string, bool[]>(StringComparer.Ordinal);
        var (group, level) = (-1, 0);
        foreach (var (key, members) in ranks)
        {
            level = key.Group == group ? level : 0;
            group = key.Group;
            if (instance.FixedLevels.TryGetValue(group, out var given))
            {
                if (!members.TrueForAll(b => InBand(instance, b, burden[b], given, AttainableOf(instance, b, known))))
                {
                    return FormattableString.Invariant($"Group {key.Group}: a member does not carry the {given} days that are given.");
                }

                continue;
            }

            var highest = members.Max(b => instance.Blocks[b].Earlier) + instance.Days;
            while (level <= highest && !members.TrueForAll(b => InBand(instance, b, burden[b], level, AttainableOf(instance, b, known))))
            {
                level++;
            }

            if (level > highest)
            {
                return FormattableString.Invariant($"Group {key.Group}: the burdens of rank {key.Rank} lie in no one band of {instance.BandWidth} days that its better ranks allow.");
            }
        }

        return null;
    }

    /// <summary>Blocks with the same lengths, spells and burdens can have the same sums.</summary>
    private static bool[] AttainableOf(StaggerInstance instance, int b, Dictionary<string, bool[]> known)
    {
        var block = instance.Blocks[b];
        var burdens = string.Concat(Enumerable.Range(0, instance.OptionsOf(b) * instance.Kinds).Select(i => instance.IsBurden(b, i / instance.Kinds, i % instance.Kinds) ? '1' : '0'));
        var key = FormattableString.Invariant($"{block.FewestStopDays} {block.FewestRunDays} {block.MostSpells} {burdens}");
        if (!known.TryGetValue(key, out var sums))
        {
            known[key] = sums = Attainable(instance, b);
        }

        return sums;
    }

    private static bool InBand(StaggerInstance instance, int b, int days, int level, bool[] possible)
    {
        var earlier = instance.Blocks[b].Earlier;
        bool Within(int sum) => sum + earlier >= level && sum + earlier <= level + instance.BandWidth!.Value;
        if (possible.Where((p, sum) => p && Within(sum)).Any())
        {
            return Within(days);
        }

        var below = Enumerable.Range(0, possible.Length).Where(sum => possible[sum] && sum + earlier < level).DefaultIfEmpty(-1).Max();
        return days == (below >= 0 ? below : Array.IndexOf(possible, true));
    }
}
