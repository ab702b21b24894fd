using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Emergency.Planning.Optimising;

/// <summary>
/// Finishes a node with few open blocks by depth-first search, where pricing each of its descendants anew would take too long. Every one of some dozens of sets of prices
/// (<see cref="PriceSets"/>) gives a certified bound, and each decision raises each of these bounds by a number known beforehand. So every option left is tried at every step:
/// what raises any bound to the limit goes, what is left alone is decided, and the split is where the answers leave least room under the limit. A step takes microseconds.
/// </summary>
internal sealed class Enumeration
{
    /// <summary>More open options than this are left to the tree of prices.</summary>
    private const int MostOptions = 1_500;

    private readonly CoreProblem p;
    private readonly SearchSlack slack;
    private readonly PriceSets sets;
    private readonly int lanes;
    private readonly double[] regret;
    private readonly double[] patternSum;
    private readonly int[] patternFrom;
    private readonly double[] least;
    private readonly Draft draft;
    private readonly List<EnumerationLevel> levels = [];
    private bool[] keep = [];
    private int most;

    /// <param name="p">Problem.</param>
    /// <param name="slack">What cannot improve by more than this is cut.</param>
    public Enumeration(CoreProblem p, SearchSlack slack)
    {
        (this.p, this.slack) = (p, slack);
        sets = new(p);
        lanes = sets.Lanes;
        patternFrom = new int[p.Groups.Length + 1];
        patternFrom[0] = p.First[^1];
        for (var g = 0; g < p.Groups.Length; g++)
        {
            patternFrom[g + 1] = patternFrom[g] + p.Groups[g].Patterns.Length;
        }

        (regret, patternSum) = (new double[patternFrom[^1] * lanes], new double[patternFrom[^1] * lanes]);
        (least, draft) = (new double[lanes], new(p));
    }

    /// <summary>The best plan met that costs less than the one known before; null for none.</summary>
    public Draft? Best { get; private set; }

    /// <summary>Value of the best plan known, the problem's constant included.</summary>
    public double Upper { get; private set; }

    /// <summary>Options and patterns tried.</summary>
    public int Tests { get; private set; }

    /// <summary>What no plan of the node costs less than, once a run is finished.</summary>
    public double Proven => Upper - slack.Of(Upper);

    /// <summary>True when so few options are left that a run makes sense.</summary>
    public static bool Suits(bool[] keep) => keep.AsSpan().Count(true) <= MostOptions;

    /// <summary>Searches; true when nothing is left that could cost less than <see cref="Proven"/>.</summary>
    /// <param name="prices">The node's prices.</param>
    /// <param name="kept">Options that may be in a plan below the limit.</param>
    /// <param name="patterns">Patterns that may, by group.</param>
    /// <param name="upper">Value of the best plan known.</param>
    /// <param name="tests">Most options and patterns to be tried, the last step aside.</param>
    public bool Run(ReadOnlySpan<double> prices, bool[] kept, UInt128[] patterns, double upper, int tests)
    {
        (Best, Upper, Tests, most, keep) = (null, upper, 0, tests, kept);
        sets.Move(prices);
        var root = LevelAt(0);
        root.Clear();
        sets.Needs(root.Room);
        for (var k = 0; k < lanes; k++)
        {
            // What is missing is summed to nine digits; a lane that is not used leaves room for all.
            root.Room[k] = k < sets.Priced ? Proven - p.Constant - root.Room[k] : k < sets.Used ? 1e-9 * root.Room[k] - root.Room[k] : double.PositiveInfinity;
        }

        foreach (var run in p.Runs)
        {
            if (run.Group < 0)
            {
                for (var block = run.From; block < run.To; block++)
                {
                    Open(root, block, 255);
                }
            }
            else
            {
                OpenGroup(root, run.Group, patterns[run.Group]);
            }
        }

        return Walk(0);
    }

    private EnumerationLevel LevelAt(int depth)
    {
        if (depth == levels.Count)
        {
            levels.Add(new(lanes, p.Blocks + p.Groups.Length, patternFrom[^1]));
        }

        return levels[depth];
    }

