using System.Numerics;

namespace Emergency.Planning.Optimising;

/// <summary>
/// All patterns a group may follow (threshold tuples, or uniform stages per rank), and for each pattern, rank and set of stages a block has, the stages allowed.
/// A window is what one rank sees of a pattern; many patterns share it, and its allowed stages are looked up by the block's set of stages (one bit a stage).
/// </summary>
internal sealed class OrderTable
{
    /// <summary>Patterns are kept as bits of a <see cref="UInt128"/>.</summary>
    public const int MostPatterns = 128;

    private readonly byte[] allowed;
    private readonly int[] windowOf;

    public OrderTable(GradeOrderRule rule, int stages, int ranks)
    {
        (Stages, Ranks) = (stages, ranks);
        Patterns = [.. Tuples(stages, rule == GradeOrderRule.Uniform ? ranks : ranks - 1)];
        windowOf = new int[Patterns.Length * ranks];
        var windows = rule == GradeOrderRule.Uniform ? stages : stages * stages;
        for (var p = 0; p < Patterns.Length; p++)
        {
            for (var rank = 0; rank < ranks; rank++)
            {
                windowOf[p * ranks + rank] = rule == GradeOrderRule.Uniform
                    ? Patterns[p][rank]
                    : (rank == 0 ? 0 : Patterns[p][rank - 1]) * stages + (rank == ranks - 1 ? stages - 1 : Patterns[p][rank]);
            }
        }

        allowed = new byte[windows << 8];
        for (var window = 0; window < windows; window++)
        {
            for (var present = 1; present < 256; present++)
            {
                allowed[(window << 8) + present] = rule == GradeOrderRule.Uniform ? Uniform(window, present) : Between(window / stages, window % stages, present);
            }
        }
    }

    public int Stages { get; }

    public int Ranks { get; }

    /// <summary>Thresholds t1 ≤ … (one fewer than ranks), or uniform stages u0 ≤ … (one a rank).</summary>
    public byte[][] Patterns { get; }

    /// <summary>Allowed stages as bits: of a window, for a block whose stages are the bits of <paramref name="present"/>.</summary>
    public byte Allowed(int window, int present) => allowed[(window << 8) + present];

    public int Window(int pattern, int rank) => windowOf[pattern * Ranks + rank];

    public static void Check(GradeOrderRule rule, int stages, int ranks)
    {
        var free = rule == GradeOrderRule.Uniform ? ranks : ranks - 1;
        double count = 1;
        for (var i = 1; i <= free; i++)
        {
            count = count * (stages - 1 + i) / i;
        }

        if (count > MostPatterns)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{stages} stages and {ranks} ranks make {count:F0} threshold patterns; at most {MostPatterns}."));
        }
    }

    private static byte Between(int low, int high, int present)
    {
        var lowest = BitOperations.TrailingZeroCount(present);
        var highest = BitOperations.Log2((uint)present);
        var mask = 0;
        for (var stage = lowest; stage <= highest; stage++)
        {
            var has = (present >> stage & 1) == 1;
            if (has && (stage >= low || stage == highest) && (stage <= high || stage == lowest))
            {
                mask |= 1 << stage;
            }
        }

        return (byte)mask;
    }

    private static byte Uniform(int stage, int present)
    {
        var upTo = present & (1 << stage + 1) - 1;
        return (byte)(upTo == 0 ? 1 << BitOperations.TrailingZeroCount(present) : 1 << BitOperations.Log2((uint)upTo));
    }

    private static IEnumerable<byte[]> Tuples(int stages, int length)
    {
        var tuple = new byte[length];
        while (true)
        {
            yield return [.. tuple];
            var at = length - 1;
            while (at >= 0 && tuple[at] == stages - 1)
            {
                at--;
            }

            if (at < 0)
            {
                yield break;
            }

            Array.Fill(tuple, (byte)(tuple[at] + 1), at, length - at);
        }
    }
}
