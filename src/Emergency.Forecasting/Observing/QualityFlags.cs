using Emergency.Core.Quantities;

namespace Emergency.Forecasting.Observing;

/// <summary>When an hourly value of one pollutant is doubtful. These are habits of instruments, not rules of law; see docs/observations.md.</summary>
/// <param name="RangeEndFrom">Values pile up from here … [unit of the pollutant]; null where no end is known.</param>
/// <param name="RangeEndTo">… to here when the instrument has reached the end of its range.</param>
/// <param name="SpikeRise">A spike stands at least this far above both hours beside it …</param>
/// <param name="SpikeFactor">… and at least at this multiple of the higher one.</param>
/// <param name="StuckHours">So many equal hours in a row are a stuck instrument …</param>
/// <param name="StuckAbove">… unless the value is not above this: near the detection limit equal hours are normal.</param>
/// <param name="Highest">Nothing above this has been measured in ambient air.</param>
public sealed record QualityLimits(
    double? RangeEndFrom,
    double? RangeEndTo,
    double SpikeRise,
    double SpikeFactor,
    int StuckHours,
    double StuckAbove,
    double Highest)
{
    /// <summary>
    /// The defaults. Range ends as seen in national stations: particle monitors 0–1000 µg/m³, CO 10 mg/m³, O3 500 ppb = 1071 µg/m³; monitors with longer
    /// ranges exist, so values beyond the end are not marked.
    /// </summary>
    public static IReadOnlyDictionary<Pollutant, QualityLimits> Defaults { get; } = new Dictionary<Pollutant, QualityLimits>
    {
        [Pollutant.Pm25] = new(985, 1000, 150, 3, 8, 10, 3000),
        [Pollutant.Pm10] = new(985, 1000, 300, 3, 8, 20, 10_000),
        [Pollutant.So2] = new(null, null, 150, 3, 12, 20, 5000),
        [Pollutant.No2] = new(null, null, 150, 3, 8, 20, 2000),
        [Pollutant.O3] = new(1070, 1072, 150, 3, 8, 20, 1500),
        [Pollutant.Co] = new(10, 10, 4, 3, 24, 1, 60),
    };
}

/// <summary>
/// Marks doubtful hourly values. Never removes or changes one: the bureau's own data come with the publisher's own checks, and what to do with a doubt
/// is the user's decision. Pure; the same hours give the same marks.
/// </summary>
public static class QualityFlags
{
    /// <summary>
    /// Marks every hour. Spikes and stuck values are judged by the hours beside them <em>within this call</em>, so give whole series where possible.
    /// </summary>
    /// <param name="hours">Hours of any places, in any order, each place and hour once.</param>
    /// <param name="limits">Limits for each pollutant; <see cref="QualityLimits.Defaults"/> when null.</param>
    /// <returns>The same hours in the same order, with flags added.</returns>
    public static IReadOnlyList<HourlyAir> Mark(IReadOnlyList<HourlyAir> hours, IReadOnlyDictionary<Pollutant, QualityLimits>? limits = null)
    {
        limits ??= QualityLimits.Defaults;
        var marked = hours.ToArray();
        for (var i = 0; i < marked.Length; i++)
        {
            marked[i] = Alone(marked[i], limits);
        }

        var order = Enumerable.Range(0, marked.Length).ToArray();
        Array.Sort(order, (a, b) =>
            string.CompareOrdinal(marked[a].Place, marked[b].Place) is not 0 and var byPlace ? byPlace : marked[a].Hour.CompareTo(marked[b].Hour));
        foreach (var (pollutant, limit) in limits)
        {
            Spikes(marked, order, pollutant, limit);
            Stuck(marked, order, pollutant, limit);
        }

        return marked;
    }

    /// <summary>Marks that need no other hour.</summary>
    private static HourlyAir Alone(HourlyAir hour, IReadOnlyDictionary<Pollutant, QualityLimits> limits)
    {
        foreach (var (pollutant, limit) in limits)
        {
            if (hour[pollutant] is not { } value)
            {
                continue;
            }

            if (value >= limit.RangeEndFrom && value <= limit.RangeEndTo)
            {
                hour = hour.WithQuality(pollutant, Quality.Saturated);
            }

            // Ozone may be used up by night; the others never vanish from the air.
            if (value < 0 || (value == 0 && pollutant != Pollutant.O3) || value > limit.Highest)
            {
                hour = hour.WithQuality(pollutant, Quality.Implausible);
            }
        }

        return hour.Pm25 > hour.Pm10
            ? hour.WithQuality(Pollutant.Pm25, Quality.FineAboveCoarse).WithQuality(Pollutant.Pm10, Quality.FineAboveCoarse)
            : hour;
    }

    private static void Spikes(HourlyAir[] hours, int[] order, Pollutant pollutant, QualityLimits limit)
    {
        for (var i = 1; i + 1 < order.Length; i++)
        {
            var (before, now, after) = (hours[order[i - 1]], hours[order[i]], hours[order[i + 1]]);
            if (Follows(before, now) && Follows(now, after) && before[pollutant] is { } left && now[pollutant] is { } value && after[pollutant] is { } right)
            {
                var higher = Math.Max(left, right);
                if (value >= higher + limit.SpikeRise && value >= higher * limit.SpikeFactor)
                {
                    hours[order[i]] = now.WithQuality(pollutant, Quality.Spike);
                }
            }
        }
    }

    private static void Stuck(HourlyAir[] hours, int[] order, Pollutant pollutant, QualityLimits limit)
    {
        for (var start = 0; start < order.Length;)
        {
            var value = hours[order[start]][pollutant];
            var end = start + 1;
            while (end < order.Length && value is not null && hours[order[end]][pollutant] == value && Follows(hours[order[end - 1]], hours[order[end]]))
            {
                end++;
            }

            if (value > limit.StuckAbove && end - start >= limit.StuckHours)
            {
                for (var i = start; i < end; i++)
                {
                    hours[order[i]] = hours[order[i]].WithQuality(pollutant, Quality.Stuck);
                }
            }

            start = end;
        }
    }

    private static bool Follows(HourlyAir before, HourlyAir after) => before.Place == after.Place && after.Hour - before.Hour == 1;
}
