using System.Globalization;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;

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

    /// <summary>The settings; refused with PLAN-031, PLAN-035 or PLAN-036 when a field cannot be read.</summary>
    public Outcome<PlanSettings> Read()
    {
        if (Mode == PlanMode.Activate)
        {
            return new PlanSettings(Mode);
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

        var zones = ReadZones();
        if (!zones.Ok)
        {
            return zones.Refusal;
        }

        var settings = new PlanSettings(Mode) { Targets = targets, Zones = zones.Value, Order = Order, Swap = !NoSwap, ShortagePrice = ShortagePrice };
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
            Gap = settings.GapTarget == new PlanSettings(settings.Mode).GapTarget ? null : Percent((decimal)settings.GapTarget),
            NoSwap = !settings.Swap,
            ShortagePrice = settings.ShortagePrice,
        };
    }

    private static string Percent(decimal share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + "%";

    private Outcome<List<ZoneTarget>> ReadZones()
    {
        var zones = new List<ZoneTarget>();
        foreach (var line in (Zones ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var shares = new Dictionary<EmittedPollutant, decimal>();
            string zone;
            if (words.Length == 1 && words[0].Split('=') is [{ Length: > 0 } name, var all] && ShareText.Parse(all) is { } common)
            {
                zone = name;
                shares = EmittedPollutants.All.ToDictionary(p => p, _ => common);
            }
            else
            {
                zone = words[0];
                foreach (var word in words.Skip(1))
                {
                    if (word.Split('=') is not [var code, var text] || EmittedPollutants.All.Where(p => string.Equals(p.Code(), code, StringComparison.OrdinalIgnoreCase)).ToList() is not [var pollutant] || ShareText.Parse(text) is not { } share)
                    {
                        return BadZone(line);
                    }

                    shares[pollutant] = share;
                }
            }

            if (shares.Count == 0 || zones.Exists(z => z.Zone == zone))
            {
                return BadZone(line);
            }

            zones.Add(new(zone, shares));
        }

        return zones;
    }

    private static Refusal BadZone(string line) => Refusal.Of(
        "PLAN-036", $"看不懂分区目标“{line}”。", $"The zone target \"{line}\" cannot be read.", "每行一个分区：泽州县=20%，或 泽州县 PM=20% NOx=10%。", "One zone a line: 泽州县=20%, or 泽州县 PM=20% NOx=10%.");
}
