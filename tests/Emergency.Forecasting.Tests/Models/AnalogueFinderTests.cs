using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Tests.Models;

public sealed class AnalogueFinderTests
{
    private static readonly IReadOnlyList<DailyAir> Record = MadeUpAir.Days(3 * 365);
    private static readonly LocalDay Issue = LocalDay.Of(2018, 1, 20);
    private static readonly Hour IssuedAt = Issue.FirstHour;

    [Fact]
    public void The_day_with_the_very_weather_of_the_target_is_found_first()
    {
        // Of the same day of the year, so that its temperature is as unusual as the target's.
        var twin = LocalDay.Of(2017, 1, 20);
        var found = AnalogueFinder.Find(Input(Weather(), Run(day => day == Issue ? twin : day), Pm25Of(twin.Plus(-1)))).Days.Where(a => a.Lead == 1).ToList();

        Assert.Equal(AnalogueFinder.Nearest, found.Count);
        Assert.Equal(twin, found[0].Day);
        Assert.Equal(0, found[0].Likeness);
        Assert.True(found[0].Likeness < found[1].Likeness && found[1].Likeness <= found[2].Likeness);
        Assert.Equal(Pm25Of(twin), found[0].Pm25);
    }

    [Fact]
    public void Analogues_are_of_the_season_and_lie_before_the_issue()
    {
        foreach (var run in new[] { null, Run(d => d.Plus(-365)) })
        {
            var found = AnalogueFinder.Find(Input(Weather(), run));
            Assert.Equal(30, found.Days.Count);
            Assert.Equal(run is null ? 0 : 10, found.ByWeather.Count);
            Assert.All(found.Days, a => Assert.True(a.Day < Issue));
            // By course the base day is of the season; the analogue follows it by at most ten days.
            Assert.All(found.Days, a => Assert.InRange(Apart(a.Day, Issue.Plus(a.Lead - 1)), 0, AnalogueFinder.SeasonDays + 10));
        }
    }

    [Fact]
    public void Nothing_after_the_issue_time_changes_them()
    {
        var later = Record.Select(d => d.Day >= Issue ? MadeUpAir.Day(d.Day, 999) : d).ToList();
        var weather = Weather();
        var changed = Weather();
        for (var hour = IssuedAt; hour < changed.Until; hour = hour.Plus(1))
        {
            changed[WeatherVariable.WindSpeed][hour - changed.First] = 40;
            changed[WeatherVariable.Temperature][hour - changed.First] = 50;
        }

        foreach (var run in new[] { null, Run(d => d.Plus(-365)) })
        {
            Assert.Equal(AnalogueFinder.Find(Input(weather, run)).Days, AnalogueFinder.Find(Input(changed, run) with { Record = later }).Days);
        }
    }

    [Fact]
    public void A_weather_forecast_made_known_after_the_issue_is_not_used() =>
        Assert.Empty(AnalogueFinder.Find(Input(Weather(), Run(d => d.Plus(-365)) with { IssuedAt = IssuedAt.Plus(1) })).ByWeather);

    [Fact]
    public void By_course_the_analogue_is_what_followed()
    {
        // The last three days of 2017-01-10 repeat before the issue; what followed is the days after it.
        var twin = LocalDay.Of(2017, 1, 10);
        var repeated = Record.Select(d => d.Day >= Issue.Plus(-3) && d.Day < Issue ? MadeUpAir.Day(d.Day, Pm25Of(twin.Plus(d.Day - Issue.Plus(-1)))) : d).ToList();
        var found = AnalogueFinder.Find(Input(null, null) with { Record = repeated });

        Assert.Equal(twin.Plus(1), found.Days.First(a => a.Lead == 1).Day);
        Assert.Equal(twin.Plus(4), found.Days.First(a => a.Lead == 4).Day);
        Assert.Equal(0, found.Days.First(a => a.Lead == 1).Likeness);
    }

    [Fact]
    public void A_short_record_gives_none() =>
        Assert.Empty(AnalogueFinder.Find(Input(null, null) with { Record = [.. Record.Where(d => d.Day >= Issue.Plus(-15))] }).Days);

    private static double Pm25Of(LocalDay day) => (double)Record.First(d => d.Day == day).ConcentrationOf(Pollutant.Pm25)!.Value;

    private static int Apart(LocalDay a, LocalDay b)
    {
        var apart = Math.Abs(a.Date.DayOfYear - b.Date.DayOfYear);
        return Math.Min(apart, 365 - apart);
    }

    private static AnalogueInput Input(WeatherSeries? weather, WeatherRun? run, double? before = null)
    {
        var record = before is { } level ? Record.Select(d => d.Day == Issue.Plus(-1) ? MadeUpAir.Day(d.Day, level) : d).ToList() : Record;
        var targets = Enumerable.Range(1, 10).Select(lead => new ForecastDay(lead, Issue.Plus(lead - 1), 100, 60, 150, 100, 60, 30, 90, 60, 0.5, 0.1, 0, 0)).ToList();
        return new(IssuedAt, targets, record, weather, run);
    }

    private static WeatherSeries Weather()
    {
        var first = Record[0].Day.FirstHour;
        var series = new WeatherSeries(first, 24 * Record.Count);
        for (var i = 0; i < series.Count; i++)
        {
            Fill(series, i, first.Plus(i));
        }

        return series;
    }

    // The forecast for each day is the weather that another day had.
    private static WeatherRun Run(Func<LocalDay, LocalDay> like)
    {
        var series = new WeatherSeries(IssuedAt, 240);
        for (var i = 0; i < series.Count; i++)
        {
            var hour = IssuedAt.Plus(i);
            Fill(series, i, like(hour.Day).FirstHour.Plus(hour.HourOfDay));
        }

        return new("晋城", IssuedAt, "test", series);
    }

    // Weather that never repeats: sums of waves whose lengths have no common measure.
    private static void Fill(WeatherSeries series, int index, Hour hour)
    {
        var day = hour.Day.Date.DayNumber;
        series[WeatherVariable.WindSpeed][index] = (float)(3 + Math.Sin(day * 1.3) + Math.Sin(day * 0.71));
        series[WeatherVariable.WindEast][index] = (float)(2 * Math.Sin(day * 0.93));
        series[WeatherVariable.WindNorth][index] = (float)(2 * Math.Cos(day * 1.71));
        series[WeatherVariable.Temperature][index] = (float)((10 * Math.Sin(day * 2 * Math.PI / 365.25)) + (3 * Math.Sin(day * 0.57)));
        series[WeatherVariable.DewPoint][index] = (float)((8 * Math.Sin(day * 2 * Math.PI / 365.25)) + (3 * Math.Cos(day * 0.83)));
    }
}
