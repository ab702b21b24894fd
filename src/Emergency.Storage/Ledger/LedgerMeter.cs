using System.Diagnostics.Metrics;
using Emergency.Dispatch.Delivery;

namespace Emergency.Storage.Ledger;

/// <summary>What the ledger counts, by channel, for whoever listens (OpenTelemetry, dotnet-counters). Nothing personal: no address, no name, no text.</summary>
public static class LedgerMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Emergency.Dispatch";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Claims = Meter.CreateCounter<long>("dispatch.claimed", "{message}", "Messages claimed by this process");
    private static readonly Counter<long> Outcomes = Meter.CreateCounter<long>("dispatch.outcomes", "{message}", "Attempts by how they ended: delivered, retried, put_back, dead, stale");
    private static readonly Histogram<double> Latency = Meter.CreateHistogram<double>(
        "dispatch.latency", "s", "From the time a message was first due to its delivery",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600] });

    internal static void Claimed(IReadOnlyList<DispatchRow> rows)
    {
        foreach (var channel in rows.CountBy(r => r.Channel))
        {
            Claims.Add(channel.Value, Tag(channel.Key));
        }
    }

    internal static void Ended(string outcome, DeliveryMessage message) => Outcomes.Add(1, Tag(message.Channel), new("outcome", outcome));

    internal static void Delivered(DeliveryMessage message, DateTimeOffset now)
    {
        Ended("delivered", message);
        if (message.FirstDueAt is { } due)
        {
            Latency.Record(Math.Max(0, (now - due).TotalSeconds), Tag(message.Channel));
        }
    }

    private static KeyValuePair<string, object?> Tag(string channel) => new("channel", channel);
}
