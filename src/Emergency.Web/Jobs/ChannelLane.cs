using System.Collections.Concurrent;
using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Jobs;

/// <summary>One channel of one process with its rate and the circuit of each of its lines.</summary>
internal sealed class ChannelLane(IDeliveryChannel channel, ChannelLimits limits, TimeProvider clock)
{
    // Held back messages of one line do not all come back in the same moment.
    private static readonly Backoff Spread = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), int.MaxValue);

    // Only lines that failed last are kept: a line that answers is a closed circuit, which needs no memory.
    private readonly ConcurrentDictionary<string, Circuit> circuits = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public ChannelLimits Limits => limits;

    public RateBucket Rate { get; } = new(limits.RatePerSecond);

    /// <summary>Tries a message, unless its line is known to be down.</summary>
    public async Task<DeliveryResult> DeliverAsync(DeliveryMessage message, CancellationToken cancellationToken)
    {
        var line = channel.Line(message);
        var (answer, wait) = Ask(line);
        if (answer != CircuitAnswer.Pass)
        {
            return answer == CircuitAnswer.Wait
                ? DeliveryResult.PutBack(wait + Spread.After(message.Key, message.Attempt, null))
                : DeliveryResult.Failed($"{line}: no answer since {circuits.GetValueOrDefault(line)?.DownSince:HH:mm:ss}Z, not tried");
        }

        var answered = false;
        try
        {
            var result = await channel.DeliverAsync(message, cancellationToken);
            answered = result.Delivered || result.LineAnswered;
            return result;
        }
        finally
        {
            // A stop of this process says nothing about the line.
            if (answered || !cancellationToken.IsCancellationRequested)
            {
                Note(line, answered);
            }
        }
    }

    private (CircuitAnswer Answer, TimeSpan Wait) Ask(string line)
    {
        if (!circuits.ContainsKey(line))
        {
            return (CircuitAnswer.Pass, TimeSpan.Zero);
        }

        lock (gate)
        {
            var (next, answer, wait) = circuits.GetValueOrDefault(line, Circuit.Closed).Ask(limits.Circuit, clock.GetUtcNow());
            Keep(line, next);
            return (answer, wait);
        }
    }

    private void Note(string line, bool answered)
    {
        if (answered && !circuits.ContainsKey(line))
        {
            return;
        }

        lock (gate)
        {
            Keep(line, circuits.GetValueOrDefault(line, Circuit.Closed).Note(limits.Circuit, answered, clock.GetUtcNow()));
        }
    }

    private void Keep(string line, Circuit circuit)
    {
        if (circuit == Circuit.Closed)
        {
            circuits.TryRemove(line, out _);
        }
        else
        {
            circuits[line] = circuit;
        }
    }
}
