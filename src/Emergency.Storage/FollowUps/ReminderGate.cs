using Emergency.Dispatch.Delivery;
using Emergency.Storage.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.FollowUps;

/// <summary>
/// The last look before a reminder leaves. An answer cancels the reminders of what it answers in its own transaction, also those that a worker holds;
/// so the state of the ledger entry, read right before sending, says whether it is still wanted. Once an answer is committed, no reminder passes here.
/// </summary>
public sealed class ReminderGate(IDbContextFactory<AppDb> databases)
{
    /// <summary>What a worker reports for a message that was not sent any more. Its entry is cancelled, so the report changes nothing.</summary>
    public const string NoLongerWanted = "no longer wanted";

    /// <summary>True when the message may go: always, unless it is a reminder that has been cancelled meanwhile.</summary>
    public async Task<bool> MayGoAsync(DeliveryMessage message, CancellationToken cancellationToken)
    {
        if (message.Stage != DeliveryStage.Reminder)
        {
            return true;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Dispatch.AnyAsync(d => d.Key == message.Key && d.State == DispatchState.Leased, cancellationToken);
    }
}
