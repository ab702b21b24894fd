using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Emergency.Planning.Optimising;

/// <summary>Rows as the master knows them.</summary>
/// <param name="Width">Kinds of rows.</param>
/// <param name="Zones">Zones, at least one.</param>
/// <param name="Need">What the whole must reach, by kind; zero or less where nothing is asked.</param>
/// <param name="Cap">Highest price of a regional row, by kind.</param>
/// <param name="ZoneNeed">What zones must reach, by zone × width + kind.</param>
/// <param name="ZoneCap">Highest price of a zone's row.</param>
internal sealed record PriceRows(int Width, int Zones, double[] Need, double[] Cap, double[] ZoneNeed, double[] ZoneCap);

/// <summary>Prices a component at given prices: a column and a certified lower bound of the component's value.</summary>
internal delegate Column? PriceComponent(int component, double[] prices, out double value);

/// <summary>
/// Finds the row prices of the Lagrangian dual. Every evaluation gives each component's best column; the master is the concave piecewise linear model of all
/// columns kept, one per component, with a quadratic term around the best prices so far (a disaggregated proximal bundle; equally, a stabilised column
/// generation). Its own dual has one weight a column and is solved by pairwise exchanges of weight, which never worsen it. Any prices give a certified bound.
/// </summary>
internal sealed class PriceMaster
{
    private const int MostColumns = 40;
    private const int MostSweeps = 96;
    private readonly int zones;
    private readonly int[] zoneOf;
    private readonly PriceComponent price;
    private readonly int threads;
    private readonly List<(Column Column, double Weight)>[] columns;
    private readonly double[] need;
    private readonly double[] cap;
    private readonly double[] stepOf;
    private readonly double[] centre;
    private readonly double[] trial;
    private readonly double[] slack;
    private readonly double[] effective;
    private readonly int width;
    private readonly double[] reducedBuffer = new double[MostColumns + 1];
    private readonly bool[] resting;
    private double step;

    /// <summary>Prepares a master; nothing is evaluated yet.</summary>
    /// <param name="asked">Rows.</param>
    /// <param name="zoneOf">Zone of each component, −1 where it spans several.</param>
    /// <param name="price">Prices one of them.</param>
    /// <param name="zoneRows">False when the components see to their zone rows themselves, so that only regional rows have prices.</param>
    /// <param name="step">First step: how far a price moves when its whole requirement is missing.</param>
    /// <param name="threads">Threads for evaluating components.</param>
    public PriceMaster(PriceRows asked, int[] zoneOf, PriceComponent price, bool zoneRows, double step, int threads)
    {
        (zones, width, this.zoneOf, this.price, this.step, this.threads) = (asked.Zones, asked.Width, zoneOf, price, step, threads);
        var rows = width + zones * width;
        (need, cap, stepOf, centre, trial, slack, effective) = (new double[rows], new double[rows], new double[rows], new double[rows], new double[rows], new double[rows], new double[zones * width]);
        for (var f = 0; f < width; f++)
        {
            Row(f, asked.Need[f], asked.Cap[f]);
        }

        for (var i = 0; zoneRows && i < zones * width; i++)
        {
            Row(width + i, asked.ZoneNeed[i], asked.ZoneCap[i]);
        }

        resting = new bool[zoneOf.Length];
        columns = new List<(Column, double)>[zoneOf.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = [];
        }

        void Row(int at, double needed, double highest)
        {
            if (needed > 0)
            {
                (need[at], cap[at], stepOf[at]) = (needed, highest, 1 / Math.Max(needed, 1e-3));
            }
        }
    }

    /// <summary>Certified bound at <see cref="Prices"/>, without the constant of the problem.</summary>
    public double Bound { get; private set; } = double.NegativeInfinity;

    /// <summary>Best prices: regional by kind, then by zone × width + kind.</summary>
    public ReadOnlySpan<double> Prices => centre;

    /// <summary>Passes over the options made so far.</summary>
    public int Evaluations { get; private set; }

    /// <summary>What the model still hopes to gain.</summary>
    public double Hope { get; private set; } = double.PositiveInfinity;

    /// <summary>Columns of a component with their weights.</summary>
    public IReadOnlyList<(Column Column, double Weight)> ColumnsOf(int component) => columns[component];

    /// <summary>The columns of the last evaluation.</summary>
    public Column?[] Last { get; private set; } = [];

    /// <summary>Adds a column known from elsewhere, with the weight it had there.</summary>
    public void Offer(int component, Column column, double weight = 0)
    {
        if (columns[component].Count < MostColumns)
        {
            columns[component].Add((column, weight));
        }
    }

