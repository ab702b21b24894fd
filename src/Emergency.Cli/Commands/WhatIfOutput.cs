using System.Globalization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.WhatIf;
using Spectre.Console;
using Text = Emergency.Core.Text;

namespace Emergency.Cli.Commands;

/// <summary>A what-if as JSON and on the screen.</summary>
internal static class WhatIfOutput
{
    private const int MostChanges = 10;
    private const int MostGroups = 12;
    private const int CurveLines = 11;
    private const int PipeWidth = 180;

    /// <summary>The shape of <c>--json</c>: shares from 0 to 1, kilograms a day, yuan a day, yuan a tonne.</summary>
    public static object Result(WhatIfAnswer answer, double seconds) => new
    {
        seconds = Math.Round(seconds, 3),
        basis = answer.Comparison.Basis,
        scenarios = answer.Comparison.All.Select(s => new
        {
            name = s.Scenario.Name,
            level = s.Scenario.Level,
            mode = s.Scenario.Mode,
            start = answer.Comparison.StartOf(s),
            days = s.Days,
            feasible = s.Feasible,
            targets = s.Plan.Targets.Select(t => new { pollutant = t.Pollutant.Code(), zone = "", required = t.RequiredFraction, reached = t.ReachedFraction, missingKgPerDay = t.MissingKgPerDay, metBySwap = t.MetBySwap })
                .Concat((s.Plan.Optimum?.Zones ?? []).Select(z => new { pollutant = z.Pollutant.Code(), zone = z.Zone, required = z.RequiredFraction, reached = z.ReachedFraction, missingKgPerDay = z.MissingKgPerDay, metBySwap = false })),
            cost = s.Plan.LossYuanPerDay,
            total = s.LossYuan,
            bound = s.Plan.Optimum?.BoundYuanPerDay,
            gap = s.Plan.Optimum?.Gap,
            enterprises = s.Enterprises,
            units = s.Units,
            changes = s.Changes,
            fairness = s.Fairness,
            notes = s.Notes,
        }),
        curve = answer.Curve,
        sensitivity = answer.Sensitivity,
        why = answer.Why,
    };

