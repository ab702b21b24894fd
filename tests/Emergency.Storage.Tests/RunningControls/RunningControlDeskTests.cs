using System.Text;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.RunningControls;
using Emergency.Storage.Tests.Plans;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.RunningControls;

public sealed class RunningControlDeskTests
{
    private static readonly LocalDay Day = LocalDay.Of(2019, 1, 11);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_control_is_recorded_changed_ended_and_taken_back_and_each_is_in_the_audit_log(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var desk = (await PlanCity.CreateAsync(database)).Running;
        var control = new RecordedControl(DispatchCity.Code(1), "K1", RunningControlKind.Season, 0.5m, Day.Plus(-3), null, "");

        Assert.Equal(new(1, 0, 0), (await desk.RecordAsync(DispatchCity.Region, [control], "planner", DispatchCity.Issued, Token)).OrThrow());
        Assert.Equal(new(0, 0, 1), (await desk.RecordAsync(DispatchCity.Region, [control], "planner", DispatchCity.Issued, Token)).OrThrow());
        Assert.Equal(new(0, 1, 0), (await desk.RecordAsync(DispatchCity.Region, [control with { StoppedShare = 1 }], "planner", DispatchCity.Issued, Token)).OrThrow());
        var row = Assert.Single(await desk.ListAsync(DispatchCity.Region, Token));
        Assert.Equal((1m, "140525", "辊道窑"), (row.StoppedShare, row.RegionCode, row.Process));
        Assert.Single(await desk.OnDayAsync(DispatchCity.Region, Day, Token));

        (await desk.EndAsync(row.Id, Day.Plus(-1), "planner", DispatchCity.Issued, Token)).OrThrow();
        Assert.Empty(await desk.OnDayAsync(DispatchCity.Region, Day, Token));
        Assert.Single(await desk.OnDayAsync(DispatchCity.Region, Day.Plus(-1), Token));
        Assert.Equal("CONTROL-004", (await desk.EndAsync(row.Id, Day.Plus(-4), "planner", DispatchCity.Issued, Token)).Refusal?.Code);

        (await desk.TakeBackAsync(row.Id, "planner", DispatchCity.Issued, Token)).OrThrow();
        Assert.Empty(await desk.ListAsync(DispatchCity.Region, Token));
        Assert.Equal("CONTROL-006", (await desk.TakeBackAsync(row.Id, "planner", DispatchCity.Issued, Token)).Refusal?.Code);
        await using var db = database.CreateDbContext();
        Assert.Equal(
            ["running-control.record", "running-control.record", "running-control.end", "running-control.take-back"],
            await db.Audit.Where(a => a.Action.StartsWith("running-control.")).OrderBy(a => a.Sequence).Select(a => a.Action).ToListAsync(Token));
    }

    [Theory, BothDatabases]
    public async Task A_file_with_one_wrong_row_records_nothing_and_another_county_is_refused(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var desk = (await PlanCity.CreateAsync(database)).Running;
        var good = $"{DispatchCity.Code(1)},K1,season,1,2018-11-15,,";

        var wrong = (await desk.ImportAsync(DispatchCity.Region, File(good + $"\n{DispatchCity.Code(2)},K9,season,1,2018-11-15,,"), "planner", DispatchCity.Issued, Token)).OrThrow();
        Assert.Equal(("CONTROL-002", 3), (Assert.Single(wrong.Reading.Problems).Code, wrong.Reading.Problems[0].Row));
        Assert.Null(wrong.Recorded);
        Assert.Empty(await desk.ListAsync(DispatchCity.Region, Token));

        Assert.Equal(1, (await desk.ImportAsync(DispatchCity.Region, File(good), "planner", DispatchCity.Issued, Token)).OrThrow().Recorded!.Added);
        Assert.Equal("CONTROL-005", (await desk.ImportAsync("140581", File(good), "planner", DispatchCity.Issued, Token)).Refusal?.Code);
        Assert.Empty(await desk.OnDayAsync("140581", Day, Token));
    }

    private static ListFile File(string rows) => new("running.csv", Encoding.UTF8.GetBytes(RunningControlFile.Header + "\n" + rows + "\n"));
}
