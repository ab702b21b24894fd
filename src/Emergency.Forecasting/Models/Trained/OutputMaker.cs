using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>
/// From what is expected to a whole forecast: misses of held-out days of the same season are added, whole vectors over days and pollutants at once, so that
/// the members keep both correlations; intervals, probabilities and categories are counted from them.
/// </summary>
internal sealed class OutputMaker
{
    private const int Leads = IssueMoment.Leads;
    private const int Pollutants = 6;
    private const int Members = 200;
    private const int FewestVectors = 60;
    private const double Tail = 0.1;

    private static readonly int[] SeasonReaches = [45, 60, 90, 183];
    private static readonly Pollutant[] All = Enum.GetValues<Pollutant>();

    private readonly ResidualBank bank;
    private readonly QuickIndex index;
    private readonly AqiRules rules;

    /// <summary>Prepares for a variant's misses and an edition of the index.</summary>
    public OutputMaker(ResidualBank bank, AqiRules rules)
    {
        (this.bank, this.rules) = (bank, rules);
        index = new QuickIndex(rules);
    }

    /// <summary>Makes the output.</summary>
    /// <param name="expected">Middle of each pollutant and lead.</param>
    /// <param name="issuedAt">Issue time.</param>
    /// <param name="seed">Chooses the members when there are more than needed.</param>
    /// <param name="widen">Factor on every miss: 1 at home, more for a foreign model.</param>
    /// <param name="without">Days whose misses may not be used (forecasts of held-out days judged with their own).</param>
    public ModelOutput Make(Expected expected, Hour issuedAt, int seed, double widen = 1, Func<int, bool>? without = null)
    {
        var moment = new IssueMoment(issuedAt);
        var skip = moment.Skipped == 0 ? 0.0 : (24 - issuedAt.HourOfDay) / 24.0;
        var vectors = Choose(issuedAt.Day.Date, seed, without).Select(v => Shifted(Bridged(bank.Misses[v]), skip)).ToList();
        var courses = Enumerable.Range(0, Pollutants).Select(p => vectors.Select(v => Course(expected.Middle[p], v, p, widen)).ToArray()).ToArray();
        var (all, withoutOzone, forWarnings) = Indices(courses, vectors.Count);
        var mean = expected.Pm25Mean;
        var days = Enumerable.Range(1, Leads).Select(lead => Day(moment, lead, courses, all, withoutOzone, forWarnings, mean)).ToList();
        return new(days, Whole(withoutOzone), [])
        {
            WarningTrajectories = Whole(forWarnings),
            AqiTrajectories = Whole(all),
            Pm25Trajectories = [.. courses[(int)Pollutant.Pm25].Select(c => (IReadOnlyList<double>)[.. c.Select(v => Math.Round(v, 1))])],
        };
    }

    private static List<IReadOnlyList<double>> Whole(double[][] members) => [.. members.Select(m => (IReadOnlyList<double>)m)];

    private List<int> Choose(DateOnly day, int seed, Func<int, bool>? without)
    {
        var near = Near(day, without, Complete);
        if (near.Count == 0)
        {
            // A record with so many gaps that no ten days follow each other: better a vector with bridged days than none.
            near = Near(day, without, AnyKnown);
        }

        if (near.Count <= Members)
        {
            return near;
        }

        var chosen = near.ToArray();
        new Random(seed).Shuffle(chosen);
        return [.. chosen.Take(Members).Order()];
    }

    private List<int> Near(DateOnly day, Func<int, bool>? without, Func<float[], bool> usable)
    {
        List<int> near = [];
        foreach (var reach in SeasonReaches)
        {
            near = [.. Enumerable.Range(0, bank.Days.Length).Where(v => Distance(bank.Days[v], day) <= reach && without?.Invoke(bank.Days[v]) != true && usable(bank.Misses[v]))];
            if (near.Count >= FewestVectors)
            {
                break;
            }
        }

        return near;
    }

    private static int Distance(int dayNumber, DateOnly day)
    {
        var days = Math.Abs(DateOnly.FromDayNumber(dayNumber).DayOfYear - day.DayOfYear);
        return Math.Min(days, 365 - days);
    }

    /// <summary>PM2.5 must be known on every day of a vector; other pollutants may be missing and then miss by nothing.</summary>
    private static bool Complete(float[] misses) => !misses.AsSpan((int)Pollutant.Pm25 * Leads, Leads).Contains(float.NaN);

    private static bool AnyKnown(float[] misses) => misses.AsSpan((int)Pollutant.Pm25 * Leads, Leads).ContainsAnyExcept(float.NaN);

    /// <summary>A vector whose missing days of PM2.5 miss as the nearest known day does.</summary>
    private static float[] Bridged(float[] misses)
    {
        if (Complete(misses))
        {
            return misses;
        }

        var bridged = (float[])misses.Clone();
        for (var lead = 0; lead < Leads; lead++)
        {
            var nearest = Enumerable.Range(0, Leads).Where(other => !float.IsNaN(misses[((int)Pollutant.Pm25 * Leads) + other])).MinBy(other => Math.Abs(other - lead));
            bridged[((int)Pollutant.Pm25 * Leads) + lead] = misses[((int)Pollutant.Pm25 * Leads) + nearest];
        }

        return bridged;
    }

