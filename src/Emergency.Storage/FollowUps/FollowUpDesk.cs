using Emergency.Core.Decisions;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Escalation;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Audit;
using Emergency.Storage.Ledger;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.FollowUps;

/// <summary>What a look at the clock did.</summary>
/// <param name="Reminders">Reminders put into the ledger.</param>
/// <param name="Escalations">Reports onward made.</param>
public sealed record FollowUpRun(int Reminders, int Escalations);

/// <summary>
/// Takes the steps whose time has come: reminders go into the ledger on the channels that carried the order, silence is reported onward. Each step is decided
/// again under the lock of its order, so that an answer that comes at the same moment either stops it or comes after it.
/// </summary>
public sealed partial class FollowUpDesk(IDbContextFactory<AppDb> databases, IDialect dialect, AuditLog audit, ListDesk lists, RegionTree regions, TimeProvider clock)
{
    private const int RemindersATransaction = 200;
    private const int LookedATransaction = 1000;

    /// <summary>An order is looked at again at the latest after this time, so that an edition of the rules that shortens its deadlines holds for it soon.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Channels that reach officials, and the address each of them uses.</summary>
    private static readonly (string Channel, Func<ContactRow, string> Address)[] OfficialChannels = [("email", c => c.Email), ("sms", c => c.Phone)];

    /// <summary>One look at the clock, and only at the orders of which something may have come due since the last.</summary>
    /// <param name="rules">Deadlines in force for a county, by its code; null where there are none, and then nobody there is followed up.</param>
    /// <param name="regionCode">Region whose reduction list names townships and phones.</param>
    /// <param name="channels">Names of the channels that are set up.</param>
    /// <param name="now">The time to judge by.</param>
    /// <param name="cancellationToken">Cancels between transactions.</param>
    public async Task<FollowUpRun> RunAsync(Func<string, DeadlineRules?> rules, string regionCode, IReadOnlyCollection<string> channels, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<Looked> looked;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var open = db.Orders.Where(o => o.EndedAt == null && o.State != OrderState.Drafted && (o.FollowUpAt == null || o.FollowUpAt <= now));
            looked = await LookAsync(db, open, rules, now, cancellationToken);
        }

        // Where there is something to do the next look comes again: nothing is put off before it was done.
        var due = looked.Where(o => o.Actions.Count > 0).ToList();
        foreach (var some in looked.Where(o => o.Actions.Count == 0).Chunk(LookedATransaction))
        {
            await databases.InTransactionAsync(db => PutOffAsync(db, some, cancellationToken), cancellationToken);
        }

        var (reminders, escalations) = (0, 0);
        foreach (var some in due.Where(d => d.Actions.Any(IsReminder)).Select(d => d.OrderId).Chunk(RemindersATransaction))
        {
            reminders += await databases.InTransactionAsync(db => RemindAsync(db, some, rules, now, cancellationToken), cancellationToken);
        }

        var silent = due.Where(d => !d.Actions.All(IsReminder)).ToLookup(d => d.ResponseId, d => d.OrderId);
        if (silent.Count > 0)
        {
            var list = await lists.InForceForAsync(regionCode, now.ToLocalDay(), regions, cancellationToken);
            var known = list.Ok ? list.Value.List.Enterprises.ToDictionary(e => e.Code, StringComparer.Ordinal) : [];
            foreach (var response in silent)
            {
                escalations += await databases.InTransactionAsync(db => EscalateAsync(db, response.Key, [.. response], known, rules, channels, now, cancellationToken), cancellationToken);
            }
        }

