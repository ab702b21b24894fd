using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Observing;

namespace Emergency.Warnings.Advice;

/// <summary>
/// The rolling 24-hour means that triggers look at, as AQI without ozone and without PM10 (<see cref="DailyAir.AqiForWarnings"/>), hour by hour from the
/// observed days into the forecast ones.
/// <code>
///   observed hours        | rest of the issue day | forecast days
///   o o o o o o o o o o o | r r r r r r r r       | 1 1 1 1 … 2 2 2 2 …
///         [———— 24 h ————————————]   AQI of the observed part and of the rest, weighted by their hours
/// </code>
/// An observed part is judged by its mean concentrations; a day known only by its daily value, and a forecast day, count with that value in every hour;
/// the rest of the issue day with the mean of the last observed 24-hour value and of lead 1. So a forecast course may cross midnight too, but its shape within a day is not known.
/// </summary>
public sealed class AirCourse
{
    /// <summary>Hours of one mean.</summary>
    public const int WindowHours = 24;

    private static readonly Pollutant[] Judged = [Pollutant.Pm25, Pollutant.So2, Pollutant.No2, Pollutant.Co];

    private readonly double[] means;
    private readonly double[] hourly;

    private AirCourse(Hour from, Hour observedUntil, double[] means, double[] hourly)
    {
        From = from;
        ObservedUntil = observedUntil;
        this.means = means;
        this.hourly = hourly;
    }

    /// <summary>Start of the first mean.</summary>
    public Hour From { get; }

    /// <summary>First hour that is not observed.</summary>
    public Hour ObservedUntil { get; }

    /// <summary>24-h mean by the hour at which it starts (index 0 starts at <see cref="From"/>), rounded up; NaN where the data do not give one.</summary>
    public IReadOnlyList<double> Means => means;

    /// <summary>AQI of single observed hours from <see cref="From"/> on; NaN where missing and beyond the observations.</summary>
    public IReadOnlyList<double> Hourly => hourly;

    /// <summary>The mean over the 24 hours that end where <paramref name="until"/> starts; NaN when unknown.</summary>
    public double MeanUntil(Hour until)
    {
        var index = until - From - WindowHours;
        return index >= 0 && index < means.Length ? means[index] : double.NaN;
    }

    /// <summary>The observed part of a course, to which forecasts of any number of members are joined.</summary>
    public sealed class Tail
    {
        private readonly AqiRules rules;
        private readonly Hour from;
        private readonly Hour until;
        private readonly double[,] sums;
        private readonly int[,] counts;
        private readonly double[] daily;
        private readonly double[] hourly;
        private readonly double[] observedPart;

        /// <summary>Takes the observations of one place before <paramref name="until"/>.</summary>
        /// <param name="from">First hour of the course; the start of a day.</param>
        /// <param name="until">First hour not observed.</param>
        /// <param name="hours">Hourly values; those outside the range are ignored.</param>
        /// <param name="days">Daily values, used for days without any hourly value.</param>
        /// <param name="rules">AQI edition.</param>
        public Tail(Hour from, Hour until, IEnumerable<HourlyAir> hours, IEnumerable<DailyAir> days, AqiRules rules)
        {
            this.rules = rules;
            this.from = from;
            this.until = until;
            var length = until - from;
            var values = new double?[length, Judged.Length];
            var hasHours = new HashSet<LocalDay>();
            hourly = new double[length];
            Array.Fill(hourly, double.NaN);
            foreach (var hour in hours.Where(h => h.Hour >= from && h.Hour < until))
            {
                hasHours.Add(hour.Hour.Day);
                for (var i = 0; i < Judged.Length; i++)
                {
                    values[hour.Hour - from, i] = hour[Judged[i]] is >= 0 and var value ? value : null;
                }

                hourly[hour.Hour - from] = hour.Pm25 is null ? double.NaN : Index(i => hour[Judged[i]], Averaging.Hour1);
            }

            daily = new double[length];
            Array.Fill(daily, double.NaN);
            foreach (var day in days.Where(d => !hasHours.Contains(d.Day) && d.AqiForWarnings is not null && d.Day.Hours.Until <= until))
            {
                foreach (var hour in day.Day.Hours.Hours().Where(h => h >= from))
                {
                    daily[hour - from] = day.AqiForWarnings!.Value;
                }
            }

            (sums, counts) = Cumulate(values);
            observedPart = [.. Enumerable.Range(0, length).Select(i => JudgeObserved(i, Math.Min(i + WindowHours, length)))];
        }

