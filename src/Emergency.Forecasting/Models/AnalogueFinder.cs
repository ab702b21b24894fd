using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models;

/// <summary>What analogue days are sought with. Only what was known at the issue time counts; later days and later weather forecasts are passed over.</summary>
/// <param name="IssuedAt">Issue time of the forecast.</param>
/// <param name="Targets">Its days.</param>
/// <param name="Record">Observed days of the place.</param>
/// <param name="ObservedWeather">Observed weather of the place; null without.</param>
/// <param name="WeatherForecast">The weather that the forecast saw; null without.</param>
public sealed record AnalogueInput(
    Hour IssuedAt, IReadOnlyList<ForecastDay> Targets, IReadOnlyList<DailyAir> Record, WeatherSeries? ObservedWeather, WeatherRun? WeatherForecast);

/// <summary>Analogue days, and what their likeness means.</summary>
/// <param name="Days">By lead, the most alike first.</param>
/// <param name="ByWeather">Leads for which they are alike in weather; the others go by the course of the last three days.</param>
public sealed record AnalogueFindings(IReadOnlyList<AnalogueDay> Days, IReadOnlyList<int> ByWeather);

/// <summary>
/// Finds the days of the record that resembled a day to come, of the same time of year (45 days to either side of it in any year). Two ways:
/// <code>
///   by weather:  wind speed, wind to the east and to the north, temperature and dew point against the season, ln PM2.5 of the day before
///   by course:   ln PM2.5 of the last three days; the analogue is what followed so many days later
///   likeness = √( mean over the features of ((target − candidate) ÷ s)² )      s: standard deviation among the candidates
/// </code>
/// The day before a target is the last observed day for lead 1, and the forecast median of the lead before it for the others.
/// </summary>
public static class AnalogueFinder
{
    /// <summary>Days found for each lead.</summary>
    public const int Nearest = 3;

    /// <summary>Days of the year to either side.</summary>
    public const int SeasonDays = 45;

    /// <summary>Days to either side from which the normal temperature of a day is made.</summary>
    public const int NormalDays = 15;

    private const int FewestHours = 12;
    private const int FewestCandidates = 20;
    private const int CourseDays = 3;
    private const int DaysOfYear = 365;
    private const double LeastPm25 = 1;

    /// <summary>Finds them. A lead with fewer than twenty candidate days has none: likeness among so few says little.</summary>
    public static AnalogueFindings Find(AnalogueInput input)
    {
        var moment = new IssueMoment(input.IssuedAt);
        var known = input.Record.Where(d => d.Day <= moment.LastDay).GroupBy(d => d.Day).ToDictionary(g => g.Key, g => g.Last());
        var run = input.WeatherForecast is { } forecast && forecast.IssuedAt <= input.IssuedAt ? forecast.Hours : null;
        var weather = run is null || input.ObservedWeather is null
            ? []
            : known.Keys.Select(d => (Day: d, Means: DayWeather.Of(input.ObservedWeather, d))).Where(d => d.Means is not null).ToDictionary(d => d.Day, d => d.Means!.Value);
        var (found, byWeather) = (new List<AnalogueDay>(), new List<int>());
        foreach (var target in input.Targets)
        {
            var before = target.Lead == 1 ? Pm25(known, moment.LastDay) : input.Targets.FirstOrDefault(t => t.Lead == target.Lead - 1)?.Pm25;
            var alike = run is not null && before is { } level && DayWeather.Of(run, target.Day) is { } expected
                ? ByWeather(target, expected, level, known, weather)
                : [];
            if (alike.Count > 0)
            {
                byWeather.Add(target.Lead);
            }

            found.AddRange(alike.Count > 0 ? alike : ByCourse(target, moment.LastDay, known));
        }

        return new(found, byWeather);
    }

    private static IReadOnlyList<AnalogueDay> ByWeather(
        ForecastDay target, DayWeather expected, double before, Dictionary<LocalDay, DailyAir> known, Dictionary<LocalDay, DayWeather> weather)
    {
        var normals = new Dictionary<int, DayWeather?>();
        DayWeather? Normal(LocalDay day)
        {
            var number = Math.Min(day.Date.DayOfYear, DaysOfYear);
            if (!normals.TryGetValue(number, out var normal))
            {
                normals[number] = normal = DayWeather.Mean(weather.Where(w => DaysApart(w.Key, day) <= NormalDays).Select(w => w.Value));
            }

            return normal;
        }

        double[]? Features(LocalDay day, DayWeather means, double? pm25Before) => pm25Before is { } level && Normal(day) is { } normal
            ? [means.Speed, means.East, means.North, means.Temperature - normal.Temperature, means.DewPoint - normal.DewPoint, Ln(level)]
            : null;

        var candidates = weather
            .Where(w => DaysApart(w.Key, target.Day) <= SeasonDays)
            .Select(w => (Day: w.Key, Features: Features(w.Key, w.Value, Pm25(known, w.Key.Plus(-1)))));
        return Features(target.Day, expected, before) is { } sought ? Alike(target.Lead, sought, candidates, known) : [];
    }

