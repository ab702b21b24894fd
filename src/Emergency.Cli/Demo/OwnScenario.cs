using System.CommandLine;
using Emergency.Cli.Commands;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList.Files;
using Emergency.Storage.Observations;

namespace Emergency.Cli.Demo;

/// <summary>
/// Options by which <c>demo</c> replays days of a real place from files instead of the made-up week. All or none: observations, format, region, list, from, to.
/// </summary>
internal sealed class OwnScenario
{
    private readonly Option<string[]> observations = new("--observations") { Description = "真实观测文件或文件夹 / files or folders of real observations", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> format = new("--format") { Description = "观测格式 / format of the observations", HelpName = "FORMAT" };
    private readonly Option<string?> region = new("--region") { Description = "城市行政区划代码 / region code of the city", HelpName = "CODE" };
    private readonly Option<string?> list = new("--list") { Description = "减排清单（工作簿或CSV文件夹）/ reduction list, workbook or CSV folder", HelpName = "PATH" };
    private readonly Option<string?> from = new("--from") { Description = "第一天 / first day replayed", HelpName = "DATE" };
    private readonly Option<string?> to = new("--to") { Description = "最后一天 / last day replayed", HelpName = "DATE" };

    private readonly Option<string?> script = new("--script") { Description = "指挥部按上级通知的动作（JSON）/ acts of headquarters by order from above, as JSON", HelpName = "FILE" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { observations, format, region, list, from, to, script })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The scenario asked for: the made-up one when no option is given; with either, the script of headquarters.</summary>
    public Outcome<ReplayScenario> Read(ParseResult parsed)
    {
        var scenario = ReadAir(parsed);
        if (!scenario.Ok || parsed.GetValue(script) is not { } path)
        {
            return scenario;
        }

        var acts = HeadquartersScript.Read(path);
        return acts.Ok ? scenario.Value with { Script = acts.Value } : acts.Refusal;
    }

    private Outcome<ReplayScenario> ReadAir(ParseResult parsed)
    {
        var files = parsed.GetValue(observations) ?? [];
        string?[] given = [files.FirstOrDefault(), parsed.GetValue(format), parsed.GetValue(region), parsed.GetValue(list), parsed.GetValue(from), parsed.GetValue(to)];
        if (given.All(g => g is null))
        {
            return DemoCity.Scenario();
        }

        if (given.Any(g => g is null) || LocalDay.Parse(given[4]!) is not { } first || LocalDay.Parse(given[5]!) is not { } last || last < first)
        {
            return Refusal.Of(
                "DEMO-002",
                "重放真实数据需要同时给出 --observations、--format、--region、--list、--from、--to，日期写作 yyyy-MM-dd 且不颠倒。",
                "Replaying real data needs --observations, --format, --region, --list, --from and --to together, dates as yyyy-MM-dd in order.",
                "请补全选项，或全部省略以重放虚构的一周。",
                "Give them all, or none for the made-up week.");
        }

        var rules = ShippedBooks.Load();
        if (!rules.Ok)
        {
            return rules.Refusal;
        }

        if (rules.Value.Regions.Find(given[2]!) is not { } city)
        {
            return Refusal.Of("REGION-001", $"未知的行政区划代码 {given[2]}。", $"Unknown region code {given[2]}.", "请在行政区划表中核对代码。", "Check the code in the region table.");
        }

        return Load(rules.Value, city, files, given[1]!, given[3]!, first, last);
    }

    private static Outcome<ReplayScenario> Load(RuleLibrary rules, Region city, string[] files, string format, string listPath, LocalDay first, LocalDay last)
    {
        var source = ImportCommand.Resolve(files, format);
        if (!source.Ok)
        {
            return source.Refusal;
        }

        var readings = source.Value.Paths.Select(path => ObservationReading.Of(path, source.Value.Read)).ToList();
        if (readings.SelectMany(r => r.Problems).FirstOrDefault(p => p.Fatal) is { } problem)
        {
            return Refusal.Of(
                "DEMO-003",
                $"{problem.File} 第{problem.Row}行 {problem.Column}：“{problem.Value}”，应为{problem.Expected.Zh}。",
                $"{problem.File} row {problem.Row} {problem.Column}: \"{problem.Value}\", expected {problem.Expected.En}.",
                problem.Remedy.Zh,
                problem.Remedy.En);
        }

        var hours = readings.SelectMany(r => r.Hours).Where(h => h.Place == city.ShortName).OrderBy(h => h.Hour).ToList();
        var grades = rules.Grades(city.Code, first);
        if (!grades.Ok)
        {
            return grades.Refusal;
        }

        var reading = ListImport.Read(listPath, new ListRules(rules.Regions, city.Code, grades.Value, first));
        return reading.List is { } list
            ? new ReplayScenario(city.Code, hours, list, first, first, last, new Text(
                $"{city.Name}真实观测的重放；企业的签收和执行为模拟。", $"Replay of real observations of {city.NameEn}; the enterprises' answers are simulated."))
            : Refusal.Of(
                "DEMO-004",
                $"清单有 {reading.Problems.Count(p => p.Fatal)} 处错误，第一处：{reading.Problems.First(p => p.Fatal)}",
                $"The list has {reading.Problems.Count(p => p.Fatal)} error(s), the first: {reading.Problems.First(p => p.Fatal)}",
                "请先用 import list 查看全部问题。",
                "See them all with \"import list\".");
    }
}