        /// <summary>The course that goes on with these daily values.</summary>
        /// <param name="leads">AQI of consecutive days, the first of them <paramref name="firstDay"/>; empty for observations alone.</param>
        /// <param name="firstDay">The day of lead 1.</param>
        public AirCourse With(IReadOnlyList<double> leads, LocalDay firstDay)
        {
            var ahead = leads.Count == 0 ? 0 : firstDay.FirstHour - until;
            if (ahead < 0)
            {
                throw new ArgumentException($"Lead 1 ({firstDay}) starts before the observations end ({until}).", nameof(firstDay));
            }

            var length = until - from;
            var later = new double[length + ahead + (leads.Count * WindowHours)];
            daily.CopyTo(later, 0);
            if (leads.Count > 0)
            {
                var last = length >= WindowHours ? Combine(length - WindowHours, length, daily) : double.NaN;
                Array.Fill(later, double.IsNaN(last) ? leads[0] : (last + leads[0]) / 2, length, ahead);
                for (var i = 0; i < leads.Count; i++)
                {
                    Array.Fill(later, leads[i], length + ahead + (i * WindowHours), WindowHours);
                }
            }

            var means = new double[Math.Max(0, later.Length - WindowHours + 1)];
            for (var i = 0; i < means.Length; i++)
            {
                means[i] = Combine(i, i + WindowHours, later);
            }

            return new(from, until, means, hourly);
        }

        /// <summary>Joins what is judged by concentrations with what is known as an index, weighted by their hours.</summary>
        private double Combine(int start, int end, double[] indexed)
        {
            var (sum, count) = (0.0, 0);
            for (var i = start; i < end; i++)
            {
                if (!double.IsNaN(indexed[i]))
                {
                    sum += indexed[i];
                    count++;
                }
            }

            var observed = end - start - count;
            var mean = observed == 0 ? sum / count : ((observed * observedPart[start]) + sum) / (end - start);

            // The index is a whole number, always rounded up; the tolerance keeps a whole mean whole.
            return double.IsNaN(mean) ? double.NaN : Math.Ceiling(mean - 1e-9);
        }

        private double JudgeObserved(int start, int end)
        {
            var hours = 0;
            for (var i = start; i < end; i++)
            {
                hours += double.IsNaN(daily[i]) ? 1 : 0;
            }

            // PM2.5 must be valid: without it the others would make a polluted day look clean.
            bool Valid(int i) => hours > 0 && (counts[end, i] - counts[start, i]) * WindowHours >= rules.MinHoursPerDay * hours;
            return Valid(0)
                ? Index(i => Valid(i) ? (sums[end, i] - sums[start, i]) / (counts[end, i] - counts[start, i]) : null, Averaging.Hour24)
                : double.NaN;
        }

        private double Index(Func<int, double?> concentration, Averaging averaging)
        {
            var highest = double.NaN;
            for (var i = 0; i < Judged.Length; i++)
            {
                if (concentration(i) is >= 0 and var value
                    && AqiCalculator.Iaqi(rules, new Indicator(Judged[i], averaging), AqiCalculator.Rounded(rules, Judged[i], Math.Round((decimal)value, 9))) is { } iaqi)
                {
                    highest = double.IsNaN(highest) ? iaqi : Math.Max(highest, iaqi);
                }
            }

            return highest;
        }

        private static (double[,] Sums, int[,] Counts) Cumulate(double?[,] values)
        {
            var sums = new double[values.GetLength(0) + 1, Judged.Length];
            var counts = new int[values.GetLength(0) + 1, Judged.Length];
            for (var hour = 0; hour < values.GetLength(0); hour++)
            {
                for (var i = 0; i < Judged.Length; i++)
                {
                    sums[hour + 1, i] = sums[hour, i] + (values[hour, i] ?? 0);
                    counts[hour + 1, i] = counts[hour, i] + (values[hour, i] is null ? 0 : 1);
                }
            }

            return (sums, counts);
        }
    }
}
