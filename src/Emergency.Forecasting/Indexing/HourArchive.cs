using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Indexing;

/// <summary>
/// Hours of many places, gathered file by file, for their daily index: compact enough (48 bytes an hour) for years of every city. Not safe for
/// several threads.
/// </summary>
public sealed class HourArchive
{
    private readonly SortedDictionary<string, SortedDictionary<string, PlaceHours>> places = new(StringComparer.Ordinal);

    /// <summary>The places, in ordinal order.</summary>
    public IReadOnlyCollection<string> Places => places.Keys;

    /// <summary>Adds an hour; of an hour given twice the later values count.</summary>
    /// <param name="hour">The hour; its place is the station.</param>
    /// <param name="city">The city whose value the station enters; null when the place stands for itself.</param>
    public void Add(in HourlyAir hour, string? city = null)
    {
        var place = city ?? hour.Place;
        if (!places.TryGetValue(place, out var stations))
        {
            places.Add(place, stations = new SortedDictionary<string, PlaceHours>(StringComparer.Ordinal));
        }

        if (!stations.TryGetValue(hour.Place, out var station))
        {
            stations.Add(hour.Place, station = new PlaceHours());
        }

        station.Add(hour);
    }

    /// <summary>Daily air of one place from its first to its last day, as <see cref="DailyIndex"/>; empty when the place is unknown.</summary>
    /// <param name="place">A city, or a place that stands for itself.</param>
    /// <param name="rulesOn">The edition of a day.</param>
    public IReadOnlyList<DailyAir> Days(string place, Func<LocalDay, AqiRules> rulesOn) =>
        places.TryGetValue(place, out var stations) ? DailyIndex.Days(place, [.. stations.Values], rulesOn) : [];
}
