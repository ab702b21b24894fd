using System.Globalization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Staggering;

namespace Emergency.Cli.Commands;

/// <summary>A plan over days as JSON and on the screen.</summary>
internal static class EpisodeOutput
{
    private const int MostPrinted = 40;
    private const int MostReasons = 5;

    /// <summary>The shape of <c>--json</c>: as for one day, with <c>days</c>, and each choice with its days (from 1). Cuts of a choice are its full effect on a day.</summary>
    public static object Result(EpisodePlan plan, double seconds) => new
    {
        feasible = Feasible(plan),
        mode = plan.Mode,
        region = plan.RegionCode,
        days = plan.Days.Select((d, i) => new
        {
            day = i + 1,
            date = d.Day.ToString(),
            level = d.Level,
            targets = Targets(d),
            prices = d.Prices.ToDictionary(p => p.Zone.Length == 0 ? p.Pollutant.Code() : $"{p.Zone} {p.Pollutant.Code()}", p => p.YuanPerKg),
            cuts = new { industry = Cut(d.IndustryCut), mobile = Cut(d.MobileCut), dust = Cut(d.DustCut) },
            loss = d.LossYuan,
            starts = d.Steps,
        }),
        targets = plan.Days.SelectMany((d, i) => Targets(d).Select(t => new { day = i + 1, t.Pollutant, t.Zone, t.Required, t.Reached, t.MissingKgPerDay, t.MetBySwap })),
        cost = plan.LossYuan,
        restarts = plan.RestartYuan,
        binding = plan.BindingYuan,
        bound = plan.BoundYuan,
        gap = plan.Gap,
        status = plan.Status,
        seconds = Math.Round(seconds, 3),
        choices = plan.Choices.Select(c => new
        {
            enterprise = c.Choice.EnterpriseCode,
            name = c.Choice.EnterpriseName,
            grade = c.Choice.Grade.Name().En,
            unit = c.Choice.UnitId,
            days = c.Days.Select(d => d + 1),
            binding = c.Choice.Binding,
            added = c.Choice.Added,
            effect = c.Choice.Effect,
            measure = c.Choice.MeasureText,
            stage = c.Choice.StoppedShare,
            linesStopped = c.Choice.LinesStopped,
            linesTotal = c.Choice.LinesTotal,
            cut = Cut(c.Choice.Cut),
            loss = c.Choice.LossYuanPerDay,
            why = c.Choice.Why,
            needsDecision = c.Choice.NeedsDecision,
        }),
        burdens = plan.Burdens.Select(b => new { group = b.Group, grade = b.Grade.Name().En, units = b.Units, level = b.Level, leastDays = b.LeastDays, meanDays = Math.Round(b.MeanDays, 2), mostDays = b.MostDays, loss = b.LossYuan, earlier = b.EarlierYuan, lossShare = b.LossShare, mostLossShare = b.MostLossShare }),
        shortages = plan.Shortages.Select(s => new { day = s.Day + 1, target = s.Target, missingKg = s.MissingKg, outOfReach = s.OutOfReach, why = s.Explanation }),
        decisions = plan.Decisions,
        basis = plan.Basis,
    };

