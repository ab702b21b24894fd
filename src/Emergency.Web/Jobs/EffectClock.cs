using Emergency.Storage.Ledger;
using Emergency.Storage.Orders;
using Emergency.Storage.Responses;

namespace Emergency.Web.Jobs;

/// <summary>Puts responses and orders into force when their start time has come. The time lies in their rows, so a process that was down catches up.</summary>
public sealed class EffectClock(ResponseDesk responses, OrderDesk orders, LedgerDesk ledger, DeliveryOptions options, TimeProvider clock, ILogger<EffectClock> log) : SteadyWork(clock, log)
{
    /// <summary>One look at the clock.</summary>
    /// <returns>How many responses and orders came into force.</returns>
    public async Task<int> TickAsync(CancellationToken cancellationToken)
    {
        // The database's time: a worker whose clock is ahead must not put orders into force before their time.
        var now = await ledger.NowAsync(cancellationToken);
        return await responses.TakeEffectDueAsync(now, cancellationToken) + await orders.TakeEffectDueAsync(now, cancellationToken);
    }

    /// <inheritdoc/>
    protected override TimeSpan Pause => options.Poll;

    /// <inheritdoc/>
    public override Task LookAsync(CancellationToken cancellationToken) => TickAsync(cancellationToken);
}
