using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.ReductionList.Files;

namespace Emergency.Planning.WhatIf;

/// <summary>Writes an answer as a workbook: one sheet for each part that was asked for, Chinese headers with units, figures as numbers.</summary>
public static class WhatIfWorkbook
{
    /// <summary>Writes it.</summary>
    public static void Write(WhatIfAnswer answer, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new MemoryStream(); // The package format seeks; an HTTP response does not.
        XlsxWriter.Write(buffer, [.. Sheets(answer)]);
        buffer.Position = 0;
        buffer.CopyTo(stream);
    }

    private static IEnumerable<XlsxSheet> Sheets(WhatIfAnswer answer)
    {
        yield return Comparison(answer.Comparison);
        yield return Changes(answer.Comparison);
        yield return Fairness(answer.Comparison);
        if (answer.Curve is { } curve)
        {
            yield return Curve(curve);
        }

        if (answer.Sensitivity is { } sensitivity)
        {
            yield return Sensitivity(sensitivity);
        }

        if (answer.Why is { } why)
        {
            yield return Why(why);
        }
    }

    private static XlsxSheet Comparison(WhatIfComparison comparison) => Sheet(
        "情景比较",
        ["情景", "级别", "方式", "起始日", "天数", "是否达到", "日损失（元/天）", "总损失（元）", "下界（元/天）", "差距（%）", "停限产企业（家）", "停限产单元（个）", .. EmittedPollutants.All.SelectMany(p => (string[])[$"{p.Code()}要求（%）", $"{p.Code()}达到（%）", $"{p.Code()}缺口（kg/天）"]), "说明"],
        comparison.All.Select(s => (IReadOnlyList<object?>)[
            s.Scenario.Name, s.Scenario.Level.Name().Zh, WhatIfWords.Mode(s.Scenario.Mode).Zh, comparison.StartOf(s), s.Days, s.Feasible ? "是" : "否", s.Plan.LossYuanPerDay, s.LossYuan, s.Plan.Optimum?.BoundYuanPerDay, s.Plan.Optimum?.Gap * 100, s.Enterprises, s.Units,
            .. s.Plan.Targets.SelectMany(t => (object?[])[t.RequiredFraction * 100, t.ReachedFraction * 100, t.MissingKgPerDay]),
            string.Concat(s.Notes.Select(n => n.Zh))]));

    private static XlsxSheet Changes(WhatIfComparison comparison) => Sheet(
        "与基准的差别",
        ["情景", "企业代码", "企业名称", "等级", "变化", "基准损失（元/天）", "情景损失（元/天）", .. EmittedPollutants.All.Select(p => $"{p.Code()}减排变化（kg/天）"), "基准措施", "情景措施"],
        comparison.Scenarios.SelectMany(s => s.Changes.Select(c => (IReadOnlyList<object?>)[
            s.Scenario.Name, c.EnterpriseCode, c.EnterpriseName, c.Grade.Name().Zh, WhatIfWords.Change(c.Kind).Zh, c.BaseLossYuanPerDay, c.LossYuanPerDay, .. EmittedPollutants.All.Select(p => (object?)(c.Cut[p] - c.BaseCut[p])), c.BaseMeasures, c.Measures])));

    private static XlsxSheet Fairness(WhatIfComparison comparison) => Sheet(
        "公平性",
        ["情景", "分组", "名称", "企业（家）", "停限产企业（家）", "单元（个）", "停限产单元（个）", "停限产单元占比（%）", "损失（元/天）", "产值（元/天）", "损失占产值（%）", "基尼系数（企业损失÷产值，0–1）"],
        comparison.All.SelectMany(s => WhatIfWords.Groups(s.Fairness).SelectMany(g => g.Rows.Select(b => (IReadOnlyList<object?>)[
            s.Scenario.Name, g.Name.Zh, b.Name.Zh, b.Enterprises, b.Asked, b.Units, b.UnitsAsked, b.UnitShare * 100, b.LossYuanPerDay, b.OutputYuanPerDay, b.LossShare * 100, b.Gini]))));

    private static XlsxSheet Curve(CostCurve curve) => Sheet(
        "成本曲线",
        ["目标倍数", .. EmittedPollutants.All.SelectMany(p => (string[])[$"{p.Code()}要求（%）", $"{p.Code()}达到（%）", $"{p.Code()}价格（元/吨）"]), "损失（元/天）", "下界（元/天）", "差距（%）"],
        curve.Points.Select(p => (IReadOnlyList<object?>)[p.Factor, .. EmittedPollutants.All.SelectMany(e => (object?[])[p.Required[e] * 100, p.Reached[e] * 100, p.PriceYuanPerTonne[e]]), p.LossYuanPerDay, p.BoundYuanPerDay, p.Gap * 100]));

    private static XlsxSheet Sensitivity(Sensitivity sensitivity) => Sheet(
        "敏感性",
        ["项目", "污染物", "价格（元/吨）", "再多减1%（元/吨）", "下限", "上限", "少减1%（元/吨）", "要求（%）", "达到（%）", "缺口（kg/天）", "重新编制的损失（元/天）", "较差5%（%）", "中位（%）", "较好5%（%）", "达标概率（%）"],
        [
            .. sensitivity.Prices.Select(p => (IReadOnlyList<object?>)["每吨价格", p.Pollutant.Code(), p.PriceYuanPerTonne, p.More?.Value, p.More?.Low, p.More?.High, p.Less?.Value]),
            .. sensitivity.BaseData.SelectMany(c => c.Reached.Select(t => (IReadOnlyList<object?>)[c.Case.Zh, t.Pollutant.Code(), null, null, null, null, null, t.RequiredFraction * 100, t.ReachedFraction * 100, t.MissingKgPerDay, c.ReplannedLossYuanPerDay])),
            .. sensitivity.Spread.Select(s => (IReadOnlyList<object?>)[$"各行业排放量各自±20%（{sensitivity.Draws}次）", s.Pollutant.Code(), null, null, null, null, null, s.Required * 100, null, null, null, s.Low * 100, s.Median * 100, s.High * 100, s.Met * 100]),
        ]);

    private static XlsxSheet Why(IReadOnlyList<EnterpriseWhy> why) => Sheet(
        "单家理由",
        ["企业代码", "企业名称", "等级", "损失（元/天）", "其中加码（元/天）", "约束", "假设", "本企业少损失（元/天）", "其他企业多损失（元/天）", "合计多损失（元/天）", "不低于", "不高于", "说明"],
        why.SelectMany(w => w.LetOffs.Concat(w.Grades).Select(l => (IReadOnlyList<object?>)[
            w.EnterpriseCode, w.EnterpriseName, w.Grade.Name().Zh, w.LossYuanPerDay, w.BeyondYuanPerDay, string.Join("；", w.Constraints.Select(c => FormattableString.Invariant($"{c.Name.Zh} {c.YuanPerDay:0} 元/天"))),
            l.Case.Zh, l.All is null ? null : l.SavesYuanPerDay, l.All is null ? null : l.OthersYuanPerDay, l.All?.Value, l.All?.Low, l.All?.High, l.Explanation.Zh])));

    private static XlsxSheet Sheet(string name, IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<object?>> rows) =>
        new(name, [.. headers.Select(h => new XlsxColumn(h, Math.Clamp((h.Length * 2) + 2, 12, 40), []))], rows);
}
