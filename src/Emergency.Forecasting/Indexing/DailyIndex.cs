using System.Globalization;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Indexing;

/// <summary>
/// Daily air of a place from its hours, by the validity rules of HJ 663 and the index of HJ 633. Pure: no clock, no file, and tomorrow's hours never
/// change today's value. A city of several stations is averaged day by day: first each station's daily value, then the mean of the valid ones.
/// </summary>
public static class DailyIndex
{
    /// <summary>Daily air of one place whose hours are already its own (a station, or a city mean as published), by one edition.</summary>
    public static IReadOnlyList<DailyAir> Compute(string place, IEnumerable<HourlyAir> hours, AqiRules rules) => Compute(place, hours, _ => rules);

    /// <summary>The same, with the edition in force on each day.</summary>
    /// <param name="place">Name the days carry.</param>
    /// <param name="hours">Hours in any order; of an hour given twice the later values count.</param>
    /// <param name="rulesOn">The edition of a day.</param>
    /// <returns>Every day from the first to the last with an hour, oldest first; days without enough data are there, invalid, with the reason.</returns>
    public static IReadOnlyList<DailyAir> Compute(string place, IEnumerable<HourlyAir> hours, Func<LocalDay, AqiRules> rulesOn)
    {
        var archive = new HourArchive();
        foreach (var hour in hours)
        {
            archive.Add(hour with { Place = place });
        }

        return archive.Days(place, rulesOn);
    }

    /// <summary>Daily air of a city from the hours of its stations (<see cref="HourlyAir.Place"/> names the station), by one edition.</summary>
    public static IReadOnlyList<DailyAir> ComputeCity(string city, IEnumerable<HourlyAir> stationHours, AqiRules rules) =>
        ComputeCity(city, stationHours, _ => rules);

    /// <summary>
    /// The same, with the edition in force on each day. The network is every station that appears in the input; a city value needs
    /// <see cref="AqiRules.MinStationShare"/> of it valid (<see cref="AqiRules.MinStationShareSmall"/> in small networks).
    /// </summary>
    public static IReadOnlyList<DailyAir> ComputeCity(string city, IEnumerable<HourlyAir> stationHours, Func<LocalDay, AqiRules> rulesOn)
    {
        var archive = new HourArchive();
        foreach (var hour in stationHours)
        {
            archive.Add(hour, city);
        }

        return archive.Days(city, rulesOn);
    }

    /// <summary>
    /// The index of a day recomputed from daily concentrations that somebody published. The 1-h ozone maximum is not among them and is left out; how the
    /// publisher averaged is not known, so the result may differ from the AQI published beside them.
    /// </summary>
    public static DailyAir Recompute(PublishedDay published, AqiRules rules)
    {
        double? Of(Pollutant pollutant) => pollutant switch
        {
            Pollutant.Pm25 => published.Pm25,
            Pollutant.Pm10 => published.Pm10,
            Pollutant.So2 => published.So2,
            Pollutant.No2 => published.No2,
            Pollutant.O3 => published.O3,
            Pollutant.Co => published.Co,
            _ => throw new ArgumentOutOfRangeException(nameof(pollutant), pollutant, null),
        };
        var indicators = rules.DailyIndicators
            .Where(i => i.Averaging != Averaging.Hour1)
            .Select(i => Of(i.Pollutant) is >= 0 and var value
                ? Valued(i, Exact(value), 24, rules)
                : new IndicatorValue(i, null, null, 0, "来源未提供"))
            .ToList();
        return Judge(published.Place, published.Day, indicators, rules);
    }

    internal static IReadOnlyList<DailyAir> Days(string place, IReadOnlyList<PlaceHours> stations, Func<LocalDay, AqiRules> rulesOn)
    {
        var filled = stations.Where(s => !s.Empty).ToList();
        if (filled.Count == 0)
        {
            return [];
        }

        var days = new List<DailyAir>();
        var last = filled.Max(s => s.LastDay);
        for (var day = filled.Min(s => s.FirstDay); day <= last; day = day.Plus(1))
        {
            var rules = rulesOn(day);
            days.Add(Judge(place, day, [.. rules.DailyIndicators.Select(i => OneIndicator(i, day, filled, rules))], rules));
        }

        return days;
    }

