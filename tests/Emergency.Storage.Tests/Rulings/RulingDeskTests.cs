using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Rulings;
using Emergency.Storage.Audit;
using Emergency.Storage.Chain;
using Emergency.Storage.Responses;
using Emergency.Storage.Rulings;
using Emergency.Storage.Tests.Plans;
using Emergency.Testing;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Rulings;

/// <summary>One enterprise exempted or added while orders are out: the few orders that change, and that later plans, extensions and resumptions keep to it.</summary>
public sealed class RulingDeskTests
{
    private static readonly DateTimeOffset Later = DispatchCity.Issued.AddHours(2);
    private static readonly OrderTerms Terms = new(DispatchCity.Deadlines, DispatchCity.Authority, "值班室 0356-2000000");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task An_exemption_ends_one_order_with_its_reason_and_its_end_brings_it_back(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        var before = await city.IssuedAsync(PlanMode.Activate);
        var ask = Make(city, Exempt(1));

        var preview = (await city.Rulings.PreviewAsync(ask, Token)).OrThrow();
        Assert.Equal((RulingReach.Orders, 0, 1, 1), (preview.Reach, preview.Orders.Issue.Count, preview.Orders.Drop.Count, preview.Orders.Keep.Count));
        Assert.True(preview.Before!.Targets[0].ReachedFraction > preview.After!.Targets[0].ReachedFraction);
        Assert.Empty(await city.Rulings.OfResponseAsync(city.City.ResponseId, Token));

        var done = (await city.Rulings.ConfirmAsync(ask, preview.Digest, Token)).OrThrow();
        Assert.Equal(before.Id + "#2", done.PlanId);
        Assert.Equal((OrderState.Withdrawn, OrderState.Issued), ((await city.City.RowAsync(1)).State, (await city.City.RowAsync(2)).State));
        var lift = CanonicalJson.Read<LiftDocument>((await city.City.LedgerRowsAsync()).Single(d => d.Key == $"{city.City.OrderId(1)}/portal/lift").Body);
        Assert.Contains("个案豁免（晋市气防办函〔2019〕9号）：指挥部书面决定，供热抢修", lift.Text.Zh, StringComparison.Ordinal);
        Assert.Contains("Exempted by a decision of its own", lift.Text.En, StringComparison.Ordinal);

        var revoke = new RulingAsk.Revoke(city.City.ResponseId, 1, "抢修完成", Terms, "headquarters", Later.AddHours(3));
        var back = (await city.Rulings.PreviewAsync(revoke, Token)).OrThrow();
        Assert.Equal([DispatchCity.Code(1)], back.Orders.Issue.Select(o => o.EnterpriseCode));
        (await city.Rulings.ConfirmAsync(revoke, back.Digest, Token)).OrThrow();
        Assert.Equal((OrderState.Issued, 2), ((await city.City.RowAsync(1, 2)).State, CanonicalJson.Read<Order>((await city.City.RowAsync(1, 2)).Json).Revision));
        Assert.Equal("RULING-010", (await city.Rulings.PreviewAsync(revoke, Token)).Refusal?.Code);
        var kept = Assert.Single(await city.Rulings.OfResponseAsync(city.City.ResponseId, Token));
        Assert.Equal(("抢修完成", "headquarters"), (kept.End!.Why, kept.End.By));
        await using var db = database.CreateDbContext();
        Assert.Equal(1, await db.Orders.CountAsync(o => o.EnterpriseCode == DispatchCity.Code(2), Token));
        Assert.True((await HistoryCheck.VerifyAsync(db, Token)).Intact);
    }

