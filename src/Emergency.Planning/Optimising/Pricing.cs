using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Emergency.Planning.Optimising;

/// <summary>
/// The inner problem at given prices: every free block takes the option of least reduced cost (cost − prices · amounts), every group the pattern whose members
/// do so at least cost in sum. Exact, one pass over the options (two for groups, the second while they are in cache), no allocation but the answer.
/// </summary>
internal static class Pricing
{
    /// <summary>Prices a component.</summary>
    /// <param name="p">Problem.</param>
    /// <param name="component">Which blocks.</param>
    /// <param name="prices">By zone × width + kind: regional and zone price together.</param>
    /// <param name="restriction">Null for none.</param>
    /// <param name="value">Σ of least reduced costs; infinite when the restriction leaves some block nothing.</param>
    public static Column? Price(CoreProblem p, in Component component, ReadOnlySpan<double> prices, Restriction? restriction, out double value)
    {
        var amount = new double[component.Zone < 0 ? p.Zones * p.Width : p.Width];
        var choice = new byte[component.To - component.From];
        var groups = 0;
        for (var r = component.FromRun; r < component.ToRun; r++)
        {
            groups += p.Runs[r].Group >= 0 ? 1 : 0;
        }

        var pattern = new byte[groups];
        value = 0;
        double cost = 0;
        var group = 0;
        for (var r = component.FromRun; r < component.ToRun; r++)
        {
            ref readonly var run = ref p.Runs[r];
            if (run.Group < 0)
            {
                var into = component.Zone < 0 ? amount.AsSpan(run.Zone * p.Width, p.Width) : amount;
                value += Free(p, run.From, run.To, prices.Slice(run.Zone * p.Width, p.Width), restriction?.Banned, choice.AsSpan(run.From - component.From), into, ref cost);
            }
            else
            {
                var best = BestPattern(p, p.Groups[run.Group], prices, restriction, restriction is null ? UInt128.MaxValue : restriction.Patterns[run.Group], out _);
                if (best < 0)
                {
                    value = double.PositiveInfinity;
                    return null;
                }

                pattern[group++] = (byte)best;
                value += Follow(p, p.Groups[run.Group], best, prices, restriction?.Banned, choice, component.From, amount, component.Zone < 0, ref cost);
            }
        }

        return double.IsPositiveInfinity(value) ? null : new Column(cost, amount, choice, pattern);
    }

    private static double Free(CoreProblem p, int from, int to, ReadOnlySpan<double> price, bool[]? banned, Span<byte> choice, Span<double> amount, ref double cost)
    {
        var width = p.Width;
        var (first, costs, amounts) = (p.First, p.Cost, p.Amount);
        var p0 = Vector256.Create(price);
        var p1 = width > 4 ? Vector256.Create(price[4..]) : default;
        var (s0, s1) = (Vector256<double>.Zero, Vector256<double>.Zero);
        double value = 0;
        for (var block = from; block < to; block++)
        {
            var (least, best) = (double.PositiveInfinity, -1);
            for (var o = first[block]; o < first[block + 1]; o++)
            {
                if (banned is not null && banned[o])
                {
                    continue;
                }

                var reduced = Reduced(costs, amounts, o, width, p0, p1);
                if (reduced < least)
                {
                    (least, best) = (reduced, o);
                }
            }

            value += least;
            if (best < 0)
            {
                continue;
            }

            choice[block - from] = (byte)(best - first[block]);
            cost += costs[best];
            s0 += Vector256.LoadUnsafe(ref amounts[best * width]);
            s1 += width > 4 ? Vector256.LoadUnsafe(ref amounts[best * width + 4]) : default;
        }

        Add(amount, s0, s1, width);
        return value;
    }

    /// <summary>Values of all patterns of a group; <paramref name="values"/> has one place a pattern, infinite where it is not allowed.</summary>
    public static void PatternValues(CoreProblem p, CoreGroup group, ReadOnlySpan<double> prices, bool[]? banned, UInt128 allowed, Span<double> values)
    {
        var segments = group.Segments.Length;
        var widest = group.Windows;
        var size = segments * widest;
        Span<double> sums = size <= 256 ? stackalloc double[256] : new double[size];
        sums = sums[..size];
        sums.Clear();
        Span<double> least = stackalloc double[8];
        for (var s = 0; s < segments; s++)
        {
            var segment = group.Segments[s];
            var (p0, p1) = Load(prices, segment.Zone, p.Width);
            var sum = sums.Slice(s * widest, widest);
            for (var block = segment.From; block < segment.To; block++)
            {
                least.Fill(double.PositiveInfinity);
                for (var o = p.First[block]; o < p.First[block + 1]; o++)
                {
                    if (banned is null || !banned[o])
                    {
                        ref var at = ref least[p.Stage[o] & 7];
                        at = Math.Min(at, Reduced(p.Cost, p.Amount, o, p.Width, p0, p1));
                    }
                }

                for (var w = 0; w < segment.Windows.Length; w++)
                {
                    int stages = p.Table!.Allowed(segment.Windows[w], p.Present[block]);
                    var best = double.PositiveInfinity;
                    for (; stages != 0; stages &= stages - 1)
                    {
                        best = Math.Min(best, least[BitOperations.TrailingZeroCount(stages) & 7]);
                    }

                    sum[w] += best;
                }
            }
        }

        for (var q = 0; q < group.Patterns.Length; q++)
        {
            double total = 0;
            for (var s = 0; s < segments; s++)
            {
                total += sums[s * widest + group.WindowAt[q * segments + s]];
            }

            values[q] = (allowed >> q & 1) == 0 ? double.PositiveInfinity : total;
        }
    }

