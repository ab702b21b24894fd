using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Ledger;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Ledger;

public sealed class FailOverTests
{
    private static readonly ChannelOrder Order = ChannelOrder.Of(["webhook", "cap", "sms", "email"], TimeSpan.FromMinutes(10)).OrThrow();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task An_order_goes_out_on_the_portal_and_the_first_channel_alone(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await CityAsync(database);
        Assert.Equal(["portal Pending", "webhook Pending"], await RowsAsync(city));
    }

    [Theory, BothDatabases]
    public async Task A_message_given_up_hands_over_to_the_next_channel_until_the_last_one_calls_an_officer(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await CityAsync(database);

        await FailAsync(city, "webhook");
        Assert.Equal(["portal Pending", "sms Pending", "webhook FailedOver"], await RowsAsync(city));
        var (webhook, sms) = ((await city.LedgerRowsAsync())[2], (await city.LedgerRowsAsync())[1]);
        Assert.Equal((webhook.Body, "13800000001", city.OrderId(1) + "/sms/order"), (sms.Body, sms.Address, sms.Key));
        Assert.Empty(await city.Ledger.DeadAsync(10, Token));

        await FailAsync(city, "sms");
        Assert.Equal(["email Pending", "portal Pending", "sms FailedOver", "webhook FailedOver"], await RowsAsync(city));

        var last = await FailAsync(city, "email");
        Assert.Equal((1, 0), (last.Dead, last.FailedOver));
        Assert.Equal("email", Assert.Single(await city.Ledger.DeadAsync(10, Token)).Channel);
        Assert.Equal(["dispatch.fail-over", "dispatch.fail-over", "dispatch.dead"], await AuditedAsync(database));
    }

