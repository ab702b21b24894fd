using System.CommandLine;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Staggering;

namespace Emergency.Cli.Commands;

/// <summary><c>plan --list PATH --level L</c> activates a level of a list, supplements it or composes a new one; <c>plan sample</c> makes a list to try it with.</summary>
internal static class PlanCommand
{
    private static readonly Option<string> List = new("--list") { Description = "减排清单：工作簿或CSV文件夹 / reduction list: workbook or CSV folder", HelpName = "PATH", Required = true };
    private static readonly Option<string?> Level = new("--level") { Description = "yellow、orange、red，或 黄色、橙色、红色；compose 可用 all / all levels with compose；--days 逐日写明级别时不用 / not needed where --days names levels", HelpName = "LEVEL" };
    private static readonly Option<string> Region = new("--region") { Description = "启动响应的地区 / region that responds", HelpName = "CODE", DefaultValueFactory = _ => Planning.ReductionList.Making.SampleList.City };
    private static readonly Option<string?> Date = new("--date") { Description = "启动日，默认今天 / start day, today by default", HelpName = "DATE" };
    private static readonly Option<string?> Mode = new("--mode") { Description = "activate 按清单启动、supplement 补足、compose 编制 / as listed (the default), topped up at least cost (the default with --days), composed anew", HelpName = "MODE" };
    private static readonly Option<string?> Targets = new("--targets") { Description = "自定减排比例 / shares of your own: so2=0.2,nox=0.2,pm=0.2,vocs=0.15", HelpName = "SHARES" };
    private static readonly Option<string?> Zones = new("--zones") { Description = "分区目标：CSV文件或 名称=比例,… / zone targets: CSV file or name=share,…", HelpName = "ZONES" };
    private static readonly Option<string> Order = new("--order") { Description = "绩效次序 / grade order: district、region、uniform、none", HelpName = "SCOPE", DefaultValueFactory = _ => "district" };
    private static readonly Option<double?> Gap = new("--gap") { Description = "允许差距，默认 0.001，逐日 0.005 / gap at which to stop, 0.001 by default, 0.005 for several days", HelpName = "G" };
    private static readonly Option<decimal?> ShortagePrice = new("--shortage-price") { Description = "达不到时每公斤缺口最多值多少元，默认缺口最小 / most a missing kilogram is worth, least shortage by default", HelpName = "YUAN" };
    private static readonly Option<bool> NoSwap = new("--no-swap") { Description = "不用SO2与NOx统筹折算 / without the swap of SO2 and NOx" };
    private static readonly Option<string?> Running = new("--running") { Description = "已在执行的控制 / controls that run already: CSV enterprise,unit,kind,share,from,until,note", HelpName = "FILE" };
    private static readonly Option<bool> CompareClerk = new("--compare-clerk") { Description = "与手工办法比较 / set the clerk's way beside it" };

