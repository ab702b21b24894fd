using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Observing;

namespace Emergency.Storage.Observations;

/// <summary>What was observed in a region's city up to an hour.</summary>
/// <param name="Region">Region; its short name is the place observed.</param>
/// <param name="Hours">Hourly values, oldest first; empty when nothing was observed.</param>
/// <param name="Days">Daily values by the edition in force on each day, oldest first; the running day among them as far as it has gone.</param>
/// <param name="Aqi">AQI edition in force at the end.</param>
public sealed record KnownAir(Region Region, IReadOnlyList<HourlyAir> Hours, IReadOnlyList<DailyAir> Days, AqiRules Aqi)
{
    /// <summary>The place observed.</summary>
    public string Place => Region.ShortName;
}

/// <summary>Loads the observed air of a region, hours and days.</summary>
public sealed class ObservedAir(ObservationDesk observations, RuleLibrary rules)
{
    /// <summary>What was observed in the days before an hour. Refused when the region is unknown (REGION-001) or no AQI edition holds.</summary>
    /// <param name="regionCode">Region.</param>
    /// <param name="until">First hour not wanted.</param>
    /// <param name="days">So many days before the day of <paramref name="until"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Outcome<KnownAir>> BeforeAsync(string regionCode, Hour until, int days, CancellationToken cancellationToken)
    {
        var region = Find(regionCode);
        if (!region.Ok)
        {
            return region.Refusal;
        }

        var aqi = rules.Aqi(regionCode, until.Day);
        if (!aqi.Ok)
        {
            return aqi.Refusal;
        }

        var place = region.Value.ShortName;
        var hours = await observations.LoadHoursAsync(place, new HourRange(until.Day.Plus(-days).FirstHour, until), cancellationToken);
        return new KnownAir(region.Value, hours, Compute(region.Value, hours), aqi.Value);
    }

    /// <summary>The days from <paramref name="from"/> (included) to <paramref name="until"/> (not included) that have an hour, oldest first, by the edition in force on each.</summary>
    public async Task<IReadOnlyList<DailyAir>> DaysAsync(Region region, LocalDay from, LocalDay until, CancellationToken cancellationToken) =>
        Compute(region, await observations.LoadHoursAsync(region.ShortName, new HourRange(from.FirstHour, until.FirstHour), cancellationToken));

    /// <summary>The region of a code; refused (REGION-001) when the table has none.</summary>
    public Outcome<Region> Find(string regionCode) => rules.Regions.Find(regionCode) is { } region
        ? region
        : Refusal.Of("REGION-001", $"未知的行政区划代码 {regionCode}。", $"Unknown region code {regionCode}.", "请在行政区划表中核对代码。", "Check the code in the region table.");

    private IReadOnlyList<DailyAir> Compute(Region region, IReadOnlyList<HourlyAir> hours) =>
        DailyIndex.Compute(region.ShortName, hours, day => rules.Aqi(region.Code, day).OrThrow());
}
