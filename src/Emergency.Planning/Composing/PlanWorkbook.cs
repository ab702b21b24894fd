using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;

namespace Emergency.Planning.Composing;

/// <summary>Writes a plan as a workbook: targets, choices with their reasons, stand-ins, prices, points for a person, and of a plan over days its calendar.</summary>
public static class PlanWorkbook
{
    private static readonly IReadOnlyList<XlsxColumn> Kilograms = [.. EmittedPollutants.All.Select(p => Column($"{p.Code()} kg/天", 11))];

    /// <summary>Writes the workbook.</summary>
    /// <param name="plan">Plan.</param>
    /// <param name="enterprises">Enterprises of its list, for county and industry.</param>
    /// <param name="english">True for reasons in English; headers stay in Chinese as in the list's own workbook.</param>
    /// <param name="stream">Where to.</param>
    public static void Write(Plan plan, IReadOnlyList<Enterprise> enterprises, bool english, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string In(Text text) => english ? text.En : text.Zh;
        var by = enterprises.ToDictionary(e => e.Code, StringComparer.Ordinal);
        List<XlsxSheet> sheets =
        [
            new("目标", [Column("污染物", 10), Column("分区", 14), Column("要求", 8), Column("达到", 8), Column("基数 kg/天", 12), Column("减排 kg/天", 12), Column("缺口 kg/天", 12), Column("说明", 80)],
            [
                .. plan.Targets.Select(t => (IReadOnlyList<object?>)[t.Pollutant.Code(), "", t.RequiredFraction, t.ReachedFraction, t.BaseKgPerDay, t.ReachedKgPerDay, t.MissingKgPerDay, In(t.Explanation)]),
                .. plan.Optimum?.Zones.Select(z => (IReadOnlyList<object?>)[z.Pollutant.Code(), z.Zone, z.RequiredFraction, z.ReachedFraction, z.BaseKgPerDay, z.ReachedKgPerDay, z.MissingKgPerDay, In(z.Base)]) ?? [],
            ]),
            new("措施", [Column("统一社会信用代码", 22), Column("企业", 28), Column("县区", 10), Column("行业", 18), Column("绩效", 8), Column("单元", 8), Column("工序", 16), Column("下达", 6), Column("新增", 6), Column("须确认", 8), Column("措施", 36), Column("停产比例", 10), .. Kilograms, Column("损失 元/天", 12), Column("理由", 100)],
                plan.Choices.Select(c => (IReadOnlyList<object?>)[c.EnterpriseCode, c.EnterpriseName, by.GetValueOrDefault(c.EnterpriseCode)?.RegionCode, by.GetValueOrDefault(c.EnterpriseCode)?.Industry, In(c.Grade.Name()), c.UnitId, c.Process, Yes(c.Binding), Yes(c.Added), Yes(c.NeedsDecision), c.MeasureText + Times(c), c.StoppedShare, .. Cells(c.Cut), c.LossYuanPerDay, In(c.Why)])),
            new("须由人确认", [Column("事项", 120)], plan.Decisions.Select(d => (IReadOnlyList<object?>)[In(d)])),
        ];
        if (plan.Optimum is { } optimum)
        {
            sheets.Add(new("替补", [Column("所缺污染物", 12), Column("统一社会信用代码", 22), Column("企业", 28), Column("单元", 10), Column("措施", 40), .. Kilograms, Column("多损失 元/天", 12), Column("净价 元/kg", 12)],
                optimum.StandIns.Select(s => (IReadOnlyList<object?>)[s.Pollutant.Code(), s.EnterpriseCode, by.GetValueOrDefault(s.EnterpriseCode)?.Name, string.Join(" ", s.UnitIds), s.Measure, .. Cells(s.Cut), s.LossYuanPerDay, s.NetYuanPerKg])));
            sheets.Add(new("边际价格", [Column("分区", 14), Column("污染物", 10), Column("元/kg", 12)], optimum.Prices.Select(p => (IReadOnlyList<object?>)[p.Zone, p.Pollutant.Code(), p.YuanPerKg])));
        }

        if (plan.OverDays is { } over)
        {
            sheets.Add(new("逐日", [Column("日期", 12), Column("减排级别", 10), Column("污染物", 10), Column("要求", 8), Column("达到", 8), Column("缺口 kg/天", 12), Column("损失 元", 12), Column("启停单元", 10)],
                over.Days.SelectMany(d => d.Targets.Select(t => (IReadOnlyList<object?>)[d.Day.ToString(), In(d.Level.Name()), t.Pollutant.Code(), t.RequiredFraction, t.ReachedFraction, t.MissingKgPerDay, d.LossYuan, d.Steps]))));
            sheets.Add(new("日历", [Column("统一社会信用代码", 22), Column("企业", 28), Column("绩效", 8), Column("工序", 24), .. over.Days.Select(d => Column(d.Day.ToString(), 12)), Column("损失 元", 12), Column("理由", 100)],
                over.Courses.Select(c => (IReadOnlyList<object?>)[c.EnterpriseCode, c.EnterpriseName, In(c.Grade.Name()), c.Process, .. c.Measures.Select(m => (object?)m), c.LossYuan, In(c.Why)])));
        }

        XlsxWriter.Write(stream, sheets);
    }

    /// <summary>Days of a choice behind its measure; nothing for one that holds until the end.</summary>
    private static string Times(PlanChoice choice) =>
        (choice.Days is { } on ? $"（只在 {string.Join("、", on)}）" : "") + (choice.ExceptDays is { } except ? $"（除 {string.Join("、", except)}，另有更严措施）" : "");

    private static XlsxColumn Column(string header, double width) => new(header, width, []);

    private static string Yes(bool yes) => yes ? "是" : "";

    private static IEnumerable<object?> Cells(Emissions cut) => EmittedPollutants.All.Select(p => (object?)cut[p]);
}
