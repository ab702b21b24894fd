using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Verification;

/// <summary>
/// Climatology as a reference forecast: what the training days within thirty days of the same day of the year were like. Their mean is the point value, their
/// values are the members, the share of them with an event is its probability. Fewer than twenty days in the window: all training days speak.
/// </summary>
internal sealed class SeasonalReference
{
    private const int WindowDays = 30;
    private const int FewestDays = 20;
    private const int DaysOfYear = 366;

    private readonly ObservedDays training;
    private readonly Season?[] seasons = new Season?[DaysOfYear + 1];

    public SeasonalReference(string place, IReadOnlyList<DailyAir> trainingDays, DayLevels? levels) => training = new(place, trainingDays, levels);

    /// <summary>What the season of a day was like.</summary>
    public Season At(int day)
    {
        var dayOfYear = DateOnly.FromDayNumber(day).DayOfYear;
        return seasons[dayOfYear] ??= Learn(day);
    }

    private Season Learn(int day)
    {
        var all = Enumerable.Range(training.First, training.End - training.First).ToList();
        var near = all.Where(d => SeasonalNormal.SeasonDistance(d, day) <= WindowDays).ToList();
        var days = near.Count(d => !double.IsNaN(training[d].Pm25)) >= FewestDays ? near : all;
        return new(training, days);
    }

    /// <summary>Averages and shares over the training days of one season; NaN without any.</summary>
    internal sealed class Season
    {
        private readonly double[] probabilities;

        public Season(ObservedDays training, IReadOnlyList<int> days)
        {
            double Mean(Func<ObservedDay, double> value) =>
                days.Select(d => value(training[d])).Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();

            Pm25 = Mean(d => d.Pm25);
            Aqi = Mean(d => d.Aqi);
            Ozone = Mean(d => d.Ozone);
            Pm25Members = [.. days.Select(d => training[d].Pm25).Where(v => !double.IsNaN(v)).Order()];
            Category = days.Select(d => training[d].Category).OfType<int>().GroupBy(c => c).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).FirstOrDefault()?.Key;
            probabilities =
            [
                .. VerifiedEvents.All.Select(e => days
                    .Select(d => training.Happened(e, d))
                    .OfType<bool>()
                    .Select(h => h ? 1.0 : 0)
                    .DefaultIfEmpty(double.NaN)
                    .Average()),
            ];
        }

        /// <summary>Mean PM2.5 [µg/m³].</summary>
        public double Pm25 { get; }

        /// <summary>Mean AQI of all pollutants.</summary>
        public double Aqi { get; }

        /// <summary>Mean O3 MDA8 [µg/m³].</summary>
        public double Ozone { get; }

        /// <summary>PM2.5 of each day, smallest first.</summary>
        public double[] Pm25Members { get; }

        /// <summary>The most frequent AQI category; null without any.</summary>
        public int? Category { get; }

        /// <summary>Share of days with an event.</summary>
        public double ProbabilityOf(VerifiedEvent e) => probabilities[(int)e];
    }
}
