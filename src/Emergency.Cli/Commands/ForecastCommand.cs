using System.CommandLine;
using System.Globalization;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Verification;
using Emergency.Forecasting.Weather;

namespace Emergency.Cli.Commands;

/// <summary><c>forecast FILE… --format F --place P</c>: ten days of AQI from what the files hold before the issue time.</summary>
internal static class ForecastCommand
{
    public static Command Create()
    {
        var (files, format, history, historyFormat) = (AirOptions.Files(), AirOptions.Format(), AirOptions.History(), AirOptions.HistoryFormat());
        var (model, weather) = (new ModelOptions(), new WeatherOptions());
        var place = new Option<string>("--place") { Description = "城市或点位 / city or site", HelpName = "P", Required = true };
        var at = new Option<string?>("--at") { Description = "起报时刻（默认为资料末尾）/ issue time (end of the data unless given), e.g. 2019-01-11T00:00+08:00", HelpName = "TIME" };
        var json = Terminal.JsonOption();
        var command = new Command("forecast", "预报未来十天AQI / forecast the AQI of ten days") { files, format, place, at, history, historyFormat, json };
        foreach (var option in model.Options.Concat(weather.Options))
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancel) =>
        {
            var opened = AirFiles.Open();
            var issuedAt = parsed.GetValue(at) is { } text ? AirOptions.At(text) : default(Outcome<Hour>?);
            var chosen = model.Chosen(parsed);
            if ((chosen.Refusal ?? opened.Refusal ?? issuedAt?.Refusal) is { } refusal)
            {
                return Terminal.Refuse(refusal);
            }

            var name = parsed.GetRequiredValue(place);
            var air = await Terminal.WithProgress("读取 / reading", progress => Task.Run(
                () => AirOptions.Read(
                    opened.Value!, parsed.GetRequiredValue(files), parsed.GetRequiredValue(format), parsed.GetRequiredValue(history), parsed.GetRequiredValue(historyFormat), [name], progress, cancel),
                cancel));
            var seen = weather.Read(parsed, name, parsed.GetRequiredValue(format), parsed.GetRequiredValue(files));
            if (!air.Ok || !seen.Ok)
            {
                return Terminal.Refuse(air.Refusal ?? seen.Refusal!);
            }

            var forecast = Issue(opened.Value!, name, air.Value[name], seen.Value, issuedAt?.Value, chosen.Value!(name));
            if (!forecast.Ok)
            {
                return Terminal.Refuse(forecast.Refusal);
            }

            Terminal.WriteJson(parsed.GetValue(json), forecast.Value);
            Print(forecast.Value);
            return 0;
        });
        return command;
    }

    /// <summary>Issues a forecast from file data, given what the desk gives in service; without an issue time at the end of the data.</summary>
    public static Outcome<Forecast> Issue(AirFiles files, string place, PlaceAir air, PlaceWeather weather, Hour? at, IForecastModel model)
    {
        var issuedAt = at ?? (air.Hours is [.., var last] && last.Hour.Day >= air.Days[^1].Day ? last.Hour.Plus(1) : air.Days[^1].Day.Hours.Until);
        var rules = files.Library.Aqi(files.RegionOf(place), issuedAt.Day);
        if (!rules.Ok)
        {
            return rules.Refusal;
        }

        var runs = weather.Archive.Known(issuedAt, TestRuns.KnownRuns);
        var input = new ForecastInput(place, issuedAt, air.Days, air.Hours, air.Days)
        {
            Aqi = rules.Value,
            AqiCap = rules.Value.Cap,
            ObservedWeather = weather.Observed?.Within(new HourRange(issuedAt.Day.Plus(-TestRuns.KnownDays).FirstHour, issuedAt)),
            WeatherForecast = runs is [var newest, ..] ? newest : null,
            EarlierRuns = [.. runs.Skip(1)],
        };
        var recent = model is TrainedModel ? Recent(input) : input;
        return recent.Hours.Count + recent.Days.Count == 0
            ? Refusal.Of(
                "FORECAST-006",
                $"{place}在 {issuedAt} 之前{TestRuns.KnownDays}天内没有观测，不能预报。",
                $"{place} has no observation within the {TestRuns.KnownDays} days before {issuedAt}: nothing can be forecast.",
                "请补齐观测，或另选起报时刻。",
                "Complete the observations, or choose another issue time.")
            : Forecaster.Issue(model, recent, [rules.Value.Edition.Ref], "system", issuedAt.Start);
    }

    /// <summary>The days that a trained model was trained to look at; models that fit at issue take all there are.</summary>
    private static ForecastInput Recent(ForecastInput input)
    {
        var since = input.IssuedAt.Day.Plus(-TestRuns.KnownDays);
        return input with
        {
            Days = [.. input.Days.Where(d => d.Day >= since && d.Day.Hours.Until <= input.IssuedAt)],
            Hours = [.. input.Hours.Where(h => h.Hour.Day >= since && h.Hour < input.IssuedAt)],
        };
    }

    private static void Print(Forecast forecast)
    {
        Console.WriteLine($"{forecast.Place} {forecast.IssuedAt.ToIso()} {forecast.ModelId}");
        Console.WriteLine($"气象 / weather: {VerificationReport.Key(forecast.Setting)}{(forecast.WeatherSource is { } source ? $" ({source})" : "")}");
        Console.WriteLine("日期        AQI  80%区间   无臭氧  PM2.5  80%区间   O3-8h  >100  >150  >200  >300");
        foreach (var d in forecast.Days)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{d.Day}  {d.Aqi,3:0}  {d.AqiLow,3:0}–{d.AqiHigh,-3:0}    {d.AqiWithoutOzone,3:0}    {d.Pm25,3:0}   {d.Pm25Low,3:0}–{d.Pm25High,-3:0}   {d.O3Mda8,4:0}   {d.Above100,4:0%}  {d.Above150,4:0%}  {d.Above200,4:0%}  {d.Above300,4:0%}"));
        }

        PrintPollutants(forecast);
        foreach (var day in forecast.Drivers.Where(d => d.Drivers.Count > 0))
        {
            Console.WriteLine($"{day.Day}  {string.Join("；", day.Drivers.Take(3).Select(d => d.Explanation.Zh))} / {string.Join("; ", day.Drivers.Take(3).Select(d => d.Explanation.En))}");
        }

        foreach (var remark in forecast.Remarks)
        {
            Console.WriteLine($"· {remark.Zh} / {remark.En}");
        }
    }

    private static void PrintPollutants(Forecast forecast)
    {
        if (forecast.Days.All(d => d.Pollutants.Count == 0))
        {
            return;
        }

        var all = Enum.GetValues<Pollutant>();
        Console.WriteLine($"日期        {string.Concat(all.Select(p => $"{p.ToString().ToUpperInvariant(),8}"))}   µg/m³，CO mg/m³");
        foreach (var day in forecast.Days)
        {
            Console.WriteLine($"{day.Day}  {string.Concat(all.Select(p => string.Create(CultureInfo.InvariantCulture, $"{day.Pollutants.FirstOrDefault(f => f.Pollutant == p)?.Median,8:0.#}")))}");
        }
    }
}
