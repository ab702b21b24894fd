using Emergency.Dispatch.Delivery;
using Emergency.Storage.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.FollowUps;

/// <summary>
/// The last look before a message leaves. An answer cancels the reminders of what it answers in its own transaction, and the end of an order those of the order itself, also
/// those that a worker holds; so the state of the ledger entry, read right before sending, says whether it is still wanted. Once an answer is committed, no reminder passes here;
/// once an order has ended, no text of it reaches a person who was already told of the end. Systems put revisions in order by themselves: theirs are not looked at again.
/// </summary>
public sealed class SendingGate(IDbContextFactory<AppDb> databases)
{
    /// <summary>What a worker reports for a message that was not sent any more. Its entry is cancelled, so the report changes nothing.</summary>
    public const string NoLongerWanted = "no longer wanted";

    /// <summary>True when the message may go: always, unless it is a reminder, or an order that a person will read, and has been cancelled meanwhile.</summary>
    public async Task<bool> MayGoAsync(DeliveryMessage message, CancellationToken cancellationToken)
    {
        var read = message is { Stage: DeliveryStage.Order, Channel: DeliveryDocuments.Sms or DeliveryDocuments.Email };
        if (message.Stage != DeliveryStage.Reminder && !read)
        {
            return true;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Dispatch.AnyAsync(d => d.Key == message.Key && d.State == DispatchState.Leased, cancellationToken);
    }
}
