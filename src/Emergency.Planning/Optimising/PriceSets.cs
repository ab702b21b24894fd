using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Emergency.Planning.Optimising;

/// <summary>
/// Some dozens of sets of row prices around the best ones, side by side: each gives a certified bound of its own, and the reduced costs of an option under all of them are one
/// line of a table. The last lanes know no costs: they hold what is missing of a row if everybody left gave their most, so that they exclude what cannot reach the rows.
/// </summary>
internal sealed class PriceSets
{
    /// <summary>How far prices are moved, as a share: single rows, one row against another, all rows. Further than a dual moves at the root, as much as it moves in its depth.</summary>
    private const double Radius = 0.2;

    /// <summary>How far single rows are moved besides: once a large plant is decided, a row may cost nothing or several times as much.</summary>
    private static readonly double[] Far = [-1, -0.5, 0.5, 2];

    /// <summary>A row of small price moves by this share of all prices too.</summary>
    private const double OfAll = 0.05;

    /// <summary>More rows than this are not moved against each other: the lanes would be too many.</summary>
    private const int MostPairedRows = 5;

    private readonly CoreProblem p;
    private readonly int[] rows;
    private readonly int[] hard;
    private readonly double[] prices;
    private readonly double[] zonal;
    private readonly double[] reduced;
    private readonly int[] known;
    private int round;

    public PriceSets(CoreProblem p)
    {
        this.p = p;
        rows = [.. Enumerable.Range(0, p.Kinds).Where(f => p.Need[f] > 0)];
        hard = [.. rows.Where(f => double.IsPositiveInfinity(p.Cap[f]))];
        Priced = 3 + rows.Length * (rows.Length <= MostPairedRows ? rows.Length + 1 : 2) + rows.Length * Far.Length;
        Used = Priced + hard.Length;
        Lanes = (Used + 3) / 4 * 4;
        (prices, zonal) = (new double[p.Kinds * Lanes], new double[p.Zones * p.Width]);
        (reduced, known) = (new double[p.First[^1] * Lanes], new int[p.First[^1]]);
    }

    /// <summary>Number of lanes, a multiple of four; the centre is the first.</summary>
    public int Lanes { get; }

    /// <summary>Lanes that are bounds of the cost; those after them bound what is missing.</summary>
    public int Priced { get; }

    /// <summary>Lanes that mean something; the others fill up to a multiple of four.</summary>
    public int Used { get; }

    /// <summary>Takes prices as the centre.</summary>
    /// <param name="from">Regional by kind, then by zone × width + kind.</param>
    public void Move(ReadOnlySpan<double> from)
    {
        round++;
        Array.Clear(prices);
        from[p.Width..].CopyTo(zonal);
        double total = 0;
        foreach (var f in rows)
        {
            total += from[f];
            prices.AsSpan(f * Lanes, Priced).Fill(from[f]);
        }

        var lane = 1;
        foreach (var f in rows)
        {
            Shift(lane++, f, Radius, from[f], total);
            Shift(lane++, f, -Radius, from[f], total);
            foreach (var other in rows.Length <= MostPairedRows ? rows : [])
            {
                if (other != f)
                {
                    Shift(lane, f, Radius, from[f], total);
                    Shift(lane++, other, -Radius, from[other], total);
                }
            }

            foreach (var far in Far)
            {
                Shift(lane++, f, far, from[f], total);
            }

            Shift(Priced - 2, f, Radius, from[f], total);
            Shift(Priced - 1, f, -Radius, from[f], total);
        }

        // A row's whole need weighs a hundred times what it costs at the prices.
        for (var i = 0; i < hard.Length; i++)
        {
            prices[hard[i] * Lanes + Priced + i] = 100 * total + 1;
        }
    }

    private void Shift(int lane, int row, double change, double price, double total) =>
        prices[row * Lanes + lane] = Math.Clamp(price + change * (price + OfAll * total), 0, p.Cap[row]);

    /// <summary>What the needs are worth: the bounds before any block is counted.</summary>
    public void Needs(Span<double> into)
    {
        double inZones = 0;
        for (var i = 0; i < zonal.Length; i++)
        {
            inZones += zonal[i] * p.ZoneNeed[i];
        }

        into.Clear();
        into[..Priced].Fill(inZones);
        foreach (var f in rows)
        {
            for (var k = 0; k < Lanes; k++)
            {
                into[k] += prices[f * Lanes + k] * p.Need[f];
            }
        }
    }

    /// <summary>Reduced costs of an option by lane, computed when first asked for.</summary>
    /// <param name="option">Option.</param>
    /// <param name="zone">Zone of its block.</param>
    public ref double Reduced(int option, int zone)
    {
        ref var line = ref reduced[option * Lanes];
        if (known[option] == round)
        {
            return ref line;
        }

        known[option] = round;
        var amounts = p.Amount.AsSpan(option * p.Width, p.Width);
        var cost = p.Cost[option];
        for (var f = 0; f < p.Kinds; f++)
        {
            cost -= zonal[zone * p.Width + f] * amounts[f];
        }

        var into = MemoryMarshal.CreateSpan(ref line, Lanes);
        into[..Priced].Fill(cost);
        into[Priced..].Clear();
        foreach (var f in rows)
        {
            var amount = Vector256.Create(amounts[f]);
            ref var price = ref prices[f * Lanes];
            for (nuint k = 0; k < (nuint)Lanes; k += 4)
            {
                (Vector256.LoadUnsafe(ref line, k) - amount * Vector256.LoadUnsafe(ref price, k)).StoreUnsafe(ref line, k);
            }
        }

        return ref line;
    }
}
