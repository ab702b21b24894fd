using System.Globalization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Staggering;

namespace Emergency.Web.Features.Plans;

/// <summary>The form of a plan: mode and settings as people write them. Empty fields keep the defaults.</summary>
public sealed class PlanForm
{
    /// <summary>Activate, supplement or compose.</summary>
    public PlanMode Mode { get; set; } = PlanMode.Activate;

    /// <summary>Share of SO2; empty for the edition's.</summary>
    public string? So2 { get; set; }

    /// <summary>Share of NOx.</summary>
    public string? Nox { get; set; }

    /// <summary>Share of PM.</summary>
    public string? Pm { get; set; }

    /// <summary>Share of VOCs.</summary>
    public string? Vocs { get; set; }

    /// <summary>Zones, one a line: <c>泽州县=20%</c> for all pollutants, or <c>泽州县 PM=20% NOx=10%</c>.</summary>
    public string? Zones { get; set; }

    /// <summary>Scope of the grade order.</summary>
    public OrderScope Order { get; set; } = OrderScope.District;

    /// <summary>Gap at which the search ends.</summary>
    public string? Gap { get; set; }

    /// <summary>True to do without the swap of SO2 and NOx.</summary>
    public bool NoSwap { get; set; }

    /// <summary>Most that a missing kilogram is worth [yuan/kg].</summary>
    public decimal? ShortagePrice { get; set; }

    /// <summary>Level of each day from the first of the response on; an empty one ends the days, and without any the plan is the same every day.</summary>
    public IList<string?> DayLevels { get; set; } = [];

    /// <summary>True to have the days filled in from the stored forecast instead of making a plan.</summary>
    public bool FromForecast { get; set; }

    /// <summary>Width of the band of burden days; empty for none.</summary>
    public string? FairDays { get; set; }

    /// <summary>Who is compared with whom.</summary>
    public FairnessScope FairScope { get; set; } = FairnessScope.Region;

    /// <summary>Most units that begin or end a step on one day; empty for no limit.</summary>
    public int? MostStarts { get; set; }

    /// <summary>The settings; refused with PLAN-031, PLAN-035, PLAN-036, PLAN-053 or PLAN-054 when a field cannot be read, with PLAN-056 for days without a supplement.</summary>
    public Outcome<PlanSettings> Read()
    {
        var days = ReadDays();
        if (!days.Ok)
        {
            return days.Refusal;
        }

        if (Mode == PlanMode.Activate)
        {
            return new PlanSettings(Mode) { Days = days.Value.Days };
        }

        var targets = new Dictionary<EmittedPollutant, decimal>();
        foreach (var (pollutant, text) in new[] { (EmittedPollutant.So2, So2), (EmittedPollutant.Nox, Nox), (EmittedPollutant.Pm, Pm), (EmittedPollutant.Vocs, Vocs) })
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            if (ShareText.Parse(text.Trim()) is not { } share)
            {
                return Refusal.Of("PLAN-031", $"看不懂 {pollutant.Code()} 的减排比例“{text}”。", $"The share \"{text}\" of {pollutant.Code()} cannot be read.", "请写作 20% 或 0.2，留空用规则册的比例。", "Write 20% or 0.2; leave it empty for the edition's share.");
            }

            targets[pollutant] = share;
        }

        var zones = ZoneTargets.Read((Zones ?? "").Split('\n'));
        if (!zones.Ok)
        {
            return zones.Refusal;
        }

        var settings = new PlanSettings(Mode) { Targets = targets, Zones = zones.Value, Order = Order, Swap = !NoSwap, ShortagePrice = ShortagePrice };
        settings = days.Value.Days is { } several ? settings with { Days = several, GapTarget = new StaggerRules().GapTarget } : settings;
        return string.IsNullOrWhiteSpace(Gap) ? settings
            : ShareText.Parse(Gap.Trim()) is { } gap ? settings with { GapTarget = (double)gap }
            : Refusal.Of("PLAN-035", $"看不懂允许差距“{Gap}”。", $"The gap \"{Gap}\" cannot be read.", "请写作 0.1% 或 0.001。", "Write 0.1% or 0.001.");
    }

    /// <summary>The form that gives these settings.</summary>
    public static PlanForm Of(PlanSettings settings)
    {
        string? Share(EmittedPollutant p) => settings.Targets.TryGetValue(p, out var share) ? Percent(share) : null;
        return new()
        {
            Mode = settings.Mode,
            So2 = Share(EmittedPollutant.So2),
            Nox = Share(EmittedPollutant.Nox),
            Pm = Share(EmittedPollutant.Pm),
            Vocs = Share(EmittedPollutant.Vocs),
            Zones = string.Join('\n', settings.Zones.Select(z => z.Zone + " " + string.Join(' ', z.Shares.OrderBy(s => s.Key).Select(s => $"{s.Key.Code()}={Percent(s.Value)}")))),
            Order = settings.Order,
            DayLevels = [.. (settings.Days?.Levels ?? []).Select(l => l.ToString())],
            FairDays = settings.Days?.FairDays?.ToString(CultureInfo.InvariantCulture),
            FairScope = settings.Days?.FairnessScope ?? FairnessScope.Region,
            MostStarts = settings.Days?.MostStartsPerDay,
            Gap = settings.GapTarget == (settings.Days is null ? new PlanSettings(settings.Mode).GapTarget : new StaggerRules().GapTarget) ? null : Percent((decimal)settings.GapTarget),
            NoSwap = !settings.Swap,
            ShortagePrice = settings.ShortagePrice,
        };
    }

    /// <summary>Days without a gap in between; none when no day has a level.</summary>
    private Outcome<ReadDaysResult> ReadDays()
    {
        var texts = DayLevels.Reverse().SkipWhile(string.IsNullOrWhiteSpace).Reverse().ToList();
        if (texts.Count == 0)
        {
            return new ReadDaysResult(null);
        }

        var levels = new List<WarningLevel>();
        foreach (var text in texts)
        {
            if (!Enum.TryParse<WarningLevel>(text, out var level) || level is not (WarningLevel.None or WarningLevel.Yellow or WarningLevel.Orange or WarningLevel.Red))
            {
                return Refusal.Of("PLAN-053", $"第 {levels.Count + 1} 天的级别“{text}”看不懂。", $"The level \"{text}\" of day {levels.Count + 1} cannot be read.", "逐日级别须从第一天起连续填写；不加码的日子选“不加码”。", "Fill in the days from the first on without a gap; choose \"nothing beyond\" for days without a level.");
            }

            levels.Add(level);
        }

        return string.IsNullOrWhiteSpace(FairDays) || FairDays is "0" or "1" or "2"
            ? new ReadDaysResult(new(levels) { FairDays = string.IsNullOrWhiteSpace(FairDays) ? null : int.Parse(FairDays, CultureInfo.InvariantCulture), FairnessScope = FairScope, MostStartsPerDay = MostStarts })
            : Refusal.Of("PLAN-054", $"看不懂公平天数“{FairDays}”。", $"The fairness \"{FairDays}\" cannot be read.", "不设，或 0、1、2 天。", "Leave it empty, or 0, 1 or 2 days.");
    }

    private sealed record ReadDaysResult(DaySettings? Days);

    private static string Percent(decimal share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + "%";
}
