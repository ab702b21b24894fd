using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Composing;

/// <summary>A zone with a target: whom it holds and what its shares are taken of.</summary>
/// <param name="Target">Target as given.</param>
/// <param name="County">County code; empty for a control zone or township.</param>
/// <param name="Base">Emission its shares are taken of [kg/day].</param>
/// <param name="BaseText">Where that comes from.</param>
/// <param name="Other">Cut of the mobile and dust lists in it [kg/day].</param>
internal sealed record TargetZone(ZoneTarget Target, string County, Emissions Base, Text BaseText, Emissions Other);

/// <summary>
/// Which zone of the instance each enterprise belongs to: the zones with targets first, then the counties of the rest. Zones with targets may not overlap, since a block
/// stands in one zone.
/// </summary>
internal sealed class ZoneMap
{
    private readonly Dictionary<string, int> zoneOf = [];

    private ZoneMap(IReadOnlyList<TargetZone> targets) => Targets = targets;

    public IReadOnlyList<TargetZone> Targets { get; }

    public int Zones { get; private set; }

    public int Of(Enterprise enterprise) => zoneOf[enterprise.Code];

    /// <summary>Finds the zones.</summary>
    /// <returns>The map; refused with PLAN-032 (no enterprise in such a zone), PLAN-033 (an enterprise in two of them) or PLAN-034 (a share outside 0–1).</returns>
    public static Outcome<ZoneMap> Of(CompositionRequest request, ActivationScope scope)
    {
        var targets = new List<TargetZone>();
        var owner = new Dictionary<string, string>();
        var map = new ZoneMap(targets);
        foreach (var target in request.Zones.OrderBy(z => z.Zone, StringComparer.Ordinal))
        {
            var county = County(target.Zone, scope);
            var members = scope.Enterprises.Where(e => county.Length > 0 ? scope.Rules.Regions.IsWithin(e.RegionCode, county) : e.Zone == target.Zone || e.Township == target.Zone).ToList();
            if (members.Count == 0)
            {
                return Refusal.Of("PLAN-032", $"清单中没有“{target.Zone}”的企业。", $"The list has no enterprise in \"{target.Zone}\".", "请用清单中的县区代码或名称、管控分区或乡镇名称。", "Use a county code or name, a control zone or a township of the list.");
            }

            foreach (var member in members)
            {
                if (!owner.TryAdd(member.Code, target.Zone))
                {
                    return Refusal.Of("PLAN-033", $"{member.Name}同时属于“{owner[member.Code]}”和“{target.Zone}”，分区目标不能重叠。", $"{member.Name} belongs to \"{owner[member.Code]}\" and to \"{target.Zone}\"; zones with targets must not overlap.", "请只对互不重叠的分区设定目标。", "Set targets for zones that do not overlap.");
                }

                map.zoneOf[member.Code] = targets.Count;
            }

            if (target.Shares.Count == 0 || target.Shares.Values.Any(s => s is < 0 or > 1))
            {
                return BadShare(target.Zone);
            }

            targets.Add(Zone(target, county, members, scope));
        }

        var rest = scope.Enterprises.Where(e => !owner.ContainsKey(e.Code)).ToList();
        var counties = rest.Select(e => e.RegionCode).Distinct().Order(StringComparer.Ordinal).Select((c, i) => (c, targets.Count + i)).ToDictionary(x => x.c, x => x.Item2);
        rest.ForEach(e => map.zoneOf[e.Code] = counties[e.RegionCode]);
        map.Zones = Math.Max(1, targets.Count + counties.Count);
        return map;
    }

    /// <summary>A share that makes no sense.</summary>
    public static Refusal BadShare(string of) =>
        Refusal.Of("PLAN-034", $"“{of}”的减排比例须在 0 到 1 之间。", $"The share of \"{of}\" must be from 0 to 1.", "20% 写作 0.2。", "Write 20 % as 0.2.");

    private static string County(string name, ActivationScope scope) =>
        (scope.Rules.Regions.Find(name) ?? scope.Rules.Regions.FindByName(name)) is { } region && scope.Rules.Regions.IsWithin(region.Code, scope.Request.RegionCode) ? region.Code : "";

    /// <summary>A county's shares are taken of its whole-society row; where the list has none, and below counties, of what its listed industry emits.</summary>
    private static TargetZone Zone(ZoneTarget target, string county, List<Enterprise> members, ActivationScope scope)
    {
        var society = county.Length > 0 ? scope.List.SocietyOf(county, scope.Request.StartDay.Date.Year) : null;
        return new(
            target,
            county,
            society?.Daily ?? members.SelectMany(scope.UnitsOf).Select(u => u.Daily).Sum(),
            society is not null ? new($"全社会排放量（{society.Year}年）", $"whole-society emission of {society.Year}") : new("清单内工业企业排放量", "emission of the listed industry"),
            society is not null ? scope.Mobile(county) + scope.Dust(county) : Emissions.Zero);
    }
}
