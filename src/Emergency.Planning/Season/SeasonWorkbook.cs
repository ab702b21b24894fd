using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.ReductionList.Files;

namespace Emergency.Planning.Season;

/// <summary>Writes a season plan as a workbook: periods, units with their days and reasons, batches, exempt enterprises, points for a person.</summary>
public static class SeasonWorkbook
{
    private static readonly IReadOnlyList<XlsxColumn> Kilograms = [.. EmittedPollutants.All.Select(p => Column($"{p.Code()} kg/天", 11))];

    /// <summary>Writes the workbook.</summary>
    /// <param name="plan">Plan.</param>
    /// <param name="english">True for reasons in English; headers stay in Chinese as in the list's own workbook.</param>
    /// <param name="stream">Where to.</param>
    public static void Write(SeasonPlan plan, bool english, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string In(Text text) => english ? text.En : text.Zh;
        var periods = plan.Periods.Select(p => Column($"{p.Period.Number} {p.Period.Name.Zh}", 12)).ToList();
        XlsxWriter.Write(stream,
        [
            new("各期", [Column("期", 6), Column("开始", 12), Column("结束", 12), Column("天数", 6), .. Kilograms, .. EmittedPollutants.All.Select(p => Column($"{p.Code()} 应达 kg/天", 14))],
                plan.Periods.Select(p => (IReadOnlyList<object?>)[p.Period.Number, p.Period.From.ToString(), p.Period.Until.ToString(), p.Period.Days, .. Cells(p.Cut), .. Cells(p.Required)])),
            new("安排", [Column("统一社会信用代码", 22), Column("企业", 28), Column("县区", 10), Column("绩效", 8), Column("单元", 8), Column("工序", 16), Column("批次", 6), Column("停产日期", 44), Column("天数", 6), .. periods, Column("损失 元", 14), Column("措施", 36), Column("须确认", 8), Column("理由", 100)],
                plan.Enterprises.SelectMany(e => e.Units.Where(u => u.Stops.Count > 0).Select(u => (IReadOnlyList<object?>)[e.Code, e.Name, e.RegionCode, In(e.Grade.Name()), u.UnitId, u.Process, u.Batch == 0 ? null : u.Batch, string.Join("、", u.Stops.Select(s => $"{s.From}—{s.Until}")), u.OffDays, .. u.Shares.Select(s => (object?)Math.Round(s, 4)), u.LossYuan, u.MeasureText, u.NeedsDecision ? "是" : "", In(u.Why)]))),
            new("批次", [Column("县区", 14), Column("行业", 18), Column("批次", 6), Column("期", 24), Column("单元数", 8), .. Kilograms, Column("单元", 80)],
                plan.Batches.Select(b => (IReadOnlyList<object?>)[b.County, In(b.Industry), b.Number, string.Join(",", b.Periods), b.Units.Count, .. Cells(b.CutKgPerDay), string.Join(" ", b.Units.Select(u => $"{u.EnterpriseCode}:{u.UnitId}"))])),
            new("不作要求", [Column("统一社会信用代码", 22), Column("企业", 28), Column("绩效", 8), Column("理由", 100)],
                plan.Enterprises.Where(e => e.Units.All(u => u.Stops.Count == 0)).Select(e => (IReadOnlyList<object?>)[e.Code, e.Name, In(e.Grade.Name()), In(e.Why)])),
            new("须由人确认", [Column("事项", 120)], plan.Decisions.Select(d => (IReadOnlyList<object?>)[In(d)])),
        ]);
    }

    private static XlsxColumn Column(string header, double width) => new(header, width, []);

    private static IEnumerable<object?> Cells(Emissions cut) => EmittedPollutants.All.Select(p => (object?)Math.Round(cut[p], 3));
}
