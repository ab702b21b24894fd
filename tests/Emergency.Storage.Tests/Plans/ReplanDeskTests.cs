using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Planning.Activation;
using Emergency.Planning.Replanning;
using Emergency.Storage.Audit;
using Emergency.Storage.Chain;
using Emergency.Storage.Plans;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Plans;

/// <summary>From an objection to the order of whoever steps in.</summary>
public sealed class ReplanDeskTests
{
    private static readonly DateTimeOffset Later = DispatchCity.Issued.AddHours(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task An_accepted_objection_gives_an_order_to_the_stand_in_and_touches_nobody_else(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        var before = await city.IssuedAsync(PlanMode.Activate);
        (await city.City.Orders.ReceiveAsync(city.City.Receipt(1, ReceiptKind.Object, note: "热负荷保障"), Token)).OrThrow();
        var ask = city.Ask(Later, new MissingUnit(DispatchCity.Code(1), "", MissingGround.Objection, "保障供热"));

        var preview = (await city.Replans.PreviewAsync(ask, Token)).OrThrow();
        Assert.Equal(before.Id, preview.PredecessorId);
        var stand = Assert.Single(preview.Plan.Choices, c => c.Added);
        Assert.Equal(DispatchCity.Code(4), stand.EnterpriseCode);
        Assert.Equal([stand.EnterpriseCode], preview.Orders.Issue.Select(o => o.EnterpriseCode));
        Assert.Contains("其中1项为减排方案在清单约束性措施之外增加", preview.Orders.Issue[0].Reason.Zh, StringComparison.Ordinal);
        Assert.Equal([DispatchCity.Code(1)], preview.Orders.Drop.Select(d => d.Order.EnterpriseCode));
        Assert.Equal([DispatchCity.Code(2)], preview.Orders.Keep.Select(o => o.EnterpriseCode));
        Assert.Equal(OrderState.Objected, (await city.City.RowAsync(1)).State);
        var untouched = await city.City.RowAsync(2);

        var done = (await city.Replans.ConfirmAsync(ask, preview.Digest, Token)).OrThrow();

        Assert.Equal((before.Id + "#2", before.Id), (done.Plan.Id, done.Plan.PreviousId));
        Assert.Equal((1, 1, 1), (done.Issued.Issued.Count, done.Issued.Kept, done.Issued.Ended.Count));
        Assert.Equal(OrderState.Withdrawn, (await city.City.RowAsync(1)).State);
        Assert.Equal((untouched.Version, untouched.PlanId), ((await city.City.RowAsync(2)).Version, (await city.City.RowAsync(2)).PlanId));
        await using var db = database.CreateDbContext();
        var orders = await db.Orders.AsNoTracking().ToListAsync(Token);
        Assert.Equal(3, orders.Count);
        Assert.Equal(done.Plan.Id, orders.Single(o => o.EnterpriseCode == stand.EnterpriseCode).PlanId);
        Assert.Equal(done.Plan.Id, (await db.Responses.SingleAsync(Token)).PlanId);
        Assert.Single(await db.Audit.Where(a => a.Action == "plan.refill").ToListAsync(Token));
        Assert.True((await AuditLog.VerifyAsync(db, Token)).Intact);
        var plans = await city.Plans.RevisionsAsync(await city.ResponseAsync(), Token);
        Assert.Equal([(true, before.Id), (false, null)], plans.Select(p => (p.Refill, p.Refill ? p.PreviousId : null)));
        Assert.Equal(ChainDesk.Read<Plan>(before).IndustryCut, ChainDesk.Read<Plan>(done.Plan).IndustryCut);
    }

    [Theory, BothDatabases]
    public async Task Whoever_is_silent_keeps_the_order_and_only_the_stand_in_gets_one(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        await city.IssuedAsync(PlanMode.Supplement);
        var silent = await city.City.RowAsync(2);
        var ask = city.Ask(Later, new MissingUnit(DispatchCity.Code(2), "", MissingGround.Silence));

        var preview = (await city.Replans.PreviewAsync(ask, Token)).OrThrow();
        Assert.Empty(preview.Orders.Drop);
        var done = (await city.Replans.ConfirmAsync(ask, preview.Digest, Token)).OrThrow();

        Assert.Empty(done.Issued.Ended);
        Assert.Equal((silent.State, silent.Version), ((await city.City.RowAsync(2)).State, (await city.City.RowAsync(2)).Version));
        Assert.NotEmpty(done.Issued.Issued);
    }

    [Theory, BothDatabases]
    public async Task A_preview_changes_nothing_and_a_confirmation_holds_only_for_what_was_shown(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        await city.IssuedAsync(PlanMode.Activate);
        (await city.City.Orders.ReceiveAsync(city.City.Receipt(1, ReceiptKind.Object, note: "热负荷保障"), Token)).OrThrow();
        var ask = city.Ask(Later, new MissingUnit(DispatchCity.Code(1), "", MissingGround.Objection));
        var preview = (await city.Replans.PreviewAsync(ask, Token)).OrThrow();
        await using (var db = database.CreateDbContext())
        {
            Assert.Equal((1, 2), (await db.Chain.CountAsync(Token), await db.Orders.CountAsync(Token)));
        }

        // The stand-in that was shown is down by now: somebody else would be asked.
        var shown = preview.Plan.Choices.Single(c => c.Added);
        (await city.Running.RecordAsync(DispatchCity.Region, [new(shown.EnterpriseCode, shown.UnitId, RunningControlKind.Repair, 1, new(new(2019, 1, 1)), null, "")], "planner", Later, Token)).OrThrow();
        Assert.Equal("PLAN-044", (await city.Replans.ConfirmAsync(ask, preview.Digest, Token)).Refusal?.Code);

        // The objection has been rejected: its ground is gone.
        (await city.City.Orders.RejectObjectionAsync(city.City.OrderId(1), "不成立", "officer", Later, Token)).OrThrow();
        Assert.Equal("PLAN-043", (await city.Replans.ConfirmAsync(ask, preview.Digest, Token)).Refusal?.Code);
    }

    [Theory, BothDatabases]
    public async Task A_ground_that_the_orders_do_not_show_is_refused(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        Assert.Equal("PLAN-043", await CodeAsync(city, Later, MissingGround.Silence));
        await city.IssuedAsync(PlanMode.Activate);

        Assert.Equal("PLAN-043", await CodeAsync(city, DispatchCity.Issued.AddMinutes(30), MissingGround.Silence));
        Assert.Equal("PLAN-043", await CodeAsync(city, Later, MissingGround.Objection));
        Assert.Equal("PLAN-043", await CodeAsync(city, Later, MissingGround.Failure));
        Assert.Equal("PLAN-043", await CodeAsync(city, DispatchCity.Start.AddHours(1), MissingGround.Failure));
        Assert.Null(await CodeAsync(city, DispatchCity.Start.AddHours(1), MissingGround.Failure, "现场检查：仍在生产"));
        Assert.Null(await CodeAsync(city, Later, MissingGround.Silence));
    }

    private static async Task<string?> CodeAsync(PlanCity city, DateTimeOffset at, MissingGround ground, string note = "") =>
        (await city.Replans.PreviewAsync(city.Ask(at, new MissingUnit(DispatchCity.Code(1), "", ground, note)), Token)).Refusal?.Code;
}