    public static Command Create()
    {
        var json = Terminal.JsonOption();
        var command = new Command("plan", "按清单启动、补足或编制减排方案：各企业措施、减排比例、缺口、理由 / plan of a level: measures, shares, gap, reasons") { List, Level, Region, Date, Mode, Targets, Zones, Order, Gap, ShortagePrice, NoSwap, Running, CompareClerk, json };
        command.Subcommands.Add(PlanOzoneCommand.Create());
        command.Subcommands.Add(PlanSeasonCommand.Create());
        foreach (var option in EpisodeRun.Options)
        {
            command.Options.Add(option);
        }

        command.Subcommands.Add(PlanSampleCommand.Create());
        command.SetAction((parsed, cancel) =>
        {
            var progress = new PlanProgress(TimeProvider.System);
            var (outcome, problems) = Make(parsed, progress, cancel);
            if (problems is { } reading)
            {
                Terminal.WriteJson(parsed.GetValue(json), new { problems = reading.Problems });
                return Task.FromResult(ListFiles.RefuseProblems(reading));
            }

            if (!outcome.Ok)
            {
                return Task.FromResult(Terminal.Refuse(outcome.Refusal));
            }

            if (outcome.Value.Episode is { } episode)
            {
                Terminal.WriteJson(parsed.GetValue(json), EpisodeOutput.Result(episode, progress.Seconds));
                EpisodeOutput.Print(episode, progress.Seconds);
                return Task.FromResult(0);
            }

            var results = outcome.Value.Plans.Select(plan => PlanOutput.Result(plan, progress.Seconds)).ToList();
            Terminal.WriteJson(parsed.GetValue(json), results.Count == 1 ? results[0] : new { levels = results });
            foreach (var plan in outcome.Value.Plans)
            {
                PlanOutput.Print(plan, progress.Seconds);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static (Outcome<Answer> Outcome, Planning.ReductionList.Files.ListReading? Problems) Make(ParseResult parsed, PlanProgress progress, CancellationToken cancel)
    {
        var levelText = parsed.GetValue(Level);
        var several = EpisodeRun.Asked(parsed);
        var (mode, order) = (PlanInputs.Mode(parsed.GetValue(Mode) ?? (several ? "supplement" : "activate")), PlanInputs.Order(parsed.GetRequiredValue(Order)));
        var (targets, zones) = (PlanInputs.Targets(parsed.GetValue(Targets)), PlanInputs.Zones(parsed.GetValue(Zones)));
        if ((mode.Refusal ?? order.Refusal ?? targets.Refusal ?? zones.Refusal) is { } unclear)
        {
            return (unclear, null);
        }

        var days = several ? EpisodeRun.Levels(parsed, levelText) : default(Outcome<IReadOnlyList<WarningLevel>>?);
        if (days is { Ok: false } unread)
        {
            return (unread.Refusal, null);
        }

        var all = !several && levelText == "all" && mode.Value == PlanMode.Compose;
        if ((all ? WarningLevel.Red : days is { Value: { } named } ? named.Max() : WarningLevels.Parse(levelText ?? "")) is not { } level)
        {
            return (Refusal.Of("PLAN-005", $"未知的级别“{levelText}”。", $"Unknown level \"{levelText}\".", "请用 yellow、orange 或 red。", "Use yellow, orange or red."), null);
        }

        var day = ListFiles.Day(parsed.GetValue(Date));
        var library = ShippedBooks.Load();
        if ((day.Refusal ?? library.Refusal) is { } early)
        {
            return (early, null);
        }

        var region = parsed.GetRequiredValue(Region);
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
        var running = PlanInputs.Running(parsed.GetValue(Running), list, day.Value);
        if (!running.Ok)
        {
            return (running.Refusal, null);
        }

        var request = new CompositionRequest(new(list, level, region, day.Value, running.Value, Environment.UserName, TimeProvider.System.GetUtcNow()), mode.Value)
        {
            Targets = targets.Value!,
            Zones = zones.Value!,
            Settings = new() { Order = order.Value, GapTarget = parsed.GetValue(Gap) ?? 0.001, ShortagePrice = parsed.GetValue(ShortagePrice), Swap = !parsed.GetValue(NoSwap), CompareClerk = parsed.GetValue(CompareClerk), Threads = Environment.ProcessorCount },
        };
        progress.Begin();
        var rules = Rules(request, library.Value);
        return (rules.Ok ? Plan(parsed, request, rules.Value, days?.Value, all, progress, cancel) : rules.Refusal, null);
    }

    private static Outcome<Answer> Plan(ParseResult parsed, CompositionRequest request, ActivationRules rules, IReadOnlyList<WarningLevel>? days, bool all, PlanProgress progress, CancellationToken cancel)
    {
        if (days is not null)
        {
            var episode = EpisodeRun.Make(parsed, request, days, parsed.GetValue(Gap), rules, progress, cancel);
            return episode.Ok ? new Answer([], episode.Value) : episode.Refusal;
        }

        if (all)
        {
            var plans = PlanComposer.MakeLevels(request, rules, progress, cancel);
            return plans.Ok ? new Answer(plans.Value, null) : plans.Refusal;
        }

        var plan = PlanComposer.Make(request, rules, progress, cancel);
        return plan.Ok ? new Answer([plan.Value], null) : plan.Refusal;
    }

    private static Outcome<ActivationRules> Rules(CompositionRequest request, RuleLibrary library) =>
        ActivationRules.InForce(library, request.Activation.RegionCode, request.Activation.StartDay);

    /// <summary>Plans of single levels, or one of several days.</summary>
    private sealed record Answer(IReadOnlyList<Plan> Plans, EpisodePlan? Episode);
}
