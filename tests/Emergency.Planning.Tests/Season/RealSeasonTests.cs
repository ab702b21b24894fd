using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.Season;
using Emergency.Testing;

namespace Emergency.Planning.Tests.Season;

/// <summary>The real plants of Jincheng, their emissions assumed, in the season of 2021–2022.</summary>
public sealed class RealSeasonTests
{
    [Fact]
    public void Every_plant_has_its_sentence_and_nobody_is_off_who_must_not_be()
    {
        var rows = PlantRow.Read("plants.csv", File.ReadAllBytes(SharedData.Path("enterprises/known_enterprises_jincheng_yangquan.csv"))).OrThrow();
        var list = PlantList.Make(rows, "晋城市", 1).OrThrow();
        var rules = SeasonPlanRules.InForce(ShippedRules.Library, "140500", 2021).OrThrow();
        var plan = SeasonPlanner.Make(new(list, "140500", 2021, [], "p", ChinaTime.At(new DateOnly(2021, 10, 20), 9)) { Threads = 1 }, rules, cancel: TestContext.Current.CancellationToken).OrThrow();

        Assert.Equal(list.Enterprises.Count, plan.Enterprises.Count);
        foreach (var enterprise in plan.Enterprises)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{enterprise.Name}：{enterprise.Why.Zh}");
        }

        var industry = list.Enterprises.ToDictionary(e => e.Code, e => e.KeyIndustry);
        Assert.All(plan.Enterprises, e => Assert.NotEmpty(e.Why.Zh));
        Assert.All(plan.Enterprises.Where(e => industry[e.Code] == "ThermalPower").SelectMany(e => e.Units), u => Assert.Equal(0, u.OffDays));
        Assert.All(plan.Enterprises.SelectMany(e => e.Units).Where(u => u.Process.Contains("熟料", StringComparison.Ordinal)), u => Assert.Equal((SeasonStanding.Window, 121), (u.Standing, u.OffDays)));
        Assert.Contains(plan.Enterprises.SelectMany(e => e.Units), u => u.Standing == SeasonStanding.Rotates);
        var units = list.Units.ToDictionary(u => (u.EnterpriseCode, u.UnitId));
        Assert.All(plan.Enterprises.SelectMany(e => e.Units).Where(u => u.Standing == SeasonStanding.Rotates), u => Assert.True(units[(u.EnterpriseCode, u.UnitId)].CanStop == CanStop.Yes || u.Shares.Max() <= 1 - units[(u.EnterpriseCode, u.UnitId)].LowestLoad));
        // One steel works takes turns alone, so nothing can even it out; the plan must say so and prove that no placing is better.
        Assert.True(plan.Gap < 0.01, $"{plan.Gap}");
    }
}
