using System.CommandLine;
using System.Data.Common;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;
using Emergency.Storage.Weather;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Commands;

/// <summary><c>import weather FILE… --format F [--place P] [--issued TIME]</c>: observed weather, or forecasts with their issue time.</summary>
internal static class ImportWeatherCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "文件或文件夹，可为.gz / files or folders, plain or .gz", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string>("--format")
        {
            Description = $"格式 / format: {string.Join(", ", WeatherFormat.All.Select(f => f.Id))}",
            HelpName = "FORMAT",
            Required = true,
        };
        var place = new Option<string?>("--place") { Description = "全部文件合为该地天气（多站取平均）/ all files together are the weather of this place (mean of stations)", HelpName = "PLACE" };
        var issued = new Option<string?>("--issued") { Description = "文件是此时发布的预报 / the files are forecasts made known at this hour", HelpName = "TIME" };
        var database = DatabaseOption.Create();
        var json = Terminal.JsonOption();
        var command = new Command("weather", "导入气象观测或预报 / import observed or forecast weather") { files, format, place, issued, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = Resolve(parsed.GetRequiredValue(files), parsed.GetRequiredValue(format), parsed.GetValue(place), parsed.GetValue(issued));
            if (!source.Ok)
            {
                return Terminal.Refuse(source.Refusal);
            }

            var opened = await DatabaseOption.OpenAsync(parsed.GetRequiredValue(database), cancellationToken);
            if (!opened.Ok)
            {
                return Terminal.Refuse(opened.Refusal);
            }

            await using var services = opened.Value;
            WeatherImport import;
            try
            {
                import = await Terminal.WithProgress("导入 / importing", progress => services.GetRequiredService<WeatherDesk>().ImportAsync(
                    source.Value.Format.Id,
                    Readings(source.Value, progress),
                    Environment.UserName,
                    services.GetRequiredService<TimeProvider>().GetUtcNow(),
                    null,
                    cancellationToken));
            }
            catch (DbException failure)
            {
                return Terminal.Refuse(DatabaseOption.Failed(failure));
            }

            Terminal.WriteJson(parsed.GetValue(json), import);
            return Print(import);
        });
        return command;
    }

    private static Outcome<Source> Resolve(string[] files, string id, string? place, string? issued)
    {
        var format = WeatherFormat.Find(id);
        if (!format.Ok)
        {
            return format.Refusal;
        }

        if (format.Value.Hours is null && place is null)
        {
            return Refusal.Of("WEATHER-002", $"{id} 格式的文件不含地名。", $"Files of {id} name no place.", "请用 --place 指定城市。", "Name the city with --place.");
        }

        if (format.Value.Hours is null && issued is not null)
        {
            return Refusal.Of(
                "WEATHER-003", $"{id} 格式的文件自带起报时刻。", $"Files of {id} carry their own issue times.", "请去掉 --issued。", "Leave --issued out.");
        }

        var issuedAt = issued is null ? default(Outcome<Hour>?) : AirOptions.At(issued);
        if (issuedAt?.Refusal is { } noHour)
        {
            return noHour;
        }

        var paths = ObservationFiles.Expand(files, id, format.Value.BelongsInFolder);
        return paths.Ok ? new Source(format.Value, paths.Value, place, issuedAt?.Value) : paths.Refusal;
    }

    private static IEnumerable<WeatherReading> Readings(Source source, IProgress<(double Share, string Label)> progress)
    {
        var readings = source.Paths.Select((path, i) =>
        {
            progress.Report(((double)i / source.Paths.Count, $"{i + 1}/{source.Paths.Count} {Path.GetFileName(path)}"));
            return WeatherReading.Of(path, source.Format);
        });
        if (source.Place is { } place)
        {
            readings = WeatherReading.ForPlace(place, [.. readings]);
        }

        return source.IssuedAt is { } issuedAt ? readings.Select(reading => reading.AsRuns(source.Format.Id, issuedAt)) : readings;
    }

    private static int Print(WeatherImport import)
    {
        ProblemList.Print(import.Problems);
        if (!import.Accepted)
        {
            var errors = import.Problems.Count(p => p.Fatal);
            return Terminal.Refuse(Refusal.Of(
                "WEATHER-005",
                $"{import.Files} 个文件中有 {errors} 处错误，没有导入任何数据。",
                $"{errors} error(s) in {import.Files} file(s); nothing was imported.",
                "请按上列各条更正后重新导入。",
                "Correct what is listed above and import again."));
        }

        Console.WriteLine(
            $"{import.Files} 个文件，{import.Rows} 小时：新增 {import.Inserted} 个值，更新 {import.Changed}，已有 {import.Unchanged}；预报新增 {import.NewRuns} 次，已有 {import.KnownRuns} / " +
            $"{import.Files} file(s), {import.Rows} hours: {import.Inserted} values new, {import.Changed} changed, {import.Unchanged} there already; {import.NewRuns} runs new, {import.KnownRuns} there already");
        return 0;
    }

    private sealed record Source(WeatherFormat Format, IReadOnlyList<string> Paths, string? Place, Hour? IssuedAt);
}
