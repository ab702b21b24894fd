using System.Globalization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Season;

namespace Emergency.Cli.Commands;

/// <summary>A season plan as JSON and on the screen.</summary>
internal static class SeasonOutput
{
    private const int MostPrinted = 40;
    private const int MostReasons = 5;

    /// <summary>The shape of <c>--json</c>.</summary>
    public static object Result(SeasonPlan plan, double seconds) => new
    {
        region = plan.RegionCode,
        season = plan.Year,
        first = plan.First.ToString(),
        last = plan.Last.ToString(),
        periods = plan.Periods.Select(p => new { number = p.Period.Number, from = p.Period.From.ToString(), until = p.Period.Until.ToString(), days = p.Period.Days, cut = Cut(p.Cut), required = Cut(p.Required), missing = Cut(p.Missing) }),
        unevenness = plan.Unevenness is { } uneven ? Math.Round(uneven, 6) : (decimal?)null,
        loss = plan.LossYuan,
        restarts = plan.RestartYuan,
        value = plan.ValueYuan,
        bound = plan.BoundYuan,
        gap = plan.Gap,
        status = plan.Status,
        seconds = Math.Round(seconds, 3),
        batches = plan.Batches.Select(b => new { county = b.RegionCode, industry = b.Industry, number = b.Number, periods = b.Periods, units = b.Units.Select(u => new { enterprise = u.EnterpriseCode, unit = u.UnitId }), cut = Cut(b.CutKgPerDay) }),
        enterprises = plan.Enterprises.Select(e => new
        {
            enterprise = e.Code,
            name = e.Name,
            grade = e.Grade.Name().En,
            why = e.Why,
            units = e.Units.Select(u => new
            {
                unit = u.UnitId,
                process = u.Process,
                standing = u.Standing,
                batch = u.Batch == 0 ? (int?)null : u.Batch,
                stops = u.Stops.Select(s => new { from = s.From.ToString(), until = s.Until.ToString(), share = s.Share }),
                shares = u.Shares.Select(s => Math.Round(s, 6)),
                days = u.OffDays,
                cutKg = Cut(u.CutKg),
                loss = u.LossYuan,
                measure = u.MeasureText,
                why = u.Why,
                needsDecision = u.NeedsDecision,
            }),
        }),
        decisions = plan.Decisions,
        basis = plan.Basis,
    };

    /// <summary>Periods, calendar, batches, reasons.</summary>
    public static void Print(SeasonPlan plan, double seconds)
    {
        Console.WriteLine($"{plan.First}—{plan.Last}，{plan.Last - plan.First + 1} 天，{plan.Periods.Count} 个半月 / {plan.Periods.Count} half months");
        // Plain lines: the table library fails on Chinese text in columns narrower than a word.
        foreach (var p in plan.Periods)
        {
            var missing = EmittedPollutants.All.Where(q => p.Missing[q] >= 0.05m).Select(q => $"{q.Code()} {Number(p.Missing[q])}").ToList();
            Console.WriteLine($"第{p.Period.Number,2}期 {p.Period.From}—{p.Period.Until}（{p.Period.Days} 天）减排 kg/日 {string.Join("  ", EmittedPollutants.All.Select(q => $"{q.Code()} {Number(p.Cut[q])}"))}{(missing.Count == 0 ? "" : $"；{(plan.HasTargets ? "缺" : "低于均衡线")} {string.Join("，", missing)}")}");
        }

        Console.WriteLine("█ 停产或降负荷   ▒ 部分生产线   · 生产 / █ off or at lower load   ▒ some lines   · running");
        var names = plan.Enterprises.ToDictionary(e => e.Code, e => e.Name);
        var asked = plan.Enterprises.SelectMany(e => e.Units).Where(u => u.Stops.Count > 0).OrderByDescending(u => u.LossYuan).ThenBy(u => u.EnterpriseCode, StringComparer.Ordinal).ThenBy(u => u.UnitId, StringComparer.Ordinal).ToList();
        foreach (var unit in asked.Take(MostPrinted))
        {
            Console.WriteLine($"{string.Concat(unit.Shares.Select(s => s <= 0 ? '·' : s < unit.Shares.Max() ? '▒' : '█'))} {names[unit.EnterpriseCode]}：{unit.MeasureText}{(unit.Batch > 0 ? $"，第 {unit.Batch} 批" : "")}，{unit.OffDays} 天，损失 {Number(unit.LossYuan)} 元");
        }

        if (asked.Count > MostPrinted)
        {
            Console.WriteLine($"按损失列出前 {MostPrinted} 个单元，共 {asked.Count} 个，全部见 --json / largest {MostPrinted} of {asked.Count}, all with --json");
        }

        Batches(plan);
        foreach (var enterprise in plan.Enterprises.GroupBy(e => e.Units.Select(u => u.Standing).DefaultIfEmpty(SeasonStanding.Exempt).Min()).OrderBy(g => g.Key).SelectMany(g => g.Take(MostReasons)))
        {
            Console.WriteLine($"{enterprise.Name}：{enterprise.Why.Zh}");
        }

        foreach (var decision in plan.Decisions.Take(MostPrinted))
        {
            Console.WriteLine($"待人工决定：{decision.Zh}");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"损失至多 {plan.LossYuan:#,0} 元，重启 {plan.RestartYuan:#,0} 元{(plan.Unevenness is { } uneven ? $"；各期平均低于均衡线 {uneven * 100:0.00}%（占轮换减排量）" : "")}；{(plan.BoundYuan is { } bound ? string.Create(CultureInfo.InvariantCulture, $"值 {plan.ValueYuan:#,0}，不可能低于 {bound:#,0}，差距 {plan.Gap:P2}") : "各期比例未能全部达到 / not every period reaches its share")}（{plan.Batches.Sum(b => b.Units.Count)} 个单元轮换，{seconds:F1} s）/ value {plan.ValueYuan:#,0} yuan, bound {plan.BoundYuan:#,0}, gap {plan.Gap:P2}"));
    }

    private static void Batches(SeasonPlan plan)
    {
        foreach (var batch in plan.Batches.Take(MostPrinted))
        {
            Console.WriteLine($"{batch.County} {batch.Industry.Zh} 第 {batch.Number} 批：{(batch.Periods.Count == 0 ? "每期相同" : $"第 {string.Join(",", batch.Periods)} 期")}，{batch.Units.Count} 个单元，NOx {Number(batch.CutKgPerDay.Nox)} kg/日");
        }

        if (plan.Batches.Count > MostPrinted)
        {
            Console.WriteLine($"前 {MostPrinted} 批，共 {plan.Batches.Count} 批，全部见 --json / first {MostPrinted} of {plan.Batches.Count} batches, all with --json");
        }
    }

    private static Dictionary<string, decimal> Cut(Emissions cut) => EmittedPollutants.All.ToDictionary(p => p.Code(), p => Math.Round(cut[p], 3));

    private static string Number(decimal number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);
}