    [Theory, BothDatabases]
    public async Task A_named_enterprise_gets_a_new_order_with_the_officers_text(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        await city.IssuedAsync(PlanMode.Supplement);
        var draft = new RulingDraft(RulingKind.Addition, DispatchCity.Code(5), "K1", "省调度令2019年第3号", "夜间高值", null) { Effect = EffectKind.StopUnits, Amount = 1, Text = "停一条窑" };
        await ConfirmAsync(city, Make(city, draft));

        var order = CanonicalJson.Read<Order>((await city.City.RowAsync(5)).Json);
        Assert.Equal("停一条窑", Assert.Single(order.Lines).MeasureText);
        Assert.Contains("个案增列（省调度令2019年第3号）：夜间高值", order.Reason.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("按应急减排清单须执行", order.Reason.Zh, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task Later_plans_a_change_of_level_an_extension_and_a_resumption_keep_to_it(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        await using (var open = database.CreateDbContext())
        {
            var row = await open.Responses.SingleAsync(Token);
            (row.EndsAt, row.Json) = (DispatchCity.Start.AddDays(3), CanonicalJson.Write(DispatchCity.Response(endsAt: DispatchCity.Start.AddDays(3))));
            await open.SaveChangesAsync(Token);
        }

        await city.IssuedAsync(PlanMode.Activate);
        var desk = new ResponseDesk(database, new AuditLog(database.Dialect), ShippedRules.Library, city.City.Orders);
        await desk.TakeEffectDueAsync(DispatchCity.Start, Token);
        await ConfirmAsync(city, Make(city, Exempt(1), DispatchCity.Start.AddHours(1)));
        Assert.Null(await RunningAsync(city, 1));

        await ChangeAsync(desk, (r, c) => desk.SuspendAsync(r.Id, c, "示例气防办函〔2019〕5号", Token), 2);
        var suspended = await ConfirmAsync(city, Make(city, Exempt(2), DispatchCity.Start.AddHours(3)));
        Assert.Null(suspended.Issued);
        await ChangeAsync(desk, (r, c) => desk.ResumeAsync(r.Id, c, "示例气防办函〔2019〕5号", Terms, Token), 4);
        Assert.Equal((null, null), (await RunningAsync(city, 1), await RunningAsync(city, 2)));

        await ConfirmAsync(city, new RulingAsk.Revoke(city.City.ResponseId, 2, "不再需要", Terms, "headquarters", DispatchCity.Start.AddHours(5)));
        Assert.NotNull(await RunningAsync(city, 2));
        await ChangeAsync(desk, (r, c) => desk.ExtendAsync(r.Id, c, DispatchCity.Start.AddDays(9), new ResponseGround.OrderFromAbove("省办", "3号"), Terms, Token), 6);
        Assert.Equal(DispatchCity.Start.AddDays(9), (await RunningAsync(city, 2))!.EndsAt);
        Assert.Null(await RunningAsync(city, 1));

        await ChangeAsync(desk, (r, c) => desk.ChangeLevelAsync(r.Id, c, WarningLevel.Red, new ResponseGround.OrderFromAbove("省办", "4号"), Token), 7);
        var other = await ConfirmAsync(city, Make(city, Exempt(2), DispatchCity.Start.AddHours(8)));
        Assert.Null(other.Issued);
        Assert.NotNull(await RunningAsync(city, 2));
        await ChangeAsync(desk, (r, c) => desk.ChangeLevelAsync(r.Id, c, WarningLevel.Orange, new ResponseGround.OrderFromAbove("省办", "5号"), Token), 9);
        await ChangeAsync(desk, (r, c) => desk.ExtendAsync(r.Id, c, null, new ResponseGround.OrderFromAbove("省办", "6号"), Terms, Token), 10);
        Assert.Equal((null, null), (await RunningAsync(city, 1), await RunningAsync(city, 2)));

        var made = ChainDesk.Read<Plan>(await city.MakeAsync(new(PlanMode.Supplement)));
        Assert.DoesNotContain(made.Choices, c => c.Binding && (c.EnterpriseCode == DispatchCity.Code(1) || c.EnterpriseCode == DispatchCity.Code(2)));
        Assert.Contains("个案豁免", made.Choices.First(c => c.EnterpriseCode == DispatchCity.Code(1)).Why.Zh, StringComparison.Ordinal);
        await using var db = database.CreateDbContext();
        Assert.True((await HistoryCheck.VerifyAsync(db, Token)).Intact);
    }

    [Theory, BothDatabases]
    public async Task A_plan_made_before_a_ruling_cannot_be_issued_after_it(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        var free = await city.MakeAsync(new(PlanMode.Activate));
        var done = await ConfirmAsync(city, Make(city, Exempt(1)));
        Assert.Equal((null, null), (done.PlanId, done.Issued));
        Assert.Equal("ORDER-023", (await city.City.Orders.IssueAsync(city.City.Request(free.Id), Token)).Refusal?.Code);
        await city.City.IssueAsync((await city.MakeAsync(new(PlanMode.Activate))).Id);
        Assert.Null(await RunningAsync(city, 1));
    }

    [Theory, BothDatabases]
    public async Task Of_two_officers_who_confirm_at_once_one_is_told_that_things_have_changed(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        await city.IssuedAsync(PlanMode.Activate);
        RulingAsk[] asks = [Make(city, Exempt(1)), Make(city, Exempt(2)), Make(city, Exempt(1) with { Why = "另一理由" })];
        var previews = await Task.WhenAll(asks.Select(a => city.Rulings.PreviewAsync(a, Token)));
        var done = await Task.WhenAll(asks.Zip(previews, (ask, preview) => Task.Run(() => city.Rulings.ConfirmAsync(ask, preview.OrThrow().Digest, Token), Token)));

        Assert.Equal(1, done.Count(d => d.Ok));
        Assert.All(done.Where(d => !d.Ok), d => Assert.Contains(d.Refusal!.Code, (string[])["RULING-008", "RULING-009"]));
        Assert.Single(await city.Rulings.OfResponseAsync(city.City.ResponseId, Token));
        await using var db = database.CreateDbContext();
        Assert.Equal(1, await db.Orders.CountAsync(o => o.EndedAt != null, Token));
    }

    [Theory, BothDatabases]
    public async Task An_exemption_that_runs_out_ends_by_itself_and_the_order_comes_back(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        await city.IssuedAsync(PlanMode.Activate);
        await ConfirmAsync(city, Make(city, Exempt(1) with { Until = Later.AddHours(5) }));
        Assert.Empty(await city.Rulings.EndDueAsync(Later.AddHours(4), _ => Terms, Token));
        Assert.Null(Assert.Single(await city.Rulings.EndDueAsync(Later.AddHours(5), _ => Terms, Token)).Refusal);
        Assert.NotNull(await RunningAsync(city, 1));
        Assert.Equal("system", Assert.Single(await city.Rulings.OfResponseAsync(city.City.ResponseId, Token)).End!.By);
        Assert.Empty(await city.Rulings.EndDueAsync(Later.AddHours(6), _ => Terms, Token));
    }

    [Theory, BothDatabases]
    public async Task The_last_enterprise_asked_can_be_exempted_too(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        await city.IssuedAsync(PlanMode.Activate);
        await ConfirmAsync(city, Make(city, Exempt(1)));
        await ConfirmAsync(city, Make(city, Exempt(2), Later.AddMinutes(1)));
        Assert.Equal((null, null), (await RunningAsync(city, 1), await RunningAsync(city, 2)));
    }

    private static RulingDraft Exempt(int plant) => new(RulingKind.Exemption, DispatchCity.Code(plant), "", "晋市气防办函〔2019〕9号", "供热抢修", null) { GroundCode = "headquarters" };

    private static RulingAsk.Make Make(PlanCity city, RulingDraft draft, DateTimeOffset? at = null) => new(city.City.ResponseId, draft, Terms, "headquarters", at ?? Later);

    private static async Task<Ruled> ConfirmAsync(PlanCity city, RulingAsk ask) =>
        (await city.Rulings.ConfirmAsync(ask, (await city.Rulings.PreviewAsync(ask, Token)).OrThrow().Digest, Token)).OrThrow();

    /// <summary>The order of a plant that runs; null when none does.</summary>
    private static async Task<Order?> RunningAsync(PlanCity city, int plant)
    {
        var code = DispatchCity.Code(plant);
        await using var db = city.City.Database.CreateDbContext();
        var row = await db.Orders.AsNoTracking().Where(o => o.EnterpriseCode == code && o.EndedAt == null).SingleOrDefaultAsync(Token);
        return row is null ? null : CanonicalJson.Read<Order>(row.Json);
    }

    private static async Task ChangeAsync(ResponseDesk desk, Func<Response, ResponseChange, Task<Outcome<Response>>> act, int hours)
    {
        var (response, _) = (await desk.FindAsync(DispatchCity.Response().Id, Token)).OrThrow();
        (await act(response, new ResponseChange("officer", DispatchCity.Start.AddHours(hours), response.Version))).OrThrow();
    }
}
