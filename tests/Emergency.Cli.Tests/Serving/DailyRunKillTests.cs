using System.Diagnostics;
using System.Globalization;
using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Storage.Audit;
using Emergency.Storage.Calendar;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Cli.Tests.Serving;

/// <summary>The server as a process, killed with SIGKILL in the middle of its daily run and started again: the run of the day is there once, and whole.</summary>
public sealed class DailyRunKillTests
{
    // Once in its beginning, its middle and its end: of the six steps none or one, two or three, four or five are over.
    private const int Kills = 3;
    private const int Days = 120;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Killed_in_the_middle_and_started_again_the_run_of_the_day_is_made_once_and_whole(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var folder = new TempFolder();
        // The process goes by the machine's clock: due half an hour ago, not again for a day.
        var due = TimeProvider.System.GetUtcNow().AddMinutes(-30).ToOffset(ChinaTime.Offset);
        var issuedAt = Hour.Containing(due);
        WriteAir(folder, issuedAt);
        await using var weather = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Body: Weather(issuedAt.Day)));
        var settings = new Dictionary<string, string>
        {
            ["Keys__Folder"] = folder["keys"],
            ["Weather__Address"] = weather.Address.ToString(),
            ["Forecast__Lease"] = "00:00:01",
            ["Forecast__Sweep"] = "00:00:01",
            ["Forecast__Authorities__0__Region"] = ForecastCity.Region,
            ["Forecast__Authorities__0__Cron"] = due.ToString("0 m H * * ?", CultureInfo.InvariantCulture),
            ["Forecast__Authorities__0__ImportFolder"] = folder["air"],
            ["Forecast__Authorities__0__Longitude"] = "112.87",
            ["Forecast__Authorities__0__Latitude"] = "35.48",
        };

        var random = new Random(20190111);
        for (var kill = 1; kill <= Kills; kill++)
        {
            using var process = Start(database, settings);
            var (begun, steps) = (kill, (2 * kill) - random.Next(1, 3));
            await UntilAsync(database, process, run => (run.Attempts >= begun && Steps(run) >= steps) || run.State != CalendarRunState.Running);
            await Task.Delay(random.Next(0, 200), Token);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(Token);
        }

        using (var process = Start(database, settings))
        {
            await UntilAsync(database, process, run => run.FinishedAt is not null);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(Token);
        }

        await using var db = database.CreateDbContext();
        var made = await db.CalendarRuns.SingleAsync(Token);
        Assert.Equal((CalendarRunState.Done, 6), (made.State, Steps(made)));
        // A machine may be quick enough to end the run before the last kill, never before the first.
        Assert.InRange(made.Attempts, 2, Kills + 1);
        Assert.Equal(issuedAt, Hour.Containing(made.ScheduledAt));
        Assert.NotNull(made.ForecastId);
        Assert.NotNull(made.AdviceId);
        foreach (var (action, times) in new[] { ("forecast.daily", 1), ("chain.forecast", 1), ("chain.advice", 1), ("observations.import", 1), ("weather.fetch", 1) })
        {
            Assert.Equal((action, times), (action, await db.Audit.CountAsync(a => a.Action == action, Token)));
        }

        Assert.Equal(Days * 24, await db.Observations.CountAsync(Token));
        Assert.True((await AuditLog.VerifyAsync(db, Token)).Intact);
    }

    private static int Steps(CalendarRunRow run) => CanonicalJson.Read<List<CalendarStep>>(run.StepsJson).Count;

    private static Process Start(TestDatabase database, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Emergency.Cli.dll"), "serve", "--database", database.Choice, "--urls", "http://127.0.0.1:0", "--role", "worker", "--region", ForecastCity.Region])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        // Read, or the process stops when nobody takes what it prints.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Looks at the run of the day until it is as wanted.</summary>
    private static async Task UntilAsync(TestDatabase database, Process process, Func<CalendarRunRow, bool> wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        while (true)
        {
            Assert.False(process.HasExited, "The server ended by itself.");
            await using var db = database.CreateDbContext();
            if (await db.CalendarRuns.AsNoTracking().SingleOrDefaultAsync(patience.Token) is { } run && wanted(run))
            {
                return;
            }

            await Task.Delay(5, patience.Token);
        }
    }

    /// <summary>Files of observations up to the issue hour, ten days each.</summary>
    private static void WriteAir(TempFolder folder, Hour issuedAt)
    {
        var lines = ForecastCity.Hours(new HourRange(issuedAt.Plus(-24 * Days), issuedAt))
            .Select(h => FormattableString.Invariant($"{h.Place},{h.Hour},{h.Pm25},{h.Pm10},{h.So2},{h.No2},{h.O3},{h.Co}"));
        foreach (var (file, i) in lines.Chunk(240).Select((file, i) => (file, i)))
        {
            folder.Write($"air/{i:00}.csv", $"place,hour,pm25_ug_m3,pm10_ug_m3,so2_ug_m3,no2_ug_m3,o3_ug_m3,co_mg_m3\n{string.Join('\n', file)}\n");
        }
    }

    /// <summary>An answer of the weather service: ten days before a day and eleven from it on, all hours alike.</summary>
    private static string Weather(LocalDay today)
    {
        var first = today.Plus(-10).Date.ToDateTime(TimeOnly.MinValue);
        var times = string.Join(',', Enumerable.Range(0, 21 * 24).Select(i => $"\"{first.AddHours(i).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)}\""));
        string All(string value) => string.Join(',', Enumerable.Repeat(value, 21 * 24));
        return $$$"""
            {"latitude": 35.48, "longitude": 112.87, "utc_offset_seconds": 28800,
             "hourly_units": {"temperature_2m": "°C", "dew_point_2m": "°C", "surface_pressure": "hPa", "precipitation": "mm", "wind_speed_10m": "m/s", "wind_direction_10m": "°"},
             "hourly": {"time": [{{{times}}}], "temperature_2m": [{{{All("-2")}}}], "dew_point_2m": [{{{All("-9")}}}], "surface_pressure": [{{{All("931")}}}],
              "precipitation": [{{{All("0")}}}], "wind_speed_10m": [{{{All("2")}}}], "wind_direction_10m": [{{{All("135")}}}]}}
            """;
    }
}