    /// <summary>Issued later than midnight, a lead misses by its share of this lead's and the next one's miss.</summary>
    private static float[] Shifted(float[] misses, double skip)
    {
        if (skip == 0)
        {
            return misses;
        }

        var shifted = (float[])misses.Clone();
        for (var i = 0; i < misses.Length; i++)
        {
            if (i % Leads < Leads - 1)
            {
                shifted[i] = (float)(((1 - skip) * misses[i]) + (skip * misses[i + 1]));
            }
        }

        return shifted;
    }

    private double[] Course(double[] middle, float[] misses, int pollutant, double widen)
    {
        var course = new double[Leads];
        for (var lead = 0; lead < Leads; lead++)
        {
            var miss = misses[(pollutant * Leads) + lead];
            course[lead] = Math.Exp(middle[lead] + (float.IsNaN(miss) ? 0 : widen * miss * bank.Spreads[(pollutant * Leads) + lead].At(middle[lead])));
        }

        return course;
    }

    private (double[][] All, double[][] WithoutOzone, double[][] ForWarnings) Indices(double[][][] courses, int members)
    {
        var (all, withoutOzone, forWarnings) = (new double[members][], new double[members][], new double[members][]);
        for (var m = 0; m < members; m++)
        {
            (all[m], withoutOzone[m], forWarnings[m]) = (new double[Leads], new double[Leads], new double[Leads]);
            for (var lead = 0; lead < Leads; lead++)
            {
                foreach (var pollutant in All)
                {
                    var value = index.Of(pollutant, courses[(int)pollutant][m][lead]);
                    if (double.IsNaN(value))
                    {
                        continue;
                    }

                    all[m][lead] = Math.Max(all[m][lead], value);
                    if (pollutant != Pollutant.O3)
                    {
                        withoutOzone[m][lead] = Math.Max(withoutOzone[m][lead], value);
                        forWarnings[m][lead] = pollutant == Pollutant.Pm10 ? forWarnings[m][lead] : Math.Max(forWarnings[m][lead], value);
                    }
                }
            }
        }

        return (all, withoutOzone, forWarnings);
    }

    private ForecastDay Day(IssueMoment moment, int lead, double[][][] courses, double[][] all, double[][] withoutOzone, double[][] forWarnings, double[] mean)
    {
        double[] Sorted(double[][] members) => [.. members.Select(m => m[lead - 1]).Order()];
        var (aqi, noOzone, warning, pm25) = (Sorted(all), Sorted(withoutOzone), Sorted(forWarnings), Sorted(courses[(int)Pollutant.Pm25]));
        double Above(double[] sorted, double threshold) => Math.Round(sorted.Count(v => v > threshold) / (double)sorted.Length, 4);
        var pollutants = All.Select(p =>
        {
            var sorted = Sorted(courses[(int)p]);
            return new PollutantForecast(p, Round(p, Quantile(sorted, 0.5)), Round(p, Quantile(sorted, Tail)), Round(p, Quantile(sorted, 1 - Tail)));
        }).Where(p => !double.IsNaN(p.Median)).ToList();
        return new(
            lead,
            moment.DayOf(lead),
            Math.Round(Quantile(aqi, 0.5)),
            Math.Round(Quantile(aqi, Tail)),
            Math.Round(Quantile(aqi, 1 - Tail)),
            Math.Round(Quantile(noOzone, 0.5)),
            Math.Round(Quantile(pm25, 0.5), 1),
            Math.Round(Quantile(pm25, Tail), 1),
            Math.Round(Quantile(pm25, 1 - Tail), 1),
            pollutants.FirstOrDefault(p => p.Pollutant == Pollutant.O3)?.Median,
            Above(noOzone, 100),
            Above(noOzone, 150),
            Above(noOzone, 200),
            Above(noOzone, 300))
        {
            AqiForWarnings = Math.Round(Quantile(warning, 0.5)),
            Pm25Mean = Math.Round(mean[lead - 1], 1),
            Category = MostProbable(aqi),
            WithOzone = new(Above(aqi, 100), Above(aqi, 150), Above(aqi, 200), Above(aqi, 300)),
            Pollutants = pollutants,
        };
    }

    private int MostProbable(double[] sorted) => sorted
        .GroupBy(v => AqiCalculator.CategoryOf(rules, (int)Math.Clamp(v, rules.Categories[0].Min, rules.Cap)).Level)
        .OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;

    private static double Round(Pollutant pollutant, double value) => Math.Round(value, pollutant == Pollutant.Co ? 2 : 1);

    /// <summary>Conformal ranks: the rank ⌊q (n + 1)⌋ below the middle, ⌈q (n + 1)⌉ above it.</summary>
    private static double Quantile(double[] sorted, double q)
    {
        var rank = q * (sorted.Length + 1);
        return q switch
        {
            < 0.5 => sorted[Math.Clamp((int)Math.Floor(rank) - 1, 0, sorted.Length - 1)],
            > 0.5 => sorted[Math.Clamp((int)Math.Ceiling(rank) - 1, 0, sorted.Length - 1)],
            _ => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2,
        };
    }
}
