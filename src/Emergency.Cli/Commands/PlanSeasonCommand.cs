using System.CommandLine;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.RunningControls;
using Emergency.Planning.Season;

namespace Emergency.Cli.Commands;

/// <summary><c>plan season</c>: who is off when in an off-peak season.</summary>
internal static class PlanSeasonCommand
{
    private static readonly Option<string> List = new("--list") { Description = "减排清单：工作簿或CSV文件夹 / reduction list: workbook or CSV folder", HelpName = "PATH", Required = true };
    private static readonly Option<string> Region = new("--region") { Description = "地区 / region", HelpName = "CODE", DefaultValueFactory = _ => Planning.ReductionList.Making.SampleList.City };
    private static readonly Option<int?> Year = new("--season") { Description = "季节开始的年份，默认今年 / year in which the season begins, this year by default", HelpName = "YEAR" };
    private static readonly Option<string?> Off = new("--off") { Description = "轮换单元停产期数占比，默认取规则册 / share of the periods in which a rotating unit is off, the book's by default", HelpName = "SHARE" };
    private static readonly Option<int> Stops = new("--stops") { Description = "每个单元季内最多停产次数，1 或 2 / most stops of a unit, 1 or 2", HelpName = "N", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Targets = new("--targets") { Description = "每期须达到的减排比例 / shares that every period is to reach: so2=0.05,nox=0.05", HelpName = "SHARES" };
    private static readonly Option<string?> Green = new("--green") { Description = "绿色工厂的统一社会信用代码，逗号分隔 / codes of green factories, comma separated", HelpName = "CODES" };
    private static readonly Option<string?> Running = new("--running") { Description = "已登记的控制 / controls as recorded: CSV enterprise,unit,kind,share,from,until,note", HelpName = "FILE" };
    private static readonly Option<string?> Controls = new("--controls") { Description = "写出为已在执行的控制，供应急方案 --running 使用 / writes the plan as running controls, for --running of emergency plans", HelpName = "FILE" };
    private static readonly Option<double> Gap = new("--gap") { Description = "允许差距 / gap at which to stop", HelpName = "G", DefaultValueFactory = _ => 0.002 };

    public static Command Create()
    {
        var json = Terminal.JsonOption();
        var command = new Command("season", "秋冬季错峰生产：谁停、哪几期停、各期是否均衡 / off-peak season: who is off when, and how even the periods are") { List, Region, Year, Off, Stops, Targets, Green, Running, Controls, Gap, json };
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

            var seconds = progress.Seconds;
            Terminal.WriteJson(parsed.GetValue(json), SeasonOutput.Result(outcome.Value, seconds));
            if (parsed.GetValue(Controls) is { } path)
            {
                File.WriteAllText(path, SeasonControls.Csv(outcome.Value));
            }

            SeasonOutput.Print(outcome.Value, seconds);
            return Task.FromResult(0);
        });
        return command;
    }

    private static (Outcome<SeasonPlan> Outcome, ListReading? Problems) Make(ParseResult parsed, PlanProgress progress, CancellationToken cancel)
    {
        var library = ShippedBooks.Load();
        var targets = PlanInputs.Targets(parsed.GetValue(Targets));
        var asked = parsed.GetValue(Off);
        Outcome<decimal> off = asked is null ? 0m : PlanInputs.ShareOf(asked);
        if ((library.Refusal ?? targets.Refusal ?? off.Refusal) is { } early)
        {
            return (early, null);
        }

        var now = TimeProvider.System.GetUtcNow();
        var (region, year) = (parsed.GetRequiredValue(Region), parsed.GetValue(Year) ?? now.ToLocalDay().Date.Year);
        var rules = SeasonPlanRules.InForce(library.Value!, region, year);
        if (!rules.Ok)
        {
            return (rules.Refusal, null);
        }

        var first = rules.Value.Season.DaysOf(year).First;
        var reading = ListFiles.Read(parsed.GetRequiredValue(List), library.Value!, ListFiles.AuthorityOf(library.Value!.Regions, region), first);
        if (!reading.Ok)
        {
            return (reading.Refusal, null);
        }

        if (reading.Value.List is not { } list)
        {
            return (default, reading.Value);
        }

        ListFiles.Print(reading.Value.Problems);
        var running = PlanInputs.Recorded(parsed.GetValue(Running), list);
        if (!running.Ok)
        {
            return (running.Refusal, null);
        }

        progress.Begin();
        return (SeasonPlanner.Make(
            new(list, region, year, running.Value, Environment.UserName, now)
            {
                OffShare = asked is null ? null : off.Value,
                GreenFactories = (parsed.GetValue(Green) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(),
                Targets = targets.Value!,
                MostStops = parsed.GetValue(Stops),
                GapTarget = parsed.GetValue(Gap),
                Threads = Environment.ProcessorCount,
            },
            rules.Value,
            progress,
            cancel), null);
    }
}
