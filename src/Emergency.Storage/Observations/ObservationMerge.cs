using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Storage.Observations;

/// <summary>
/// What an arriving hour does to the row that is there, the same on both databases: a missing value never erases, an equal one changes nothing, one where there
/// was none is filled in, a different one replaces. Also the one place that turns an hour into a row and back. Marks of quality are not stored: they follow from
/// the values beside (<see cref="QualityFlags"/>) and are made when hours are read.
/// </summary>
public static class ObservationMerge
{
    /// <summary>The row of an hour, as an import writes it when there is none yet.</summary>
    /// <exception cref="ArgumentException">A concentration is not a finite number: a reader must report it, not pass it on.</exception>
    public static ObservationRow ToRow(int placeId, in HourlyAir hour, int importId) => new()
    {
        PlaceId = placeId,
        Hour = hour.Hour.Index,
        Pm25 = Finite(hour.Pm25),
        Pm10 = Finite(hour.Pm10),
        So2 = Finite(hour.So2),
        No2 = Finite(hour.No2),
        O3 = Finite(hour.O3),
        Co = Finite(hour.Co),
        PublishedAqi = hour.PublishedAqi,
        ImportId = importId,
    };

    /// <summary>The hour of a row.</summary>
    public static HourlyAir ToHour(ObservationRow row, string place) =>
        new(place, new Hour(row.Hour), row.Pm25, row.Pm10, row.So2, row.No2, row.O3, row.Co) { PublishedAqi = row.PublishedAqi };

    /// <summary>Number of concentrations in a row.</summary>
    public static int Count(ObservationRow row) =>
        (row.Pm25.HasValue ? 1 : 0) + (row.Pm10.HasValue ? 1 : 0) + (row.So2.HasValue ? 1 : 0) + (row.No2.HasValue ? 1 : 0) + (row.O3.HasValue ? 1 : 0) + (row.Co.HasValue ? 1 : 0);

    /// <summary>The values of a row as a revision keeps them.</summary>
    public static string ToJson(ObservationRow row) =>
        CanonicalJson.Write(new FormerValues(row.Pm25, row.Pm10, row.So2, row.No2, row.O3, row.Co, row.PublishedAqi));

    /// <summary>The row after <paramref name="arriving"/> was merged into <paramref name="there"/>, with what that meant. Neither argument is changed.</summary>
    public static MergedObservation Merge(ObservationRow there, ObservationRow arriving)
    {
        int filled = 0, changed = 0, unchanged = 0;
        var merged = new ObservationRow
        {
            PlaceId = there.PlaceId,
            Hour = there.Hour,
            Pm25 = Value(there.Pm25, arriving.Pm25),
            Pm10 = Value(there.Pm10, arriving.Pm10),
            So2 = Value(there.So2, arriving.So2),
            No2 = Value(there.No2, arriving.No2),
            O3 = Value(there.O3, arriving.O3),
            Co = Value(there.Co, arriving.Co),
            PublishedAqi = arriving.PublishedAqi ?? there.PublishedAqi,
            ImportId = arriving.ImportId,
        };
        var aqiReplaced = there.PublishedAqi is not null && merged.PublishedAqi != there.PublishedAqi;
        var replaces = changed > 0 || aqiReplaced;
        var writes = replaces || filled > 0 || merged.PublishedAqi != there.PublishedAqi;
        return new MergedObservation(writes ? merged : there, filled, changed, unchanged, replaces, writes);

        double? Value(double? old, double? now)
        {
            if (now is null)
            {
                return old;
            }

            if (old is null)
            {
                filled++;
            }
            else if (old.Value.Equals(now.Value))
            {
                unchanged++;
            }
            else
            {
                changed++;
            }

            return now;
        }
    }

    private static double? Finite(double? value) =>
        value is null || double.IsFinite(value.Value) ? value : throw new ArgumentException($"{value} is not a concentration.", nameof(value));

    private sealed record FormerValues(double? Pm25, double? Pm10, double? So2, double? No2, double? O3, double? Co, int? PublishedAqi);
}

/// <summary>Result of <see cref="ObservationMerge.Merge"/>.</summary>
/// <param name="Row">The row as it shall stand.</param>
/// <param name="Inserted">Concentrations that were missing before.</param>
/// <param name="Changed">Concentrations that were different before.</param>
/// <param name="Unchanged">Concentrations that were the same before.</param>
/// <param name="Replaces">True when anything known before is overwritten: the old row must be kept as a revision.</param>
/// <param name="Writes">True when the row must be written at all.</param>
public readonly record struct MergedObservation(ObservationRow Row, int Inserted, int Changed, int Unchanged, bool Replaces, bool Writes);
