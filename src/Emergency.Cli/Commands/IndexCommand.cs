using System.CommandLine;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Cli.Commands;

/// <summary><c>index FILE… --format F</c>: the daily AQI table of what the files hold, with primary pollutants and validity; or the hourly index, or how both agree with what was published.</summary>
internal static class IndexCommand
{
    private static readonly Argument<string[]> Paths = new("FILE") { Description = "文件或文件夹，可为.gz / files or folders, plain or .gz", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Format = new("--format") { Description = $"格式 / format: {string.Join(", ", ObservationFormat.All.Select(f => f.Id))}", HelpName = "F", Required = true };
    private static readonly Option<string?> From = new("--from") { Description = "首日 / first day, yyyy-MM-dd", HelpName = "DATE" };
    private static readonly Option<string?> To = new("--to") { Description = "末日（含）/ last day (included), yyyy-MM-dd", HelpName = "DATE" };
    private static readonly Option<string?> Place = new("--place") { Description = "只看一个城市或点位 / one city or site only", HelpName = "P" };
    private static readonly Option<bool> Hourly = new("--hourly") { Description = "逐小时指数 / the hourly index" };
    private static readonly Option<bool> Compare = new("--compare") { Description = "与发布的AQI比较 / compare with the published AQI" };
    private static readonly Option<string?> Edition = new("--edition") { Description = "指定AQI版本（默认按日期）/ AQI edition (by date unless named), e.g. HJ633-2026", HelpName = "E" };
    private static readonly Option<FileInfo?> Json = Terminal.JsonOption();

    public static Command Create()
    {
        var command = new Command("index", "由观测数据计算AQI / compute the AQI from observations") { Paths, Format, From, To, Place, Hourly, Compare, Edition, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var request = Request.Of(parsed);
        if (!request.Ok)
        {
            return Terminal.Refuse(request.Refusal);
        }

        var problems = new List<ImportProblem>();
        var run = new IndexRun(request.Value, problems);
        var files = request.Value.Files;
        await Terminal.WithProgress("读取 / reading", progress => Task.Run(
            () =>
            {
                for (var i = 0; i < files.Count; i++)
                {
                    cancel.ThrowIfCancellationRequested();
                    progress.Report(((double)i / files.Count, Path.GetFileName(files[i])));
                    run.Read(files[i]);
                }

                return true;
            },
            cancel));
        ProblemList.Print(problems);
        return problems.Any(p => p.Fatal)
            ? Terminal.Refuse(Refusal.Of(
                "OBSERVATION-004",
                $"有{problems.Count(p => p.Fatal)}处错误，未计算。",
                $"{problems.Count(p => p.Fatal)} error(s); nothing was computed.",
                "请按上列逐条改正后重试。",
                "Mend what is listed above and try again."))
            : run.Finish(parsed.GetValue(Json));
    }

    /// <summary>What was asked for, checked.</summary>
    internal sealed record Request(
        ObservationFormat Source,
        IReadOnlyList<string> Files,
        LocalDay? First,
        LocalDay? Last,
        string? OnlyPlace,
        bool ByHour,
        bool WithComparison,
        Func<string, LocalDay, Outcome<AqiRules>> RulesOn)
    {
        public bool Covers(LocalDay day) => (First is not { } first || day >= first) && (Last is not { } last || day <= last);

        public static Outcome<Request> Of(ParseResult parsed)
        {
            var format = ObservationFormat.Find(parsed.GetRequiredValue(Format));
            if (!format.Ok)
            {
                return format.Refusal;
            }

            var files = ObservationFiles.Expand(parsed.GetRequiredValue(Paths), format.Value);
            var (hourly, compare) = (parsed.GetValue(Hourly), parsed.GetValue(Compare));
            var (from, to) = (Day(parsed.GetValue(From)), Day(parsed.GetValue(To)));
            if (!files.Ok || !from.Ok || !to.Ok)
            {
                return files.Refusal ?? from.Refusal ?? to.Refusal!;
            }

            if (hourly && format.Value.Hours is null)
            {
                return Refusal.Of("INDEX-001", $"{format.Value.Id}只有日数据。", $"{format.Value.Id} holds days, not hours.", "请去掉--hourly。", "Leave out --hourly.");
            }

            if (compare && !hourly && format.Value.Days is null)
            {
                return Refusal.Of("INDEX-002", "小时数据没有发布的日AQI可比。", "Hourly files hold no published daily AQI to compare with.", "请同时使用--hourly。", "Add --hourly.");
            }

            var rules = Rules(parsed.GetValue(Edition));
            return rules.Ok
                ? new Request(format.Value, files.Value, from.Value.Day, to.Value.Day, parsed.GetValue(Place), hourly, compare, rules.Value)
                : rules.Refusal;
        }

        private static Outcome<(LocalDay? Day, bool Given)> Day(string? text) =>
            text is null ? (null, false)
            : LocalDay.Parse(text) is { } day ? (day, true)
            : Refusal.Of("INDEX-003", $"“{text}”不是日期。", $"\"{text}\" is no date.", "请写作 2019-01-11。", "Write it like 2019-01-11.");

        /// <summary>Which AQI rules judge a place on a day: those of the named edition, or those in force. A place that is no known region is judged by the nation's.</summary>
        private static Outcome<Func<string, LocalDay, Outcome<AqiRules>>> Rules(string? edition)
        {
            var regions = RegionTree.Load(ShippedData.RegionsFile).Tree;
            if (!regions.Ok)
            {
                return regions.Refusal;
            }

            var library = RuleLibrary.Load(ShippedData.RulesFolder, regions.Value).Library;
            if (!library.Ok)
            {
                return library.Refusal;
            }

            if (edition is not null)
            {
                var named = library.Value.Edition(RuleBooks.Aqi, edition);
                var rules = named.Ok ? library.Value.Aqi(named.Value) : named.Refusal;
                return rules.Ok ? (Func<string, LocalDay, Outcome<AqiRules>>)((_, _) => rules) : rules.Refusal;
            }

            var codes = new Dictionary<string, string>();
            var known = new Dictionary<(string Code, LocalDay Day), Outcome<AqiRules>>();
            return (Func<string, LocalDay, Outcome<AqiRules>>)((place, day) =>
            {
                if (!codes.TryGetValue(place, out var code))
                {
                    codes.Add(place, code = regions.Value.FindByName(place)?.Code ?? "cn");
                }

                if (!known.TryGetValue((code, day), out var rules))
                {
                    known.Add((code, day), rules = library.Value.Aqi(code, day));
                }

                return rules;
            });
        }
    }
}
