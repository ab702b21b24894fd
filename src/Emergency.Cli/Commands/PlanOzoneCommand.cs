using System.CommandLine;
using System.Globalization;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.OzoneHours;
using Spectre.Console;

namespace Emergency.Cli.Commands;

/// <summary><c>plan ozone</c>: who shifts which process out of the summer ozone hours.</summary>
internal static class PlanOzoneCommand
{
    private const int MostPrinted = 40;
    private const int MostSpared = 5;

    private static readonly Option<string> List = new("--list") { Description = "减排清单：工作簿或CSV文件夹 / reduction list: workbook or CSV folder", HelpName = "PATH", Required = true };
    private static readonly Option<string> Region = new("--region") { Description = "地区 / region", HelpName = "CODE", DefaultValueFactory = _ => Planning.ReductionList.Making.SampleList.City };
    private static readonly Option<string?> Date = new("--date") { Description = "日期，默认今天 / day, today by default", HelpName = "DATE" };
    private static readonly Option<string?> Share = new("--share") { Description = "须移出时段的VOCs比例 / share of the VOCs of the window that is to leave it", HelpName = "SHARE" };

    public static Command Create()
    {
        var json = Terminal.JsonOption();
        var command = new Command("ozone", "夏季臭氧时段错时生产 / shifting VOC processes out of the summer ozone hours") { List, Region, Date, Share, json };
        command.SetAction((parsed, cancel) =>
        {
            var (outcome, problems) = Make(parsed, cancel);
            if (problems is { } reading)
            {
                Terminal.WriteJson(parsed.GetValue(json), new { problems = reading.Problems });
                return Task.FromResult(ListFiles.RefuseProblems(reading));
            }

            if (!outcome.Ok)
            {
                return Task.FromResult(Terminal.Refuse(outcome.Refusal));
            }

            Terminal.WriteJson(parsed.GetValue(json), outcome.Value);
            Print(outcome.Value);
            return Task.FromResult(0);
        });
        return command;
    }

    private static (Outcome<OzoneHoursPlan> Outcome, Planning.ReductionList.Files.ListReading? Problems) Make(ParseResult parsed, CancellationToken cancel)
    {
        var day = ListFiles.Day(parsed.GetValue(Date));
        var library = ShippedBooks.Load();
        var asked = parsed.GetValue(Share);
        Outcome<decimal> share = asked is null ? 0m : PlanInputs.ShareOf(asked);
        if ((day.Refusal ?? library.Refusal ?? share.Refusal) is { } early)
        {
            return (early, null);
        }

        var region = parsed.GetRequiredValue(Region);
        var rules = RulesOf(library.Value!, region, day.Value);
        if (!rules.Ok)
        {
            return (rules.Refusal, null);
        }

        var reading = ListFiles.Read(parsed.GetRequiredValue(List), library.Value!, ListFiles.AuthorityOf(library.Value!.Regions, region), day.Value);
        if (!reading.Ok)
        {
            return (reading.Refusal, null);
        }

        if (reading.Value.List is not { } list)
        {
            return (default, reading.Value);
        }

        ListFiles.Print(reading.Value.Problems);
        var request = new OzoneHoursRequest(list, region, day.Value, [], Environment.UserName, TimeProvider.System.GetUtcNow()) { Share = asked is null ? null : share.Value };
        return (OzoneHoursPlanner.Make(request, rules.Value, cancel), null);
    }

    private static Outcome<OzoneHoursRules> RulesOf(RuleLibrary library, string region, LocalDay day)
    {
        var ozone = library.OzoneHours(region, day);
        var planning = ActivationRules.InForce(library, region, day);
        return (ozone.Refusal ?? planning.Refusal) is { } refusal ? refusal : new OzoneHoursRules(planning.Value!, ozone.Value!);
    }

    private static void Print(OzoneHoursPlan plan)
    {
        Console.WriteLine($"{plan.Day} {plan.FromHour}:00—{plan.ToHour}:00，时段内VOCs {Number(plan.WindowVocsKg)} kg，移出 {Number(plan.ShiftedVocsKg)} kg{(plan.RequiredVocsKg > 0 ? $"，目标 {Number(plan.RequiredVocsKg)} kg，{(plan.MissingVocsKg == 0 ? "达到" : $"缺 {Number(plan.MissingVocsKg)} kg")}" : "")}；损失至多 {Number(plan.LossYuan)} 元");
        Console.WriteLine("移出时段不是当日减排：补回的生产仍会排放，不计入应急减排比例 / shifted, not cut: what is made up emits at other hours");
        if (plan.BoundYuan is { } bound)
        {
            Console.WriteLine($"损失不可能低于 {Number(bound)} 元；最后一千克 {Number(plan.PriceYuanPerKg ?? 0)} 元 / no choice loses less; price of the last kilogram");
        }

        var rows = new Table().Border(TableBorder.Simple).AddColumns("企业", "等级", "工序", "时段", "移出VOCs kg", "损失 元", "");
        foreach (var shift in plan.Shifts.OrderByDescending(s => s.VocsKg).ThenBy(s => s.EnterpriseCode, StringComparer.Ordinal).Take(MostPrinted))
        {
            rows.AddRow(Markup.Escape(shift.EnterpriseName), Core.PerformanceGrades.Name(shift.Grade).Zh, Markup.Escape(shift.Process), $"{shift.FromHour}:00—{shift.ToHour}:00", Number(shift.VocsKg), Number(shift.LossYuan), shift.Listed ? "清单" : "加码");
        }

        AnsiConsole.Console.Write(rows);
        foreach (var shift in plan.Shifts.Where(s => !s.Listed).Take(MostSpared))
        {
            Console.WriteLine($"须做 {shift.EnterpriseName} {shift.Process}：{shift.MeasureText}。{shift.Why.Zh}");
        }

        foreach (var spared in plan.Spared.OrderByDescending(s => s.VocsKg).Take(MostSpared))
        {
            Console.WriteLine($"不做 {spared.EnterpriseName} {spared.Process}（时段内 {Number(spared.VocsKg)} kg）：{spared.Why.Zh}");
        }

        foreach (var decision in plan.Decisions.Take(MostPrinted))
        {
            Console.WriteLine($"待人工决定：{decision.Zh}");
        }

        Console.WriteLine($"时段内禁止：{plan.OutdoorBans.Zh} / banned in the window: {plan.OutdoorBans.En}");
        Console.WriteLine($"{plan.Shifts.Count} 个单元错时，{plan.Spared.Count} 个有VOCs排放的单元不作要求，全部见 --json / {plan.Shifts.Count} units shift, {plan.Spared.Count} are not asked");
    }

    private static string Number(decimal number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);
}
