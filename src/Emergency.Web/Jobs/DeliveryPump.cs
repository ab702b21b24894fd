using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.FollowUps;
using Emergency.Storage.Ledger;
using Emergency.Storage.Orders;

namespace Emergency.Web.Jobs;

/// <summary>
/// Moves messages from the ledger to the channels. The same code serves the worker, which runs it for ever, and demonstrations and tests, which run it until
/// nothing is left. Any number of pumps may run on one ledger.
/// </summary>
public sealed partial class DeliveryPump(
    LedgerDesk ledger, OrderDesk orders, SendingGate gate, IEnumerable<IDeliveryChannel> channels, DeliveryOptions options, TimeProvider clock, ILogger<DeliveryPump> log)
{
    private readonly Dictionary<string, ChannelLane> lanes = channels.ToDictionary(c => c.Name, c => new ChannelLane(c, options.Of(c.Name), clock), StringComparer.Ordinal);

    // Names this pump's claims. Random on purpose: two processes must never share a lease token, and nothing is ever decided by it.
    private readonly string name = $"{Environment.MachineName}-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
    private long claims;

    /// <summary>Channels that this pump serves.</summary>
    public IReadOnlyCollection<string> Channels => lanes.Keys;

    /// <summary>Claims, delivers and reports one batch of each channel, all at once; when none of them has anything due, of what no channel takes.</summary>
    /// <returns>How many messages were claimed; 0 when none was due.</returns>
    public async Task<int> PumpOnceAsync(CancellationToken cancellationToken)
    {
        var claimed = await Task.WhenAll(lanes.Keys.Select(channel => Task.Run(() => PumpOnceAsync(channel, cancellationToken), cancellationToken)));
        return claimed.Sum() is > 0 and var some ? some : await PumpStrayAsync(cancellationToken);
    }

    /// <summary>One batch of one channel.</summary>
    /// <returns>How many messages were claimed; 0 when none was due, or the channel's rate allows none just now.</returns>
    public async Task<int> PumpOnceAsync(string channel, CancellationToken cancellationToken)
    {
        var lane = lanes[channel];
        var permits = lane.Rate.Take(options.BatchSize, clock.GetUtcNow());
        if (permits == 0)
        {
            return 0;
        }

        var claimed = 0;
        try
        {
            claimed = await PumpOnceAsync(DispatchLane.Of(channel), permits, lane.Limits.Parallelism ?? options.Parallelism, cancellationToken);
        }
        finally
        {
            lane.Rate.Return(permits - claimed);
        }

        return claimed;
    }

    /// <summary>Messages of channels that are not configured here fail and, in the end, are shown to an officer.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> PumpStrayAsync(CancellationToken cancellationToken) =>
        PumpOnceAsync(DispatchLane.Outside(lanes.Keys), options.BatchSize, options.Parallelism, cancellationToken);

    private async Task<int> PumpOnceAsync(DispatchLane lane, int limit, int parallelism, CancellationToken cancellationToken)
    {
        var token = string.Create(CultureInfo.InvariantCulture, $"{name}:{Interlocked.Increment(ref claims)}");
        var messages = await ledger.ClaimAsync(token, limit, options.Lease, lane, cancellationToken);
        if (messages.Count == 0)
        {
            return 0;
        }

        var reports = Channel.CreateUnbounded<DeliveryReport>(new UnboundedChannelOptions { SingleReader = true });
        var completing = CompleteAsync(token, reports.Reader);
        using var delivered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beating = BeatAsync(token, delivered.Token);
        try
        {
            await Parallel.ForEachAsync(
                messages,
                new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
                async (message, stop) => await reports.Writer.WriteAsync(new DeliveryReport(message, await DeliverAsync(message, stop)), CancellationToken.None));
        }
        finally
        {
            await delivered.CancelAsync();
            reports.Writer.Complete();
            await beating;
            await completing;
        }

        return messages.Count;
    }

    /// <summary>
    /// Pumps until nothing waits in the ledger, waiting for retries and for leases of lost workers to run out.
    /// A failed receiver keeps it for as long as the back-off lasts.
    /// </summary>
    public async Task RunUntilIdleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await PumpOnceAsync(cancellationToken) > 0)
            {
                continue;
            }

            if (await ledger.UntilNextAsync(cancellationToken) is not { } wait)
            {
                return;
            }

            await Task.Delay(wait < options.Poll ? wait + TimeSpan.FromMilliseconds(1) : options.Poll, clock, cancellationToken);
        }
    }

    private async Task<DeliveryResult> DeliverAsync(DeliveryMessage message, CancellationToken cancellationToken)
    {
        if (!lanes.TryGetValue(message.Channel, out var lane))
        {
            return DeliveryResult.Failed($"no channel named {message.Channel}");
        }

        try
        {
            if (!await gate.MayGoAsync(message, cancellationToken))
            {
                return DeliveryResult.Failed(SendingGate.NoLongerWanted);
            }

            var result = await lane.DeliverAsync(message, cancellationToken);
            if (result is { Delivered: true, Acknowledgement: { } acknowledgement })
            {
                // Before the delivery is reported: if this process dies in between, the message goes out again and the receiver answers the same.
                await AcknowledgeAsync(message, acknowledgement, cancellationToken);
            }

            return result;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A fault of one channel or message must not hold up the others of its batch; it is retried and, in the end, shown to an officer.
            LogFault(e, message.Key);
            return DeliveryResult.Failed(e.Message);
        }
    }

    private async Task AcknowledgeAsync(DeliveryMessage message, AnsweredAcknowledgement acknowledgement, CancellationToken cancellationToken)
    {
        var receipt = new Receipt(
            message.OrderId, acknowledgement.Revision, ReceiptKind.Acknowledge, acknowledgement.Key, message.EnterpriseCode,
            $"webhook:{message.EnterpriseCode}", message.Channel, acknowledgement.Note, clock.GetUtcNow() + message.ClockAhead);
        var outcome = await orders.ReceiveAsync(receipt, cancellationToken);
        if (!outcome.Ok)
        {
            LogRefused(message.Key, outcome.Refusal.Code);
        }
    }

    /// <summary>Reports whatever has gathered since the last transaction: a slow receiver does not hold back the news of the fast ones.</summary>
    private async Task CompleteAsync(string token, ChannelReader<DeliveryReport> reports)
    {
        // Not cancelled by a stop: what was delivered is reported before the process goes.
        while (await reports.WaitToReadAsync(CancellationToken.None))
        {
            var gathered = new List<DeliveryReport>();
            while (reports.TryRead(out var report))
            {
                gathered.Add(report);
            }

            var result = await ledger.CompleteAsync(token, gathered, CancellationToken.None);
            if (result.Dead > 0)
            {
                LogDead(result.Dead);
            }
        }
    }

    private async Task BeatAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.Lease / 3, clock, cancellationToken);
                await ledger.RenewAsync(token, options.Lease, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The batch is done.
        }
        catch (System.Data.Common.DbException e)
        {
            // A missed beat costs at most a second delivery under the same key; the batch itself goes on.
            LogFault(e, token);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery of {Key} failed")]
    private partial void LogFault(Exception exception, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The acknowledgement answered to {Key} was refused: {Code}")]
    private partial void LogRefused(string key, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} messages were given up after the last attempt: an officer must act")]
    private partial void LogDead(int count);
}