    /// <summary>Evaluates at given prices, which become the centre if the bound is the best so far. Returns the bound; infinite when nothing is possible.</summary>
    public double Evaluate(ReadOnlySpan<double> prices)
    {
        for (var i = 0; i < trial.Length; i++)
        {
            trial[i] = need[i] > 0 ? Math.Clamp(prices[i], 0, cap[i]) : 0;
        }

        return Evaluate();
    }

    /// <summary>Prices by zone × width + kind as components see them.</summary>
    public static void Spread(int zones, int width, ReadOnlySpan<double> prices, Span<double> effective)
    {
        for (var z = 0; z < zones; z++)
        {
            for (var f = 0; f < width; f++)
            {
                effective[z * width + f] = prices[f] + prices[width + z * width + f];
            }
        }
    }

    /// <summary>Improves the prices until the model hopes for no more than <paramref name="tolerance"/>, the bound reaches <paramref name="enough"/> or the rounds are used up.</summary>
    public void Improve(int rounds, double tolerance, double enough, CancellationToken cancel)
    {
        for (var round = 0; round < rounds && Bound < enough && !cancel.IsCancellationRequested; round++)
        {
            var model = SolveModel(tolerance);
            Hope = model - Bound;
            if (Hope <= tolerance)
            {
                return;
            }

            var before = Bound;
            var value = Evaluate();
            if (double.IsPositiveInfinity(value))
            {
                return;
            }

            if (value > before + 0.5 * Hope)
            {
                step *= 2.5;
            }
            else if (value < before - Hope)
            {
                step *= 0.5;
            }
        }
    }

    private double Evaluate()
    {
        Evaluations++;
        Spread(zones, width, trial, effective);
        var values = new double[zoneOf.Length];
        var found = new Column?[zoneOf.Length];
        var current = effective;
        if (threads > 1)
        {
            Parallel.For(0, zoneOf.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, c => found[c] = price(c, current, out values[c]));
        }
        else
        {
            for (var c = 0; c < zoneOf.Length; c++)
            {
                found[c] = price(c, current, out values[c]);
            }
        }

        Last = found;
        double bound = 0;
        for (var i = 0; i < trial.Length; i++)
        {
            bound += trial[i] * need[i];
        }

        for (var c = 0; c < zoneOf.Length; c++)
        {
            bound += values[c];
            if (found[c] is { } column)
            {
                Keep(columns[c], column, c);
            }
        }

        if (bound > Bound)
        {
            Bound = bound;
            trial.CopyTo(centre.AsSpan());
        }

        return bound;
    }

    /// <summary>Adds a column; when there are too many, the unweighted one of highest reduced cost goes.</summary>
    private void Keep(List<(Column Column, double Weight)> list, Column column, int c)
    {
        if (list.Count >= MostColumns)
        {
            var (worst, highest) = (-1, double.NegativeInfinity);
            for (var k = 0; k < list.Count; k++)
            {
                var reduced = list[k].Weight > 0 ? double.NegativeInfinity : Reduced(list[k].Column, zoneOf[c]);
                if (reduced > highest)
                {
                    (worst, highest) = (k, reduced);
                }
            }

            if (worst < 0)
            {
                return;
            }

            list.RemoveAt(worst);
        }

        list.Add((column, list.Count == 0 ? 1 : 0));
    }

    /// <summary>Solves the model around the centre; leaves the prices in <see cref="trial"/> and returns the model's value there.</summary>
    private double SolveModel(double tolerance)
    {
        Normalise();
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            SetPrices();
            double open = 0;
            for (var c = 0; c < columns.Length; c++)
            {
                // Where one column was the best and the only one weighed it mostly stays so: that is looked at again in every eighth sweep.
                if (sweep % 8 == 0 || !resting[c])
                {
                    Exchange(columns[c], zoneOf[c], out var gap);
                    resting[c] = gap <= 0;
                    open += gap;
                }
            }

            if (sweep % 8 == 7 || open <= 0.05 * tolerance)
            {
                SetPrices();
                var model = ModelValue(out open);
                if (open <= Math.Max(0.05 * tolerance, 0.1 * (model - Bound)))
                {
                    return model;
                }
            }
        }

