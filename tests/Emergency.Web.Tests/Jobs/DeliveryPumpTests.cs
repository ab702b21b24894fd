using System.Text;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Audit;
using Emergency.Storage.FollowUps;
using Emergency.Storage.Ledger;
using Emergency.Testing;
using Emergency.Web.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Emergency.Web.Tests.Jobs;

public sealed class DeliveryPumpTests
{
    private const string Secret = "test secret";

    private static readonly DeliveryOptions Quick = new()
    {
        BatchSize = 16,
        Parallelism = 8,
        Lease = TimeSpan.FromSeconds(2),
        Poll = TimeSpan.FromMilliseconds(20),
        Timeout = TimeSpan.FromMilliseconds(400),
        FirstRetry = TimeSpan.FromMilliseconds(10),
        LongestRetry = TimeSpan.FromMilliseconds(80),
        MaxAttempts = 25,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Every_order_has_its_effect_once_at_a_receiver_that_fails_stalls_and_breaks_while_a_worker_is_lost(string provider)
    {
        const int Plants = 40;
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var receiver = await RecordingReceiver.StartAsync(Token, Unreliable);
        var city = await OrderCity.CreateAsync(database, Plants, _ => receiver.Address.ToString(), TimeProvider.System);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var ledger = Ledger(city);
        // A third worker claims a batch, sends some of it, and is never heard of again.
        var lost = await ledger.ClaimAsync("lost worker", 10, TimeSpan.FromMilliseconds(500), Token);
        var channel = Webhook();
        foreach (var message in lost.Where(m => m.Channel == DeliveryDocuments.Webhook))
        {
            await channel.DeliverAsync(message, Token);
        }

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Pump(city, ledger).RunUntilIdleAsync(Token), Token)));

        Assert.Equal(new LedgerCounts(0, 2 * Plants, 0, 0), await ledger.CountAsync(city.ResponseId, Token));
        Assert.Equal(Plants, receiver.Taken.Count);
        Assert.Equal(Enumerable.Range(1, Plants).Select(n => $"{city.OrderId(n)}/webhook/order").Order(StringComparer.Ordinal), receiver.Taken.Select(r => r.Key));
        Assert.True(receiver.Requests.Count > Plants);
        Assert.All(receiver.Requests.GroupBy(r => r.Key), repeats => Assert.Single(repeats.Select(r => r.Body).Distinct()));
        Assert.All(receiver.Requests, AssertSigned);
        for (var n = 1; n <= Plants; n++)
        {
            Assert.Equal(OrderState.Delivered, (await city.RowAsync(n)).State);
        }
    }

    [Theory, BothDatabases]
    public async Task An_acknowledgement_in_the_answer_is_taken_in_once_however_often_the_message_is_sent(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        // The first answer is lost on its way, so the same acknowledgement comes with the second.
        await using var receiver = await RecordingReceiver.StartAsync(
            Token,
            r => r.Key.Contains(DispatchCity.Code(2), StringComparison.Ordinal)
                ? new ReceiverAnswer(Body: """{"acknowledge": true, "revision": 9, "key": "a2"}""")
                : new ReceiverAnswer(TakeThenBreak: r.Attempt == 1, Body: """{"acknowledge": true, "revision": 1, "key": "a1", "note": "收到"}"""));
        var city = await OrderCity.CreateAsync(database, 2, _ => receiver.Address.ToString(), TimeProvider.System);
        await city.IssueAsync(await city.PlanAsync("plan:1"));

        await Pump(city, Ledger(city)).RunUntilIdleAsync(Token);

        Assert.Equal(OrderState.Acknowledged, (await city.RowAsync(1)).State);
        // A wrong revision is refused; the order was delivered all the same.
        Assert.Equal(OrderState.Delivered, (await city.RowAsync(2)).State);
        await using var db = database.CreateDbContext();
        Assert.Equal(
            [("a1", null), ("a2", "ORDER-002")],
            (await db.Receipts.OrderBy(r => r.Key).ToListAsync(Token)).Select(r => (r.Key[^2..], r.RefusalCode)));
    }

    [Fact]
    public async Task A_faulty_channel_holds_up_nothing_else_and_ends_as_a_dead_letter()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        var city = await OrderCity.CreateAsync(database, 3, n => n == 1 ? "https://plant1.example" : "", TimeProvider.System);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var ledger = Ledger(city, Quick with { MaxAttempts = 3 });
        var pump = new DeliveryPump(ledger, city.Orders, new SendingGate(database), [new PortalChannel(), new FaultyChannel()], Quick, TimeProvider.System, NullLogger<DeliveryPump>.Instance);

        await pump.RunUntilIdleAsync(Token);

        Assert.Equal(new LedgerCounts(0, 3, 1, 0), await ledger.CountAsync(null, Token));
        Assert.Equal("a bug", Assert.Single(await ledger.DeadAsync(5, Token)).LastError);
    }

    [Theory, BothDatabases]
    public async Task A_line_that_is_down_is_left_alone_and_its_messages_lose_no_attempt(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 20, _ => "https://gateway.example", TimeProvider.System);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var gateway = new FaultyChannel();
        var options = Quick with { Parallelism = 1, BatchSize = 50, Channels = Limits(new ChannelLimits { BreakAfter = 3, BreakFor = TimeSpan.FromMinutes(10) }) };
        var pump = new DeliveryPump(Ledger(city), city.Orders, new SendingGate(database), [new PortalChannel(), gateway], options, TimeProvider.System, NullLogger<DeliveryPump>.Instance);

        await pump.PumpOnceAsync(DeliveryDocuments.Webhook, Token);

        Assert.Equal(3, gateway.Tries);
        var waiting = (await city.LedgerRowsAsync()).Where(r => r.Channel == DeliveryDocuments.Webhook).ToList();
        Assert.All(waiting, r => Assert.Equal(DispatchState.Pending, r.State));
        Assert.Equal((17, 3), (waiting.Count(r => r.Attempts == 0), waiting.Count(r => r.Attempts == 1)));
    }

    [Fact]
    public async Task A_channel_claims_no_more_than_its_rate_allows()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        var city = await OrderCity.CreateAsync(database, 20);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var clock = new FixedClock(DispatchCity.Issued);
        var options = Quick with { Channels = Limits(new ChannelLimits { RatePerSecond = 5 }, DeliveryDocuments.Portal) };
        var pump = new DeliveryPump(Ledger(city), city.Orders, new SendingGate(database), [new PortalChannel()], options, clock, NullLogger<DeliveryPump>.Instance);

        Assert.Equal(5, await pump.PumpOnceAsync(DeliveryDocuments.Portal, Token));
        Assert.Equal(0, await pump.PumpOnceAsync(DeliveryDocuments.Portal, Token));
        clock.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(2, await pump.PumpOnceAsync(DeliveryDocuments.Portal, Token));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(5, await pump.PumpOnceAsync(DeliveryDocuments.Portal, Token));
    }

    [Fact]
    public async Task A_message_for_a_channel_that_is_not_configured_is_given_up_and_shown()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        var city = await OrderCity.CreateAsync(database, 1, _ => "https://plant1.example", TimeProvider.System);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var ledger = Ledger(city, Quick with { MaxAttempts = 2 });

        await new DeliveryPump(ledger, city.Orders, new SendingGate(database), [new PortalChannel()], Quick, TimeProvider.System, NullLogger<DeliveryPump>.Instance).RunUntilIdleAsync(Token);

        Assert.Equal("no channel named webhook", Assert.Single(await ledger.DeadAsync(5, Token)).LastError);
    }

    [Fact]
    public async Task A_stop_reports_what_was_delivered_and_leaves_the_rest_to_the_next_worker()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var stalled = new TaskCompletionSource();
        await using var receiver = await RecordingReceiver.StartAsync(
            Token,
            r =>
            {
                if (r.Attempt == 1)
                {
                    stalled.TrySetResult();
                }

                return new ReceiverAnswer(Stall: r.Attempt == 1);
            });
        var city = await OrderCity.CreateAsync(database, 1, _ => receiver.Address.ToString(), TimeProvider.System);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var ledger = Ledger(city);
        var patient = Quick with { Timeout = TimeSpan.FromMinutes(1), Lease = TimeSpan.FromMilliseconds(300) };

        var running = Pump(city, ledger, patient).PumpOnceAsync(stop.Token);
        await stalled.Task.WaitAsync(Token);
        // The portal has a lane of its own, which may come after the web hook's.
        while ((await ledger.CountAsync(null, Token)).Delivered == 0)
        {
            await Task.Delay(10, Token);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal(1, (await ledger.CountAsync(null, Token)).Delivered);
        await Pump(city, ledger).RunUntilIdleAsync(Token);
        Assert.Equal(2, (await ledger.CountAsync(null, Token)).Delivered);
        Assert.Single(receiver.Taken);
    }

    private static Dictionary<string, ChannelLimits> Limits(ChannelLimits limits, string channel = DeliveryDocuments.Webhook) => new() { [channel] = limits };

    private static ReceiverAnswer Unreliable(ReceivedRequest request)
    {
        // The same requests fail on every run: the dice are a hash of key and attempt.
        var dice = Core.Decisions.ContentHash.Of($"{request.Key}{request.Attempt}").Hex[0];
        return dice switch
        {
            '0' or '1' => new ReceiverAnswer(503, TimeSpan.FromSeconds(0)),
            '2' => new ReceiverAnswer(500),
            '3' => new ReceiverAnswer(TakeThenBreak: true),
            '4' when request.Attempt == 1 => new ReceiverAnswer(Stall: true),
            _ => new ReceiverAnswer(),
        };
    }

    private static void AssertSigned(ReceivedRequest request)
    {
        var enterprise = request.Key.Split(':')[1];
        var refusal = WebhookSignature.Verify(
            WebhookSignature.KeyFor(Secret, enterprise),
            request.Headers[WebhookSignature.TimestampHeader],
            request.Headers[WebhookSignature.SignatureHeader],
            Encoding.UTF8.GetBytes(request.Body),
            TimeProvider.System.GetUtcNow());
        Assert.Null(refusal);
    }

    private static LedgerDesk Ledger(OrderCity city, DeliveryOptions? options = null) =>
        new(city.Database, city.Database.Dialect, new AuditLog(city.Database.Dialect), city.Clock) { Backoff = (options ?? Quick).Backoff };

    private static WebhookChannel Webhook(DeliveryOptions? options = null) =>
        new(WebhookChannel.CreateClient(), Secret, (options ?? Quick).Timeout, TimeProvider.System);

    private static DeliveryPump Pump(OrderCity city, LedgerDesk ledger, DeliveryOptions? options = null) =>
        new(ledger, city.Orders, new SendingGate(city.Database), [new PortalChannel(), Webhook(options)], options ?? Quick, TimeProvider.System, NullLogger<DeliveryPump>.Instance);

    private sealed class FaultyChannel : IDeliveryChannel
    {
        public int Tries { get; private set; }

        public string Name => DeliveryDocuments.Webhook;

        public Task<DeliveryResult> DeliverAsync(DeliveryMessage message, CancellationToken cancellationToken)
        {
            Tries++;
            throw new InvalidOperationException("a bug");
        }
    }
}
