using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Planning.Composing;
using Emergency.Planning.Season;

namespace Emergency.Web.Features.Seasons;

/// <summary>The form of a season plan as people write it. Empty fields keep the defaults.</summary>
public sealed class SeasonForm
{
    /// <summary>Year in which the season begins.</summary>
    public int Year { get; set; }

    /// <summary>Share of the periods in which a rotating unit is off; empty for the edition's setting.</summary>
    public string? Off { get; set; }

    /// <summary>Most stops of a unit.</summary>
    public int Stops { get; set; } = 1;

    /// <summary>Share of SO2 that every period is to reach; all four empty for the most even plan.</summary>
    public string? So2 { get; set; }

    /// <summary>Share of NOx.</summary>
    public string? Nox { get; set; }

    /// <summary>Share of PM.</summary>
    public string? Pm { get; set; }

    /// <summary>Share of VOCs.</summary>
    public string? Vocs { get; set; }

    /// <summary>Codes of green factories, separated by spaces, commas or lines.</summary>
    public string? Green { get; set; }

    /// <summary>The settings; refused with PLAN-031 where a share cannot be read.</summary>
    public Outcome<Func<SeasonRequest, SeasonRequest>> Read()
    {
        var targets = new Dictionary<EmittedPollutant, decimal>();
        foreach (var (pollutant, text) in new[] { (EmittedPollutant.So2, So2), (EmittedPollutant.Nox, Nox), (EmittedPollutant.Pm, Pm), (EmittedPollutant.Vocs, Vocs) })
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            if (ShareText.Parse(text.Trim()) is not { } share)
            {
                return Unread(text);
            }

            targets[pollutant] = share;
        }

        var off = string.IsNullOrWhiteSpace(Off) ? null : ShareText.Parse(Off.Trim());
        if (off is null && !string.IsNullOrWhiteSpace(Off))
        {
            return Unread(Off);
        }

        var green = (Green ?? "").Split([' ', ',', '，', '、', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return new Func<SeasonRequest, SeasonRequest>(request => request with { OffShare = off, MostStops = Stops, Targets = targets, GreenFactories = green });
    }

    private static Refusal Unread(string text) => Refusal.Of("PLAN-031", $"看不懂比例“{text}”。", $"The share \"{text}\" cannot be read.", "请写作 20% 或 0.2，留空用默认值。", "Write 20% or 0.2; leave it empty for the default.");
}
