using Emergency.Core.Time;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Tests.Models.Features;

public class WeatherNormalTests
{
    private static readonly Hour First = LocalDay.Of(2013, 1, 1).FirstHour;

    [Fact]
    public void Harmonics_are_found_again()
    {
        var record = Made(noise: 2);
        var normal = WeatherNormal.Fit(record, _ => true);
        foreach (var hour in new[] { 0, 7, 5000, 9999, 17000 })
        {
            Assert.Equal(True(First.Plus(hour)), normal.At(WeatherVariable.Temperature, First.Plus(hour)), 0.3);
        }

        // The same day of another year, and one variable is none of another.
        Assert.Equal(True(First.Plus(5000)), normal.At(WeatherVariable.Temperature, First.Plus(5000 + (8 * 365 * 24))), 0.5);
        Assert.Equal(0, normal.At(WeatherVariable.Rain, First), 1e-6);
    }

    [Fact]
    public void Hours_that_are_not_allowed_change_nothing()
    {
        var (clean, spoilt) = (Made(noise: 0), Made(noise: 0));
        spoilt.Weather[3].AsSpan(8000, 900).Fill(99);
        bool Allowed(int i) => i is < 8000 or >= 8900;
        Assert.Equal(WeatherNormal.Fit(clean, Allowed).Coefficients[3], WeatherNormal.Fit(spoilt, Allowed).Coefficients[3]);
        Assert.NotEqual(WeatherNormal.Fit(clean, _ => true).Coefficients[3], WeatherNormal.Fit(spoilt, _ => true).Coefficients[3]);
    }

    [Fact]
    public void A_variable_that_was_never_observed_has_no_normal()
    {
        var record = Made(noise: 0);
        record.Weather[5].AsSpan().Fill(float.NaN);
        Assert.Equal(float.NaN, WeatherNormal.Fit(record, _ => true).At(WeatherVariable.Pressure, First));
    }

    private static double True(Hour hour)
    {
        var (a, h) = (2 * Math.PI * hour.Day.Date.DayOfYear / 365.25, 2 * Math.PI * hour.HourOfDay / 24);
        return 12 - (14 * Math.Cos(a)) + (2 * Math.Sin(2 * a)) + (5 * Math.Sin(h)) + (1.5 * Math.Cos(a) * Math.Cos(2 * h));
    }

    private static PlaceRecord Made(double noise)
    {
        const int Hours = 2 * 365 * 24;
        var random = new Random(3);
        var weather = Outlooks.Series(First, Hours, 0, 0, 2, 0, 0, 1010, 0);
        for (var i = 0; i < Hours; i++)
        {
            weather[WeatherVariable.Temperature][i] = (float)(True(First.Plus(i)) + (noise * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1)));
        }

        return Outlooks.Record(weather, First.Plus(Hours));
    }
}

public class WeatherOutlookTests
{
    /// <summary>Published saturation tables (WMO No. 8, over water): 6.112 hPa at 0 °C, 12.27 at 10, 23.37 at 20, 42.43 at 30.</summary>
    [Theory]
    [InlineData(20, 10, 12.27 / 23.37)]
    [InlineData(30, 20, 23.37 / 42.43)]
    [InlineData(30, 10, 12.27 / 42.43)]
    [InlineData(10, 0, 6.112 / 12.27)]
    [InlineData(5, 5, 1)]
    [InlineData(5, 7, 1)]
    [InlineData(40, -40, 0.02)]
    public void Relative_humidity_is_that_of_the_tables(float temperature, float dewPoint, double expected) =>
        Assert.Equal(expected, WeatherOutlook.RelativeHumidity(temperature, dewPoint), 0.003);

    [Fact]
    public void Unknown_humidity_stays_unknown() => Assert.Equal(float.NaN, WeatherOutlook.RelativeHumidity(float.NaN, 3));

    [Fact]
    public void Before_the_issue_time_stands_what_was_observed_and_after_it_what_was_forecast()
    {
        var observed = Outlooks.Series(Outlooks.Issue.Plus(-96), 200, 1, -2, 3, 10, 4, 1000, 0);
        var forecast = Outlooks.Series(Outlooks.Issue.Plus(-24), 48, 5, 6, 1, 20, 14, 1010, 2);
        var outlook = new WeatherOutlook();
        outlook.Fill(Outlooks.Record(observed, Outlooks.Issue.Plus(104)), Outlooks.Normal(0, 0, 0, 8, 3, 1005), Outlooks.Issue, forecast);
        Assert.Equal(3, outlook.Mean(OutlookVariable.Speed, -96, 0), 1e-6);
        Assert.Equal(1, outlook.Mean(OutlookVariable.Speed, 0, 24), 1e-6);
        Assert.Equal(2, outlook.Mean(OutlookVariable.TemperatureAnomaly, -24, 0), 1e-6);
        Assert.Equal(12, outlook.Mean(OutlookVariable.TemperatureAnomaly, 0, 24), 1e-6);
        Assert.Equal((2, 0), (outlook.Mean(OutlookVariable.Northerly, -6, 0), outlook.Mean(OutlookVariable.Southerly, -6, 0)));
        Assert.Equal(1, outlook.Mean(OutlookVariable.Calm, 0, 24));
        Assert.Equal(double.NaN, outlook.Mean(OutlookVariable.Speed, 24, 48));
        // Half the hours suffice.
        Assert.Equal(1, outlook.Mean(OutlookVariable.Speed, 0, 48), 1e-6);
        Assert.Equal(double.NaN, outlook.Mean(OutlookVariable.Speed, 1, 48));
        outlook.Fill(Outlooks.Record(observed, Outlooks.Issue.Plus(104)), Outlooks.Normal(), Outlooks.Issue, null);
        Assert.Equal(double.NaN, outlook.Mean(OutlookVariable.Speed, 0, 24));
    }

    [Fact]
    public void Neutralised_variables_are_normal_after_the_issue_time_alone_and_come_back()
    {
        var outlook = Outlooks.Constant(until: 240);
        var before = outlook.Snapshot();
        outlook.Neutralise(Outlooks.Normal(0, 0, 4, 8, 3, 1012, 0.1), [WeatherVariable.WindSpeed, WeatherVariable.DewPoint]);
        Assert.Equal(2, outlook.Mean(OutlookVariable.Speed, -24, 0), 1e-6);
        Assert.Equal(4, outlook.Mean(OutlookVariable.Speed, 0, 24), 1e-6);
        Assert.Equal(0, outlook.Mean(OutlookVariable.DewPointAnomaly, 0, 24), 1e-6);
        Assert.Equal(2, outlook.Mean(OutlookVariable.TemperatureAnomaly, 0, 24), 1e-6);
        Assert.Equal(WeatherOutlook.RelativeHumidity(10, 3), outlook.Mean(OutlookVariable.Humidity, 0, 24), 1e-6);
        Assert.Equal(3, outlook.Mean(OutlookVariable.PressureAnomaly, 0, 24), 1e-3);
        outlook.Restore(before);
        Assert.Equal(before, outlook.Snapshot());
    }
}
