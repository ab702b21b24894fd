using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Tests.Models;

public sealed class ForecastChangeTests
{
    private static readonly LocalDay Issued = LocalDay.Of(2019, 1, 11);

    [Fact]
    public void The_same_day_is_compared_across_leads()
    {
        var change = ForecastChange.Between(Forecast(Issued, 120), Forecast(Issued.Plus(1), 180));

        Assert.Equal(9, change.Days.Count);
        var day = change.Days[0];
        Assert.Equal((Issued.Plus(1), 2, 1), (day.Day, day.LeadBefore, day.LeadAfter));
        Assert.Equal(60, day.Aqi.By);
        Assert.True(day.Surprising);
        Assert.True(change.SameModel);
    }

    [Fact]
    public void A_forecast_changes_nothing_against_itself()
    {
        var forecast = Forecast(Issued, 120, ("humidity", 0.2));
        var change = ForecastChange.Between(forecast, forecast);

        Assert.Equal(10, change.Days.Count);
        Assert.All(change.Days, d => Assert.True(d is { Aqi.By: 0, Pm25.By: 0, Above150.By: 0, Width.By: 0, Surprising: false, Drivers.Count: 0 }));
    }

    [Fact]
    public void Drivers_that_came_went_or_moved_are_told_strongest_first()
    {
        var before = Forecast(Issued, 120, ("humidity", 0.2), ("rain", -0.3), ("season", 0.1));
        var after = Forecast(Issued.Plus(1), 120, ("humidity", 0.25), ("ventilation", 0.4), ("season", 0.105));
        var drivers = ForecastChange.Between(before, after).Days[0].Drivers;

        Assert.Equal(["ventilation", "rain", "humidity"], drivers.Select(d => d.Key));
        Assert.Null(drivers[0].Before);
        Assert.Null(drivers[1].After);
        Assert.Equal(0.3, drivers[1].By, 9);
    }

    [Fact]
    public void Without_drivers_in_one_of_them_none_are_compared() =>
        Assert.All(ForecastChange.Between(Forecast(Issued, 120), Forecast(Issued.Plus(1), 120, ("rain", -0.3))).Days, d => Assert.Empty(d.Drivers));

    [Fact]
    public void Another_model_or_setting_is_said()
    {
        var change = ForecastChange.Between(Forecast(Issued, 120), Forecast(Issued.Plus(1), 120) with { ModelId = "other", Setting = WeatherSetting.Forecast });
        Assert.False(change.SameModel);
        Assert.False(change.SameSetting);
    }

    [Fact]
    public void Another_place_or_the_wrong_order_is_an_error()
    {
        Assert.Throws<ArgumentException>(() => ForecastChange.Between(Forecast(Issued.Plus(1), 1), Forecast(Issued, 1)));
        Assert.Throws<ArgumentException>(() => ForecastChange.Between(Forecast(Issued, 1), Forecast(Issued, 1) with { Place = "北京" }));
    }

    private static Forecast Forecast(LocalDay issued, double aqi, params (string Key, double Effect)[] drivers) => new(
        "晋城",
        issued.Start,
        "model",
        WeatherSetting.None,
        [.. Enumerable.Range(1, 10).Select(lead => new ForecastDay(lead, issued.Plus(lead - 1), aqi, aqi - 40, aqi + 40, aqi, aqi / 2, 20, 90, 60, 0.5, aqi / 1000, 0.1, 0))],
        [],
        [],
        new Basis([], [], "model", "test", issued.Start))
    {
        Drivers = drivers.Length == 0
            ? []
            : [.. Enumerable.Range(1, 10).Select(lead => new DayDrivers(lead, issued.Plus(lead - 1), [.. drivers.Select(d => new Driver(d.Key, d.Effect, new Text(d.Key, d.Key)))]))],
    };
}
