using Emergency.Core;

namespace Emergency.Forecasting.Verification.InService;

/// <summary>A candidate against the model in service, at one lead, on the days both forecast.</summary>
/// <param name="Lead">Lead.</param>
/// <param name="Days">Common days.</param>
/// <param name="RmseChange">RMSE of the candidate minus that in service [µg/m³], with its 90 % range: below zero is better.</param>
/// <param name="RmseRange">Range of it.</param>
/// <param name="CsiChange">The same of the CSI of AQI &gt; 150: above zero is better; null without events.</param>
/// <param name="CsiRange">Range of it; null without events.</param>
public sealed record PairedChange(int Lead, int Days, double RmseChange, ValueRange? RmseRange, double? CsiChange, ValueRange? CsiRange);

/// <summary>Whether a new model takes over.</summary>
/// <param name="Promote">True when it may.</param>
/// <param name="Reasons">Why, or why not; never empty.</param>
/// <param name="Changes">The comparison by lead.</param>
public sealed record PromotionDecision(bool Promote, IReadOnlyList<Text> Reasons, IReadOnlyList<PairedChange> Changes);

/// <summary>
/// Decides whether a candidate takes over from the model in service: a worse one does not. Both are scored on the same days; the difference is drawn anew in
/// blocks of ten days. The candidate is refused when at any of leads 1 to 3 its RMSE of PM2.5 or its CSI of AQI &gt; 150 is clearly worse (the whole 90 % range
/// on the wrong side), when its RMSE over the three leads is more than 5 % larger whether clear or not, or when there are too few common days to tell.
/// </summary>
public static class Promotion
{
    /// <summary>Common days below which nothing is decided in the candidate's favour.</summary>
    public const int FewestDays = 90;

    private const int LastLead = 3;
    private const double LargestRatio = 1.05;

    private const int Days = 0;
    private const int Current = 1;
    private const int Candidate = 4;
    private const int Width = 7;

    /// <summary>Decides.</summary>
    /// <param name="current">Scores of the model in service.</param>
    /// <param name="candidate">Scores of the candidate, of the same setting and days.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static PromotionDecision Decide(SettingScore current, SettingScore candidate, int seed = 1)
    {
        if (current.Setting != candidate.Setting)
        {
            return Refused(new Text(
                $"气象设定不同（现用{VerificationReport.Key(current.Setting)}，候选{VerificationReport.Key(candidate.Setting)}），不可比较。",
                $"The weather settings differ (in service {VerificationReport.Key(current.Setting)}, candidate {VerificationReport.Key(candidate.Setting)}): they cannot be compared."));
        }

        var pairs = Enumerable.Range(1, LastLead).Select(lead => (Lead: lead, Sums: Pair(CasesOf(current, lead), CasesOf(candidate, lead)))).ToList();
        var changes = pairs.Select(p => Change(p.Lead, p.Sums, seed)).ToList();
        if (changes.Min(c => c.Days) is var fewest && fewest < FewestDays)
        {
            return Refused(
                new Text(
                    $"共同检验的天数只有{fewest}天，少于{FewestDays}天，无法判断候选模型不差于现用模型。",
                    $"Only {fewest} common days, fewer than {FewestDays}: it cannot be told that the candidate is not worse."),
                changes);
        }

        var worse = changes.SelectMany(Objections).ToList();
        var (before, after) = (pairs.Sum(p => Rmse(p.Sums, Current)), pairs.Sum(p => Rmse(p.Sums, Candidate)));
        if (after > LargestRatio * before)
        {
            worse.Add(new(
                Words($"第1–3天均方根误差平均增大{(after / before) - 1:0.0%}，超过{LargestRatio - 1:0%}。"),
                Words($"The RMSE over leads 1 to 3 grows by {(after / before) - 1:0.0%}, more than {LargestRatio - 1:0%}.")));
        }

        return worse.Count > 0
            ? new(false, worse, changes)
            : new(
                true,
                [new(
                    Words($"在{fewest}个共同检验日上，第1–3天的均方根误差（平均变化{(after / before) - 1:+0.0%;-0.0%;0%}）和AQI>150的临界成功指数均无明显变差。"),
                    Words($"On {fewest} common days neither the RMSE at leads 1 to 3 (mean change {(after / before) - 1:+0.0%;-0.0%;0%}) nor the CSI of AQI > 150 is clearly worse."))],
                changes);
    }

