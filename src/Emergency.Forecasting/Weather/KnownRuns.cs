using Emergency.Core.Time;

namespace Emergency.Forecasting.Weather;

/// <summary>Chooses, among runs read from files, those that a forecast of air may see: as the desk does it in service from what is stored.</summary>
public static class KnownRuns
{
    private const int Day = 24;

    /// <summary>
    /// The newest run known at an issue time, if it is fresh enough, and those of its source a day apart before it without a gap, newest first; empty without one.
    /// </summary>
    /// <param name="runs">Runs of one place, in any order; of two of one source and hour the later in the list counts.</param>
    /// <param name="issuedAt">Issue time of the forecast.</param>
    /// <param name="earlier">At most so many earlier ones.</param>
    public static IReadOnlyList<WeatherRun> At(IReadOnlyList<WeatherRun> runs, Hour issuedAt, int earlier)
    {
        var newest = runs.LastOrDefault(r => issuedAt - r.IssuedAt is >= 0 and <= WeatherRun.OldestUsed && r.IssuedAt == runs.Where(o => o.IssuedAt <= issuedAt).Max(o => o.IssuedAt));
        if (newest is null)
        {
            return [];
        }

        var chain = new List<WeatherRun> { newest };
        while (chain.Count <= earlier && runs.LastOrDefault(r => r.Source == newest.Source && r.IssuedAt == newest.IssuedAt.Plus(-Day * chain.Count)) is { } next)
        {
            chain.Add(next);
        }

        return chain;
    }
}
