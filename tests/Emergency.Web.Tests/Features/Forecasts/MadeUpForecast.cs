using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Storage.Chain;
using Emergency.Testing;
using Emergency.Warnings.Advice;
using Emergency.Warnings.Responses;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Web.Tests.Features.Forecasts;

/// <summary>A made-up forecast as a trained model gives it: members, six pollutants, drivers; an episode from the third to the sixth day.</summary>
internal static class MadeUpForecast
{
    private static readonly double[] Course = [95, 130, 175, 215, 240, 190, 120, 80, 70, 90];

    /// <summary>Key of the forecast in the chain.</summary>
    public static string Key(DateTimeOffset issuedAt) => $"forecast:{DispatchCity.Region}:{Hour.Containing(issuedAt)}:made-up";

    /// <summary>Records it.</summary>
    public static async Task<Forecast> RecordAsync(IServiceProvider services, DateTimeOffset issuedAt, double shift = 0)
    {
        var forecast = Of(issuedAt, shift);
        (await services.GetRequiredService<ChainDesk>().RecordAsync(Key(issuedAt), ChainKinds.Forecast, null, DispatchCity.Region, forecast, "system", issuedAt, default)).OrThrow();
        return forecast;
    }

    /// <summary>The forecast.</summary>
    /// <param name="issuedAt">Midnight, Beijing time.</param>
    /// <param name="shift">Days by which the episode comes later.</param>
    public static Forecast Of(DateTimeOffset issuedAt, double shift = 0)
    {
        var first = Hour.Containing(issuedAt).Day;
        var members = Enumerable.Range(0, 41).Select(m => (IReadOnlyList<double>)[.. Course.Select((v, i) => Math.Round(v * (1 + ((m - 20) * (0.008 + (0.0015 * i)))) + shift))]).ToList();
        return new Forecast("晋城", issuedAt, "made-up", WeatherSetting.Forecast, [.. Course.Select((v, i) => Day(first, i, members))], members, [new Text("使用外地模型，区间已放宽。", "A model of another place; intervals are widened.")], new Basis([], [], "made-up", "system", issuedAt))
        {
            WarningTrajectories = members,
            AqiTrajectories = members,
            Pm25Trajectories = [.. members.Select(m => (IReadOnlyList<double>)[.. m.Select(v => v * 0.75)])],
            WeatherSource = "open-meteo " + issuedAt.AddHours(-6).ToIso(),
            Drivers =
            [
                .. Enumerable.Range(1, 10).Select(lead => new DayDrivers(lead, first.Plus(lead - 1),
                [
                    new("ventilation", 0.34, new("静稳：风速1.2 m/s，弱于常年，抬升40%", "stagnation: wind 1.2 m/s, weaker than normal, raises by 40%")),
                    new("humidity", 0.18 + (0.01 * shift), new("湿度：露点较常年+3.1 °C，抬升20%", "moisture: dew point +3.1 °C against normal, raises by 20%")),
                    new("rain", -0.09, new("降水1.0 mm/日，降低9%", "rain 1.0 mm a day, lowers by 9%")),
                ])),
            ],
        };
    }

    /// <summary>Advice with level probabilities on it.</summary>
    public static async Task AdviseAsync(IServiceProvider services, DateTimeOffset issuedAt)
    {
        var advice = new WarningAdvice(
            "晋城", DispatchCity.Region, issuedAt, WarningLevel.Orange, Core.Rules.DurationReading.ConsecutiveBlocks, new("按连续24小时计", "blocks of 24 hours"), [], null, null, null, null, new Basis([], [], "made-up", "system", issuedAt))
        {
            Probabilities = [new(WarningLevel.Yellow, 0.62), new(WarningLevel.Orange, 0.31), new(WarningLevel.Red, 0.04)],
        };
        (await services.GetRequiredService<ChainDesk>().RecordAsync($"advice:made-up:{issuedAt:O}", ChainKinds.Advice, Key(issuedAt), DispatchCity.Region, advice, "system", issuedAt, default)).OrThrow();
    }

    private static ForecastDay Day(LocalDay first, int i, List<IReadOnlyList<double>> members)
    {
        var sorted = members.Select(m => m[i]).Order().ToArray();
        double Above(double limit) => sorted.Count(v => v > limit) / (double)sorted.Length;
        var (low, middle, high) = (MemberBand.At(sorted, 0.1), MemberBand.At(sorted, 0.5), MemberBand.At(sorted, 0.9));
        return new(i + 1, first.Plus(i), middle, low, high, middle, middle * 0.75, low * 0.75, high * 0.75, 45, Above(100), Above(150), Above(200), Above(300))
        {
            Pm25Mean = middle * 0.77,
            WithOzone = new(Above(100), Above(150), Above(200), Above(300)),
            Pollutants =
            [
                new(Pollutant.Pm25, middle * 0.75, low * 0.75, high * 0.75),
                new(Pollutant.Pm10, middle * 0.9, low * 0.9, high * 0.9),
                new(Pollutant.So2, 18, 10, 30),
                new(Pollutant.No2, 48, 30, 66),
                new(Pollutant.O3, 45, 25, 70),
                new(Pollutant.Co, 1.2, 0.7, 2.0),
            ],
        };
    }
}
