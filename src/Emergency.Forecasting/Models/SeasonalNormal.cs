namespace Emergency.Forecasting.Models;

/// <summary>
/// The normal of a day of the year, as the mean logarithm: a constant and two harmonics of the year fitted by least squares when every month of the
/// year is in the history, the plain mean otherwise (a winter alone says nothing of the summer).
/// </summary>
internal sealed class SeasonalNormal
{
    private const double DaysPerYear = 365.25;
    private const int DaysPerMonthNeeded = 10;
    private const int Harmonics = 2;

    private readonly double[] coefficients;
    private readonly int first;
    private readonly double[] known;

    private SeasonalNormal(double[] coefficients, DaySeries series)
    {
        this.coefficients = coefficients;

        // Asked for the same days many times over: computed once for the days of the series and the leads after it.
        first = series.First;
        known = new double[series.End - series.First + IssueMoment.Leads + 2];
        for (var i = 0; i < known.Length; i++)
        {
            known[i] = Compute(first + i);
        }
    }

    /// <summary>True when it follows the season; false when it is one mean.</summary>
    public bool Seasonal => coefficients.Length > 1;

    /// <summary>ln of the normal value on a day.</summary>
    public double this[int day] => day >= first && day - first < known.Length ? known[day - first] : Compute(day);

    /// <summary>Fits the normal on the usable days of a series.</summary>
    public static SeasonalNormal Fit(DaySeries series, Func<int, bool> usable)
    {
        var months = new int[12];
        var days = new List<int>();
        for (var day = series.First; day < series.End; day++)
        {
            if (usable(day) && !double.IsNaN(series[day]))
            {
                days.Add(day);
                months[DateOnly.FromDayNumber(day).Month - 1]++;
            }
        }

        if (days.Count == 0)
        {
            return new([double.NaN], series);
        }

        if (months.Min() < DaysPerMonthNeeded)
        {
            return new([days.Average(d => series[d])], series);
        }

        var fit = new RidgeFit(1 + (2 * Harmonics));
        Span<double> terms = stackalloc double[1 + (2 * Harmonics)];
        foreach (var day in days)
        {
            Terms(day, terms);
            fit.Add(terms, series[day]);
        }

        return new(fit.Solve(penalty: 0), series);
    }

    /// <summary>Position in the year as an angle.</summary>
    public static double Angle(int day) => 2 * Math.PI * DateOnly.FromDayNumber(day).DayOfYear / DaysPerYear;

    /// <summary>Days between two days of the year, the short way round (0 … 182).</summary>
    public static int SeasonDistance(int left, int right)
    {
        var apart = Math.Abs(DateOnly.FromDayNumber(left).DayOfYear - DateOnly.FromDayNumber(right).DayOfYear);
        return Math.Min(apart, 366 - apart);
    }

    private double Compute(int day)
    {
        if (!Seasonal)
        {
            return coefficients[0];
        }

        Span<double> terms = stackalloc double[1 + (2 * Harmonics)];
        Terms(day, terms);
        var sum = 0.0;
        for (var i = 0; i < terms.Length; i++)
        {
            sum += terms[i] * coefficients[i];
        }

        return sum;
    }

    private static void Terms(int day, Span<double> terms)
    {
        var angle = Angle(day);
        terms[0] = 1;
        for (var k = 1; k <= Harmonics; k++)
        {
            terms[(2 * k) - 1] = Math.Sin(k * angle);
            terms[2 * k] = Math.Cos(k * angle);
        }
    }
}
