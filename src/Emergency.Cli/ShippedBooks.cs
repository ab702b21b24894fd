using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;

namespace Emergency.Cli;

/// <summary>The region table and rule books that travel with the program.</summary>
internal static class ShippedBooks
{
    /// <summary>Loads the library (its <see cref="RuleLibrary.Regions"/> are the region table); refused when a file is malformed.</summary>
    public static Outcome<RuleLibrary> Load()
    {
        var regions = RegionTree.Load(ShippedData.RegionsFile).Tree;
        return regions.Ok ? RuleLibrary.Load(ShippedData.RulesFolder, regions.Value).Library : regions.Refusal;
    }
}
