namespace Emergency.Storage.Ledger;

/// <summary>Which entries of the ledger a worker claims.</summary>
/// <param name="Channels">Channels by name.</param>
/// <param name="Except">False: these channels only. True: every channel but these.</param>
public sealed record DispatchLane(IReadOnlyList<string> Channels, bool Except)
{
    /// <summary>Every channel.</summary>
    public static DispatchLane All { get; } = new([], true);

    /// <summary>One channel: a slow one never holds up the messages of another.</summary>
    public static DispatchLane Of(string channel) => new([channel], false);

    /// <summary>What no configured channel takes: it is claimed too, so that somebody hears of it.</summary>
    public static DispatchLane Outside(IEnumerable<string> channels) => new([.. channels], true);
}