        return new FollowUpRun(reminders, escalations);
    }

    private static bool IsReminder(FollowUpAction action) => action.Step.Target == FollowUpTarget.Enterprise;

    private async Task<int> PutOffAsync(AppDb db, Looked[] looked, CancellationToken cancellationToken)
    {
        await dialect.LockOrdersAsync(db, [.. looked.Select(o => o.OrderId)], cancellationToken);
        await dialect.UpdateAsync(db, looked.Select(o => new OrderRow { Id = o.OrderId, FollowUpAt = o.Next }).ToList(), [nameof(OrderRow.FollowUpAt)], cancellationToken);
        return looked.Length;
    }

    /// <summary>Orders with the steps that are due of each, by id.</summary>
    private static async Task<List<Looked>> LookAsync(AppDb db, IQueryable<OrderRow> orders, Func<string, DeadlineRules?> rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = now.ToLocalDay();
        var rows = await orders.AsNoTracking()
            .Select(o => new { o.Id, o.ResponseId, o.RegionCode, o.State, o.StartsAt, o.AcknowledgeBy, o.ReportBy, o.AcknowledgedAt, o.ExecutedAt })
            .ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return [];
        }

        var done = (await db.FollowUps.AsNoTracking().Where(f => orders.Any(o => o.Id == f.OrderId)).Select(f => new { f.OrderId, f.Step }).ToListAsync(cancellationToken))
            .ToLookup(f => f.OrderId, f => f.Step, StringComparer.Ordinal);
        var reported = await db.DailyReports.AsNoTracking().Where(d => d.Day == today.Date && orders.Any(o => o.Id == d.OrderId)).Select(d => d.OrderId).ToHashSetAsync(cancellationToken);
        var ofCounty = rows.Select(o => o.RegionCode).Distinct(StringComparer.Ordinal).ToDictionary(code => code, rules, StringComparer.Ordinal);
        return rows
            .Select(o =>
            {
                var latest = now + LongestPause;
                if (ofCounty[o.RegionCode] is not { } county)
                {
                    return new Looked(o.Id, o.ResponseId, [], latest);
                }

                var order = new FollowedOrder(
                    o.State, o.StartsAt, o.AcknowledgeBy, o.ReportBy, o.AcknowledgedAt, o.ExecutedAt, done[o.Id].ToHashSet(StringComparer.Ordinal),
                    reported.Contains(o.Id) ? new HashSet<LocalDay> { today } : []);
                var next = FollowUp.NextLook(order, county, now);
                return new Looked(o.Id, o.ResponseId, FollowUp.Due(order, county, now), next < latest ? next : latest);
            })
            .OrderBy(o => o.OrderId, StringComparer.Ordinal)
            .ToList();
    }

    private async Task<int> RemindAsync(AppDb db, string[] orderIds, Func<string, DeadlineRules?> rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await dialect.LockOrdersAsync(db, orderIds, cancellationToken);
        var due = await LookAsync(db, db.Orders.Where(o => orderIds.Contains(o.Id)), rules, now, cancellationToken);
        var orders = (await db.Orders.AsNoTracking().Where(o => orderIds.Contains(o.Id)).Select(o => new { o.Id, o.Json }).ToListAsync(cancellationToken))
            .ToDictionary(o => o.Id, o => CanonicalJson.Read<Order>(o.Json), StringComparer.Ordinal);
        var orderStage = nameof(DeliveryStage.Order);
        var routes = (await db.Dispatch.AsNoTracking()
            .Where(d => orderIds.Contains(d.OrderId) && d.Stage == orderStage)
            .Select(d => new { d.OrderId, d.Channel, d.Address, d.Fallbacks })
            .ToListAsync(cancellationToken)).ToLookup(d => d.OrderId, StringComparer.Ordinal);
        var at = await dialect.NowAsync(db, clock, cancellationToken);
        var count = 0;
        foreach (var (orderId, _, actions, _) in due)
        {
            foreach (var action in actions.Where(IsReminder))
            {
                db.FollowUps.Add(new FollowUpRow { OrderId = orderId, Step = action.Step.Key, At = now });
                var body = DeliveryDocuments.ReminderBody(orders[orderId], action, now);
                foreach (var route in routes[orderId].DistinctBy(r => r.Channel))
                {
                    LedgerEntries.AddReminder(db, orders[orderId], route.Channel, route.Address, action.Step, body, at, route.Fallbacks);
                }

                count++;
            }
        }

        return count;
    }

    /// <summary>An order as looked at.</summary>
    /// <param name="OrderId">Order.</param>
    /// <param name="ResponseId">Its response.</param>
    /// <param name="Actions">Steps that are due of it.</param>
    /// <param name="Next">When it needs the next look, if none is due.</param>
    private sealed record Looked(string OrderId, string ResponseId, IReadOnlyList<FollowUpAction> Actions, DateTimeOffset Next);
}
