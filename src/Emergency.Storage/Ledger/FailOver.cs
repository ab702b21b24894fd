using System.Globalization;
using Emergency.Core.Decisions;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Escalation;
using Emergency.Dispatch.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Ledger;

/// <summary>The channels that take over from a message, as stored beside it.</summary>
/// <param name="Routes">Ways, the next one first; at least one.</param>
/// <param name="After">How long a message may wait undelivered before the next channel is used besides.</param>
internal sealed record Fallback(IReadOnlyList<DeliveryRoute> Routes, TimeSpan After);

/// <summary>Hands a message that failed on one channel to the next, within the transaction that gives it up.</summary>
internal static class FailOver
{
    /// <summary>Routes as stored; null when there is none.</summary>
    public static string? Write(IReadOnlyList<DeliveryRoute> routes, TimeSpan after) => routes.Count == 0 ? null : CanonicalJson.Write(new Fallback(routes, after));

    /// <summary>Routes as stored; null when there is none.</summary>
    public static Fallback? Read(string? json) => json is null ? null : CanonicalJson.Read<Fallback>(json);

    /// <summary>
    /// Adds the message on the next channel, with the same body and the remaining channels behind it. Nothing is added when no channel is left, or when the
    /// order needs nobody any more: answered, or ended.
    /// </summary>
    /// <returns>The new message; null when there is none.</returns>
    public static async Task<DispatchRow?> TakeOverAsync(AppDb db, DispatchRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Read(row.Fallbacks) is not { } fallback || !await WantedAsync(db, row, cancellationToken))
        {
            return null;
        }

        var route = fallback.Routes[0];
        var rest = Write([.. fallback.Routes.Skip(1)], fallback.After);
        var next = new DispatchRow
        {
            // The key names order, channel and stage; only the channel changes.
            Key = $"{row.OrderId}/{route.Channel}{row.Key[(row.OrderId.Length + 1 + row.Channel.Length)..]}",
            OrderId = row.OrderId,
            ResponseId = row.ResponseId,
            EnterpriseCode = row.EnterpriseCode,
            Channel = route.Channel,
            Stage = row.Stage,
            Address = route.Address,
            Body = row.Body,
            State = DispatchState.Pending,
            DueAt = now,
            FirstDueAt = now,
            Fallbacks = rest,
            FailOverAt = rest is null ? null : now + fallback.After,
        };
        db.Dispatch.Add(next);
        row.Fallbacks = null;
        row.FailOverAt = null;
        return next;
    }

    /// <summary>A lift is always wanted; an order until it is answered or has ended; a reminder until what it asks for has come.</summary>
    public static async Task<bool> WantedAsync(AppDb db, DispatchRow row, CancellationToken cancellationToken)
    {
        if (row.Stage == nameof(DeliveryStage.Lift))
        {
            return true;
        }

        var order = await db.Orders.AsNoTracking().Where(o => o.Id == row.OrderId).Select(o => new { o.State, o.AcknowledgedAt, o.ExecutedAt }).SingleOrDefaultAsync(cancellationToken);
        if (order is null || order.State.IsFinal())
        {
            return false;
        }

        return SubjectOf(row) switch
        {
            null or FollowUpSubject.Receipt => order.AcknowledgedAt is null,
            FollowUpSubject.Execution => order.ExecutedAt is null && order.State != OrderState.Verified,
            _ => !await ReportedAsync(db, row, cancellationToken),
        };
    }

    /// <summary>What a reminder asks for; null for an order. Its key ends in the step: <c>reminder-daily-2019-01-12-2</c>.</summary>
    private static FollowUpSubject? SubjectOf(DispatchRow row) =>
        row.Stage == nameof(DeliveryStage.Reminder) ? Enum.Parse<FollowUpSubject>(StepOf(row).Split('-')[0], ignoreCase: true) : null;

    private static Task<bool> ReportedAsync(AppDb db, DispatchRow row, CancellationToken cancellationToken)
    {
        var step = StepOf(row);
        var day = DateOnly.ParseExact(step["daily-".Length..step.LastIndexOf('-')], "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return db.DailyReports.AnyAsync(d => d.OrderId == row.OrderId && d.Day == day, cancellationToken);
    }

    private static string StepOf(DispatchRow row) => row.Key[(row.Key.LastIndexOf("/reminder-", StringComparison.Ordinal) + "/reminder-".Length)..];
}
