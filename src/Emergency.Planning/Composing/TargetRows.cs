using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Composing;

/// <summary>A target as a row of the instance.</summary>
/// <param name="Row">Row; what fixed cuts, mobile and dust lists give is taken off what it requires.</param>
/// <param name="Zone">Zone as the target names it; empty for the region.</param>
internal sealed record TargetRow(CoveringRow Row, string Zone)
{
    /// <summary>True for the sum of SO2 and NOx.</summary>
    public bool Swap => Row.Weights.Count(w => w > 0) > 1;

    public IEnumerable<(EmittedPollutant Pollutant, double Weight)> Weights => EmittedPollutants.All.Select((p, i) => (p, Row.Weights[i])).Where(x => x.Item2 > 0);
}

/// <summary>Makes the rows of the targets.</summary>
internal static class TargetRows
{
    private const decimal Gram = 0.001m;

    /// <summary>The target with the planner's own shares in place of the edition's; the sum of the swap moves with those of SO2 and NOx.</summary>
    public static LevelTarget Target(LevelTarget edition, CompositionRequest request)
    {
        var shares = edition.MinFraction.ToDictionary(x => x.Key, x => request.Targets.TryGetValue(x.Key, out var own) ? own : x.Value);
        var moved = EmittedPollutants.All.Where(p => p is EmittedPollutant.So2 or EmittedPollutant.Nox).Sum(p => shares[p] - edition.MinFraction[p]);
        return edition with
        {
            MinFraction = shares,
            SwapMinSum = request.Settings.Swap ? edition.SwapMinSum + moved : null,
            Sources = edition.Sources.ToDictionary(x => x.Key, x => request.Targets.ContainsKey(x.Key) ? new("本方案", "自定比例") : x.Value),
        };
    }

    /// <summary>
    /// Sets of rows of which one must hold. With the swap the rows of SO2 and NOx give way to one row of their sum (rules.md 4.2): SO2 in kilograms plus NOx in kilograms
    /// worth the same share. Where an edition asks a sum above its two shares together, meeting each share alone would do as well, and both sets are tried.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<TargetRow>> Alternatives(ChoiceModel model, LevelTarget target, decimal zoneFactor = 1) => Alternatives(model.Scope, model.Zones, target, model.FixedCut, zoneFactor);

    /// <summary>The same for any scope.</summary>
    /// <param name="scope">Scope.</param>
    /// <param name="map">Its zones.</param>
    /// <param name="target">Target.</param>
    /// <param name="given">What blocks outside the instance give, in the region (null) or in a zone [kg/day].</param>
    /// <param name="zoneFactor">Factor on the shares of zones.</param>
    public static IReadOnlyList<IReadOnlyList<TargetRow>> Alternatives(ActivationScope scope, ZoneMap map, LevelTarget target, Func<int?, Emissions> given, decimal zoneFactor = 1)
    {
        var society = scope.Society.Daily;
        var region = scope.Request.RegionCode;
        var other = given(null) + scope.Mobile(region) + scope.Dust(region);
        var singles = EmittedPollutants.All.Select(p => Single(p.Code(), "", CoveringRow.WholeRegion, p, target.MinFraction[p] * society[p], other[p])).OfType<TargetRow>().ToList();
        List<TargetRow> zones = [.. map.Targets.SelectMany((zone, z) => Zone(zone, z, zone.Other + given(z), zoneFactor))];
        if (target.SwapMinSum is not { } sum || society.So2 <= 0 || society.Nox <= 0)
        {
            return [[.. singles, .. zones]];
        }

        var ratio = society.So2 / society.Nox;
        var required = (sum * society.So2) - other.So2 - (ratio * other.Nox);
        List<TargetRow> swapped =
        [
            .. required > 0 ? [new(new("SO2+NOx", CoveringRow.WholeRegion, [1, (double)ratio, 0, 0], (double)required), "")] : Enumerable.Empty<TargetRow>(),
            .. singles.Where(r => r.Weights.All(w => w.Pollutant is EmittedPollutant.Pm or EmittedPollutant.Vocs)),
            .. zones,
        ];
        return sum <= target.MinFraction[EmittedPollutant.So2] + target.MinFraction[EmittedPollutant.Nox] ? [swapped] : [swapped, [.. singles, .. zones]];
    }

    /// <summary>Rows of a zone: its own shares, each by itself. The swap is a rule for the whole society and stays there.</summary>
    private static IEnumerable<TargetRow> Zone(TargetZone zone, int number, Emissions other, decimal factor) =>
        zone.Target.Shares.OrderBy(s => s.Key).Select(s => Single($"{zone.Target.Zone} {s.Key.Code()}", zone.Target.Zone, number, s.Key, factor * s.Value * zone.Base[s.Key], other[s.Key])).OfType<TargetRow>();

    /// <summary>
    /// A row for one pollutant; none when nothing is left to ask. Cuts are whole grams: what is required is rounded up to the gram and half a gram is taken off, so that
    /// neither the rounding of sums nor the tolerance of the search can decide between met and missed.
    /// </summary>
    private static TargetRow? Single(string name, string zone, int scope, EmittedPollutant pollutant, decimal required, decimal other)
    {
        var left = Math.Ceiling((required - other) / Gram) * Gram;
        return left <= 0 ? null : new(new(name, scope, [.. EmittedPollutants.All.Select(p => p == pollutant ? 1.0 : 0)], (double)(left - (Gram / 2))), zone);
    }
}
