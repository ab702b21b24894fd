using Emergency.Core.Refusals;
using Emergency.Core.Regions;

namespace Emergency.Storage.Forecasts;

/// <summary>Looks a region up, or says that there is none.</summary>
internal static class KnownRegion
{
    /// <summary>The region of a code; refused (REGION-001) when the table has none.</summary>
    public static Outcome<Region> Find(RegionTree regions, string regionCode) => regions.Find(regionCode) is { } region
        ? region
        : Refusal.Of("REGION-001", $"未知的行政区划代码 {regionCode}。", $"Unknown region code {regionCode}.", "请在行政区划表中核对代码。", "Check the code in the region table.");
}