    /// <summary>Daily air from daily concentrations: the index, the primary pollutants and whether the day counts.</summary>
    private static DailyAir Judge(string place, LocalDay day, IReadOnlyList<IndicatorValue> indicators, AqiRules rules)
    {
        var result = AqiCalculator.Combine(rules, indicators);
        var why = WhyInvalid(result, indicators, rules);
        var edition = rules.Edition.Ref;
        return why is null
            ? new DailyAir(place, day, result!.Aqi, result.Category.Level, result.Primary, indicators, true, null, edition)
            : new DailyAir(place, day, null, null, [], indicators, false, why, edition);
    }

    private static string? WhyInvalid(IndexResult? result, IReadOnlyList<IndicatorValue> indicators, AqiRules rules)
    {
        var missing = indicators.Where(i => i.Concentration is null).ToList();
        var reasons = string.Join("；", missing.GroupBy(i => i.Why).Select(g => $"{string.Join("、", g.Select(i => i.Indicator.Pollutant.Code()).Distinct())}：{g.Key}"));
        if (result is null)
        {
            return reasons.Length > 0 ? reasons : "没有可用的污染物浓度";
        }

        return missing.Count > 0 && rules.PublishPartialAbove is { } above && result.Aqi <= above
            ? string.Create(CultureInfo.InvariantCulture, $"其余污染物的AQI为{result.Aqi}，不超过{above}，缺项时不发布（{reasons}）")
            : null;
    }

    private static IndicatorValue OneIndicator(Indicator indicator, LocalDay day, List<PlaceHours> stations, AqiRules rules)
    {
        Span<double> hours = stackalloc double[24];
        var (sum, valid, counted) = (0.0, 0, 0);
        foreach (var station in stations)
        {
            station.Day(day, indicator.Pollutant, hours);
            var mean = DayMeans.Of(indicator.Averaging, hours, rules);
            counted += mean.Count;
            if (mean.Valid)
            {
                sum += mean.Value;
                valid++;
            }
        }

        var share = stations.Count < rules.SmallNetwork ? rules.MinStationShareSmall : rules.MinStationShare;
        if (valid == 0 || valid < share * stations.Count)
        {
            return new IndicatorValue(indicator, null, null, counted, Shortage(indicator, counted, valid, stations.Count, share, rules));
        }

        return Valued(indicator, Exact(sum / valid), counted, rules);
    }

    private static IndicatorValue Valued(Indicator indicator, decimal mean, int counted, AqiRules rules)
    {
        var concentration = AqiCalculator.Rounded(rules, indicator.Pollutant, mean);
        return new IndicatorValue(indicator, concentration, AqiCalculator.Iaqi(rules, indicator, concentration), counted, null);
    }

    /// <summary>
    /// A mean computed in binary has an error near 1e-13; nine decimals remove it (so that a mean of exactly 150 is not 150.0000000000001, which would
    /// round up to the next index) and are far finer than any instrument.
    /// </summary>
    private static decimal Exact(double mean) => Math.Round((decimal)mean, 9);

    private static string Shortage(Indicator indicator, int counted, int valid, int stations, decimal share, AqiRules rules)
    {
        if (stations > 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{stations}个点位中有效{valid}个，不足{share:P0}");
        }

        return indicator.Averaging == Averaging.Hour8
            ? string.Create(CultureInfo.InvariantCulture, $"有效8小时滑动均值{counted}个，不足{rules.MinWindowsMda8}个")
            : string.Create(CultureInfo.InvariantCulture, $"有效小时{counted}个，不足{rules.MinHoursPerDay}个");
    }
}
