using System.CommandLine;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Warnings.Advice;

namespace Emergency.Cli.Commands;

/// <summary>
/// <c>advise FILE… --format F --place P --from D --to D</c>: the level advised each day at 00:00 from a forecast made with what was known then, or
/// (<c>--observed</c>) the triggers applied to what was observed, with perfect knowledge of what came.
/// </summary>
internal static class AdviseCommand
{
    public static Command Create()
    {
        var (files, format, history, historyFormat) = (AirOptions.Files(), AirOptions.Format(), AirOptions.History(), AirOptions.HistoryFormat());
        var (model, weather) = (new ModelOptions(), new WeatherOptions());
        var places = new Option<string[]>("--place") { Description = "城市，可多个 / cities, may be repeated", HelpName = "P", Required = true, AllowMultipleArgumentsPerToken = true };
        var region = new Option<string?>("--region") { Description = "行政区划代码（默认按城市名）/ region code (by the name of the city unless given)", HelpName = "CODE" };
        var from = new Option<string>("--from") { Description = "首日 / first day, yyyy-MM-dd", HelpName = "DATE", Required = true };
        var to = new Option<string>("--to") { Description = "末日（含）/ last day (included), yyyy-MM-dd", HelpName = "DATE", Required = true };
        var editions = new Option<string[]>("--edition")
        {
            Description = "触发标准版本，可多个、可用逗号分隔（默认按日期）/ trigger editions, comma or repeated (by date unless named)",
            HelpName = "E",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var reading = new Option<string?>("--reading") { Description = "“持续N小时”的读法 / reading of \"lasts N hours\": A, B, C", HelpName = "R" };
        var observed = new Option<bool>("--observed") { Description = "按实况回顾，不用预报 / judge what was observed, without forecasts" };
        var json = Terminal.JsonOption();
        var command = new Command("advise", "预警级别建议 / advise warning levels")
        {
            files, format, places, region, from, to, editions, reading, observed, history, historyFormat, json,
        };
        foreach (var option in model.Options.Concat(weather.Options))
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancel) =>
        {
            var opened = AirFiles.Open();
            var (first, last) = (AirOptions.Day(parsed.GetRequiredValue(from)), AirOptions.Day(parsed.GetRequiredValue(to)));
            var chosen = Reading(parsed.GetValue(reading));
            var by = model.Chosen(parsed);
            if ((by.Refusal ?? opened.Refusal ?? first.Refusal ?? last.Refusal ?? chosen.Refusal) is { } refusal)
            {
                return Terminal.Refuse(refusal);
            }

            if (last.Value < first.Value)
            {
                return Terminal.Refuse(Refusal.Of("ADVICE-005", $"末日{last.Value}早于首日{first.Value}。", $"The last day {last.Value} lies before the first {first.Value}.", "请改正日期。", "Mend the dates."));
            }

            string[] names = [.. parsed.GetRequiredValue(places).SelectMany(p => p.Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct()];
            var work = new AdviceRun(
                opened.Value!,
                names,
                parsed.GetValue(region),
                first.Value,
                last.Value,
                [.. parsed.GetRequiredValue(editions).SelectMany(e => e.Split(',', StringSplitOptions.RemoveEmptyEntries))],
                chosen.Value.Reading,
                parsed.GetValue(observed) ? null : by.Value);
            var rows = await Terminal.WithProgress("研判 / advising", progress => Task.Run<Outcome<IReadOnlyList<AdviceRow>>>(
                () =>
                {
                    var air = AirOptions.Read(
                        opened.Value!, parsed.GetRequiredValue(files), parsed.GetRequiredValue(format), parsed.GetRequiredValue(history), parsed.GetRequiredValue(historyFormat), names, progress, cancel);
                    if (!air.Ok)
                    {
                        return air.Refusal;
                    }

                    var seen = new Dictionary<string, PlaceWeather>();
                    foreach (var name in names)
                    {
                        var of = weather.Read(parsed, name, parsed.GetRequiredValue(format), parsed.GetRequiredValue(files));
                        if (!of.Ok)
                        {
                            return of.Refusal;
                        }

                        seen.Add(name, of.Value);
                    }

                    return work.Run(air.Value, seen, progress, cancel);
                },
                cancel));
            if (!rows.Ok)
            {
                return Terminal.Refuse(rows.Refusal);
            }

            Terminal.WriteJson(parsed.GetValue(json), new { Rows = rows.Value });
            AdviceTable.Print(rows.Value);
            return 0;
        });
        return command;
    }

    private static Outcome<(DurationReading? Reading, bool Given)> Reading(string? text) => text?.ToUpperInvariant() switch
    {
        null => (null, false),
        "A" => (DurationReading.ConsecutiveBlocks, true),
        "B" => (DurationReading.EveryRollingMean, true),
        "C" => (DurationReading.CalendarDays, true),
        _ => Refusal.Of("ADVICE-006", $"未知的读法“{text}”。", $"Unknown reading \"{text}\".", "可用：A、B、C（见 docs/advice.md）。", "Use A, B or C (docs/advice.md)."),
    };
}