    /// <summary>Makes a block an open item; its least reduced costs go into the bounds.</summary>
    private void Open(EnumerationLevel level, int block, int stages)
    {
        level.Begin(p.Groups.Length + block);
        Least(block, stages, level);
        foreach (var option in level.Begun)
        {
            Subtract(ref sets.Reduced(option, p.Zone[block]), ref least[0], ref regret[option * lanes]);
        }

        Subtract(ref level.Room[0], ref least[0], ref level.Room[0]);
        if (level.Begun.Length == 1)
        {
            draft.Choice[block] = level.Begun[0];
        }

        level.End(level.Begun.Length > 1);
    }

    /// <summary>Least reduced costs of a block's options at some stages; the options are added to a level.</summary>
    private void Least(int block, int stages, EnumerationLevel? level)
    {
        Array.Fill(least, double.PositiveInfinity);
        for (var o = p.First[block]; o < p.First[block + 1]; o++)
        {
            if (keep[o] && (stages >> p.Stage[o] & 1) == 1)
            {
                Lower(ref least[0], ref sets.Reduced(o, p.Zone[block]));
                level?.Add(o);
            }
        }
    }

    private void OpenGroup(EnumerationLevel level, int g, UInt128 patterns)
    {
        var group = p.Groups[g];
        level.Begin(g);
        for (var q = 0; q < group.Patterns.Length; q++)
        {
            patternSum.AsSpan((patternFrom[g] + q) * lanes, lanes).Clear();
        }

        // Patterns share windows, so each window is counted once.
        Span<double> sum = stackalloc double[lanes];
        for (var s = 0; s < group.Segments.Length; s++)
        {
            for (var w = 0; w < group.Segments[s].Windows.Length; w++)
            {
                var counted = false;
                for (var q = 0; q < group.Patterns.Length; q++)
                {
                    if ((patterns >> q & 1) == 0 || group.WindowAt[q * group.Segments.Length + s] != w)
                    {
                        continue;
                    }

                    if (!counted)
                    {
                        WindowSum(group.Segments[s], group.Segments[s].Windows[w], sum);
                        counted = true;
                    }

                    Add(ref patternSum[(patternFrom[g] + q) * lanes], ref sum[0], ref patternSum[(patternFrom[g] + q) * lanes]);
                }
            }
        }

        Array.Fill(least, double.PositiveInfinity);
        for (var q = 0; q < group.Patterns.Length; q++)
        {
            var entry = patternFrom[g] + q;
            if ((patterns >> q & 1) == 1 && !double.IsPositiveInfinity(patternSum[entry * lanes]))
            {
                level.Add(entry);
                Lower(ref least[0], ref patternSum[entry * lanes]);
            }
        }

        foreach (var entry in level.Begun)
        {
            Subtract(ref patternSum[entry * lanes], ref least[0], ref regret[entry * lanes]);
        }

        Subtract(ref level.Room[0], ref least[0], ref level.Room[0]);
        level.End(true);
    }

    private void WindowSum(Segment segment, int window, Span<double> sum)
    {
        sum.Clear();
        for (var block = segment.From; block < segment.To; block++)
        {
            Least(block, p.Table!.Allowed(window, p.Present[block]), null);
            Add(ref sum[0], ref least[0], ref sum[0]);
        }
    }

    /// <summary>Decides an item. A group that takes a pattern opens its members.</summary>
    private void Decide(EnumerationLevel level, int item, int entry)
    {
        Subtract(ref level.Room[0], ref regret[entry * lanes], ref level.Room[0]);
        if (item >= p.Groups.Length)
        {
            draft.Choice[item - p.Groups.Length] = entry;
            return;
        }

        var group = p.Groups[item];
        draft.Pattern[item] = entry - patternFrom[item];

        // The members' least reduced costs are in the bounds already; opening them counts them again.
        Add(ref level.Room[0], ref patternSum[entry * lanes], ref level.Room[0]);
        for (var s = 0; s < group.Segments.Length; s++)
        {
            for (var block = group.Segments[s].From; block < group.Segments[s].To; block++)
            {
                Open(level, block, p.Table!.Allowed(group.Window(draft.Pattern[item], s), p.Present[block]));
            }
        }
    }

