namespace Emergency.Forecasting.Models;

/// <summary>
/// The normal of the season plus a shift by ridge regression, one per lead, on what recent days and hours were above or below their own normal
/// (all in logarithms): the last day, the day before, the last week, the last month, the last six and 24 hours, and how persistence changes with the season.
/// </summary>
internal sealed class RidgeRule : PointRule
{
    /// <summary>Days of history below which only three terms are fitted.</summary>
    public const int DaysForAllTerms = 120;

    private const double Penalty = 0.02;
    private const int MissingReach = 2;
    private const int Week = 7;
    private const int Month = 30;

    /// <inheritdoc/>
    public override PointPredictor Fit(KnownPast past, ForecastQuantity quantity, Func<int, bool> usable)
    {
        var predictors = new Predictors(past, quantity, usable);
        var fits = new RidgeFit[IssueMoment.Leads];
        var shifts = new double[IssueMoment.Leads][];
        for (var lead = 1; lead <= IssueMoment.Leads; lead++)
        {
            fits[lead - 1] = new RidgeFit(predictors.Terms);
        }

        var series = past[quantity];
        for (var day = series.First; day < series.End; day++)
        {
            if (!usable(day) || predictors.Of(day) is not { } row)
            {
                continue;
            }

            for (var lead = 1; lead <= IssueMoment.Leads; lead++)
            {
                var target = past.Target(day, lead);
                if (!double.IsNaN(series[target]) && usable(target))
                {
                    fits[lead - 1].Add(row, series[target] - predictors.Normal[target]);
                }
            }
        }

        for (var lead = 1; lead <= IssueMoment.Leads; lead++)
        {
            shifts[lead - 1] = fits[lead - 1].Solve(Penalty);
        }

        return (lastDay, lead) => new(predictors.Normal[past.Target(lastDay, lead)], Shift(predictors.Of(lastDay), shifts[lead - 1]));
    }

    private static double Shift(double[]? row, double[] coefficients)
    {
        if (row is null)
        {
            return 0;
        }

        var sum = 0.0;
        for (var i = 0; i < row.Length; i++)
        {
            sum += row[i] * coefficients[i];
        }

        return sum;
    }

    /// <summary>The terms of the regression, cached by day.</summary>
    private sealed class Predictors
    {
        private readonly KnownPast past;
        private readonly DaySeries series;
        private readonly SeasonalNormal pm25Normal;
        private readonly bool all;
        private readonly Dictionary<int, double[]?> rows = [];

        public Predictors(KnownPast past, ForecastQuantity quantity, Func<int, bool> usable)
        {
            this.past = past;
            series = past[quantity];
            Normal = SeasonalNormal.Fit(series, usable);
            pm25Normal = SeasonalNormal.Fit(past[ForecastQuantity.Pm25], usable);
            all = series.Count >= DaysForAllTerms;
            Terms = all ? 9 : 4;
        }

        public SeasonalNormal Normal { get; }

        public int Terms { get; }

        public double[]? Of(int day)
        {
            if (!rows.TryGetValue(day, out var row))
            {
                rows[day] = row = Create(day);
            }

            return row;
        }

        private double[]? Create(int day)
        {
            var (lastHours, lastDay) = (HourlyAnomaly(past.Tendency.LastHours(day), day), HourlyAnomaly(past.Tendency.LastDay(day), day));
            var latest = series.LatestValid(day, MissingReach) is { } valid ? series[valid] - Normal[valid] : lastDay;
            if (double.IsNaN(latest))
            {
                return null;
            }

            var hours = double.IsNaN(lastHours) ? latest : lastHours;
            var week = Mean(day, Week, latest);
            if (!all)
            {
                return [1, latest, week, hours];
            }

            var before = double.IsNaN(series[day - 1]) ? latest : series[day - 1] - Normal[day - 1];
            var angle = SeasonalNormal.Angle(day);
            return
            [
                1, latest, week, hours, before, Mean(day, Month, week), double.IsNaN(lastDay) ? latest : lastDay,
                latest * Math.Sin(angle), latest * Math.Cos(angle),
            ];
        }

        private double HourlyAnomaly(double value, int day) => value - pm25Normal[day + 1];

        private double Mean(int day, int days, double otherwise)
        {
            var (sum, count) = (0.0, 0);
            for (var d = day - days + 1; d <= day; d++)
            {
                if (!double.IsNaN(series[d]))
                {
                    sum += series[d] - Normal[d];
                    count++;
                }
            }

            return count == 0 ? otherwise : sum / count;
        }
    }
}