    /// <summary>Days, calendar, burdens, reasons.</summary>
    public static void Print(EpisodePlan plan, double seconds)
    {
        foreach (var (day, i) in plan.Days.Select((d, i) => (d, i)))
        {
            Console.WriteLine($"第{i + 1}天 {day.Day} {day.Level.Name().Zh}：{string.Join("，", day.Targets.Select(t => $"{t.Pollutant.Code()} {Share(t.ReachedFraction)}（要求 {Share(t.RequiredFraction)}{(t.MissingKgPerDay > 0 ? $"，缺 {Number(t.MissingKgPerDay)} kg" : t.MetBySwap ? "，折算达到" : "")}）"))}；损失 {Number(day.LossYuan)} 元，{day.Steps} 个单元启停");
            foreach (var zone in day.Zones.Where(z => z.MissingKgPerDay > 0))
            {
                Console.WriteLine($"  {zone.Zone} {zone.Pollutant.Code()}：{Share(zone.ReachedFraction)}，目标 {Share(zone.RequiredFraction)}，缺 {Number(zone.MissingKgPerDay)} kg");
            }
        }

        Console.WriteLine("█ 加码 / asked beyond what binds   · 按须执行的措施 / as bound");
        var asked = plan.Courses.Where(c => c.BurdenDays > 0).OrderByDescending(c => c.LossYuan).ThenBy(c => c.EnterpriseCode, StringComparer.Ordinal).ToList();
        foreach (var course in asked.Take(MostPrinted))
        {
            Console.WriteLine($"{string.Concat(course.Measures.Select(m => m.Length > 0 ? '█' : '·'))} {course.EnterpriseName} {course.Process}（{course.Grade.Name().Zh}）：{string.Join("；", course.Measures.Where(m => m.Length > 0).Distinct())}，{course.BurdenDays} 天，{Number(course.LossYuan)} 元");
        }

        if (asked.Count > MostPrinted)
        {
            Console.WriteLine($"按损失列出前 {MostPrinted} 个单元，共 {asked.Count} 个，全部见 --json / largest {MostPrinted} of {asked.Count}, all with --json");
        }

        foreach (var burden in plan.Burdens.Where(b => b.LossYuan > 0 || b.MostDays > 0))
        {
            Console.WriteLine($"{burden.Name.Zh} {burden.Grade.Name().Zh}：{burden.Units} 个单元，各 {burden.LeastDays}–{burden.MostDays} 天（平均 {burden.MeanDays.ToString("0.0", CultureInfo.InvariantCulture)}），损失 {Number(burden.LossYuan)} 元，占产值 {Share(burden.LossShare)}（最多 {Share(burden.MostLossShare)}）");
        }

        foreach (var course in asked.Take(MostReasons).Concat(plan.Courses.Where(c => c.BurdenDays == 0).Take(MostReasons)))
        {
            Console.WriteLine($"{(course.BurdenDays > 0 ? "须做" : "不做")} {course.EnterpriseName} {course.Process}：{course.Why.Zh}");
        }

        foreach (var shortage in plan.Shortages)
        {
            Console.WriteLine(shortage.Explanation.Zh);
        }

        foreach (var decision in plan.Decisions.Take(MostPrinted))
        {
            Console.WriteLine($"待人工决定：{decision.Zh}");
        }

        Console.WriteLine(plan.BoundYuan is { } bound
            ? string.Create(CultureInfo.InvariantCulture, $"共 {plan.Days.Count} 天，损失 {plan.LossYuan:#,0} 元（其中须执行的 {plan.BindingYuan:#,0}，重启 {plan.RestartYuan:#,0}），不可能低于 {bound:#,0}，差距 {plan.Gap:P2}（{plan.Courses.Count} 个单元有选择，{seconds:F1} s）/ {plan.Days.Count} days, no plan loses less than {bound:#,0} yuan, gap {plan.Gap:P2}")
            : string.Create(CultureInfo.InvariantCulture, $"共 {plan.Days.Count} 天，损失 {plan.LossYuan:#,0} 元；各日目标未能全部达到（{plan.Courses.Count} 个单元有选择，{seconds:F1} s）/ not every day's target is reached"));
    }

    private static bool Feasible(EpisodePlan plan) => plan.Shortages.Count == 0 && plan.Days.All(d => d.Targets.All(t => t.MissingKgPerDay == 0) && d.Zones.All(z => z.MissingKgPerDay == 0));

    private static IEnumerable<TargetRow> Targets(EpisodeDay day) =>
        day.Targets.Select(t => new TargetRow(t.Pollutant.Code(), "", t.RequiredFraction, t.ReachedFraction, t.MissingKgPerDay, t.MetBySwap))
            .Concat(day.Zones.Select(z => new TargetRow(z.Pollutant.Code(), z.Zone, z.RequiredFraction, z.ReachedFraction, z.MissingKgPerDay, false)));

    private static Dictionary<string, decimal> Cut(Emissions cut) => EmittedPollutants.All.ToDictionary(p => p.Code(), p => Math.Round(cut[p], 3));

    private static string Share(decimal share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static string Number(decimal number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);

    /// <summary>A target as JSON has it.</summary>
    private sealed record TargetRow(string Pollutant, string Zone, decimal Required, decimal Reached, decimal MissingKgPerDay, bool MetBySwap);
}
