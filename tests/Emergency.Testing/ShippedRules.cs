using Emergency.Core;
using Emergency.Core.Regions;
using Emergency.Core.Rules;

namespace Emergency.Testing;

/// <summary>The region table and rule books that travel with the product, read once a test run.</summary>
public static class ShippedRules
{
    private static readonly Lazy<RegionTree> LazyRegions = new(() => RegionTree.Load(ShippedData.RegionsFile).Tree.OrThrow());

    private static readonly Lazy<RuleLibrary> LazyLibrary = new(() => RuleLibrary.Load(ShippedData.RulesFolder, LazyRegions.Value).Library.OrThrow());

    /// <summary>The regions.</summary>
    public static RegionTree Regions => LazyRegions.Value;

    /// <summary>The library.</summary>
    public static RuleLibrary Library => LazyLibrary.Value;
}
