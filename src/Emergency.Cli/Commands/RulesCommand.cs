using System.CommandLine;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;

namespace Emergency.Cli.Commands;

/// <summary><c>rules check</c> validates every rule book and says all that is wrong; <c>rules show</c> prints the edition in force for a place on a day.</summary>
internal static class RulesCommand
{
    public static Command Create()
    {
        var command = new Command("rules", "规则册 / rule books");
        command.Subcommands.Add(Check());
        command.Subcommands.Add(Show());
        return command;
    }

    private static Option<DirectoryInfo> RulesOption() => new("--rules")
    {
        Description = "规则册文件夹 / folder of all rule books",
        HelpName = "DIR",
        DefaultValueFactory = _ => new DirectoryInfo(ShippedData.RulesFolder),
    };

    private static Command Check()
    {
        var rules = RulesOption();
        var json = Terminal.JsonOption();
        var command = new Command("check", "检查全部规则册 / check every rule book") { rules, json };
        command.SetAction(parsed =>
        {
            var regions = RegionTree.Load(ShippedData.RegionsFile);
            if (!regions.Tree.Ok)
            {
                return Terminal.Refuse(regions.Tree.Refusal);
            }

            var load = RuleLibrary.Load(parsed.GetRequiredValue(rules).FullName, regions.Tree.Value);
            Terminal.WriteJson(parsed.GetValue(json), new CheckResult([.. load.Editions.Select(e => e.Ref)], load.Problems));
            foreach (var problem in load.Problems)
            {
                Console.Error.WriteLine($"{problem} / {problem.What.En} {problem.Remedy.En}");
            }

            var values = load.Editions.Sum(e => e.Values.Count);
            var unsure = load.Editions.Sum(e => e.Values.Values.Count(v => v.Source.Confidence == Confidence.Unsure));
            Console.WriteLine(
                $"{load.Editions.Count} 个版本，{values} 个值（存疑 {unsure}），{load.Problems.Count} 处问题 / {load.Editions.Count} editions, {values} values ({unsure} unsure), {load.Problems.Count} problem(s)");
            return load.Problems.Count == 0 ? 0 : Terminal.Refused;
        });
        return command;
    }

    private static Command Show()
    {
        var rules = RulesOption();
        var book = new Option<string>("--book") { Description = $"规则册 / rule book: {string.Join(", ", RuleBooks.All)}", HelpName = "BOOK", Required = true };
        var place = new Option<string>("--place") { Description = "行政区划代码 / region code", HelpName = "CODE", Required = true };
        var date = new Option<string>("--date") { Description = "日期 / day, yyyy-MM-dd", HelpName = "DATE", Required = true };
        var json = Terminal.JsonOption();
        var command = new Command("show", "显示某地某日适用的版本 / show the edition in force for a place on a day") { rules, book, place, date, json };
        command.SetAction(parsed =>
        {
            if (LocalDay.Parse(parsed.GetRequiredValue(date)) is not { } day)
            {
                return Terminal.Refuse(Core.Refusals.Refusal.Of(
                    "RULE-006", $"“{parsed.GetRequiredValue(date)}”不是日期。", $"\"{parsed.GetRequiredValue(date)}\" is no date.", "请写作 2019-01-11。", "Write it like 2019-01-11."));
            }

            var regions = RegionTree.Load(ShippedData.RegionsFile);
            if (!regions.Tree.Ok)
            {
                return Terminal.Refuse(regions.Tree.Refusal);
            }

            var library = RuleLibrary.Load(parsed.GetRequiredValue(rules).FullName, regions.Tree.Value).Library;
            if (!library.Ok)
            {
                return Terminal.Refuse(library.Refusal);
            }

            var found = library.Value.Find(parsed.GetRequiredValue(book), parsed.GetRequiredValue(place), day);
            if (!found.Ok)
            {
                return Terminal.Refuse(found.Refusal);
            }

            Terminal.WriteJson(parsed.GetValue(json), found.Value);
            Print(found.Value);
            return 0;
        });
        return command;
    }

    private static void Print(RuleEdition edition)
    {
        Console.WriteLine($"{edition.Authority} / {edition.Book} / {edition.Edition}  {edition.DocumentNumber} {edition.Title.Zh} / {edition.Title.En}");
        Console.WriteLine($"{edition.EffectiveFrom} – {edition.EffectiveUntil?.ToString() ?? "…"}  {Doubt(edition.Dates)}");
        Console.WriteLine($"SHA-256 {edition.Hash}");
        foreach (var (key, value) in edition.Values)
        {
            Console.WriteLine($"{key} = {CanonicalJson.Write(value.Value)} [{value.Unit}]  {value.Source.Document} {value.Source.Clause}  {Doubt(value.Source)}");
        }
    }

    private static string Doubt(SourceRef source) => source.Confidence switch
    {
        Confidence.Unsure => $"存疑/unsure：{source.Doubt}",
        Confidence.Known => "常识/known",
        _ => "已读/seen",
    };

    private sealed record CheckResult(IReadOnlyList<EditionRef> Editions, IReadOnlyList<RuleProblem> Problems);
}
