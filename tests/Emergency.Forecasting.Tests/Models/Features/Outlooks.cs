using Emergency.Core.Time;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Tests.Models.Features;

/// <summary>Small weather to try features on.</summary>
internal static class Outlooks
{
    public static readonly Hour Issue = LocalDay.Of(2015, 3, 10).FirstHour;

    /// <summary>Normals that are one value the whole year.</summary>
    public static WeatherNormal Normal(params double[] means)
    {
        var coefficients = Enumerable.Range(0, WeatherSeries.Variables).Select(v => new double[WeatherNormal.Terms]).ToArray();
        for (var v = 0; v < means.Length; v++)
        {
            coefficients[v][0] = means[v];
        }

        return new(coefficients);
    }

    /// <summary>The same weather in every hour of a series.</summary>
    public static WeatherSeries Series(Hour first, int count, params float[] values)
    {
        var series = new WeatherSeries(first, count);
        for (var v = 0; v < values.Length; v++)
        {
            series[(WeatherVariable)v].AsSpan().Fill(values[v]);
        }

        return series;
    }

    /// <summary>A record of one hour of air a day and some weather.</summary>
    public static PlaceRecord Record(WeatherSeries weather, Hour until) =>
        PlaceRecord.Of("甲", [new HourlyAir("甲", weather.First, 50, null, null, null, null, null)], [], weather, until);

    /// <summary>Two metres a second from the south-west, 10 °C over 4 °C, as far as so many hours after the issue time.</summary>
    public static WeatherOutlook Constant(int until)
    {
        float[] values = [1, 1, 2, 10, 4, 1015, 0];
        var outlook = new WeatherOutlook();
        outlook.Fill(Record(Series(Issue.Plus(-96), 96, values), Issue), Normal(0, 0, 2, 8, 3, 1012, 0.1), Issue, Series(Issue, until, values));
        return outlook;
    }
}
