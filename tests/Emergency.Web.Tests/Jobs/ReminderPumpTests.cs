using Emergency.Core;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Audit;
using Emergency.Storage.FollowUps;
using Emergency.Storage.Ledger;
using Emergency.Testing;
using Emergency.Web.Jobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Emergency.Web.Tests.Jobs;

public sealed class ReminderPumpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_reminder_claimed_before_an_acknowledgement_is_not_sent_after_it(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 2);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.DeliverAllAsync("orders");
        var rules = DispatchCity.Deadlines with { FollowUp = FollowUpRules.None with { Receipt = new([-20], []) } };
        var desk = new FollowUpDesk(database, database.Dialect, new AuditLog(database.Dialect), city.Lists, RegionTree.Load(Core.ShippedData.RegionsFile).Tree.OrThrow(), city.Clock);
        Assert.Equal(2, (await desk.RunAsync(_ => rules, DispatchCity.Region, ["portal"], DispatchCity.Issued.AddMinutes(40), Token)).Reminders);
        await city.MakeDueAsync();

        // Both are claimed in one batch; while the first is being sent, the other enterprise acknowledges.
        var channel = new AnsweringChannel(city);
        var pump = new DeliveryPump(
            city.Ledger, city.Orders, new SendingGate(database), [channel], new DeliveryOptions { Parallelism = 1 }, TimeProvider.System, NullLogger<DeliveryPump>.Instance);
        Assert.Equal(2, await pump.PumpOnceAsync(Token));

        Assert.Single(channel.Sent);
        var states = (await city.LedgerRowsAsync()).Where(d => d.Stage == nameof(DeliveryStage.Reminder)).Select(d => d.State).Order();
        Assert.Equal([DispatchState.Delivered, DispatchState.Cancelled], states);
    }

    [Theory, BothDatabases]
    public async Task A_text_of_an_order_that_ended_while_a_worker_held_it_does_not_follow_the_notice_of_its_end(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var channels = ChannelOrder.Of(["sms"], TimeSpan.FromMinutes(10)).OrThrow();
        var city = await OrderCity.CreateAsync(database, 2, channels: channels, change: e => e with { ContactPhone = "13800000001" });
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.MakeDueAsync();

        var channel = new LiftingChannel(city);
        var pump = new DeliveryPump(
            city.Ledger, city.Orders, new SendingGate(database), [channel], new DeliveryOptions { Parallelism = 1 }, TimeProvider.System, NullLogger<DeliveryPump>.Instance);
        await pump.PumpOnceAsync("sms", Token);

        Assert.Single(channel.Sent);
        var orders = (await city.LedgerRowsAsync()).Where(d => d is { Stage: nameof(DeliveryStage.Order), Channel: "sms" }).ToList();
        Assert.All(orders, d => Assert.Equal(DispatchState.Cancelled, d.State));
        Assert.Equal(2, (await city.LedgerRowsAsync()).Count(d => d is { Stage: nameof(DeliveryStage.Lift), Channel: "sms", State: DispatchState.Pending }));
    }

    private sealed class LiftingChannel(OrderCity city) : IDeliveryChannel
    {
        public List<string> Sent { get; } = [];

        public string Name => DeliveryDocuments.Sms;

        public async Task<DeliveryResult> DeliverAsync(DeliveryMessage message, CancellationToken cancellationToken)
        {
            Sent.Add(message.Key);
            await city.Orders.LiftAsync(city.ResponseId, new Text("空气改善", "better air"), "王指挥", DispatchCity.Issued.AddHours(1), cancellationToken);
            return DeliveryResult.Done;
        }
    }

    private sealed class AnsweringChannel(OrderCity city) : IDeliveryChannel
    {
        public List<string> Sent { get; } = [];

        public string Name => DeliveryDocuments.Portal;

        public async Task<DeliveryResult> DeliverAsync(DeliveryMessage message, CancellationToken cancellationToken)
        {
            Sent.Add(message.Key);
            var other = message.EnterpriseCode == DispatchCity.Code(1) ? 2 : 1;
            (await city.Orders.ReceiveAsync(city.Receipt(other, ReceiptKind.Acknowledge), cancellationToken)).OrThrow();
            return DeliveryResult.Done;
        }
    }
}
