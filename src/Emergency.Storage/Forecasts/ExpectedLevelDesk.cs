using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Storage.Chain;
using Emergency.Storage.Observations;
using Emergency.Warnings.Advice;

namespace Emergency.Storage.Forecasts;

/// <summary>The levels that the newest stored forecast gives the days to come.</summary>
/// <param name="ForecastId">Chain record of the forecast.</param>
/// <param name="RegionCode">Region it is for: the one asked, or the nearest above it that has one.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="Days">Its days.</param>
public sealed record ExpectedDays(string ForecastId, string RegionCode, DateTimeOffset IssuedAt, IReadOnlyList<ExpectedLevel> Days);

/// <summary>Reads from the newest stored forecast of a place which level each day is expected to have.</summary>
public sealed class ExpectedLevelDesk(ChainDesk chain, ObservedAir observed, RuleLibrary rules)
{
    /// <summary>The expected days; null when no forecast is stored, or no triggers are in force.</summary>
    public async Task<ExpectedDays?> FindAsync(string regionCode, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (rules.Regions.Find(regionCode) is null)
        {
            return null;
        }

        foreach (var region in rules.Regions.Lineage(regionCode))
        {
            if (await chain.LatestAsync(ChainKinds.Forecast, region.Code, now, cancellationToken) is not { } row)
            {
                continue;
            }

            var forecast = ChainDesk.Read<Forecast>(row);
            var triggers = rules.Triggers(region.Code, Hour.Containing(forecast.IssuedAt).Day);
            if (!triggers.Ok || forecast.Days.Count == 0)
            {
                return null;
            }

            var first = forecast.Days[0].Day;
            var before = await observed.DaysAsync(region, first.Plus(-ExpectedLevels.DaysBefore), first, cancellationToken);
            return new(row.Id, region.Code, forecast.IssuedAt, ExpectedLevels.Of(forecast, before, triggers.Value));
        }

        return null;
    }
}