    private static PromotionDecision Refused(Text reason, IReadOnlyList<PairedChange>? changes = null) => new(false, [reason], changes ?? []);

    private static IReadOnlyList<ScoredDay> CasesOf(SettingScore score, int lead) => score.Leads.FirstOrDefault(l => l.Lead == lead)?.Cases ?? [];

    /// <summary>
    /// Sums of each consecutive day: 0 whether both forecast it; from 1 (in service) and 4 (candidate) squared error, hits, and cases said or happened, each
    /// averaged over the draws of the day.
    /// </summary>
    private static List<double[]> Pair(IReadOnlyList<ScoredDay> current, IReadOnlyList<ScoredDay> candidate)
    {
        var (left, right) = (current.ToLookup(c => c.Day), candidate.ToLookup(c => c.Day));
        var common = left.Select(g => g.Key).Where(right.Contains).Order().ToList();
        var sums = new List<double[]>();
        for (var day = common.FirstOrDefault(); common.Count > 0 && day <= common[^1]; day = day.Plus(1))
        {
            var sum = new double[Width];
            sums.Add(sum);
            if (left.Contains(day) && right.Contains(day))
            {
                sum[Days] = 1;
                Add(sum, Current, [.. left[day]]);
                Add(sum, Candidate, [.. right[day]]);
            }
        }

        return sums;
    }

    private static void Add(double[] sum, int at, List<ScoredDay> draws)
    {
        sum[at] = draws.Average(d => d.SquaredError);
        sum[at + 1] = draws.Average(d => d is { Said150: true, Was150: true } ? 1.0 : 0);
        sum[at + 2] = draws.Average(d => d.Said150 == true || d.Was150 == true ? 1.0 : 0);
    }

    private static PairedChange Change(int lead, List<double[]> sums, int seed)
    {
        var total = new double[Width];
        foreach (var day in sums)
        {
            for (var i = 0; i < Width; i++)
            {
                total[i] += day[i];
            }
        }

        double? RmseChange(double[] s) => s[Days] > 0 ? Math.Sqrt(s[Candidate] / s[Days]) - Math.Sqrt(s[Current] / s[Days]) : null;
        double? CsiChange(double[] s) => s[Current + 2] > 0 && s[Candidate + 2] > 0 ? (s[Candidate + 1] / s[Candidate + 2]) - (s[Current + 1] / s[Current + 2]) : null;
        return new(
            lead,
            (int)total[Days],
            RmseChange(total) ?? 0,
            BlockBootstrap.Range(sums, RmseChange, seed),
            CsiChange(total),
            BlockBootstrap.Range(sums, CsiChange, seed));
    }

    private static double Rmse(List<double[]> sums, int at) => Math.Sqrt(sums.Sum(s => s[at]) / sums.Sum(s => s[Days]));

    private static IEnumerable<Text> Objections(PairedChange c)
    {
        if (c.RmseRange is { Low: > 0 } rmse)
        {
            yield return new(
                Words($"第{c.Lead}天PM2.5均方根误差明显变差：{c.RmseChange:+0.0} µg/m³（90%范围{rmse.Low:+0.0;-0.0} … {rmse.High:+0.0;-0.0}）。"),
                Words($"RMSE of PM2.5 at lead {c.Lead} is clearly worse: {c.RmseChange:+0.0} µg/m³ (90 % range {rmse.Low:+0.0;-0.0} … {rmse.High:+0.0;-0.0})."));
        }

        if (c.CsiRange is { High: < 0 } csi)
        {
            yield return new(
                Words($"第{c.Lead}天AQI>150临界成功指数明显变差：{c.CsiChange:+0.00;-0.00}（90%范围{csi.Low:+0.00;-0.00} … {csi.High:+0.00;-0.00}）。"),
                Words($"CSI of AQI > 150 at lead {c.Lead} is clearly worse: {c.CsiChange:+0.00;-0.00} (90 % range {csi.Low:+0.00;-0.00} … {csi.High:+0.00;-0.00})."));
        }
    }

    private static string Words(FormattableString text) => FormattableString.Invariant(text);
}
