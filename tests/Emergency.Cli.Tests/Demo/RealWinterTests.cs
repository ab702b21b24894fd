using Emergency.Cli.Demo;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Forecasting.Observing;
using Emergency.Planning.ReductionList.Making;
using Emergency.Storage;
using Emergency.Storage.Chain;
using Emergency.Storage.Ledger;
using Emergency.Storage.Observations;
using Emergency.Testing;
using Emergency.Warnings.Advice;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Tests.Demo;

/// <summary>
/// The main job on real input: hours of Jincheng in January 2019 → forecast → advice → response → the real plants (their emissions assumed) → plan → orders →
/// signed webhook and portal → receipts → lift. The scenario is docs/walkthrough.md.
/// </summary>
public sealed class RealWinterTests
{
    private const string Jincheng = "140500";

    [Theory]
    [BothDatabases]
    public async Task Hours_of_Jincheng_in_January_2019_become_orders_that_are_acknowledged_and_lifted(string provider)
    {
        var stop = TestContext.Current.CancellationToken;
        var observed = SharedData.Path("air-quality/city-hourly-region/china_cities_region_20181201-20190630.csv.gz");
        var plants = SharedData.Path("enterprises/known_enterprises_jincheng_yangquan.csv");
        await using var database = await TestDatabase.CreateEmptyAsync(provider);
        var scenario = Scenario(observed, plants);
        await using var host = await ReplayHost.BuildAsync(database.Choice, scenario, "http://127.0.0.1:0", null, stop);

        await host.ReplayAsync(scenario, new Progress<(double, string)>(), stop);

        await using var db = await host.App.Services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(stop);
        // The chain: every record names the one before it.
        var response = Assert.Single(await db.Responses.AsNoTracking().ToListAsync(stop));
        Assert.Equal(ResponseState.Lifted, response.State);
        var advice = await db.Chain.AsNoTracking().SingleAsync(c => c.Id == CanonicalJson.Read<Response>(response.Json).AdviceId, stop);
        Assert.True(ChainDesk.Read<WarningAdvice>(advice).Level >= WarningLevel.Yellow);
        Assert.Equal("MEE-2018-875", Assert.Single(ChainDesk.Read<WarningAdvice>(advice).Basis.Editions, e => e.Book == "warning-triggers").Edition);
        Assert.Equal(ChainKinds.Forecast, (await db.Chain.AsNoTracking().SingleAsync(c => c.Id == advice.PreviousId, stop)).Kind);
        Assert.Equal(ChainKinds.Plan, (await db.Chain.AsNoTracking().SingleAsync(c => c.Id == response.PlanId, stop)).Kind);

        // Every order came to its end, every enterprise was told the order and the lift on every channel it has.
        var orders = await db.Orders.AsNoTracking().ToListAsync(stop);
        Assert.NotEmpty(orders);
        Assert.All(orders, o => Assert.True(o.State is OrderState.Lifted or OrderState.Replaced, o.State.ToString()));
        Assert.Contains(orders, o => o.AcknowledgedAt is not null && o.ExecutedAt is not null);
        Assert.All(await db.Dispatch.AsNoTracking().ToListAsync(stop), d => Assert.True(d.State is DispatchState.Delivered or DispatchState.Cancelled, $"{d.Key} {d.State} {d.LastError}"));
        var lifted = orders.Where(o => o.State == OrderState.Lifted).Select(o => o.Id).ToHashSet();
        var told = await db.Dispatch.AsNoTracking().Where(d => d.Stage == "Lift" && d.Channel == "portal").Select(d => d.OrderId).ToListAsync(stop);
        Assert.Subset(told.ToHashSet(), lifted);

        // The receiver is a real HTTP server that checks the signature; it took each webhook message once.
        Assert.NotEmpty(host.Received);
        Assert.All(host.Received, r => Assert.Equal(1, r.Value));
        Assert.Equal(await db.Dispatch.CountAsync(d => d.Channel == "webhook" && d.State == DispatchState.Delivered, stop), host.Received.Count);

        var state = await ChainState.ReadAsync(db, stop);
        Assert.True(state.AuditIntact);
    }

    [Fact]
    public async Task The_real_replay_ends_in_the_same_state_on_both_databases()
    {
        var stop = TestContext.Current.CancellationToken;
        var observed = SharedData.Path("air-quality/city-hourly-region/china_cities_region_20181201-20190630.csv.gz");
        var plants = SharedData.Path("enterprises/known_enterprises_jincheng_yangquan.csv");
        var ends = new List<ChainState>();
        foreach (var provider in new[] { "sqlite", "postgres" })
        {
            await using var database = await TestDatabase.CreateEmptyAsync(provider);
            var scenario = Scenario(observed, plants);
            await using var host = await ReplayHost.BuildAsync(database.Choice, scenario, "http://127.0.0.1:0", null, stop);
            await host.ReplayAsync(scenario, new Progress<(double, string)>(), stop);
            ends.Add((await host.ReadAsync(Jincheng, stop)).State);
        }

        Assert.Equal(ends[0].Parts, ends[1].Parts);
        Assert.Equal(ends[0].Hash, ends[1].Hash);
    }

    private static ReplayScenario Scenario(string observed, string plants)
    {
        var format = ObservationFormat.Find("cnemc-cities").OrThrow();
        var reading = ObservationReading.Of(observed, format.Hours!);
        Assert.False(reading.Broken);
        var hours = reading.Hours.Where(h => h.Place == "晋城").OrderBy(h => h.Hour).ToList();
        var made = PlantList.Make(PlantRow.Read(Path.GetFileName(plants), File.ReadAllBytes(plants)).OrThrow(), "晋城市", seed: 1).OrThrow();
        // Every third plant is given a system of its own, so that both ways of delivery carry orders.
        var list = made with { Enterprises = [.. made.Enterprises.Select((e, i) => i % 3 == 0 ? e with { WebhookUrl = $"http://{EnterpriseReceiver.Host}/{e.Code}" } : e)] };
        return new ReplayScenario(Jincheng, hours, list, LocalDay.Of(2018, 10, 1), LocalDay.Of(2019, 1, 3), LocalDay.Of(2019, 1, 15), new Text("晋城真实观测", "real observations of Jincheng"));
    }
}
