namespace Emergency.Dispatch.Delivery;

/// <summary>When a line is left alone.</summary>
/// <param name="BreakAfter">So many failures in a row open the circuit; 0: never.</param>
/// <param name="BreakFor">How long it stays open before one message may try again.</param>
/// <param name="Patience">
/// How long messages are put back without counting an attempt. A line that stays down longer fails them, so that they end as given up, and an officer or the
/// next channel takes over, instead of waiting for ever.
/// </param>
public sealed record CircuitRules(int BreakAfter, TimeSpan BreakFor, TimeSpan Patience);

/// <summary>What a message may do.</summary>
public enum CircuitAnswer
{
    /// <summary>Go.</summary>
    Pass,

    /// <summary>Not now: put it back, nothing is counted.</summary>
    Wait,

    /// <summary>The line has been down beyond patience: count a failure without trying.</summary>
    Fail,
}

/// <summary>
/// The breaker of one line: closed, open after failures in a row, half open when one message probes. Immutable; what happens next is decided by the caller's
/// clock alone.
/// </summary>
/// <param name="Failures">Failures in a row.</param>
/// <param name="DownSince">When it opened; null while closed.</param>
/// <param name="ProbeAt">When the next message may probe.</param>
public sealed record Circuit(int Failures, DateTimeOffset? DownSince, DateTimeOffset ProbeAt)
{
    /// <summary>Closed, nothing known.</summary>
    public static Circuit Closed { get; } = new(0, null, DateTimeOffset.MinValue);

    /// <summary>True while messages are held back.</summary>
    public bool IsOpen => DownSince is not null;

    /// <summary>A message asks whether it may go. A probe moves <see cref="ProbeAt"/> on, so that only one message at a time is risked.</summary>
    public (Circuit Next, CircuitAnswer Answer, TimeSpan Wait) Ask(CircuitRules rules, DateTimeOffset now)
    {
        if (DownSince is not { } since)
        {
            return (this, CircuitAnswer.Pass, TimeSpan.Zero);
        }

        if (now >= ProbeAt)
        {
            return (this with { ProbeAt = now + rules.BreakFor }, CircuitAnswer.Pass, TimeSpan.Zero);
        }

        return now - since > rules.Patience ? (this, CircuitAnswer.Fail, TimeSpan.Zero) : (this, CircuitAnswer.Wait, ProbeAt - now);
    }

    /// <summary>A try came back.</summary>
    public Circuit Note(CircuitRules rules, bool answered, DateTimeOffset now)
    {
        if (answered || rules.BreakAfter <= 0)
        {
            return Closed;
        }

        var failures = Failures + 1;
        return failures < rules.BreakAfter
            ? this with { Failures = failures }
            : new Circuit(failures, DownSince ?? now, now + rules.BreakFor);
    }
}
