using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Audit;
using Emergency.Storage.Ledger;
using Emergency.Storage.Responses;
using Emergency.Testing;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Orders;

/// <summary>What a change of the response does to the orders that run: in the same transaction, so that nobody is left on an old word.</summary>
public sealed class ResponseChangesTests
{
    private static readonly OrderTerms Terms = new(DispatchCity.Deadlines, DispatchCity.Authority, "值班室 0356-2000000");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_suspension_ends_every_order_and_a_resumption_issues_them_again_as_new_revisions(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, desk) = await InForceAsync(database);

        await ChangeAsync(desk, (r, change) => desk.SuspendAsync(r.Id, change, "晋市气防办函〔2019〕2号", Token), 30);
        Assert.Equal(OrderState.Lifted, (await city.RowAsync(1)).State);
        var lift = CanonicalJson.Read<LiftDocument>((await city.LedgerRowsAsync()).Single(d => d.Key == $"{city.OrderId(1)}/portal/lift").Body);
        Assert.True(lift.Suspended);
        Assert.Contains("晋市气防办函〔2019〕2号", lift.Text.Zh, StringComparison.Ordinal);

        await ChangeAsync(desk, (r, change) => desk.ResumeAsync(r.Id, change, "恢复", Terms, Token), 40);
        var again = await city.RowAsync(1, 2);
        Assert.Equal((OrderState.Issued, OrderState.Lifted), (again.State, (await city.RowAsync(1)).State));
        Assert.Contains("恢复执行", CanonicalJson.Read<Order>(again.Json).Change!.Zh, StringComparison.Ordinal);
        Assert.Equal(2, (await city.LedgerRowsAsync()).Count(d => d.Key.EndsWith(":2/portal/order", StringComparison.Ordinal)));
        await using var db = database.CreateDbContext();
        Assert.True((await AuditLog.VerifyAsync(db, Token)).Intact);
    }

    [Theory, BothDatabases]
    public async Task A_withdrawal_tells_enterprises_its_own_reason_and_not_the_ground_on_which_the_response_began(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var desk = new ResponseDesk(database, new AuditLog(database.Dialect), ShippedRules.Library, city.Orders);

        (await desk.WithdrawAsync(city.ResponseId, new ResponseChange("王指挥", DispatchCity.Issued.AddMinutes(5), (await desk.FindAsync(city.ResponseId, Token)).OrThrow().Response.Version), "误发", Token)).OrThrow();

        var lift = CanonicalJson.Read<LiftDocument>((await city.LedgerRowsAsync()).Single(d => d.Key == $"{city.OrderId(1)}/portal/lift").Body);
        Assert.Contains("应急响应撤回：误发", lift.Text.Zh, StringComparison.Ordinal);
        Assert.False(lift.Suspended);
    }

    [Theory, BothDatabases]
    public async Task An_extension_gives_every_running_order_a_revision_with_the_new_end(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, desk) = await InForceAsync(database, DispatchCity.Start.AddDays(3));
        await ChangeAsync(desk, (r, change) => desk.ExtendAsync(r.Id, change, DispatchCity.Start.AddDays(5), new ResponseGround.OrderFromAbove("省办", "晋气防办〔2019〕3号"), Terms, Token), 30);
        Assert.Equal(OrderState.Replaced, (await city.RowAsync(2)).State);
        Assert.Equal(DispatchCity.Start.AddDays(5), (await city.RowAsync(2, 2)).EndsAt);
        Assert.DoesNotContain(await city.LedgerRowsAsync(), d => d.Stage == nameof(DeliveryStage.Lift));
    }

    [Theory, BothDatabases]
    public async Task A_resumption_at_another_level_issues_nothing_because_the_plan_no_longer_fits(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, desk) = await InForceAsync(database);
        await ChangeAsync(desk, (r, change) => desk.ChangeLevelAsync(r.Id, change, WarningLevel.Red, new ResponseGround.OrderFromAbove("省办", "晋气防办〔2019〕4号"), Token), 25);
        Assert.Equal(OrderState.InForce, (await city.RowAsync(1)).State);
        await ChangeAsync(desk, (r, change) => desk.SuspendAsync(r.Id, change, "示例气防办函〔2019〕5号", Token), 30);
        await ChangeAsync(desk, (r, change) => desk.ResumeAsync(r.Id, change, "示例气防办函〔2019〕5号", Terms, Token), 40);
        await using var db = database.CreateDbContext();
        Assert.Equal(2, await db.Orders.CountAsync(Token));
        Assert.Equal(ResponseState.InForce, (await db.Responses.SingleAsync(Token)).State);
    }

    [Theory, BothDatabases]
    public async Task A_resumption_of_somebody_who_saw_an_older_version_issues_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, desk) = await InForceAsync(database);
        await ChangeAsync(desk, (r, change) => desk.SuspendAsync(r.Id, change, "示例气防办函〔2019〕5号", Token), 30);
        var refused = await desk.ResumeAsync(city.ResponseId, new ResponseChange("officer", DispatchCity.Start.AddHours(31), 1), "示例气防办函〔2019〕5号", Terms, Token);
        Assert.Equal("RESPONSE-001", refused.Refusal!.Code);
        await using var db = database.CreateDbContext();
        Assert.Equal(2, await db.Orders.CountAsync(Token));
    }

    [Theory, BothDatabases]
    public async Task Two_officers_who_resume_at_once_issue_the_orders_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, desk) = await InForceAsync(database);
        var suspended = await ChangeAsync(desk, (r, change) => desk.SuspendAsync(r.Id, change, "示例气防办函〔2019〕5号", Token), 30);
        var change = new ResponseChange("officer", DispatchCity.Start.AddHours(40), suspended.Version);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => desk.ResumeAsync(suspended.Id, change, "示例气防办函〔2019〕5号", Terms, Token), Token)));
        Assert.Equal(1, outcomes.Count(o => o.Ok));
        await using var db = database.CreateDbContext();
        Assert.Equal(4, await db.Orders.CountAsync(Token));
    }

    private static async Task<Response> ChangeAsync(ResponseDesk desk, Func<Response, ResponseChange, Task<Outcome<Response>>> act, int hours)
    {
        var (response, _) = (await desk.FindAsync(DispatchCity.Response().Id, Token)).OrThrow();
        return (await act(response, new ResponseChange("officer", DispatchCity.Start.AddHours(hours), response.Version))).OrThrow();
    }

    private static async Task<(OrderCity City, ResponseDesk Desk)> InForceAsync(TestDatabase database, DateTimeOffset? endsAt = null)
    {
        var city = await OrderCity.CreateAsync(database, 2);
        if (endsAt is not null)
        {
            await using var db = database.CreateDbContext();
            var row = await db.Responses.SingleAsync(Token);
            (row.EndsAt, row.Json) = (endsAt, CanonicalJson.Write(DispatchCity.Response(endsAt: endsAt)));
            await db.SaveChangesAsync(Token);
        }

        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.DeliverAllAsync("w1");
        var desk = new ResponseDesk(database, new AuditLog(database.Dialect), ShippedRules.Library, city.Orders);
        Assert.Equal(1, await desk.TakeEffectDueAsync(DispatchCity.Start, Token));
        await city.Orders.TakeEffectDueAsync(DispatchCity.Start.AddHours(1), Token);
        return (city, desk);
    }
}
