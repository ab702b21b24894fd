using System.CommandLine;
using System.Globalization;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;

namespace Emergency.Cli.Commands;

/// <summary><c>forecast FILE… --format F --place P</c>: ten days of AQI from what the files hold before the issue time.</summary>
internal static class ForecastCommand
{
    public static Command Create()
    {
        var (files, format, history, historyFormat, model) = (AirOptions.Files(), AirOptions.Format(), AirOptions.History(), AirOptions.HistoryFormat(), AirOptions.Model());
        var place = new Option<string>("--place") { Description = "城市或点位 / city or site", HelpName = "P", Required = true };
        var at = new Option<string?>("--at") { Description = "起报时刻（默认为资料末尾）/ issue time (end of the data unless given), e.g. 2019-01-11T00:00+08:00", HelpName = "TIME" };
        var json = Terminal.JsonOption();
        var command = new Command("forecast", "预报未来十天AQI / forecast the AQI of ten days") { files, format, place, at, model, history, historyFormat, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var opened = AirFiles.Open();
            var issuedAt = parsed.GetValue(at) is { } text ? AirOptions.At(text) : default(Outcome<Hour>?);
            if ((AirOptions.CheckModel(parsed.GetRequiredValue(model)) ?? opened.Refusal ?? issuedAt?.Refusal) is { } refusal)
            {
                return Terminal.Refuse(refusal);
            }

            var name = parsed.GetRequiredValue(place);
            var air = await Terminal.WithProgress("读取 / reading", progress => Task.Run(
                () => AirOptions.Read(
                    opened.Value!, parsed.GetRequiredValue(files), parsed.GetRequiredValue(format), parsed.GetRequiredValue(history), parsed.GetRequiredValue(historyFormat), [name], progress, cancel),
                cancel));
            if (!air.Ok)
            {
                return Terminal.Refuse(air.Refusal);
            }

            var forecast = Issue(opened.Value!, name, air.Value[name], issuedAt?.Value, Forecaster.Models[parsed.GetRequiredValue(model)]);
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

    /// <summary>Issues a forecast from file data; without an issue time at the end of the data.</summary>
    public static Outcome<Forecast> Issue(AirFiles files, string place, PlaceAir air, Hour? at, IForecastModel model)
    {
        var issuedAt = at ?? (air.Hours is [.., var last] && last.Hour.Day >= air.Days[^1].Day ? last.Hour.Plus(1) : air.Days[^1].Day.Hours.Until);
        var rules = files.Library.Aqi(files.RegionOf(place), issuedAt.Day);
        return rules.Ok
            ? Forecaster.Issue(model, new(place, issuedAt, air.Days, air.Hours, air.Days) { AqiCap = rules.Value.Cap }, [rules.Value.Edition.Ref], "system", issuedAt.Start)
            : rules.Refusal;
    }

    private static void Print(Forecast forecast)
    {
        Console.WriteLine($"{forecast.Place} {forecast.IssuedAt.ToIso()} {forecast.ModelId}");
        Console.WriteLine("日期        AQI  80%区间   无臭氧  PM2.5  80%区间   O3-8h  >100  >150  >200  >300");
        foreach (var d in forecast.Days)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{d.Day}  {d.Aqi,3:0}  {d.AqiLow,3:0}–{d.AqiHigh,-3:0}    {d.AqiWithoutOzone,3:0}    {d.Pm25,3:0}   {d.Pm25Low,3:0}–{d.Pm25High,-3:0}   {d.O3Mda8,4:0}   {d.Above100,4:0%}  {d.Above150,4:0%}  {d.Above200,4:0%}  {d.Above300,4:0%}"));
        }

        foreach (var remark in forecast.Remarks)
        {
            Console.WriteLine($"· {remark.Zh} / {remark.En}");
        }
    }
}
