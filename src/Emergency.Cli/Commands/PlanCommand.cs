using System.CommandLine;
using System.Globalization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Spectre.Console;

namespace Emergency.Cli.Commands;

/// <summary><c>plan --list PATH --level L</c> activates a level of a list; <c>plan sample</c> makes a list to try it with.</summary>
internal static class PlanCommand
{
    private const int MostPrinted = 40;

    public static Command Create()
    {
        var list = new Option<string>("--list") { Description = "减排清单：工作簿或CSV文件夹 / reduction list: workbook or CSV folder", HelpName = "PATH", Required = true };
        var level = new Option<string>("--level") { Description = "yellow、orange、red，或 黄色、橙色、红色", HelpName = "LEVEL", Required = true };
        var region = new Option<string>("--region") { Description = "启动响应的地区 / region that responds", HelpName = "CODE", DefaultValueFactory = _ => Planning.ReductionList.Making.SampleList.City };
        var date = new Option<string?>("--date") { Description = "启动日，默认今天 / start day, today by default", HelpName = "DATE" };
        var json = Terminal.JsonOption();
        var command = new Command("plan", "按清单启动某一级别：各企业措施、减排比例、缺口 / activate a level of a list: measures, shares, gap") { list, level, region, date, json };
        command.Subcommands.Add(PlanSampleCommand.Create());
        command.SetAction(parsed =>
        {
            var plan = Make(parsed.GetRequiredValue(list), parsed.GetRequiredValue(level), parsed.GetRequiredValue(region), parsed.GetValue(date));
            if (plan.Problems is { } reading)
            {
                Terminal.WriteJson(parsed.GetValue(json), new { problems = reading.Problems });
                return ListFiles.RefuseProblems(reading);
            }

            if (!plan.Outcome.Ok)
            {
                return Terminal.Refuse(plan.Outcome.Refusal);
            }

            Terminal.WriteJson(parsed.GetValue(json), Result(plan.Outcome.Value));
            Print(plan.Outcome.Value);
            return 0;
        });
        return command;
    }

    private static (Outcome<Plan> Outcome, Planning.ReductionList.Files.ListReading? Problems) Make(string path, string levelText, string region, string? date)
    {
        if (WarningLevels.Parse(levelText) is not { } level)
        {
            return (Refusal.Of("PLAN-005", $"未知的级别“{levelText}”。", $"Unknown level \"{levelText}\".", "请用 yellow、orange 或 red。", "Use yellow, orange or red."), null);
        }

        var day = ListFiles.Day(date);
        var library = ShippedBooks.Load();
        if ((day.Refusal ?? library.Refusal) is { } early)
        {
            return (early, null);
        }

        var reading = ListFiles.Read(path, library.Value!, ListFiles.AuthorityOf(library.Value!.Regions, region), day.Value);
        if (!reading.Ok)
        {
            return (reading.Refusal, null);
        }

        if (reading.Value.List is not { } list)
        {
            return (default, reading.Value);
        }

        ListFiles.Print(reading.Value.Problems);
        return (Activate(list, level, region, day.Value, library.Value), null);
    }

    private static Outcome<Plan> Activate(EmergencyReductionList list, WarningLevel level, string region, LocalDay day, RuleLibrary library)
    {
        var targets = library.Targets(region, day);
        var grades = library.Grades(region, day);
        var measures = library.Measures(region, day);
        return (targets.Refusal ?? grades.Refusal ?? measures.Refusal) is { } refusal
            ? refusal
            : ActivationPlanner.Activate(
                new ActivationRequest(list, level, region, day, [], Environment.UserName, TimeProvider.System.GetUtcNow()),
                new ActivationRules(library.Regions, targets.Value!, grades.Value!, measures.Value!));
    }

    /// <summary>The shape of <c>--json</c>: shares from 0 to 1, kilograms a day, yuan a day; a stage is the share of the unit that is down.</summary>
    private static object Result(Plan plan) => new
    {
        feasible = plan.Targets.All(t => t.MissingKgPerDay == 0),
        mode = plan.Mode,
        region = plan.RegionCode,
        level = plan.Level,
        targets = plan.Targets.Select(t => new { pollutant = t.Pollutant.Code(), zone = "", required = t.RequiredFraction, reached = t.ReachedFraction, missingKgPerDay = t.MissingKgPerDay, metBySwap = t.MetBySwap, why = t.Explanation }),
        cost = plan.LossYuanPerDay,
        cuts = new { industry = Cut(plan.IndustryCut), mobile = Cut(plan.MobileCut), dust = Cut(plan.DustCut) },
        choices = plan.Choices.Select(c => new
        {
            enterprise = c.EnterpriseCode,
            name = c.EnterpriseName,
            grade = c.Grade.Name().En,
            unit = c.UnitId,
            binding = c.Binding,
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
        decisions = plan.Decisions,
        basis = plan.Basis,
    };

    private static Dictionary<string, decimal> Cut(Emissions cut) => EmittedPollutants.All.ToDictionary(p => p.Code(), p => cut[p]);

    private static void Print(Plan plan)
    {
        var console = AnsiConsole.Console;
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

        foreach (var decision in plan.Decisions)
        {
            Console.WriteLine($"待人工决定：{decision.Zh}");
        }

        var spared = plan.Choices.Count - binding.Count;
        var enterprises = binding.Select(c => c.EnterpriseCode).Distinct().Count();
        Console.WriteLine($"{plan.Level.Name().Zh}：{enterprises} 家企业 {binding.Count} 项措施，另 {spared} 项不下达；工业减排 {Total(plan.IndustryCut)}，移动 {Total(plan.MobileCut)}，扬尘 {Total(plan.DustCut)}；日损失 {Number(plan.LossYuanPerDay)} 元；{(plan.Targets.All(t => t.MissingKgPerDay == 0) ? "达到减排比例" : "未达到减排比例")}");
    }

    private static string Short(string text) => text.Length <= 24 ? text : text[..23] + "…";

    private static string Share(decimal share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static string Number(decimal number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);

    private static string Total(Emissions e) => $"SO2 {Number(e.So2)} NOx {Number(e.Nox)} PM {Number(e.Pm)} VOCs {Number(e.Vocs)} kg/天";
}
