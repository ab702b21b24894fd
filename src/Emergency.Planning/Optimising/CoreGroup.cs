namespace Emergency.Planning.Optimising;

/// <summary>Members of a group with one rank in one zone; <see cref="Windows"/> are the different windows its patterns open for that rank.</summary>
internal sealed record Segment(int From, int To, int Zone, byte Rank, int[] Windows);

/// <summary>An order group: its members by rank and the patterns it may follow, without those that another one contains.</summary>
internal sealed class CoreGroup
{
    private CoreGroup(int id, int from, int to, int[] patterns, Segment[] segments, byte[] windowAt, int windows)
    {
        (Id, From, To, Patterns, Segments, WindowAt, Windows) = (id, from, to, patterns, segments, windowAt, windows);
    }

    /// <summary>Number of the group in the instance.</summary>
    public int Id { get; }

    public int From { get; }

    public int To { get; }

    /// <summary>Patterns of the order table.</summary>
    public int[] Patterns { get; }

    /// <summary>All patterns, one bit each.</summary>
    public UInt128 All => UInt128.MaxValue >> (128 - Patterns.Length);

    public Segment[] Segments { get; }

    /// <summary>By pattern × segments + segment: position in that segment's windows.</summary>
    public byte[] WindowAt { get; }

    /// <summary>Largest number of windows of a segment.</summary>
    public int Windows { get; }

    public int Window(int pattern, int segment) => Segments[segment].Windows[WindowAt[pattern * Segments.Length + segment]];

    /// <summary>Builds it; null when the order leaves its members as free as if there were none.</summary>
    public static CoreGroup? Of(CoreProblem problem, OrderTable table, int from, int to, int[]? patterns)
    {
        var spans = Spans(problem, from, to);
        var kinds = spans.ConvertAll(s => Kinds(problem, s.From, s.To));
        patterns ??= [.. Enumerable.Range(0, table.Patterns.Length)];

        // What each pattern allows to each kind of member; a pattern that leaves a member without an option is no pattern of this group.
        var allowed = patterns.Select(p => (Pattern: p, Masks: spans.SelectMany((s, i) => kinds[i].Select(k => table.Allowed(table.Window(p, s.Rank), k >> 8) & k & 255)).ToArray()))
            .Where(a => Array.TrueForAll(a.Masks, m => m != 0)).ToList();
        var kept = new List<(int Pattern, int[] Masks)>();
        foreach (var (candidate, index) in allowed.Select((a, i) => (a, i)))
        {
            var covered = allowed.Where((other, j) => j != index && Contains(other.Masks, candidate.Masks) && (j < index || !Contains(candidate.Masks, other.Masks))).Any();
            if (!covered)
            {
                kept.Add(candidate);
            }
        }

        if (kept.Count == 1 && kept[0].Masks.AsSpan().SequenceEqual(kinds.SelectMany(k => k.Select(x => x & 255)).ToArray()))
        {
            return null;
        }

        var segments = spans.ConvertAll(s => new Segment(s.From, s.To, s.Zone, s.Rank, [.. kept.Select(k => table.Window(k.Pattern, s.Rank)).Distinct()]));
        var at = new byte[kept.Count * segments.Count];
        for (var p = 0; p < kept.Count; p++)
        {
            for (var s = 0; s < segments.Count; s++)
            {
                at[p * segments.Count + s] = (byte)Array.IndexOf(segments[s].Windows, table.Window(kept[p].Pattern, segments[s].Rank));
            }
        }

        return new(problem.Group[from], from, to, [.. kept.Select(k => k.Pattern)], [.. segments], at, segments.Max(s => s.Windows.Length));
    }

    private static bool Contains(int[] larger, int[] smaller)
    {
        for (var i = 0; i < larger.Length; i++)
        {
            if ((smaller[i] & ~larger[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static List<(int From, int To, int Zone, byte Rank)> Spans(CoreProblem problem, int from, int to)
    {
        var spans = new List<(int, int, int, byte)>();
        for (var start = from; start < to;)
        {
            var end = start + 1;
            while (end < to && problem.Rank[end] == problem.Rank[start] && problem.Zone[end] == problem.Zone[start])
            {
                end++;
            }

            spans.Add((start, end, problem.Zone[start], problem.Rank[start]));
            start = end;
        }

        return spans;
    }

    /// <summary>The different pairs of stages by law (high byte) and stages left (low byte) among blocks.</summary>
    private static int[] Kinds(CoreProblem problem, int from, int to)
    {
        var seen = new HashSet<int>();
        for (var block = from; block < to; block++)
        {
            var left = 0;
            for (var o = problem.First[block]; o < problem.First[block + 1]; o++)
            {
                left |= 1 << problem.Stage[o];
            }

            seen.Add(problem.Present[block] << 8 | left);
        }

        return [.. seen.Order()];
    }
}
