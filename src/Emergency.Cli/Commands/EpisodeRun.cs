using System.CommandLine;
using System.Globalization;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Staggering;

namespace Emergency.Cli.Commands;

/// <summary>The part of <c>plan</c> that plans several days: its options, and the plan.</summary>
internal static class EpisodeRun
{
    private static readonly Option<string?> Days = new("--days") { Description = "逐日轮换：天数，或逐日级别 / several days with rotation: a number, or a level a day: yellow,orange,orange,red", HelpName = "DAYS" };
    private static readonly Option<string> Fair = new("--fair") { Description = "同行业同等级承担天数最多相差几天 / days burdens may differ by within an industry and grade: off、0、1、2", HelpName = "DAYS", DefaultValueFactory = _ => "off" };
    private static readonly Option<string> FairScope = new("--fair-scope") { Description = "在全域还是县区内比较 / compare within region or county", HelpName = "SCOPE", DefaultValueFactory = _ => "region" };
    private static readonly Option<int?> MostStarts = new("--most-starts") { Description = "每天最多多少个单元启停 / most units that begin or end a step on one day", HelpName = "N" };
    private static readonly Option<string?> Burden = new("--burden") { Description = "本季此前已承担的天数和损失，CSV：enterprise,days,yuan / earlier burdens of the season", HelpName = "FILE" };

    /// <summary>The options.</summary>
    public static IReadOnlyList<Option> Options { get; } = [Days, Fair, FairScope, MostStarts, Burden];

    /// <summary>True when several days are asked for.</summary>
    public static bool Asked(ParseResult parsed) => parsed.GetValue(Days) is not null;

    /// <summary>
    /// Level of each day; refused with PLAN-053. A number of days takes the level of <c>--level</c> for all of them.
    /// </summary>
    public static Outcome<IReadOnlyList<WarningLevel>> Levels(ParseResult parsed, string? level)
    {
        var text = parsed.GetValue(Days)!;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 10 && level is not null && WarningLevels.Parse(level) is { } all)
        {
            return Enumerable.Repeat(all, number).ToList();
        }

        var levels = text.Split([',', '，', '、'], StringSplitOptions.TrimEntries).Select(part => WarningLevels.Parse(part)).ToList();
        return levels.TrueForAll(l => l is not null)
            ? levels.Select(l => l!.Value).ToList()
            : Refusal.Of("PLAN-053", $"看不懂逐日安排“{text}”。", $"The days \"{text}\" cannot be read.", "请写 1 到 10 的天数并用 --level 给出级别，或逐日写级别：yellow,orange,orange,red。", "Write a number from 1 to 10 and give --level, or a level for each day: yellow,orange,orange,red.");
    }

    /// <summary>Makes the plan; refused with PLAN-053 (days), PLAN-054 (fairness) or PLAN-055 (earlier burdens), or as <see cref="EpisodePlanner.Make"/> refuses.</summary>
    public static Outcome<EpisodePlan> Make(ParseResult parsed, CompositionRequest day, IReadOnlyList<WarningLevel> levels, double? gap, ActivationRules rules, PlanProgress progress, CancellationToken cancel)
    {
        var fair = parsed.GetRequiredValue(Fair);
        var scope = parsed.GetRequiredValue(FairScope);
        var width = int.TryParse(fair, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : (int?)null;
        if ((width is null && fair != "off") || scope is not ("region" or "county"))
        {
            return Refusal.Of("PLAN-054", $"看不懂公平设置“{fair}”“{scope}”。", $"The fairness \"{fair}\", \"{scope}\" cannot be read.", "--fair 用 off、0、1 或 2；--fair-scope 用 region 或 county。", "Use off, 0, 1 or 2 for --fair, region or county for --fair-scope.");
        }

        var earlier = Earlier(parsed.GetValue(Burden));
        if (!earlier.Ok)
        {
            return earlier.Refusal;
        }

        var settings = new StaggerRules { FairDays = width, FairnessScope = scope == "county" ? FairnessScope.County : FairnessScope.Region, MostStartsPerDay = parsed.GetValue(MostStarts) };
        return EpisodePlanner.Make(new(day, levels) { Rules = gap is { } g ? settings with { GapTarget = g } : settings, Earlier = earlier.Value }, rules, progress, cancel);
    }

    private static Outcome<IReadOnlyDictionary<string, EarlierBurden>> Earlier(string? path)
    {
        var burdens = new Dictionary<string, EarlierBurden>(StringComparer.Ordinal);
        if (path is null)
        {
            return burdens;
        }

        if (!File.Exists(path))
        {
            return Bad(path);
        }

        foreach (var line in File.ReadLines(path).Skip(1).Where(l => l.Trim().Length > 0))
        {
            if (line.Split(',', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } code, var days, .. var rest] || rest.Length > 1
                || !int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || !decimal.TryParse(rest.Length == 0 || rest[0].Length == 0 ? "0" : rest[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan)
                || !burdens.TryAdd(code, new(number, yuan)))
            {
                return Bad(line);
            }
        }

        return burdens;
    }

    private static Refusal Bad(string what) =>
        Refusal.Of("PLAN-055", $"看不懂此前承担情况“{what}”。", $"The earlier burdens \"{what}\" cannot be read.", "CSV文件，列为 enterprise,days,yuan，每企业一行。", "A CSV file with the columns enterprise,days,yuan, one row an enterprise.");
}
