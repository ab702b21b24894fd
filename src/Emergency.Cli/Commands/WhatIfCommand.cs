using System.CommandLine;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.WhatIf;

namespace Emergency.Cli.Commands;

/// <summary><c>whatif --list PATH --scenarios FILE</c> compares scenarios; <c>whatif sample</c> writes a scenarios file to start from.</summary>
internal static class WhatIfCommand
{
    private static readonly Option<string> List = new("--list") { Description = "减排清单：工作簿或CSV文件夹 / reduction list: workbook or CSV folder", HelpName = "PATH", Required = true };
    private static readonly Option<FileInfo?> Scenarios = new("--scenarios") { Description = "情景文件（JSON），不给则只算基准 / scenarios file (JSON); only the base without it", HelpName = "FILE" };
    private static readonly Option<string?> Level = new("--level") { Description = "基准的级别，优先于情景文件 / level of the base, before the file's", HelpName = "LEVEL" };
    private static readonly Option<string?> Mode = new("--mode") { Description = "基准的方式：activate、supplement、compose / mode of the base, before the file's", HelpName = "MODE" };
    private static readonly Option<string> Region = new("--region") { Description = "启动响应的地区 / region that responds", HelpName = "CODE", DefaultValueFactory = _ => Planning.ReductionList.Making.SampleList.City };
    private static readonly Option<string?> Date = new("--date") { Description = "基准的启动日，默认今天 / start day of the base, today by default", HelpName = "DATE" };
    private static readonly Option<bool> Curve = new("--curve") { Description = "基准的成本曲线 / cost curve of the base" };
    private static readonly Option<int> Points = new("--points") { Description = "曲线点数（2–200）/ points of the curve (2–200)", HelpName = "N", DefaultValueFactory = _ => CostCurve.DefaultPoints };
    private static readonly Option<bool> Sensitive = new("--sensitivity") { Description = "每吨价格和基础数据±20%的影响 / price of a tonne, and base data 20 % wrong" };
    private static readonly Option<int> Seed = new("--seed") { Description = "±20%抽样的种子 / seed of the draws", HelpName = "S", DefaultValueFactory = _ => 1 };
    private static readonly Option<string[]> Why = new("--why") { Description = "为什么要求这家企业：代码，可多个 / why this enterprise: code, several allowed", HelpName = "CODE", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<int> Dearest = new("--dearest") { Description = "加码损失最大的几家企业的理由（0–100）/ reasons for the N that lose most (0–100)", HelpName = "N" };
    private static readonly Option<FileInfo?> Workbook = new("--xlsx") { Description = "把结果写成工作簿 / write the result as a workbook", HelpName = "FILE" };

    public static Command Create()
    {
        var json = Terminal.JsonOption();
        var command = new Command("whatif", "情景推演：比较至多四个情景，成本曲线、敏感性、单家理由 / what if: up to four scenarios beside a base, cost curve, sensitivity, reasons") { List, Scenarios, Level, Mode, Region, Date, Curve, Points, Sensitive, Seed, Why, Dearest, Workbook, json };
        command.Subcommands.Add(WhatIfSampleCommand.Create());
        command.SetAction((parsed, cancel) =>
        {
            var question = Question(parsed);
            if (question.Problems.Count > 0)
            {
                Terminal.WriteJson(parsed.GetValue(json), new { problems = question.Problems });
                question.Problems.ToList().ForEach(p => Console.Error.WriteLine(p));
                return Task.FromResult(Terminal.Refuse(Refusal.Of("WHATIF-015", $"情景文件有 {question.Problems.Count} 处错误，没有推演。", $"The scenarios file has {question.Problems.Count} error(s); nothing was planned.", "请按上列逐条改正后重试。", "Mend what is listed above and try again.")));
            }

            if (!question.Asked.Ok)
            {
                return Task.FromResult(Terminal.Refuse(question.Asked.Refusal));
            }

            var context = Context(parsed, out var problems);
            if (problems is not null)
            {
                Terminal.WriteJson(parsed.GetValue(json), new { problems = problems.Problems });
                return Task.FromResult(ListFiles.RefuseProblems(problems));
            }

            if (!context.Ok)
            {
                return Task.FromResult(Terminal.Refuse(context.Refusal));
            }

            var progress = new WhatIfProgressLines(TimeProvider.System);
            try
            {
                var answer = WhatIfRunner.Answer(question.Asked.Value, context.Value, Parts(parsed), progress, cancel);
                if (!answer.Ok)
                {
                    return Task.FromResult(Terminal.Refuse(answer.Refusal));
                }

                Terminal.WriteJson(parsed.GetValue(json), WhatIfOutput.Result(answer.Value, progress.Seconds));
                Write(answer.Value, parsed.GetValue(Workbook));
                WhatIfOutput.Print(answer.Value, progress.Seconds);
                return Task.FromResult(0);
            }
            catch (OperationCanceledException)
            {
                return Task.FromResult(Terminal.Refuse(Refusal.Of("WHATIF-016", "推演已中止，没有写出结果。", "The what-if was stopped; nothing was written.", "请重新运行。", "Run it again.")));
            }
        });
        return command;
    }

    private static WhatIfParts Parts(ParseResult parsed) => new()
    {
        CurvePoints = parsed.GetValue(Curve) ? Math.Clamp(parsed.GetValue(Points), 2, 200) : null,
        SensitivitySeed = parsed.GetValue(Sensitive) ? parsed.GetValue(Seed) : null,
        Why = parsed.GetValue(Why) ?? [],
        Dearest = Math.Clamp(parsed.GetValue(Dearest), 0, 100),
    };

    private static (Outcome<WhatIfQuestion> Asked, IReadOnlyList<ScenarioProblem> Problems) Question(ParseResult parsed)
    {
        var own = OwnBase(parsed);
        if (!own.Ok)
        {
            return (own.Refusal, []);
        }

        if (parsed.GetValue(Scenarios) is not { } file)
        {
            return (new WhatIfQuestion(own.Value(new() { Name = "基准" }), []), []);
        }

        if (!file.Exists)
        {
            return (Refusal.Of("WHATIF-014", $"没有该情景文件：{file}。", $"There is no such scenarios file: {file}.", "请核对路径，或用 whatif sample 生成一个。", "Check the path, or make one with whatif sample."), []);
        }

        var reading = ScenarioFile.Read(file.Name, File.ReadAllBytes(file.FullName), own.Value);
        return reading.Question is { } question ? (question, []) : (default, reading.Problems);
    }

    /// <summary>What the command line says of the base, before the scenarios take it over.</summary>
    private static Outcome<Func<Scenario, Scenario>> OwnBase(ParseResult parsed)
    {
        var (levelText, modeText) = (parsed.GetValue(Level), parsed.GetValue(Mode));
        var level = levelText is null ? null : Core.WarningLevels.Parse(levelText);
        if (levelText is not null && (level is null || ActivationPlanner.ListLevelOf(level.Value) is null))
        {
            return Refusal.Of("PLAN-005", $"未知的级别“{levelText}”。", $"Unknown level \"{levelText}\".", "请用 yellow、orange 或 red。", "Use yellow, orange or red.");
        }

        var mode = PlanInputs.Mode(modeText ?? nameof(PlanMode.Supplement));
        return mode.Ok
            ? (Func<Scenario, Scenario>)(start => start with { Level = level ?? start.Level, Mode = modeText is null ? start.Mode : mode.Value })
            : mode.Refusal;
    }

    private static Outcome<WhatIfContext> Context(ParseResult parsed, out ListReading? problems)
    {
        problems = null;
        var day = ListFiles.Day(parsed.GetValue(Date));
        var library = ShippedBooks.Load();
        if ((day.Refusal ?? library.Refusal) is { } early)
        {
            return early;
        }

        var region = parsed.GetRequiredValue(Region);
        var reading = ListFiles.Read(parsed.GetRequiredValue(List), library.Value!, ListFiles.AuthorityOf(library.Value!.Regions, region), day.Value);
        if (!reading.Ok)
        {
            return reading.Refusal;
        }

        if (reading.Value.List is not { } list)
        {
            problems = reading.Value;
            return default;
        }

        ListFiles.Print(reading.Value.Problems);
        return Context(list, region, day.Value, library.Value);
    }

    private static WhatIfContext Context(EmergencyReductionList list, string region, LocalDay day, RuleLibrary library) =>
        new(list, region, day, on => ActivationRules.InForce(library, region, on), Environment.UserName, TimeProvider.System.GetUtcNow()) { Settings = new CompositionSettings { Threads = Environment.ProcessorCount } };

    private static void Write(WhatIfAnswer answer, FileInfo? file)
    {
        if (file is not null)
        {
            file.Directory?.Create();
            using var stream = file.Create();
            WhatIfWorkbook.Write(answer, stream);
        }
    }
}
