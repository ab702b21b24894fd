using System.Globalization;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Time;
using Emergency.Forecasting.Episodes;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Storage.Forecasts;
using Emergency.Warnings.Advice;
using Emergency.Web.Hosting;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Forecasts;

/// <summary>A forecast with its bands, its episodes and the probabilities of the levels; the newest unless another is chosen.</summary>
public sealed class IndexModel(ForecastBoard board, CostLossDesk costLosses, WebSettings settings, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>A forecast older than this [h] is not today's any more.</summary>
    private const double OldAfterHours = 30;

    /// <summary>Region served.</summary>
    public Region Region => board.Region;

    /// <summary>Forecasts to choose from.</summary>
    public IReadOnlyList<ForecastEntry> Entries { get; private set; } = [];

    /// <summary>The forecast shown; null when there is none yet.</summary>
    public BoardForecast? Shown { get; private set; }

    /// <summary>True when it is the newest.</summary>
    public bool Newest { get; private set; }

    /// <summary>Days observed before lead 1.</summary>
    public IReadOnlyList<DailyAir> Past { get; private set; } = [];

    /// <summary>Episodes by the courses of the forecast; null when it has none.</summary>
    public EpisodeOutlook? Outlook { get; private set; }

    /// <summary>The authority's cost–loss ratio; null while it chose none.</summary>
    public CostLossDecision? CostLoss { get; private set; }

    /// <summary>Why the last form was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The ratio that the page applies.</summary>
    public double Ratio => CostLoss?.Ratio ?? settings.CostLoss;

    /// <summary>Shows a forecast.</summary>
    public async Task<IActionResult> OnGetAsync(string? id, CancellationToken cancellationToken) =>
        await LoadAsync(id, cancellationToken) ? Page() : NotFound();

    /// <summary>Sets the cost–loss ratio.</summary>
    public async Task<IActionResult> OnPostCostLossAsync(string? id, string? ratio, string? reason, CancellationToken cancellationToken)
    {
        var value = double.TryParse(ratio, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
        var set = await costLosses.SetAsync(Region.Code, value, reason ?? "", caller.Name, clock.GetUtcNow(), cancellationToken);
        if (set.Ok)
        {
            return RedirectToPage(new { id });
        }

        Refusal = set.Refusal;
        Response.StatusCode = Refusals.StatusOf(set.Refusal);
        return await LoadAsync(id, cancellationToken) ? Page() : NotFound();
    }

    /// <summary>What the reader must know before anything else: an old forecast, no weather, old weather, an earlier issue.</summary>
    public IReadOnlyList<Text> Notices()
    {
        var notices = new List<Text>();
        var forecast = Shown!.Forecast;
        if (!Newest)
        {
            notices.Add(new("这是较早的一次预报，不是最新预报。", "This is an earlier forecast, not the newest."));
        }
        else if ((clock.GetUtcNow() - forecast.IssuedAt).TotalHours is var age && age > OldAfterHours)
        {
            notices.Add(new(
                Words($"最新预报已是{age:0}小时前起报：此后的观测未计入，请检查观测导入和每日任务，并重新制作预报。"),
                Words($"The newest forecast was issued {age:0} hours ago: nothing observed since counts. Check the import and the daily job, and issue again.")));
        }

        switch (forecast.Setting)
        {
            case WeatherSetting.None:
                notices.Add(new(
                    "本预报没有使用气象预报：第3天以后主要反映季节平均，概率较宽。请导入气象预报后重新制作。",
                    "This forecast saw no weather forecast: from day 3 on it mainly shows the season, with wide probabilities. Import a weather forecast and issue again."));
                break;
            case WeatherSetting.Perfect:
                notices.Add(new("本结果使用了事后的实测气象：是回算，不是预报。", "This used weather observed afterwards: a hindcast, not a forecast."));
                break;
        }

        if (WeatherAgeHours() is { } hours && hours > 24)
        {
            notices.Add(new(Words($"所用气象预报在起报时已有{hours:0}小时。"), Words($"The weather forecast was {hours:0} hours old at the issue time.")));
        }

        return [.. notices, .. forecast.Remarks];
    }

    /// <summary>Age of the weather at the issue time [h]; null when its source does not say.</summary>
    public double? WeatherAgeHours()
    {
        var forecast = Shown!.Forecast;
        return forecast.WeatherSource?.Split(' ')[^1] is { } last && DateTimeOffset.TryParse(last, CultureInfo.InvariantCulture, out var run)
            ? (forecast.IssuedAt - run).TotalHours
            : null;
    }

    internal object Chart(PageLanguage language) => FanChart.Data(
        Shown!.Forecast, Past, Shown.Thresholds, quantity => [.. Shown.Days.Select(d => Shown.ByHand(d.Day.Day, quantity)?.Middle)], language);

    private async Task<bool> LoadAsync(string? id, CancellationToken cancellationToken)
    {
        Entries = await board.EntriesAsync(cancellationToken);
        CostLoss = await costLosses.InForceAsync(Region.Code, clock.GetUtcNow(), cancellationToken);
        var chosen = string.IsNullOrEmpty(id) ? (Entries is [var first, ..] ? first.Id : null) : id;
        if (chosen is null)
        {
            return true;
        }

        Shown = await board.FindAsync(chosen, cancellationToken);
        if (Shown is null)
        {
            return false;
        }

        Newest = Entries.Count > 0 && Entries[0].Id == Shown.Id;
        var forecast = Shown.Forecast;
        Past = await board.PastAsync(forecast, cancellationToken);
        var members = forecast.WarningTrajectories.Count > 0 ? forecast.WarningTrajectories : forecast.Trajectories;
        if (members.Count > 0 && Shown.Triggers is { } triggers)
        {
            var days = Past.ToDictionary(d => d.Day, d => (double?)d.AqiForWarnings);
            var firstDay = forecast.Days[0].Day;
            var before = Enumerable.Range(1, 7).Reverse().Select(back => days.GetValueOrDefault(firstDay.Plus(-back))).ToList();
            Outlook = EpisodeOutlook.Of(members, before, firstDay, CourseJudge.LowestThreshold(triggers), triggers.JoinGapHours);
        }

        return true;
    }

    private static string Words(FormattableString text) => FormattableString.Invariant(text);
}
