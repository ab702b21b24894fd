using Emergency.Cli.Demo;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Forecasting.Observing;
using Emergency.Planning.ReductionList.Making;
using Emergency.Storage;
using Emergency.Storage.Audit;
using Emergency.Storage.Ledger;
using Emergency.Storage.Observations;
using Emergency.Storage.Replays;
using Emergency.Testing;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Tests.Demo;

/// <summary>A fortnight of January 2019 in Jincheng with the level raised and lowered, two extensions, a suspension and the lift: docs/fortnight.md.</summary>
public sealed class RealFortnightTests
{
    private const string Province = "山西省重污染天气应急指挥部办公室";

    private static readonly DateOnly January = new(2019, 1, 1);

    [Theory]
    [BothDatabases]
    public async Task A_fortnight_with_every_kind_of_change_leaves_a_history_that_reads_right_and_verifies(string provider)
    {
        var stop = TestContext.Current.CancellationToken;
        var scenario = Scenario();
        await using var database = await TestDatabase.CreateEmptyAsync(provider);
        await using var host = await ReplayHost.BuildAsync(database.Choice, scenario, "http://127.0.0.1:0", null, stop);
        await host.ReplayAsync(scenario, new Progress<(double, string)>(), stop);

        await using var db = await host.App.Services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(stop);
        var response = Assert.Single(await db.Responses.AsNoTracking().ToListAsync(stop));
        Assert.Equal(ResponseState.Lifted, response.State);
        Assert.Equal(
            [ResponseEvent.Approve, ResponseEvent.TakeEffect, ResponseEvent.ChangeLevel, ResponseEvent.Extend, ResponseEvent.ChangeLevel, ResponseEvent.Suspend, ResponseEvent.Resume, ResponseEvent.Extend, ResponseEvent.Lift],
            await db.ResponseEvents.AsNoTracking().Where(e => e.Event != null).OrderBy(e => e.Sequence).Select(e => e.Event!.Value).ToListAsync(stop));

        // Each enterprise: orange, red, red prolonged, orange, (suspended), orange again, prolonged, lifted.
        foreach (var enterprise in (await db.Orders.AsNoTracking().ToListAsync(stop)).GroupBy(o => o.EnterpriseCode))
        {
            var revisions = enterprise.OrderBy(o => o.Revision).ToList();
            Assert.Equal([WarningLevel.Orange, WarningLevel.Red, WarningLevel.Red, WarningLevel.Orange, WarningLevel.Orange, WarningLevel.Orange], revisions.Select(o => o.Level));
            Assert.Equal([OrderState.Replaced, OrderState.Replaced, OrderState.Replaced, OrderState.Lifted, OrderState.Replaced, OrderState.Lifted], revisions.Select(o => o.State));
            Assert.Equal(
                [null, "预警级别由橙色调整为红色", "结束时间改为2019年1月10日12时", "预警级别由红色调整为橙色", "恢复执行，此前对贵单位的指令已终止", "结束时间改为2019年1月12日12时"],
                revisions.Select(o => CanonicalJson.Read<Order>(o.Json).Change?.Zh.Split('；')[0]));
        }

        // Everybody was told of every end, and the last word of each channel is the lift of the last revision.
        Assert.DoesNotContain(await db.Dispatch.AsNoTracking().ToListAsync(stop), d => d.State is DispatchState.Pending or DispatchState.Leased or DispatchState.Dead);
        var lifted = await db.Orders.AsNoTracking().Where(o => o.State == OrderState.Lifted).Select(o => o.Id).ToListAsync(stop);
        Assert.Subset((await db.Dispatch.AsNoTracking().Where(d => d.Stage == nameof(DeliveryStage.Lift) && d.State == DispatchState.Delivered).Select(d => d.OrderId).ToListAsync(stop)).ToHashSet(), lifted.ToHashSet());

        var lines = (await host.ReadAsync(scenario.RegionCode, stop)).Lines.Select(l => l.What.Zh).ToList();
        Assert.Contains(lines, l => l.Contains("暂停：晋城市重污染天气应急指挥部示例气防办函〔2019〕5号", StringComparison.Ordinal));
        Assert.Contains("终止通知已送达 96 家企业", lines);

        var replayed = (await host.App.Services.GetRequiredService<ReplayDesk>().ReplayAsync(new ReplayScope(), null, stop)).OrThrow();
        Assert.True(replayed.Count > 30);
        Assert.All(replayed, r => Assert.Equal((ReplayVerdict.Same, ""), (r.Verdict, r.Finding.En)));

        var history = await HistoryCheck.VerifyAsync(db, stop);
        Assert.True(history.Intact, history.Fault?.En);
        Assert.Equal((6 * 96, 1, 0), (history.Orders, history.Responses, history.Uncovered));
        var altered = lifted.Order(StringComparer.Ordinal).First();
        await db.OrderEvents.Where(e => e.OrderId == altered && e.Sequence == 2).ExecuteUpdateAsync(s => s.SetProperty(e => e.By, "值班员 季"), stop);
        Assert.Contains((await db.Orders.AsNoTracking().SingleAsync(o => o.Id == altered, stop)).Number, Assert.Single((await HistoryCheck.VerifyAsync(db, stop)).Faults).Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void The_script_of_the_page_can_be_read_and_a_broken_one_is_refused_with_what_is_wrong()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["good.json"], """
            {"plannedHours": 72, "acts": [
              {"at": "2019-01-05T09:20:00+08:00", "act": "level", "level": "red", "issuer": "省办", "document": "2号"},
              {"at": "2019-01-06T16:00:00+08:00", "act": "extend", "ends": "2019-01-10T12:00:00+08:00", "issuer": "省办", "document": "3号"}]}
            """);
        var script = HeadquartersScript.Read(folder["good.json"]).OrThrow();
        Assert.Equal((72, ScriptedKind.Level, WarningLevel.Red), (script.PlannedHours, script.Acts[0].Act, script.Acts[0].Level));
        foreach (var broken in (string[])["", "[]", """{"acts": null}""", """{"acts": [{"at": "2019-01-05T09:20:00+08:00", "act": "level", "issuer": "省办", "document": "2号"}]}""", """{"acts": [{"at": "gestern", "act": "lift", "issuer": "省办", "document": "2号"}]}""", """{"acts": [], "more": 1}"""])
        {
            File.WriteAllText(folder["bad.json"], broken);
            Assert.Equal("DEMO-005", HeadquartersScript.Read(folder["bad.json"]).Refusal?.Code);
        }

        Assert.Equal("DEMO-005", HeadquartersScript.Read(folder["missing.json"]).Refusal?.Code);
    }

