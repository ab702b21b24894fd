using System.Globalization;
using System.Text;

namespace Emergency.Forecasting.Verification;

/// <summary>The scores as a text for the terminal, Chinese and English headings one above the other.</summary>
public static class VerificationText
{
    private const string Missing = "—";

    /// <summary>One setting: errors, events, announced runs, timing, reliability, remarks.</summary>
    public static string Of(SettingScore score)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"气象设定/setting {VerificationReport.Key(score.Setting)}：{score.From?.ToString() ?? Missing} – {score.To?.ToString() ?? Missing}，{score.Runs} 次预报/forecasts，起报时刻/issued at {string.Join(", ", score.IssueHours.Select(h => Number(h, "00") + ":00"))}");
        text.AppendLine();
        Table(
            text,
            ["时效", "样本", "PM2.5均方根误差", "90%范围", "气候", "持续", "平均绝对", "偏差", "R²", "级别准确", "差一级内", "80%区间", "宽度", "CRPS(气候)", "Brier技巧150"],
            ["lead", "n", "RMSE PM2.5", "90% range", "clim.", "pers.", "MAE", "bias", "", "level", "within 1", "covered", "width", "CRPS (clim.)", "BSS 150"],
            score.Leads.Select(LeadRow));
        text.AppendLine();
        Table(
            text,
            ["时效", .. VerifiedEvents.All.Select(e => e.Name().Zh)],
            ["lead", .. VerifiedEvents.All.Select(e => e.Name().En)],
            score.Leads.Select(l => (string[])[Number(l.Lead, "0"), .. VerifiedEvents.All.Select(e => EventCell(l.Events.GetValueOrDefault(e)))]));
        text.AppendLine("    命中率/空报率/临界成功指数（持续） POD/FAR/CSI (CSI of persistence)");
        text.AppendLine();
        if (score.Announced.Count > 0)
        {
            var ahead = score.Announced.Select(a => a.DaysAhead).Distinct().ToList();
            Table(
                text,
                ["过程级别", .. ahead.Select(d => $"提前{d}天")],
                ["run of", .. ahead.Select(d => $"{d} d ahead")],
                score.Announced.GroupBy(a => a.Level).Select(g => (string[])[VerifiedEvents.OfLevel(g.Key).Key(), .. g.Select(a => $"{Number(a.Share, "0.00")} {a.Announced}/{a.Forecasts} ({Number(a.FalseShare, "0.00")})")]));
            text.AppendLine("    提前报出的比例 报出/应报（报出后未出现的比例） announced/observed (share of announced runs that did not come)");
            text.AppendLine();
        }

        if (score.Timing.Count > 0)
        {
            Table(
                text,
                ["时效", "开始（中位）", "结束（中位）", "开始（概率）", "结束（概率）"],
                ["lead", "start, median", "end, median", "start, probable", "end, probable"],
                score.Timing.GroupBy(t => t.Lead).Select(g => (string[])[Number(g.Key, "0"), .. g.OrderBy(t => t.Course).SelectMany(t => new[] { EdgeCell(t.Start), EdgeCell(t.End) })]));
            text.AppendLine("    平均绝对误差/偏差（天），比对数/应有数 mean absolute error/bias [days], matched/all");
            text.AppendLine();
        }

        Table(
            text,
            ["可靠性", "时效", "最大偏离", "该档概率", "出现频率", "天数", "随机范围"],
            ["reliability", "leads", "largest", "said", "happened", "days", "chance ±"],
            score.Reliability.Where(t => t.Bins.Count > 0).Select(ReliabilityRow));
        text.AppendLine();
        foreach (var remark in score.Remarks)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"注/note：{remark.Zh} / {remark.En}");
        }

        return text.ToString();
    }

    private static string[] LeadRow(LeadScore l) =>
    [
        Number(l.Lead, "0"),
        Number(l.Pm25.Count, "0"),
        Number(l.Pm25.Rmse, "0.0"),
        l.Pm25.RmseRange is { } r ? $"{Number(r.Low, "0.0")}–{Number(r.High, "0.0")}" : Missing,
        Number(l.Pm25.RmseClimatology, "0.0"),
        Number(l.Pm25.RmsePersistence, "0.0"),
        Number(l.Pm25.Mae, "0.0"),
        Number(l.Pm25.Bias, "0.0"),
        Number(l.Pm25.R2, "0.00"),
        Number(l.Level?.Forecast.Exact, "0.00"),
        Number(l.Level?.Forecast.WithinOne, "0.00"),
        Number(l.Pm25.Coverage80, "0.00"),
        Number(l.Pm25.Sharpness, "0"),
        $"{Number(l.Crps, "0.0")} ({Number(l.CrpsClimatology, "0.0")})",
        Number(l.Events.GetValueOrDefault(VerifiedEvent.Aqi150)?.BrierSkill, "0.00"),
    ];

    private static string EventCell(EventScore? e) => e is null
        ? Missing
        : $"{Number(e.Table.Pod, ".00")}/{Number(e.Table.Far, ".00")}/{Number(e.Table.Csi, ".00")} ({Number(e.Persistence.Csi, ".00")})";

    private static string EdgeCell(EdgeTiming t) => $"{Number(t.MeanAbsolute, "0.0")}/{Number(t.Bias, "+0.0;-0.0;0.0")} {t.Matched}/{t.Forecasts}";

    private static string[] ReliabilityRow(ReliabilityTable t) =>
    [
        t.Event?.Key() ?? "aqi",
        t.FirstLead == t.LastLead ? Number(t.FirstLead, "0") : $"{t.FirstLead}–{t.LastLead}",
        Number(t.Worst?.Deviation, "+0.00;-0.00;0.00"),
        Number(t.Worst?.MeanProbability, "0.00"),
        Number(t.Worst?.Frequency, "0.00"),
        Number(t.Worst?.Days, "0"),
        Number(t.Worst?.Margin, "0.00"),
    ];

    private static string Number(double? value, string format) => value is { } v && double.IsFinite(v) ? v.ToString(format, CultureInfo.InvariantCulture) : Missing;

    private static void Table(StringBuilder text, string[] chinese, string[] english, IEnumerable<string[]> rows)
    {
        var all = new List<string[]> { chinese, english };
        all.AddRange(rows);
        var widths = Enumerable.Range(0, chinese.Length).Select(i => all.Max(r => WidthOf(r[i]))).ToArray();
        foreach (var row in all)
        {
            text.AppendLine(string.Join("  ", row.Select((cell, i) => new string(' ', widths[i] - WidthOf(cell)) + cell)).TrimEnd());
        }
    }

    /// <summary>Columns on a terminal: Chinese characters and full-width signs take two.</summary>
    private static int WidthOf(string cell) => cell.Sum(c => c >= '\u2E80' ? 2 : 1);
}
