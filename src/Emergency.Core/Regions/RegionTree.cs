using Emergency.Core.Refusals;

namespace Emergency.Core.Regions;

/// <summary>The regions an installation knows, as a tree. Immutable.</summary>
public sealed partial class RegionTree
{
    private readonly Dictionary<string, Region> byCode;

    /// <summary>Builds the tree.</summary>
    /// <exception cref="ArgumentException">Two regions share a code, a parent is missing, or a parent does not rank above its child.</exception>
    public RegionTree(IEnumerable<Region> regions)
    {
        byCode = [];
        foreach (var region in regions)
        {
            if (!byCode.TryAdd(region.Code, region))
            {
                throw new ArgumentException($"Region code {region.Code} appears twice.", nameof(regions));
            }
        }

        foreach (var region in byCode.Values)
        {
            if (region.ParentCode is null)
            {
                continue;
            }

            if (!byCode.TryGetValue(region.ParentCode, out var parent))
            {
                throw new ArgumentException($"Region {region.Code} names the unknown parent {region.ParentCode}.", nameof(regions));
            }

            if (parent.Rank >= region.Rank)
            {
                throw new ArgumentException($"Region {region.Code} ({region.Rank}) cannot lie under {parent.Code} ({parent.Rank}).", nameof(regions));
            }
        }
    }

    /// <summary>All regions, ordered by code.</summary>
    public IEnumerable<Region> All => byCode.Values.OrderBy(r => r.Code, StringComparer.Ordinal);

    /// <summary>The region with this code; null when unknown.</summary>
    public Region? Find(string code) => byCode.GetValueOrDefault(code);

    /// <summary>The region whose full or short Chinese name is this (晋城 or 晋城市); null when unknown or ambiguous.</summary>
    public Region? FindByName(string name)
    {
        var found = byCode.Values.Where(r => r.Name == name || r.ShortName == name).ToList();
        return found.Count == 1 ? found[0] : found.Where(r => r.Rank == RegionRank.City).Take(2).ToList() is [var city] ? city : null;
    }

    /// <summary>The region and everything above it, nearest first: county, city, province, nation.</summary>
    /// <exception cref="KeyNotFoundException">The code is unknown.</exception>
    public IReadOnlyList<Region> Lineage(string code)
    {
        var lineage = new List<Region>();
        for (var region = byCode[code]; region is not null; region = region.ParentCode is null ? null : byCode[region.ParentCode])
        {
            lineage.Add(region);
        }

        return lineage;
    }

    /// <summary>True when <paramref name="code"/> is <paramref name="ancestor"/> or lies under it.</summary>
    public bool IsWithin(string code, string ancestor) =>
        byCode.ContainsKey(code) && Lineage(code).Any(r => r.Code == ancestor);

    /// <summary>
    /// What the authority of a region may do. Provinces and prefecture-level cities publish (Air Law art. 95); county governments and above
    /// start the emergency plan (art. 96); townships carry out.
    /// </summary>
    public Capabilities CapabilitiesOf(string code) => byCode[code].Rank switch
    {
        RegionRank.Nation => Capabilities.None,
        RegionRank.Province or RegionRank.City => Capabilities.PublishWarning | Capabilities.StartResponse | Capabilities.OrderEnterprises,
        RegionRank.County => Capabilities.ProposeWarning | Capabilities.StartResponse | Capabilities.OrderEnterprises,
        RegionRank.Township => Capabilities.None,
        _ => Capabilities.None,
    };

    /// <summary>Refuses when the authority of the region lacks the capability.</summary>
    public Outcome<Region> Require(string code, Capabilities needed)
    {
        if (Find(code) is not { } region)
        {
            return Refusal.Of("REGION-001", $"未知的行政区划代码 {code}。", $"Unknown region code {code}.", "请在行政区划表中核对代码。", "Check the code in the region table.");
        }

        return (CapabilitiesOf(code) & needed) == needed
            ? region
            : Refusal.Of(
                "REGION-002",
                $"{region.Name}无权执行该操作（{needed}）：仅省级和设区的市级人民政府可以向社会发布预警（大气污染防治法第九十五条）。",
                $"The authority of {region.NameEn} may not do this ({needed}): only provinces and prefecture-level cities publish warnings (Air Law art. 95).",
                "县级可依据上级预警启动响应，或向上级提出预警建议。",
                "A county may start its own response on a warning from above, or propose one to the city.");
    }
}