    private static DateTimeOffset At(int day, int hour, int minute = 0) => ChinaTime.At(January.AddDays(day - 1), hour).AddMinutes(minute);

    private static ReplayScenario Scenario()
    {
        var reading = ObservationReading.Of(SharedData.Path("air-quality/city-hourly-region/china_cities_region_20181201-20190630.csv.gz"), ObservationFormat.Find("cnemc-cities").OrThrow().Hours!);
        var plants = SharedData.Path("enterprises/known_enterprises_jincheng_yangquan.csv");
        var list = PlantList.Make(PlantRow.Read(Path.GetFileName(plants), File.ReadAllBytes(plants)).OrThrow(), "晋城市", seed: 1).OrThrow();
        return new ReplayScenario("140500", reading.Hours.Where(h => h.Place == "晋城").OrderBy(h => h.Hour).ToList(), list, LocalDay.Of(2018, 10, 1), LocalDay.Of(2019, 1, 3), LocalDay.Of(2019, 1, 17), new Text("晋城真实观测", "real observations of Jincheng"))
        {
            Script = new(72,
            [
                new(At(5, 9, 20), ScriptedKind.Level, "示例调度令2019第2号", Province, WarningLevel.Red),
                new(At(6, 16), ScriptedKind.Extend, "示例调度令2019第3号", Province, Ends: At(10, 12)),
                new(At(7, 9, 20), ScriptedKind.Level, "示例调度令2019第4号", Province, WarningLevel.Orange),
                new(At(8, 20), ScriptedKind.Suspend, "示例气防办函〔2019〕5号", "晋城市重污染天气应急指挥部"),
                new(At(9, 8), ScriptedKind.Resume, "示例气防办函〔2019〕6号", "晋城市重污染天气应急指挥部"),
                new(At(9, 16), ScriptedKind.Extend, "示例调度令2019第5号", Province, Ends: At(12, 12)),
            ]),
        };
    }
}
