using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Testing;

namespace Emergency.Core.Tests.Regions;

public sealed class RegionTreeTests
{
    private static RegionTree Tree => ShippedRules.Regions;

    [Fact]
    public void A_lineage_runs_from_the_place_to_the_nation() =>
        Assert.Equal(["140525108", "140525", "140500", "140000", "cn"], Tree.Lineage("140525108").Select(r => r.Code));

    [Theory]
    [InlineData("140500")]
    [InlineData("140000")]
    public void Provinces_and_cities_publish_warnings(string code) => Assert.True(Tree.Require(code, Capabilities.PublishWarning).Ok);

    [Theory]
    [InlineData("140581")]
    [InlineData("140525108")]
    [InlineData("cn")]
    public void Counties_townships_and_the_nation_do_not(string code) =>
        Assert.Equal("REGION-002", Tree.Require(code, Capabilities.PublishWarning).Refusal!.Code);

    [Fact]
    public void The_refusal_names_the_county_the_law_and_what_it_may_do_instead()
    {
        var refusal = Tree.Require("140581", Capabilities.PublishWarning).Refusal!;

        Assert.Contains("高平市", refusal.Sentence.Zh, StringComparison.Ordinal);
        Assert.Contains("第九十五条", refusal.Sentence.Zh, StringComparison.Ordinal);
        Assert.Contains("Gaoping", refusal.Sentence.En, StringComparison.Ordinal);
        Assert.Contains("propose", refusal.Remedy.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_county_starts_its_own_response_orders_enterprises_and_proposes_warnings() =>
        Assert.True(Tree.Require("140581", Capabilities.StartResponse | Capabilities.OrderEnterprises | Capabilities.ProposeWarning).Ok);

    [Fact]
    public void One_missing_capability_refuses_the_whole_request() =>
        Assert.False(Tree.Require("140581", Capabilities.StartResponse | Capabilities.PublishWarning).Ok);

    [Fact]
    public void Every_county_may_respond_and_none_may_publish() =>
        Assert.All(Tree.All.Where(r => r.Rank == RegionRank.County), r =>
        {
            Assert.True(Tree.Require(r.Code, Capabilities.StartResponse).Ok);
            Assert.False(Tree.Require(r.Code, Capabilities.PublishWarning).Ok);
        });

    [Fact]
    public void An_unknown_code_is_refused() => Assert.Equal("REGION-001", Tree.Require("000000", Capabilities.None).Refusal!.Code);

    [Fact]
    public void Being_within_is_being_it_or_below_it()
    {
        Assert.True(Tree.IsWithin("140581", "140500"));
        Assert.True(Tree.IsWithin("140581", "140581"));
        Assert.False(Tree.IsWithin("140500", "140581"));
        Assert.False(Tree.IsWithin("140322", "140500"));
        Assert.False(Tree.IsWithin("999999", "cn"));
    }

    [Theory]
    [InlineData("晋城", "140500")]
    [InlineData("晋城市", "140500")]
    [InlineData("高平", "140581")]
    [InlineData("盂县", "140322")]
    [InlineData("北京", "110100")]
    public void A_place_is_found_by_its_full_or_short_name(string name, string code) => Assert.Equal(code, Tree.FindByName(name)!.Code);

    [Theory]
    [InlineData("城区")]
    [InlineData("哪里")]
    public void An_ambiguous_or_unknown_name_finds_nothing(string name) => Assert.Null(Tree.FindByName(name));

    [Theory]
    [InlineData("140500", RegionRank.City, "cn", "140500", RegionRank.City, "cn", "twice")]
    [InlineData("140500", RegionRank.City, "140000", "140581", RegionRank.County, "cn", "unknown parent")]
    [InlineData("140581", RegionRank.County, "cn", "140500", RegionRank.City, "140581", "cannot lie under")]
    public void A_tree_that_is_none_is_a_bug(string codeA, RegionRank rankA, string parentA, string codeB, RegionRank rankB, string parentB, string says)
    {
        Region[] regions = [new("cn", "中国", "China", RegionRank.Nation, null), new(codeA, "甲", "A", rankA, parentA), new(codeB, "乙", "B", rankB, parentB)];

        Assert.Contains(says, Assert.Throws<ArgumentException>(() => new RegionTree(regions)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shipped_table_has_all_cities_of_Shanxi_and_all_counties_of_Jincheng_and_Yangquan()
    {
        // The demonstration city is no real place and says so in its name.
        IEnumerable<string> Below(string code) => Tree.All.Where(r => r.ParentCode == code && !r.NameEn.Contains("(made up)", StringComparison.Ordinal)).Select(r => r.ShortName);

        Assert.Equal(["太原", "大同", "阳泉", "长治", "晋城", "朔州", "晋中", "运城", "忻州", "临汾", "吕梁"], Below("140000"));
        Assert.Equal(["城区", "沁水", "阳城", "陵川", "泽州", "高平"], Below("140500"));
        Assert.Equal(["城区", "矿区", "郊区", "平定", "盂县"], Below("140300"));
    }
}