    /// <summary>The pattern of least value (the first of equals), −1 when none is possible.</summary>
    public static int BestPattern(CoreProblem p, CoreGroup group, ReadOnlySpan<double> prices, Restriction? restriction, UInt128 allowed, out double value)
    {
        Span<double> values = stackalloc double[OrderTable.MostPatterns];
        value = double.PositiveInfinity;
        allowed &= group.All;
        if (UInt128.PopCount(allowed) <= 1)
        {
            value = double.NaN;
            return allowed == 0 ? -1 : (int)UInt128.TrailingZeroCount(allowed);
        }

        values = values[..group.Patterns.Length];
        PatternValues(p, group, prices, restriction?.Banned, allowed, values);
        var best = -1;
        for (var q = 0; q < values.Length; q++)
        {
            if (values[q] < value)
            {
                (value, best) = (values[q], q);
            }
        }

        return best;
    }

    /// <summary>Members choose within a pattern; <paramref name="choice"/> starts at block <paramref name="offset"/>.</summary>
    public static double Follow(CoreProblem p, CoreGroup group, int pattern, ReadOnlySpan<double> prices, bool[]? banned, Span<byte> choice, int offset, Span<double> amount, bool byZone, ref double cost)
    {
        double value = 0;
        for (var s = 0; s < group.Segments.Length; s++)
        {
            var segment = group.Segments[s];
            var window = group.Window(pattern, s);
            var (p0, p1) = Load(prices, segment.Zone, p.Width);
            var (s0, s1) = (Vector256<double>.Zero, Vector256<double>.Zero);
            for (var block = segment.From; block < segment.To; block++)
            {
                int stages = p.Table!.Allowed(window, p.Present[block]);
                var (least, best) = (double.PositiveInfinity, -1);
                for (var o = p.First[block]; o < p.First[block + 1]; o++)
                {
                    if ((stages >> p.Stage[o] & 1) == 0 || (banned is not null && banned[o]))
                    {
                        continue;
                    }

                    var reduced = Reduced(p.Cost, p.Amount, o, p.Width, p0, p1);
                    if (reduced < least)
                    {
                        (least, best) = (reduced, o);
                    }
                }

                value += least;
                if (best < 0)
                {
                    continue;
                }

                choice[block - offset] = (byte)(best - p.First[block]);
                cost += p.Cost[best];
                s0 += Vector256.LoadUnsafe(ref p.Amount[best * p.Width]);
                s1 += p.Width > 4 ? Vector256.LoadUnsafe(ref p.Amount[best * p.Width + 4]) : default;
            }

            Add(byZone ? amount.Slice(segment.Zone * p.Width, p.Width) : amount, s0, s1, p.Width);
        }

        return value;
    }

    /// <summary>Reduced cost of an option.</summary>
    public static double Reduced(CoreProblem p, int option, ReadOnlySpan<double> prices, int zone)
    {
        var (p0, p1) = Load(prices, zone, p.Width);
        return Reduced(p.Cost, p.Amount, option, p.Width, p0, p1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Reduced(double[] cost, double[] amount, int option, int width, Vector256<double> p0, Vector256<double> p1)
    {
        var product = Vector256.LoadUnsafe(ref amount[option * width]) * p0;
        if (width > 4)
        {
            product += Vector256.LoadUnsafe(ref amount[option * width + 4]) * p1;
        }

        return cost[option] - Vector256.Sum(product);
    }

    private static (Vector256<double> P0, Vector256<double> P1) Load(ReadOnlySpan<double> prices, int zone, int width) =>
        (Vector256.Create(prices.Slice(zone * width, 4)), width > 4 ? Vector256.Create(prices.Slice(zone * width + 4, 4)) : default);

    private static void Add(Span<double> amount, Vector256<double> s0, Vector256<double> s1, int width)
    {
        for (var f = 0; f < 4; f++)
        {
            amount[f] += s0[f];
            if (width > 4)
            {
                amount[f + 4] += s1[f];
            }
        }
    }
}