    private static IReadOnlyList<AnalogueDay> ByCourse(ForecastDay target, LocalDay lastDay, Dictionary<LocalDay, DailyAir> known)
    {
        double[]? Course(LocalDay last)
        {
            var course = Enumerable.Range(0, CourseDays).Select(back => Pm25(known, last.Plus(-back))).ToList();
            return course.Contains(null) ? null : [.. course.Select(v => Ln(v!.Value))];
        }

        // What followed: as many days after the candidate's last day as the target is after ours.
        var after = target.Day - lastDay;
        return Course(lastDay) is { } sought
            ? Alike(
                target.Lead,
                sought,
                known.Keys.Where(d => d != lastDay && DaysApart(d, lastDay) <= SeasonDays).Select(d => (d.Plus(after), Course(d))),
                known)
            : [];
    }

    private static IReadOnlyList<AnalogueDay> Alike(int lead, double[] sought, IEnumerable<(LocalDay Day, double[]? Features)> candidates, Dictionary<LocalDay, DailyAir> known)
    {
        var usable = candidates.Where(c => c.Features is not null && Pm25(known, c.Day) is not null).Select(c => (c.Day, Features: c.Features!)).ToList();
        if (usable.Count < FewestCandidates)
        {
            return [];
        }

        var spread = Enumerable.Range(0, sought.Length).Select(i => Deviation([.. usable.Select(c => c.Features[i])])).ToArray();
        double Distance(double[] features)
        {
            var sum = 0.0;
            for (var i = 0; i < sought.Length; i++)
            {
                // A feature that never varies tells nothing apart.
                sum += spread[i] > 0 ? Math.Pow((sought[i] - features[i]) / spread[i], 2) : 0;
            }

            return Math.Sqrt(sum / sought.Length);
        }

        return
        [
            .. usable
                .Select(c => (c.Day, Distance: Distance(c.Features)))
                .OrderBy(c => c.Distance).ThenBy(c => c.Day)
                .Take(Nearest)
                .Select(c => new AnalogueDay(lead, c.Day, Math.Round(c.Distance, 3), Pm25(known, c.Day)!.Value, known[c.Day].Aqi)),
        ];
    }

    private static double? Pm25(Dictionary<LocalDay, DailyAir> known, LocalDay day) => (double?)known.GetValueOrDefault(day)?.ConcentrationOf(Pollutant.Pm25);

    private static double Ln(double pm25) => Math.Log(Math.Max(pm25, LeastPm25));

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }

    /// <summary>Days between two days of the year, the shorter way round; 31 December of a leap year counts as the day before it.</summary>
    private static int DaysApart(LocalDay a, LocalDay b)
    {
        var apart = Math.Abs(Math.Min(a.Date.DayOfYear, DaysOfYear) - Math.Min(b.Date.DayOfYear, DaysOfYear));
        return Math.Min(apart, DaysOfYear - apart);
    }

    /// <summary>Means of a day: wind [m/s], temperature and dew point [°C].</summary>
    private readonly record struct DayWeather(double Speed, double East, double North, double Temperature, double DewPoint)
    {
        /// <summary>Null when any quantity has fewer than twelve hours.</summary>
        public static DayWeather? Of(WeatherSeries series, LocalDay day) =>
            Mean(series, WeatherVariable.WindSpeed, day) is { } speed
            && Mean(series, WeatherVariable.WindEast, day) is { } east
            && Mean(series, WeatherVariable.WindNorth, day) is { } north
            && Mean(series, WeatherVariable.Temperature, day) is { } temperature
            && Mean(series, WeatherVariable.DewPoint, day) is { } dew
                ? new(speed, east, north, temperature, dew)
                : null;

        public static DayWeather? Mean(IEnumerable<DayWeather> days)
        {
            var all = days.ToList();
            return all.Count == 0
                ? null
                : new(all.Average(d => d.Speed), all.Average(d => d.East), all.Average(d => d.North), all.Average(d => d.Temperature), all.Average(d => d.DewPoint));
        }

        private static double? Mean(WeatherSeries series, WeatherVariable variable, LocalDay day)
        {
            var (sum, count) = (0.0, 0);
            for (var hour = 0; hour < 24; hour++)
            {
                var value = series.At(variable, day.FirstHour.Plus(hour));
                (sum, count) = float.IsNaN(value) ? (sum, count) : (sum + value, count + 1);
            }

            return count >= FewestHours ? sum / count : null;
        }
    }
}