    [Theory, BothDatabases]
    public async Task An_order_that_was_answered_is_not_handed_over(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await CityAsync(database);
        (await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge), Token)).OrThrow();
        await FailAsync(city, "webhook");
        Assert.Equal(["portal Pending", "webhook Dead"], await RowsAsync(city));
    }

    [Theory, BothDatabases]
    public async Task A_message_that_waits_too_long_gets_the_next_channel_besides_and_goes_on_trying(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await CityAsync(database);
        Assert.Equal(new FailOverResult(0, 0), await city.FailOver.SweepAsync(Token));
        await LateAsync(database);

        Assert.Equal(new FailOverResult(1, 0), await city.FailOver.SweepAsync(Token));
        Assert.Equal(["portal Pending", "sms Pending", "webhook Pending"], await RowsAsync(city));
        Assert.Equal(new FailOverResult(0, 0), await city.FailOver.SweepAsync(Token));

        // It has handed over already: when it is given up in the end, nothing more follows from it.
        Assert.Equal(1, (await FailAsync(city, "webhook")).Dead);
        Assert.Equal(["portal Pending", "sms Pending", "webhook Dead"], await RowsAsync(city));
    }

    [Theory, BothDatabases]
    public async Task Many_sweeps_at_once_hand_over_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await CityAsync(database, plants: 30);
        await LateAsync(database);
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => city.FailOver.SweepAsync(Token), Token)));
        Assert.Equal(30, results.Sum(r => r.TakenOver));
        Assert.Equal(30, (await city.LedgerRowsAsync()).Count(d => d.Channel == "sms"));
    }

    [Theory, BothDatabases]
    public async Task A_failure_reported_by_the_gateway_hands_over_once_however_often_it_is_reported(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await CityAsync(database, "sms");
        await DeliverAsync(city, "sms", "id-1", "id-2");
        GatewayReport[] reports = [new("id-2", false, "UNDELIV"), new("id-1", true, "DELIVRD")];

        Assert.Equal(2, await city.FailOver.ReceiveAsync("sms", reports, Token));
        Assert.Equal(new FailOverResult(1, 0), await city.FailOver.SweepAsync(Token));
        Assert.Equal(["email Pending", "portal Pending", "sms FailedOver"], await RowsAsync(city));

        Assert.Equal(0, await city.FailOver.ReceiveAsync("sms", reports, Token));
        Assert.Equal(0, await city.FailOver.ReceiveAsync("sms", [new("id-2", true, "DELIVRD")], Token));
        Assert.Equal(new FailOverResult(0, 0), await city.FailOver.SweepAsync(Token));
        var timeline = await city.Orders.TimelineAsync(city.OrderId(1), Token);
        Assert.Contains(timeline, t => t.What.Zh == "短信未到达手机" && t.Note == "UNDELIV");
        Assert.Contains(timeline, t => t.What.Zh == "投递失败，已转下一通道" && t.Note == "gateway: UNDELIV");
    }

    [Theory, BothDatabases]
    public async Task A_report_that_outruns_our_own_record_counts_when_the_record_is_there(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await CityAsync(database, "sms");
        await city.FailOver.ReceiveAsync("sms", [new("id-1", false, "UNDELIV")], Token);
        Assert.Equal(new FailOverResult(0, 0), await city.FailOver.SweepAsync(Token));
        await DeliverAsync(city, "sms", "id-1");
        Assert.Equal(new FailOverResult(1, 0), await city.FailOver.SweepAsync(Token));
        Assert.Equal(["email Pending", "portal Pending", "sms FailedOver"], await RowsAsync(city));
    }

    [Theory, BothDatabases]
    public async Task A_failure_reported_after_the_end_of_the_order_changes_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await CityAsync(database, "sms");
        await DeliverAsync(city, "sms", "id-1");
        await city.Orders.LiftAsync(city.ResponseId, new Text("空气好转", "better air"), "headquarters", DispatchCity.Start, Token);
        await city.FailOver.ReceiveAsync("sms", [new("id-1", false, "UNDELIV")], Token);
        Assert.Equal(new FailOverResult(0, 0), await city.FailOver.SweepAsync(Token));
        Assert.DoesNotContain(await city.LedgerRowsAsync(), d => d.Channel == "email");
    }

    [Theory, BothDatabases]
    public async Task A_lift_goes_on_every_channel_that_may_have_carried_the_order_and_fails_over_to_the_rest(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await CityAsync(database);
        await FailAsync(city, "webhook");
        await city.Orders.LiftAsync(city.ResponseId, new Text("空气好转", "better air"), "headquarters", DispatchCity.Start, Token);

        var lifts = (await city.LedgerRowsAsync()).Where(d => d.Stage == "Lift").Select(d => d.Channel).ToList();
        Assert.Equal(["portal", "sms", "webhook"], lifts);
        await FailAsync(city, "sms", "/sms/lift");
        Assert.Contains(await city.LedgerRowsAsync(), d => d.Key == city.OrderId(1) + "/email/lift");
    }

    [Theory, BothDatabases]
    public async Task Later_documents_of_a_CAP_receiver_name_every_earlier_one(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 2, channels: Order, change: e => e with { CapUrl = e.Code == DispatchCity.Code(1) ? "http://plant1.example/cap" : null });
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var later = DispatchCity.Issued.AddHours(2);
        await city.IssueAsync(await city.PlanAsync("plan:2", DispatchCity.Plan(city.List, kilnShare: 1)), later);
        await city.Orders.LiftAsync(city.ResponseId, new Text("空气好转", "better air"), "headquarters", DispatchCity.Start, Token);

        IssuedOrder[] chain = [new(city.OrderId(1), DispatchCity.Issued.ToUniversalTime()), new(city.OrderId(1, 2), later.ToUniversalTime())];
        var rows = (await city.LedgerRowsAsync()).ToDictionary(r => r.Key, r => r.Body);
        Assert.Empty(CanonicalJson.Read<OrderDocument>(rows[city.OrderId(1) + "/cap/order"]).Earlier);
        Assert.Equal(chain[..1], CanonicalJson.Read<OrderDocument>(rows[city.OrderId(1, 2) + "/cap/order"]).Earlier);
        Assert.Equal(chain, CanonicalJson.Read<LiftDocument>(rows[city.OrderId(1, 2) + "/cap/lift"]).Earlier);
        Assert.Equal(later, CanonicalJson.Read<OrderDocument>(rows[city.OrderId(2, 2) + "/portal/order"]).IssuedAt);
    }

    private static async Task<OrderCity> CityAsync(TestDatabase database, string first = "webhook", int plants = 1)
    {
        var city = await OrderCity.CreateAsync(database, plants, channels: Order, change: e => e with
        {
            WebhookUrl = first == "webhook" ? "http://plant.example/orders" : "",
            ContactPhone = "13800000001",
            Email = "duty@plant.example",
        });
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        return city;
    }

    /// <summary>Has the one message of a channel fail on its last attempt; all others stay as they are.</summary>
    private static async Task<CompletionResult> FailAsync(OrderCity city, string channel, string ending = "")
    {
        var key = (await city.LedgerRowsAsync()).Single(d => d.Channel == channel && d.State == DispatchState.Pending && d.Key.EndsWith(ending, StringComparison.Ordinal)).Key;
        return await ReportAsync(city, key, city.Ledger.Backoff.MaxAttempts, DeliveryResult.Failed("HTTP 500"));
    }

    private static async Task DeliverAsync(OrderCity city, string channel, params string[] references) =>
        await ReportAsync(city, $"{city.OrderId(1)}/{channel}/order", 1, DeliveryResult.Done with { References = references });

    private static async Task<CompletionResult> ReportAsync(OrderCity city, string key, int attempt, DeliveryResult result)
    {
        const string Worker = "w";
        await using var db = city.Database.CreateDbContext();
        await db.Dispatch.Where(d => d.Key == key)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.State, DispatchState.Leased).SetProperty(d => d.LeaseToken, Worker).SetProperty(d => d.Attempts, attempt), Token);
        var row = await db.Dispatch.AsNoTracking().SingleAsync(d => d.Key == key, Token);
        var message = new DeliveryMessage(row.Key, row.OrderId, row.EnterpriseCode, row.Channel, Enum.Parse<DeliveryStage>(row.Stage), row.Address, row.Body, attempt);
        return await city.Ledger.CompleteAsync(Worker, [new DeliveryReport(message, result)], Token);
    }

    private static async Task LateAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        await db.Dispatch.Where(d => d.FailOverAt != null).ExecuteUpdateAsync(set => set.SetProperty(d => d.FailOverAt, DateTimeOffset.UnixEpoch), Token);
    }

    private static async Task<List<string>> RowsAsync(OrderCity city) =>
        (await city.LedgerRowsAsync()).Where(d => d.OrderId == city.OrderId(1)).Select(d => $"{d.Channel} {d.State}").ToList();

    private static async Task<List<string>> AuditedAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        return await db.Audit.Where(a => a.Action.StartsWith("dispatch.")).OrderBy(a => a.Sequence).Select(a => a.Action).ToListAsync(Token);
    }
}
