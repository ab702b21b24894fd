using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Testing;

namespace Emergency.Core.Tests.Rules;

public sealed class ShippedBooksTests
{
    [Fact]
    public void Every_shipped_book_passes_the_check()
    {
        var load = RuleLibrary.Load(ShippedData.RulesFolder, ShippedRules.Regions);

        Assert.Equal([], load.Problems.Select(p => p.ToString()));
        Assert.Equal(RuleBooks.All.Order(), load.Editions.Select(e => e.Book).Distinct().Order());
    }

    [Fact]
    public void The_shipped_region_table_has_no_problem() =>
        Assert.Equal([], RegionTree.Load(ShippedData.RegionsFile).Problems.Select(p => p.ToString()));
}
