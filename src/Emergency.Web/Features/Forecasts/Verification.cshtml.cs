using System.Globalization;
using Emergency.Core.Regions;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification;
using Emergency.Forecasting.Verification.InService;
using Emergency.Storage.Forecasts;
using Emergency.Web.Hosting;
using Emergency.Web.Language;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Forecasts;

/// <summary>How the forecasts in service turned out.</summary>
public sealed class VerificationModel(
    ServiceReportDesk desk, ScoreDesk scores, CostLossDesk costLosses, ModelChoiceDesk models, ModelLibrary library, Authority authority, WebSettings settings, TimeProvider clock) : PageModel
{
    /// <summary>Days of the strip that sets forecast beside observation.</summary>
    private const int StripDays = 30;

    /// <summary>Leads whose yes/no figures are shown.</summary>
    public static IReadOnlyList<int> ShownLeads { get; } = [1, 2, 3, 5, 7, 10];

    /// <summary>Events whose yes/no figures are shown.</summary>
    public static IReadOnlyList<VerifiedEvent> ShownEvents { get; } = [VerifiedEvent.Aqi150, VerifiedEvent.Aqi200, VerifiedEvent.Yellow, VerifiedEvent.Orange, VerifiedEvent.Red];

    /// <summary>Region served.</summary>
    public Region Region => authority.Region;

    /// <summary>All reports of the last days.</summary>
    public ServiceReports Reports { get; private set; } = null!;

    /// <summary>The report shown; null when nothing can be scored yet.</summary>
    public ServiceReport? Report { get; private set; }

    /// <summary>Its place among the reports.</summary>
    public int Chosen { get; private set; }

    /// <summary>The cost–loss ratio at which yes and no are told apart.</summary>
    public double Ratio { get; private set; }

    /// <summary>What the card of the model shown promises in this setting, by lead; empty without a card.</summary>
    public IReadOnlyList<CardScore> Promises { get; private set; } = [];

    /// <summary>The last thirty days by source and lead, of the model shown.</summary>
    public IReadOnlyList<RollingScore> Rolling { get; private set; } = [];

    /// <summary>The forecaster's figures beside the model's.</summary>
    public HandComparison ByHand { get; private set; } = HandComparison.Of([]);

    /// <summary>Findings of drift.</summary>
    public IReadOnlyList<DriftFinding> Drifts { get; private set; } = [];

    /// <summary>Card of the model in use; empty when it has none.</summary>
    public string Card { get; private set; } = "";

    /// <summary>Model in use.</summary>
    public string ModelInUse { get; private set; } = "";

    /// <summary>Choices of models, the newest first.</summary>
    public IReadOnlyList<ModelChoiceRow> Choices { get; private set; } = [];

    /// <summary>Reliability of the four AQI thresholds over all leads; null without cases.</summary>
    public ReliabilityTable? Reliability => Report?.Score.Reliability.FirstOrDefault(t => t is { Event: null, FirstLead: 1, LastLead: 10, Bins.Count: > 0 });

    /// <summary>Loads everything.</summary>
    /// <param name="kind">Which of the reports: model, weather setting and issue hour; 0 is the one with most forecasts.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task OnGetAsync(int kind, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = now.ToLocalDay();
        Ratio = (await costLosses.InForceAsync(Region.Code, now, cancellationToken))?.Ratio ?? settings.CostLoss;
        Reports = await desk.MakeAsync(Region, today, Ratio, cancellationToken);
        Chosen = Math.Clamp(kind, 0, Math.Max(0, Reports.Reports.Count - 1));
        Report = Reports.Reports.Count > 0 ? Reports.Reports[Chosen] : null;

        // Without the scores of its card the error of a model is not judged; its bias and its intervals are.
        var cards = library.Cards();
        Promises = Report is null ? [] : library.Entries.FirstOrDefault(e => e.Model.Id == Report.ModelId)?.Promises(Report.Setting) ?? [];
        Drifts = await scores.DriftAsync(Region.Code, today.Plus(-1), cards, cancellationToken);
        var days = (await scores.ScoresAsync(Region.Code, Reports.From, Reports.To, cancellationToken)).Select(s => s.ToScore()).ToList();
        ByHand = HandComparison.Of(days);
        Rolling = [.. ServiceScores.Rolling(days, Reports.To, cards).Where(r => r.Source == FigureSource.Forecaster && r.ModelId == Report?.ModelId && r.IssueHour == Report.IssueHour)];

        if (await models.CurrentAsync(Region.Code, cancellationToken) is { Ok: true } current)
        {
            ModelInUse = current.Value.Model.Id;
            Card = library.Entries.FirstOrDefault(e => e.Model.Id == ModelInUse)?.Card ?? "";
        }

        Choices = await models.HistoryAsync(Region.Code, cancellationToken);
    }

    /// <summary>One bin as a sentence.</summary>
    public static Core.Text Sentence(ReliabilityBin bin)
    {
        var (said, came) = (ForecastWords.Share(bin.MeanProbability), ForecastWords.Share(bin.Frequency));
        var sure = bin.Days < ReliabilityTable.DaysToJudge ? new Core.Text("，天数太少，不作判断", "; too few days to judge")
            : Math.Abs(bin.Deviation) <= bin.Margin ? new Core.Text("，与所说相符", "; as said")
            : bin.Deviation > 0 ? new Core.Text("，比所说的多", "; more often than said")
            : new Core.Text("，比所说的少", "; less often than said");
        return new(
            $"说约 {said} 时（{bin.Cases} 次，{bin.Days} 天），实际发生 {came}{sure.Zh}。",
            $"When we said about {said} ({bin.Cases} times, {bin.Days} days), it happened {came} of the time{sure.En}.");
    }

    internal object ReliabilityData(PageLanguage language) => new
    {
        Bins = Reliability!.Bins.Select(b => new { X = Percent(b.MeanProbability), Y = Percent(b.Frequency), Low = Percent(Math.Max(0, b.MeanProbability - b.Margin)), High = Percent(Math.Min(1, b.MeanProbability + b.Margin)), b.Days, Judged = b.Days >= ReliabilityTable.DaysToJudge }),
        Text = new
        {
            Said = language["所说的概率 %", "said %"],
            Happened = language["实际发生 %", "happened %"],
            Judged = language["可判断（≥20 天）", "judged (≥ 20 days)"],
            Few = language["天数太少", "too few days"],
            Perfect = language["完全可靠", "perfect"],
            Range = language["准确时的 90 % 范围", "90 % range when calibrated"],
        },
    };

    internal object StripData(PageLanguage language)
    {
        var observed = Reports.Observed.ToDictionary(d => d.Day, d => d.Aqi);
        var said = Report!.Forecasts.SelectMany(f => f.Days).Where(d => d.Lead == 1).GroupBy(d => d.Day).ToDictionary(g => g.Key, g => g.Last());
        var days = Enumerable.Range(0, StripDays).Select(i => Reports.To.Plus(i + 1 - StripDays)).ToList();
        double? Said(LocalDay day, Func<ForecastDay, double> value) => said.TryGetValue(day, out var d) ? Math.Ceiling(value(d)) : null;
        return new
        {
            Labels = days.Select(ForecastWords.ShortDay),
            Observed = days.Select(d => observed.GetValueOrDefault(d)),
            Median = days.Select(d => Said(d, x => x.Aqi)),
            Low = days.Select(d => Said(d, x => x.AqiLow)),
            High = days.Select(d => Said(d, x => x.AqiHigh)),
            Text = new { Observed = language["实测", "observed"], Median = language["第1天预报", "lead 1"], Band = language["80 % 区间", "80 % band"] },
        };
    }

    private static double Percent(double share) => Math.Round(100 * share, 1);

    /// <summary>A number with decimals; a dash for none.</summary>
    public static string Number(double? value, int decimals = 1) => value is { } number ? number.ToString("F" + decimals, CultureInfo.InvariantCulture) : "—";

    /// <summary>A share; a dash for none.</summary>
    public static string ShareOf(double? value) => value is { } number ? number.ToString("P0", CultureInfo.InvariantCulture) : "—";
}
