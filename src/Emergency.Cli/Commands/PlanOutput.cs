using System.Globalization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Spectre.Console;
using Text = Emergency.Core.Text;

namespace Emergency.Cli.Commands;

/// <summary>A plan as JSON and on the screen.</summary>
internal static class PlanOutput
{
    private const int MostPrinted = 40;
    private const int MostReasons = 5;

    /// <summary>A pipe has no width of its own; the tables need this much.</summary>
    private const int PipeWidth = 180;

    /// <summary>The shape of <c>--json</c>: shares from 0 to 1, kilograms a day, yuan a day; a stage is the share of the unit that is down.</summary>
    public static object Result(Plan plan, double seconds) => new
    {
        feasible = Feasible(plan),
        mode = plan.Mode,
        region = plan.RegionCode,
        level = plan.Level,
        targets = plan.Targets.Select(t => new { pollutant = t.Pollutant.Code(), zone = "", required = t.RequiredFraction, reached = t.ReachedFraction, missingKgPerDay = t.MissingKgPerDay, metBySwap = t.MetBySwap, why = t.Explanation })
            .Concat((plan.Optimum?.Zones ?? []).Select(z => new { pollutant = z.Pollutant.Code(), zone = z.Zone, required = z.RequiredFraction, reached = z.ReachedFraction, missingKgPerDay = z.MissingKgPerDay, metBySwap = false, why = z.Base })),
        cost = plan.LossYuanPerDay,
        bound = plan.Optimum?.BoundYuanPerDay,
        gap = plan.Optimum?.Gap,
        status = plan.Optimum?.Status,
        seconds = Math.Round(seconds, 3),
        prices = (plan.Optimum?.Prices ?? []).ToDictionary(p => p.Zone.Length == 0 ? p.Pollutant.Code() : $"{p.Zone} {p.Pollutant.Code()}", p => p.YuanPerKg),
        cuts = new { industry = Cut(plan.IndustryCut), mobile = Cut(plan.MobileCut), dust = Cut(plan.DustCut) },
        choices = plan.Choices.Select(c => new
        {
            enterprise = c.EnterpriseCode,
            name = c.EnterpriseName,
            grade = c.Grade.Name().En,
            unit = c.UnitId,
            binding = c.Binding,
            added = c.Added,
            effect = c.Effect,
            measure = c.MeasureText,
            stage = c.StoppedShare,
            linesStopped = c.LinesStopped,
            linesTotal = c.LinesTotal,
            cut = Cut(c.Cut),
            loss = c.LossYuanPerDay,
            why = c.Why,
            needsDecision = c.NeedsDecision,
            laterPhases = c.LaterPhases,
        }),
        standIns = plan.Optimum?.StandIns.Select(s => new { pollutant = s.Pollutant.Code(), enterprise = s.EnterpriseCode, units = s.UnitIds, measure = s.Measure, cut = Cut(s.Cut), loss = s.LossYuanPerDay, netYuanPerKg = s.NetYuanPerKg }),
        shortage = plan.Optimum?.Shortage,
        clerk = plan.Optimum?.Clerk,
        decisions = plan.Decisions,
        basis = plan.Basis,
    };

    private static Dictionary<string, decimal> Cut(Emissions cut) => EmittedPollutants.All.ToDictionary(p => p.Code(), p => cut[p]);