        SetPrices();
        return ModelValue(out _);
    }

    private double ModelValue(out double open)
    {
        Spread(zones, width, trial, effective);
        double model = 0;
        open = 0;
        for (var i = 0; i < trial.Length; i++)
        {
            model += trial[i] * need[i];
        }

        for (var c = 0; c < columns.Length; c++)
        {
            var (least, mean) = (double.PositiveInfinity, 0.0);
            foreach (var (column, weight) in columns[c])
            {
                var reduced = Reduced(column, zoneOf[c]);
                least = Math.Min(least, reduced);
                mean += weight * reduced;
            }

            model += least;
            open += mean - least;
        }

        return model;
    }

    private double Reduced(Column column, int zone)
    {
        var prices = zone < 0 ? effective.AsSpan() : effective.AsSpan(zone * width, width);
        ref var price = ref MemoryMarshal.GetReference(prices);
        ref var amount = ref MemoryMarshal.GetArrayDataReference(column.Amount);
        var (f, length, four) = (0, column.Amount.Length, Vector256<double>.Zero);
        for (; f + 4 <= length; f += 4)
        {
            four += Vector256.LoadUnsafe(ref price, (nuint)f) * Vector256.LoadUnsafe(ref amount, (nuint)f);
        }

        var sum = column.Cost - Vector256.Sum(four);
        for (; f < length; f++)
        {
            sum -= prices[f] * column.Amount[f];
        }

        return sum;
    }

    /// <summary>Moves weight from the dearest weighted column to the cheapest, as far as that improves the model's dual.</summary>
    private void Exchange(List<(Column Column, double Weight)> list, int zone, out double gap)
    {
        RefreshZone(zone);
        var (best, worst, least, most) = (-1, -1, double.PositiveInfinity, double.NegativeInfinity);
        for (var k = 0; k < list.Count; k++)
        {
            var reduced = Reduced(list[k].Column, zone);
            reducedBuffer[k] = reduced;
            if (reduced < least)
            {
                (best, least) = (k, reduced);
            }

            if (list[k].Weight > 0 && reduced > most)
            {
                (worst, most) = (k, reduced);
            }
        }

        gap = most - least;
        if (best == worst || gap <= 0)
        {
            return;
        }

        var (from, to) = (list[worst].Column.Amount, list[best].Column.Amount);
        double curvature = 0;
        for (var f = 0; f < width; f++)
        {
            double regional = 0;
            for (var i = f; i < from.Length; i += width)
            {
                var change = to[i] - from[i];
                regional += change;
                var row = width + (zone < 0 ? i : zone * width + f);
                curvature += Moves(row, change) ? step * stepOf[row] * change * change : 0;
            }

            curvature += Moves(f, regional) ? step * stepOf[f] * regional * regional : 0;
        }

        var share = curvature > 0 ? Math.Min(list[worst].Weight, gap / curvature) : list[worst].Weight;
        list[worst] = (list[worst].Column, share >= list[worst].Weight ? 0 : list[worst].Weight - share);
        list[best] = (list[best].Column, list[best].Weight + share);
        for (var f = 0; f < width; f++)
        {
            for (var i = f; i < from.Length; i += width)
            {
                var change = share * (to[i] - from[i]);
                slack[f] -= change;
                slack[width + (zone < 0 ? i : zone * width + f)] -= change;
            }
        }

        for (var f = 0; f < width; f++)
        {
            SetPrice(f);
        }
    }

    /// <summary>Whether a row's price moves with its slack: not while it rests at zero (or its cap) and is pushed further that way.</summary>
    private bool Moves(int row, double change)
    {
        if (need[row] <= 0)
        {
            return false;
        }

        var free = centre[row] + step * stepOf[row] * slack[row];
        return !(free <= 0 && change >= 0) && !(free >= cap[row] && change <= 0);
    }

    private void RefreshZone(int zone)
    {
        var (from, to) = zone < 0 ? (0, zones) : (zone, zone + 1);
        for (var z = from; z < to; z++)
        {
            for (var f = 0; f < width; f++)
            {
                var row = width + z * width + f;
                SetPrice(row);
                effective[z * width + f] = trial[f] + trial[row];
            }
        }
    }

    private void SetPrice(int row) => trial[row] = need[row] > 0 ? Math.Clamp(centre[row] + step * stepOf[row] * slack[row], 0, cap[row]) : 0;

    private void SetPrices()
    {
        for (var i = 0; i < trial.Length; i++)
        {
            SetPrice(i);
        }
    }

    /// <summary>Weights sum to one a component; slacks are computed afresh.</summary>
    private void Normalise()
    {
        need.CopyTo(slack.AsSpan());
        for (var c = 0; c < columns.Length; c++)
        {
            var list = columns[c];
            double sum = 0;
            foreach (var (_, weight) in list)
            {
                sum += weight;
            }

            for (var k = 0; k < list.Count; k++)
            {
                var weight = sum > 0 ? list[k].Weight / sum : k == list.Count - 1 ? 1 : 0;
                list[k] = (list[k].Column, weight);
                var amount = list[k].Column.Amount;
                for (var i = 0; weight > 0 && i < amount.Length; i++)
                {
                    slack[i % width] -= weight * amount[i];
                    slack[width + (zoneOf[c] < 0 ? i : zoneOf[c] * width + i)] -= weight * amount[i];
                }
            }
        }
    }
}
