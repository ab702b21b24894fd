using System.Globalization;
using System.Security.Cryptography;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Observing;
using Emergency.Storage.Calendar;
using Emergency.Storage.Chain;
using Emergency.Storage.Forecasts;
using Emergency.Storage.Observations;
using Emergency.Warnings.Advice;
using Emergency.Web.Weather;

namespace Emergency.Web.Jobs;

/// <summary>
/// Makes the forecast of a day for one authority: imports what arrived, fetches the weather, scores the days that are over, issues the forecast, advises, and
/// reports. A step that fails does not stop those that can do without it. Every step may be done again: a run that was killed starts over and changes nothing twice.
/// </summary>
public sealed partial class DailyForecast(
    ObservationDesk observations,
    ObservedAir air,
    WeatherSource weather,
    ScoreDesk scores,
    ModelChoiceDesk models,
    ModelLibrary library,
    ForecastDesk forecasts,
    DailyRunDesk runs,
    DailyForecastOptions options,
    TimeProvider clock,
    ILogger<DailyForecast> log)
{
    private const string By = "system";

    // Names this process's claims. Random on purpose: two processes must never share a lease token, and nothing is ever decided by it.
    private readonly string name = $"{Environment.MachineName}-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
    private long claims;

    /// <summary>Makes the run that was due last, unless it is made already or another worker is at it.</summary>
    /// <returns>True when this process made it.</returns>
    public async Task<bool> RunDueAsync(ForecastAuthority authority, CancellationToken cancellationToken) =>
        options.LastDue(authority, clock.GetUtcNow()) is { } due && await RunAsync(authority, due, cancellationToken);

    /// <summary>Takes up runs that a killed worker left, and makes those that were missed.</summary>
    /// <returns>How many this process made.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var made = 0;
        foreach (var run in await runs.AbandonedAsync(cancellationToken))
        {
            if (options.Authorities.FirstOrDefault(a => a.Region == run.RegionCode) is { } authority && await RunAsync(authority, run.ScheduledAt, cancellationToken))
            {
                made++;
            }
        }

        foreach (var authority in options.Authorities)
        {
            made += await RunDueAsync(authority, cancellationToken) ? 1 : 0;
        }

        return made;
    }

    /// <summary>Makes the run of a scheduled time under a lease.</summary>
    /// <returns>False when it is made already, another worker is at it or took it over.</returns>
    public async Task<bool> RunAsync(ForecastAuthority authority, DateTimeOffset scheduledAt, CancellationToken cancellationToken)
    {
        var token = string.Create(CultureInfo.InvariantCulture, $"{name}:{Interlocked.Increment(ref claims)}");
        if (!await runs.ClaimAsync(authority.Region, scheduledAt, token, options.Lease, cancellationToken))
        {
            return false;
        }

        var run = new Run(authority, Hour.Containing(scheduledAt));
        foreach (var (step, act) in Steps())
        {
            run.Steps.Add(await TryAsync(step, run, act, token, scheduledAt, cancellationToken));
            if (!await runs.ProgressAsync(authority.Region, scheduledAt, token, options.Lease, run.Steps, cancellationToken))
            {
                return false;
            }
        }

        return await runs.CompleteAsync(authority.Region, scheduledAt, token, run.State, run.Steps, run.ForecastId, run.AdviceId, cancellationToken);
    }

    /// <summary>The steps in their order.</summary>
    private IEnumerable<(string Step, Func<Run, CancellationToken, Task<CalendarStep>> Act)> Steps() =>
    [
        ("import", ImportAsync),
        ("observations", LookAtObservationsAsync),
        ("weather", WeatherAsync),
        ("score", ScoreAsync),
        ("forecast", ForecastAsync),
        ("advice", AdviseAsync),
    ];

    /// <summary>Imports the files of the folder that are new or were written again since their last import. A broken file keeps only itself out.</summary>
    internal async Task<CalendarStep> ImportAsync(Run run, CancellationToken cancellationToken)
    {
        var authority = run.Authority;
        if (authority.ImportFolder.Length == 0)
        {
            return new("import", CalendarStepState.Skipped, new("未设置导入文件夹。", "No folder to import from is set."));
        }

        var format = ObservationFormat.Find(authority.ImportFormat).OrThrow();
        if (!Directory.Exists(authority.ImportFolder))
        {
            return new("import", CalendarStepState.Failed, new($"导入文件夹“{authority.ImportFolder}”不存在。", $"The folder \"{authority.ImportFolder}\" to import from does not exist."));
        }

        var known = await observations.ImportedFilesAsync(format.Id, cancellationToken);
        var files = Directory.EnumerateFiles(authority.ImportFolder, "*", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: Path.GetRelativePath(authority.ImportFolder, path).Replace('\\', '/')))
            .Where(f => format.BelongsInFolder(f.Name) && !(known.TryGetValue(f.Name, out var at) && File.GetLastWriteTimeUtc(f.Path) <= at.UtcDateTime))
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .ToList();
        if (files.Count == 0)
        {
            return new("import", CalendarStepState.Done, new("没有新的观测文件。", "There is no new file of observations."));
        }

        ObservationReading Read((string Path, string Name) file) => ObservationReading.Of(file.Path, format.Hours!) with { File = file.Name };
        Task<ObservationImport> ImportTheseAsync(IEnumerable<(string, string)> these) =>
            observations.ImportAsync(format.Id, these.Select(Read), By, clock.GetUtcNow(), null, cancellationToken);

        var all = await ImportTheseAsync(files);
        if (all.Accepted)
        {
            return new(
                "import",
                CalendarStepState.Done,
                new($"导入{files.Count}个观测文件：新增{all.Inserted}个值，更新{all.Changed}个。", $"{files.Count} files imported: {all.Inserted} values new, {all.Changed} changed."));
        }

        var (inserted, changed, broken) = (0L, 0L, new List<string>());
        foreach (var file in files)
        {
            var one = await ImportTheseAsync([file]);
            inserted += one.Inserted;
            changed += one.Changed;
            if (!one.Accepted)
            {
                broken.Add(file.Name);
            }
        }

        var named = string.Join(", ", broken.Take(5)) + (broken.Count > 5 ? " …" : "");
        return new(
            "import",
            CalendarStepState.Troubled,
            new(
                $"{broken.Count}个文件有错误未导入（{named}）；其余{files.Count - broken.Count}个已导入：新增{inserted}个值，更新{changed}个。请用 import observations 查看错误。",
                $"{broken.Count} files have errors and were kept out ({named}); the other {files.Count - broken.Count} were imported: {inserted} values new, {changed} changed. \"import observations\" lists the errors."));
    }

    /// <summary>Looks whether the observations reach the issue time; what is late or missing is said with the forecast too.</summary>
    internal async Task<CalendarStep> LookAtObservationsAsync(Run run, CancellationToken cancellationToken)
    {
        var known = await air.BeforeAsync(run.Authority.Region, run.IssuedAt, ObservationGaps.Looked / 24, cancellationToken);
        if (!known.Ok)
        {
            return Refused("observations", known.Refusal);
        }

        return ObservationGaps.Find(known.Value.Place, known.Value.Hours, run.IssuedAt) is { Count: > 0 } gaps
            ? new("observations", CalendarStepState.Troubled, new(string.Concat(gaps.Select(g => g.Zh)), string.Join(" ", gaps.Select(g => g.En))))
            : new("observations", CalendarStepState.Done, new($"观测齐全，最新为{known.Value.Hours[^1].Hour}。", $"Observations are complete, the newest is of {known.Value.Hours[^1].Hour}."));
    }

    /// <summary>Fetches the weather forecast and the weather of the past days; when none comes the last good answer stands in, and what that means is said with the forecast.</summary>
    internal async Task<CalendarStep> WeatherAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.Authority is not { Longitude: { } longitude, Latitude: { } latitude })
        {
            return new("weather", CalendarStepState.Skipped, new("未设置经纬度，不获取气象预报；已导入的仍会使用。", "No coordinates are set: no weather forecast is fetched; imported ones are used."));
        }

        var answer = await weather.LatestAsync(air.Find(run.Authority.Region).OrThrow().ShortName, longitude, latitude, run.IssuedAt, cancellationToken);
        if (answer.Age != TimeSpan.Zero)
        {
            run.Remarks.Add(answer.Said);
        }

        if (answer.Gap is { } gap)
        {
            run.Remarks.Add(gap);
        }

        var state = answer switch
        {
            { Failure: null, Gap: null } => CalendarStepState.Done,
            { Failure.Code: "WEATHER-010" } => CalendarStepState.Skipped,
            _ => CalendarStepState.Troubled,
        };
        return new("weather", state, new(answer.Said.Zh + answer.Gap?.Zh, $"{answer.Said.En} {answer.Gap?.En}".TrimEnd()));
    }

    /// <summary>Scores the days that are over, and watches for drift.</summary>
    internal async Task<CalendarStep> ScoreAsync(Run run, CancellationToken cancellationToken)
    {
        var (region, today) = (run.Authority.Region, clock.GetUtcNow().ToLocalDay());
        var scored = await scores.ScoreDueAsync(region, today, By, clock.GetUtcNow(), cancellationToken);
        if (!scored.Ok)
        {
            return Refused("score", scored.Refusal);
        }

        var (done, revised, waiting) = scored.Value;
        var drift = await scores.DriftAsync(region, today.Plus(-1), library.Cards(), cancellationToken);
        var wait = waiting.Count == 0 ? new Text("", "") : new Text(
            $"{waiting.Count}天尚无有效实况，补齐后再评（{waiting[0]}起）。",
            $" {waiting.Count} days have no valid observation yet and wait (from {waiting[0]} on).");
        return new(
            "score",
            drift.Count > 0 ? CalendarStepState.Troubled : CalendarStepState.Done,
            new(
                $"评定{done}项，因实况更新重评{revised}项。{wait.Zh}{string.Concat(drift.Select(d => d.Reason.Zh))}",
                $"{done} figures scored, {revised} again because observations changed.{wait.En}{string.Concat(drift.Select(d => " " + d.Reason.En))}"));
    }

    /// <summary>Issues the forecast with the model in use. One that breaks down is replaced by the one fitted on the place's own record, which is said.</summary>
    internal async Task<CalendarStep> ForecastAsync(Run run, CancellationToken cancellationToken)
    {
        var use = await models.CurrentAsync(run.Authority.Region, cancellationToken);
        if (!use.Ok)
        {
            return Refused("forecast", use.Refusal);
        }

        var (model, replaced) = (use.Value.Model, use.Value.Remarks.Count > 0);
        run.Remarks.AddRange(use.Value.Remarks);
        Outcome<ChainRow> issued;
        try
        {
            issued = await IssueAsync(run, model, cancellationToken);
        }
        catch (ArgumentException e) when (model is not FittedModel)
        {
            LogFault(e, "forecast", run.Authority.Region);
            run.Remarks.Add(new($"模型“{model.Id}”未能给出预报，改用本地拟合模型。", $"The model \"{model.Id}\" could not forecast; the one fitted on the place's own record is used."));
            (model, replaced) = (Forecaster.Models["fitted"], true);
            issued = await IssueAsync(run, model, cancellationToken);
        }

        if (!issued.Ok)
        {
            return Refused("forecast", issued.Refusal);
        }

        run.ForecastId = issued.Value.Id;
        var forecast = ChainDesk.Read<Forecast>(issued.Value);
        return new(
            "forecast",
            replaced ? CalendarStepState.Troubled : CalendarStepState.Done,
            new(
                $"已发布{run.IssuedAt}起报的预报，模型{forecast.ModelId}，气象预报：{forecast.WeatherSource ?? "未使用"}。{string.Concat(use.Value.Remarks.Select(r => r.Zh))}",
                $"Issued for {run.IssuedAt}, model {forecast.ModelId}, weather forecast: {forecast.WeatherSource ?? "none"}. {string.Join(" ", use.Value.Remarks.Select(r => r.En))}".TrimEnd()));
    }

    /// <summary>Advises on the warning level from the forecast just issued.</summary>
    internal async Task<CalendarStep> AdviseAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.ForecastId is not { } forecastId)
        {
            return new("advice", CalendarStepState.Skipped, new("没有预报，不作研判。", "Without a forecast there is no advice."));
        }

        var advised = await forecasts.AdviseAsync(forecastId, By, clock.GetUtcNow(), cancellationToken);
        if (!advised.Ok)
        {
            return Refused("advice", advised.Refusal);
        }

        run.AdviceId = advised.Value.Id;
        var advice = ChainDesk.Read<WarningAdvice>(advised.Value);
        return new("advice", CalendarStepState.Done, advice.Level == WarningLevel.None
            ? new("未达到预警条件。", "No warning level is reached.")
            : new($"建议{advice.Level.Name().Zh}预警，{advice.StartDay}至{advice.EndDay}。", $"A {advice.Level.Name().En} warning is advised, {advice.StartDay} to {advice.EndDay}."));
    }

    private Task<Outcome<ChainRow>> IssueAsync(Run run, IForecastModel model, CancellationToken cancellationToken) =>
        forecasts.IssueAsync(run.Authority.Region, model, run.IssuedAt, By, clock.GetUtcNow(), cancellationToken, run.Remarks);

    /// <summary>Does a step with a heart-beat beside it; what it throws becomes its failure.</summary>
    private async Task<CalendarStep> TryAsync(
        string step, Run run, Func<Run, CancellationToken, Task<CalendarStep>> act, string token, DateTimeOffset scheduledAt, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beating = BeatAsync(run, token, scheduledAt, over.Token);
        try
        {
            return await act(run, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFault(e, step, run.Authority.Region);
            return new(step, CalendarStepState.Failed, new($"出错：{e.Message}", $"Fault: {e.Message}"));
        }
        finally
        {
            await over.CancelAsync();
            await beating;
        }
    }

    private async Task BeatAsync(Run run, string token, DateTimeOffset scheduledAt, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(options.Lease / 3, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await runs.ProgressAsync(run.Authority.Region, scheduledAt, token, options.Lease, [.. run.Steps], cancellationToken);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or OperationCanceledException)
            {
                // A long import holds a SQLite database for itself; the next beat comes in time.
            }
        }
    }

    private static CalendarStep Refused(string step, Refusal refusal) => new(
        step, CalendarStepState.Failed, new($"{refusal.Code} {refusal.Sentence.Zh}{refusal.Remedy.Zh}", $"{refusal.Code} {refusal.Sentence.En} {refusal.Remedy.En}"));

    [LoggerMessage(Level = LogLevel.Error, Message = "The step {Step} of the daily forecast of {Region} met a fault")]
    private partial void LogFault(Exception exception, string step, string region);

    /// <summary>A run under way: what later steps learn from earlier ones.</summary>
    internal sealed class Run(ForecastAuthority authority, Hour issuedAt)
    {
        /// <summary>For whom.</summary>
        public ForecastAuthority Authority => authority;

        /// <summary>Issue hour of the forecast: the full hour before the scheduled time, however late the run is made.</summary>
        public Hour IssuedAt => issuedAt;

        /// <summary>What the steps said.</summary>
        public List<CalendarStep> Steps { get; } = [];

        /// <summary>What the reader of the forecast must know.</summary>
        public List<Text> Remarks { get; } = [];

        /// <summary>Chain record of the forecast; null when none was issued.</summary>
        public string? ForecastId { get; set; }

        /// <summary>Chain record of the advice; null when none was given.</summary>
        public string? AdviceId { get; set; }

        /// <summary>How the run ends.</summary>
        public CalendarRunState State =>
            ForecastId is null ? CalendarRunState.Failed
            : Steps.Exists(s => s.State is CalendarStepState.Troubled or CalendarStepState.Failed) ? CalendarRunState.Troubled
            : CalendarRunState.Done;
    }
}