    public static void Print(Plan plan, double seconds)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = PipeWidth;
        }

        var shares = new Table().Border(TableBorder.Simple).AddColumns("污染物", "要求 / required", "达到 / reached", "缺口 kg/天 / missing", "");
        foreach (var target in plan.Targets)
        {
            shares.AddRow(target.Pollutant.Code(), Share(target.RequiredFraction), Share(target.ReachedFraction), Number(target.MissingKgPerDay), target.MetBySwap ? "折算达到 / met by swap" : target.MissingKgPerDay == 0 ? "达到 / met" : "缺口 / gap");
        }

        console.Write(shares);
        foreach (var target in plan.Targets)
        {
            Console.WriteLine(target.Explanation.Zh);
        }

        foreach (var zone in plan.Optimum?.Zones ?? [])
        {
            Console.WriteLine($"{zone.Zone} {zone.Pollutant.Code()}：减排 {Share(zone.ReachedFraction)}，目标 {Share(zone.RequiredFraction)}（以{zone.Base.Zh}为基数）{(zone.MissingKgPerDay == 0 ? "，达到" : $"，缺口 {Number(zone.MissingKgPerDay)} kg/天")}");
        }

        var binding = plan.Choices.Where(c => c.Binding).ToList();
        var rows = new Table().Border(TableBorder.Simple).AddColumns("企业", "等级", "工序", "措施", "SO2", "NOx", "PM", "VOCs", "损失 元/天");
        foreach (var choice in binding.OrderByDescending(c => c.Cut.So2 + c.Cut.Nox + c.Cut.Pm + c.Cut.Vocs).ThenBy(c => c.EnterpriseCode, StringComparer.Ordinal).Take(MostPrinted))
        {
            rows.AddRow(Markup.Escape(choice.EnterpriseName), choice.Grade.Name().Zh, Markup.Escape(choice.Process), Markup.Escape(Short(choice.MeasureText)), Number(choice.Cut.So2), Number(choice.Cut.Nox), Number(choice.Cut.Pm), Number(choice.Cut.Vocs), Number(choice.LossYuanPerDay));
        }

        console.Write(rows);
        if (binding.Count > MostPrinted)
        {
            Console.WriteLine($"按减排量列出前 {MostPrinted} 项，共 {binding.Count} 项，全部见 --json / largest {MostPrinted} of {binding.Count}, all with --json");
        }

        if (plan.Optimum is { } optimum)
        {
            Explain(plan, optimum, seconds);
        }

        foreach (var decision in plan.Decisions.Take(MostPrinted))
        {
            Console.WriteLine($"待人工决定：{decision.Zh}");
        }

        if (plan.Decisions.Count > MostPrinted)
        {
            Console.WriteLine($"另有 {plan.Decisions.Count - MostPrinted} 项待人工决定，见 --json / {plan.Decisions.Count - MostPrinted} more, see --json");
        }

        var spared = plan.Choices.Count - binding.Count;
        var enterprises = binding.Select(c => c.EnterpriseCode).Distinct().Count();
        Console.WriteLine($"{plan.Level.Name().Zh}（{ModeName(plan.Mode).Zh}）：{enterprises} 家企业 {binding.Count} 项措施，另 {spared} 项不下达；工业减排 {Total(plan.IndustryCut)}，移动 {Total(plan.MobileCut)}，扬尘 {Total(plan.DustCut)}；日损失 {Number(plan.LossYuanPerDay)} 元；{(Feasible(plan) ? "达到减排比例" : "未达到减排比例")}");
    }

    /// <summary>Bound and prices, why the largest are asked or spared, who stands in, and the clerk's way.</summary>
    private static void Explain(Plan plan, PlanOptimum optimum, double seconds)
    {
        Console.WriteLine(optimum.BoundYuanPerDay is { } bound
            ? string.Create(CultureInfo.InvariantCulture, $"日损失不可能低于 {bound:#,0} 元，差距 {optimum.Gap:P2}（{optimum.Options} 个单元有选择，{seconds:F1} s）/ no plan loses less than {bound:#,0} yuan/day, gap {optimum.Gap:P2}")
            : string.Create(CultureInfo.InvariantCulture, $"规则之内不能全部达到（{optimum.Options} 个单元有选择，{seconds:F1} s）/ not everything can be reached within the rules"));
        if (optimum.Prices.Count > 0)
        {
            Console.WriteLine($"边际价格 元/kg（再多减一公斤的代价）/ prices: {string.Join("，", optimum.Prices.Select(p => $"{(p.Zone.Length > 0 ? p.Zone + " " : "")}{p.Pollutant.Code()} {Number(p.YuanPerKg)}{(p.BySwap ? "（统筹）" : "")}"))}");
        }

        foreach (var sentence in optimum.Shortage?.Explanation ?? [])
        {
            Console.WriteLine(sentence.Zh);
        }

        foreach (var limit in optimum.Shortage?.Limits ?? [])
        {
            Console.WriteLine($"  {limit.Limit.Zh}：{Total(limit.Takes)}");
        }

        foreach (var choice in plan.Choices.Where(c => c.Added).OrderByDescending(c => c.LossYuanPerDay).ThenBy(c => c.EnterpriseCode, StringComparer.Ordinal).Take(MostReasons)
            .Concat(plan.Choices.Where(c => c.UnitId.Length > 0 && !c.Binding).Take(MostReasons)))
        {
            Console.WriteLine($"{(choice.Binding ? "须做" : "不做")} {choice.EnterpriseName} {choice.Process}：{choice.Why.Zh}");
        }

        foreach (var standIns in optimum.StandIns.GroupBy(s => s.Pollutant))
        {
            Console.WriteLine($"缺 {standIns.Key.Code()} 时的替补：{string.Join("；", standIns.Take(3).Select(s => $"{plan.Choices.FirstOrDefault(c => c.EnterpriseCode == s.EnterpriseCode)?.EnterpriseName ?? s.EnterpriseCode} {s.Measure}（净 {Number(s.NetYuanPerKg)} 元/kg）"))}");
        }

        if (optimum.Clerk is { } clerk)
        {
            Console.WriteLine($"手工办法（最差等级优先，同级每公斤最便宜优先）：日损失 {Number(clerk.LossYuanPerDay)} 元{(clerk.Reaches ? "" : "，仍未达标")}，本方案少 {Number(clerk.SavedYuanPerDay)} 元；其中须执行的措施已损失 {Number(clerk.BindingYuanPerDay)} 元 / the clerk's way");
            foreach (var grade in clerk.Grades)
            {
                Console.WriteLine($"  {grade.Grade.Name().Zh}：{grade.Enterprises} 家有选择；加码 {grade.Asked} 家（手工 {grade.AskedByClerk}），损失占产值 {Share(grade.LossShare)}（手工 {Share(grade.LossShareByClerk)}）");
            }
        }
    }

    /// <summary>A plan is feasible when no target of the region or of a zone is missing anything.</summary>
    private static bool Feasible(Plan plan) => plan.Targets.All(t => t.MissingKgPerDay == 0) && (plan.Optimum?.Zones ?? []).All(z => z.MissingKgPerDay == 0);

    private static Text ModeName(PlanMode mode) => mode switch
    {
        PlanMode.Supplement => new("补足", "supplement"),
        PlanMode.Compose => new("编制", "compose"),
        _ => new("按清单启动", "activate"),
    };

    private static string Short(string text) => text.Length <= 24 ? text : text[..23] + "…";

    private static string Share(decimal share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static string Number(decimal number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);

    private static string Total(Emissions e) => $"SO2 {Number(e.So2)} NOx {Number(e.Nox)} PM {Number(e.Pm)} VOCs {Number(e.Vocs)} kg/天";
}
