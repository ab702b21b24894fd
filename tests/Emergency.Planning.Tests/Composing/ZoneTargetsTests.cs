using Emergency.Core.Quantities;
using Emergency.Planning.Composing;

namespace Emergency.Planning.Tests.Composing;

public sealed class ZoneTargetsTests
{
    [Fact]
    public void One_share_for_all_pollutants_or_one_for_each_in_any_spelling()
    {
        var zones = ZoneTargets.Read(["泽州县=20%", " ", "城区 = 0.1", "高平市 pm=15% NOx=0.2\r"]).OrThrow();
        Assert.Equal(["泽州县", "城区", "高平市"], zones.Select(z => z.Zone));
        Assert.All(EmittedPollutants.All, p => Assert.Equal((0.2m, 0.1m), (zones[0].Shares[p], zones[1].Shares[p])));
        Assert.Equal([(EmittedPollutant.Nox, 0.2m), (EmittedPollutant.Pm, 0.15m)], zones[2].Shares.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        Assert.Empty(ZoneTargets.Read([]).OrThrow());
    }

    [Fact]
    public void A_file_gives_the_same_and_an_empty_cell_asks_for_nothing()
    {
        var zones = ZoneTargets.ReadCsv(["\uFEFFzone,SO2,pm", "泽州县,20%,", "城区,,0.1"]).OrThrow();
        Assert.Equal([EmittedPollutant.So2], zones[0].Shares.Keys);
        Assert.Equal(0.1m, zones[1].Shares[EmittedPollutant.Pm]);
    }

    [Theory]
    [InlineData("泽州县")]
    [InlineData("=20%")]
    [InlineData("泽州县=viel")]
    [InlineData("泽州县 PM=20% PM=10%")]
    [InlineData("泽州县 CO=20%")]
    [InlineData("泽州县=20%|泽州县=10%")]
    public void What_cannot_be_read_or_comes_twice_is_refused(string entries) => Assert.Equal("PLAN-036", ZoneTargets.Read(entries.Split('|')).Refusal?.Code);

    [Theory]
    [InlineData("")]
    [InlineData("zone")]
    [InlineData("zone,co|泽州县,1")]
    [InlineData("zone,pm|泽州县,viel")]
    [InlineData("zone,pm|泽州县,1|泽州县,1")]
    public void A_file_that_cannot_be_read_is_refused(string lines) => Assert.Equal("PLAN-036", ZoneTargets.ReadCsv(lines.Split('|')).Refusal?.Code);
}
