using Emergency.Core.Time;

namespace Emergency.Forecasting.Weather;

/// <summary>Weather runs of one place by source and issue time: chooses those that a forecast of air may see, as the desk does in service from what is stored.</summary>
public sealed class RunArchive
{
    private const int Day = 24;

    private readonly SortedDictionary<string, SortedList<int, WeatherRun>> sources = new(StringComparer.Ordinal);
    private readonly SortedList<int, WeatherRun> all = [];

    /// <summary>Takes the runs, in any order; of two of one hour, from one source or from two, the later given counts.</summary>
    public RunArchive(IEnumerable<WeatherRun> runs)
    {
        foreach (var run in runs)
        {
            if (!sources.TryGetValue(run.Source, out var list))
            {
                sources.Add(run.Source, list = []);
            }

            list[run.IssuedAt.Index] = run;
            all[run.IssuedAt.Index] = run;
        }
    }

    /// <summary>The sources, in ordinal order.</summary>
    public IReadOnlyList<string> Sources => [.. sources.Keys];

    /// <summary>
    /// The newest run known at an issue time and those of its source a day apart before it without a gap, newest first; empty when the newest is older than
    /// <see cref="WeatherRun.OldestUsed"/>.
    /// </summary>
    /// <param name="issuedAt">Issue time of the forecast.</param>
    /// <param name="lags">Most earlier runs.</param>
    /// <param name="source">Only of this source; of any when null.</param>
    public IReadOnlyList<WeatherRun> Known(Hour issuedAt, int lags, string? source = null)
    {
        var list = source is null ? all : sources[source];
        for (var hour = issuedAt; issuedAt - hour <= WeatherRun.OldestUsed; hour = hour.Plus(-1))
        {
            if (list.TryGetValue(hour.Index, out var run))
            {
                return Chain(run, lags);
            }
        }

        return [];
    }

    /// <summary>Every run that has so many earlier ones of its source, with them.</summary>
    public IEnumerable<IReadOnlyList<WeatherRun>> Chains(int lags) =>
        sources.Values.SelectMany(list => list.Values.Select(run => Chain(run, lags))).Where(chain => chain.Count == lags + 1);

    private List<WeatherRun> Chain(WeatherRun run, int lags)
    {
        var (list, chain) = (sources[run.Source], new List<WeatherRun> { run });
        while (chain.Count <= lags && list.TryGetValue(run.IssuedAt.Index - (Day * chain.Count), out var earlier))
        {
            chain.Add(earlier);
        }

        return chain;
    }
}