    public static void Print(WhatIfAnswer answer, double seconds)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = PipeWidth;
        }

        Compare(console, answer.Comparison);
        foreach (var scenario in answer.Comparison.Scenarios)
        {
            Changes(scenario);
        }

        Fairness(console, answer.Comparison);
        Curve(console, answer.Curve);
        Sensitivity(console, answer.Sensitivity);
        foreach (var why in answer.Why ?? [])
        {
            Why(why);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"用时 {seconds:F1} s"));
    }

    private static void Compare(IAnsiConsole console, WhatIfComparison comparison)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns(["情景", "级别", "方式", "起始", "天", .. EmittedPollutants.All.Select(p => p.Code()), "达到", "损失 元/天", "总损失 元", "差距", "企业", "单元"]);
        foreach (var s in comparison.All)
        {
            table.AddRow([Markup.Escape(s.Scenario.Name), s.Scenario.Level.Name().Zh, WhatIfWords.Mode(s.Scenario.Mode).Zh, comparison.StartOf(s).ToString(), Number(s.Days), .. s.Plan.Targets.Select(t => Share(t.ReachedFraction)), s.Feasible ? "是" : "否", Number(s.Plan.LossYuanPerDay), Number(s.LossYuan), s.Plan.Optimum?.Gap?.ToString("P2", CultureInfo.InvariantCulture) ?? "", Number(s.Enterprises), Number(s.Units)]);
        }

        console.Write(table);
        foreach (var s in comparison.All)
        {
            foreach (var note in s.Notes.Concat(s.Plan.Optimum?.Shortage?.Explanation ?? []))
            {
                Console.WriteLine($"{s.Scenario.Name}：{note.Zh}");
            }
        }
    }

    private static void Changes(ScenarioOutcome scenario)
    {
        var kinds = scenario.Changes.GroupBy(c => c.Kind).OrderBy(g => g.Key).Select(g => $"{WhatIfWords.Change(g.Key).Zh} {g.Count()}");
        Console.WriteLine($"{scenario.Scenario.Name} 与基准相比：{(scenario.Changes.Count == 0 ? "没有差别" : string.Join("，", kinds) + " 家")}");
        foreach (var change in scenario.Changes.Take(MostChanges))
        {
            Console.WriteLine($"  {WhatIfWords.Change(change.Kind).Zh} {change.EnterpriseName}（{change.Grade.Name().Zh}）：{Number(change.BaseLossYuanPerDay)} → {Number(change.LossYuanPerDay)} 元/天；{Or(change.BaseMeasures)} → {Or(change.Measures)}");
        }
    }

    private static void Fairness(IAnsiConsole console, WhatIfComparison comparison)
    {
        foreach (var (name, rows) in WhatIfWords.Groups(comparison.Base.Fairness))
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns(["按" + name.Zh, "企业", .. comparison.All.Select(s => Markup.Escape(s.Scenario.Name) + " 损失÷产值"), "停限产单元", "基尼（基准）"]);
            foreach (var burden in rows.Take(MostGroups))
            {
                table.AddRow([Markup.Escape(burden.Name.Zh), Number(burden.Enterprises), .. comparison.All.Select(s => Found(s.Fairness, name, burden) is { } other ? Share(other.LossShare) : "–"), Share(burden.UnitShare), burden.Gini.ToString("F2", CultureInfo.InvariantCulture)]);
            }

            console.Write(table);
        }
    }

    private static Burden? Found(FairnessTable table, Text group, Burden burden) =>
        WhatIfWords.Groups(table).First(g => g.Name == group).Rows.FirstOrDefault(r => r.Name == burden.Name);

    private static void Curve(IAnsiConsole console, CostCurve? curve)
    {
        if (curve is null)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns(["目标倍数", "损失 元/天", "差距", .. EmittedPollutants.All.Select(p => $"{p.Code()} 元/吨")]);
        var step = Math.Max(1, (curve.Points.Count - 1) / (CurveLines - 1));
        foreach (var point in curve.Points.Where((p, i) => i % step == 0 || p.Factor == 1))
        {
            table.AddRow([point.Factor.ToString("0.00", CultureInfo.InvariantCulture), Number(point.LossYuanPerDay), point.Gap.ToString("P2", CultureInfo.InvariantCulture), .. EmittedPollutants.All.Select(p => Number(point.PriceYuanPerTonne[p]))]);
        }

        console.Write(table);
        Console.WriteLine($"目标最多可达到现有的 {curve.Attainable.ToString("0.00", CultureInfo.InvariantCulture)} 倍；{curve.Points.Count} 个点，全部见 --json 或 --xlsx / all points with --json or --xlsx");
    }

    private static void Sensitivity(IAnsiConsole console, Sensitivity? sensitivity)
    {
        if (sensitivity is null)
        {
            return;
        }

        var prices = new Table().Border(TableBorder.Simple).AddColumns("污染物", "价格 元/吨", "再多减1% 元/吨", "少减1% 元/吨");
        foreach (var price in sensitivity.Prices)
        {
            prices.AddRow(price.Pollutant.Code(), Number(price.PriceYuanPerTonne), Range(price.More), Range(price.Less));
        }

        console.Write(prices);
        foreach (var c in sensitivity.BaseData)
        {
            var broken = c.Reached.Where(t => t.MissingKgPerDay > 0).Select(t => $"{t.Pollutant.Code()} 只达 {Share(t.ReachedFraction)}").ToList();
            Console.WriteLine($"{c.Case.Zh}：原方案{(broken.Count == 0 ? "仍全部达到" : string.Join("，", broken))}；重新编制日损失 {Number(c.ReplannedLossYuanPerDay)} 元{(c.Feasible ? "" : "，仍不能全部达到")}");
        }

        foreach (var s in sensitivity.Spread)
        {
            Console.WriteLine($"各行业排放量各自±20%（{sensitivity.Draws} 次，种子 {sensitivity.Seed}）：{s.Pollutant.Code()} 达到 {Share(s.Low)}–{Share(s.High)}（中位 {Share(s.Median)}，要求 {Share(s.Required)}），达标概率 {Share(s.Met)}");
        }
    }

    private static void Why(EnterpriseWhy why)
    {
        Console.WriteLine($"{why.EnterpriseName}（{why.EnterpriseCode}，{why.Grade.Name().Zh}）：日损失 {Number(why.LossYuanPerDay)} 元，其中加码 {Number(why.BeyondYuanPerDay)} 元；{(why.Constraints.Count == 0 ? "未加码" : "约束：" + string.Join("，", why.Constraints.Select(c => $"{c.Name.Zh} 值 {Number(c.YuanPerDay)} 元/天")))}");
        foreach (var measure in why.Measures.Where(m => m.Binding || m.UnitId.Length > 0))
        {
            Console.WriteLine($"  {measure.Process} {Or(measure.MeasureText)}：{measure.Why.Zh}");
        }

        foreach (var sentence in why.LetOffs.Concat(why.Grades))
        {
            Console.WriteLine($"  假如{sentence.Explanation.Zh}");
        }
    }

    private static string Or(string text) => text.Length > 0 ? text : "不要求";

    private static string Range(Difference? difference) => difference is null ? "–" : $"{Number(difference.Value)}（{Number(difference.Low)}–{Number(difference.High)}）";

    private static string Share(decimal share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static string Number(decimal number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);
}