    private bool Walk(int depth)
    {
        if (Tests > most)
        {
            return false;
        }

        var level = levels[depth];
        if (!Narrow(level, out var at))
        {
            return true;
        }

        if (at < 0)
        {
            Take(depth);
            return true;
        }

        var item = level.Item(at);
        var entries = level.Entries(at);
        Span<double> rooms = stackalloc double[entries.Length];
        for (var e = 0; e < rooms.Length; e++)
        {
            rooms[e] = -RoomAfter(level, entries[e]);
        }

        rooms.Sort(entries);
        level.Remove(at);
        var next = LevelAt(depth + 1);
        foreach (var entry in entries)
        {
            level.CopyTo(next);
            Decide(next, item, entry);
            if (!Walk(depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Drops what leaves no room and decides what is left alone, until nothing changes. False when nothing is possible; else where to split, −1 when all is decided.
    /// </summary>
    private bool Narrow(EnumerationLevel level, out int at)
    {
        at = -1;
        for (var changed = true; changed;)
        {
            (changed, at) = (false, -1);
            var room = Least(level.Room);
            if (room <= 0)
            {
                return false;
            }

            var best = double.PositiveInfinity;
            for (var i = 0; i < level.Items; i++)
            {
                var (left, score) = (0, 0.0);
                var entries = level.Entries(i);
                Tests += entries.Length;
                foreach (var entry in entries)
                {
                    var after = RoomAfter(level, entry) / room;
                    if (after > 0)
                    {
                        entries[left++] = entry;
                        score += after * after * after * after;
                    }
                }

                if (left == 0)
                {
                    return false;
                }

                level.Keep(i, left);
                if (left == 1)
                {
                    var item = level.Item(i);
                    level.Remove(i--);
                    Decide(level, item, entries[0]);
                    changed = true;
                }
                else if (score < best)
                {
                    (best, at) = (score, i);
                }
            }
        }

        return true;
    }

    /// <summary>Everything is decided: a better plan lowers the limit at every depth.</summary>
    private void Take(int depth)
    {
        draft.Sum();
        var value = draft.Value() + p.Constant;
        if (!draft.Meets() || value >= Upper)
        {
            return;
        }

        var before = Proven;
        (Upper, Best) = (value, draft.Copy());
        for (var d = 0; d <= depth; d++)
        {
            for (var k = 0; k < sets.Priced; k++)
            {
                levels[d].Room[k] -= before - Proven;
            }
        }
    }

    private static double Least(double[] room)
    {
        var least = double.PositiveInfinity;
        foreach (var lane in room)
        {
            least = Math.Min(least, lane);
        }

        return least;
    }

    /// <summary>Least room in any lane that an entry leaves.</summary>
    private double RoomAfter(EnumerationLevel level, int entry)
    {
        ref var room = ref MemoryMarshal.GetArrayDataReference(level.Room);
        ref var lost = ref regret[entry * lanes];
        var left = Vector256.LoadUnsafe(ref room) - Vector256.LoadUnsafe(ref lost);
        for (nuint k = 4; k < (nuint)lanes; k += 4)
        {
            left = Vector256.Min(left, Vector256.LoadUnsafe(ref room, k) - Vector256.LoadUnsafe(ref lost, k));
        }

        var half = Vector128.Min(left.GetLower(), left.GetUpper());
        return Math.Min(half.ToScalar(), half.GetElement(1));
    }

    private void Add(ref double a, ref double b, ref double into)
    {
        for (nuint k = 0; k < (nuint)lanes; k += 4)
        {
            (Vector256.LoadUnsafe(ref a, k) + Vector256.LoadUnsafe(ref b, k)).StoreUnsafe(ref into, k);
        }
    }

    private void Subtract(ref double a, ref double b, ref double into)
    {
        for (nuint k = 0; k < (nuint)lanes; k += 4)
        {
            (Vector256.LoadUnsafe(ref a, k) - Vector256.LoadUnsafe(ref b, k)).StoreUnsafe(ref into, k);
        }
    }

    private void Lower(ref double into, ref double by)
    {
        for (nuint k = 0; k < (nuint)lanes; k += 4)
        {
            Vector256.Min(Vector256.LoadUnsafe(ref into, k), Vector256.LoadUnsafe(ref by, k)).StoreUnsafe(ref into, k);
        }
    }
}
