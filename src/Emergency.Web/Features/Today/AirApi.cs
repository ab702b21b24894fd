using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Storage.Chain;
using Emergency.Storage.Observations;
using Emergency.Warnings.Advice;
using Emergency.Web.Api;
using Emergency.Web.Hosting;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.Today;

/// <summary>Observed days, newest forecast, newest advice.</summary>
internal static class AirApi
{
    private const int MostDays = 400;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/observations/daily", DaysAsync).WithTags("air").WithSummary("Observed days from (included) to until (not included), yyyy-MM-dd; the last week when not given");
        api.MapGet("/forecast", (HttpContext http, ChainDesk chain, Authority authority, TimeProvider clock, CancellationToken cancellationToken) =>
            LatestAsync<Forecast>(ChainKinds.Forecast, http, chain, authority, clock, cancellationToken)).WithTags("air").WithSummary("The newest ten-day forecast");
        api.MapGet("/advice", (HttpContext http, ChainDesk chain, Authority authority, TimeProvider clock, CancellationToken cancellationToken) =>
            LatestAsync<WarningAdvice>(ChainKinds.Advice, http, chain, authority, clock, cancellationToken)).WithTags("air").WithSummary("The newest advice with every trigger");
    }

    private static async Task<Results<Ok<IReadOnlyList<DailyAir>>, ProblemHttpResult>> DaysAsync(
        string? from, string? until, ObservedAir observed, Authority authority, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken)
    {
        var today = clock.GetUtcNow().ToLocalDay();
        var end = until is null ? today : LocalDay.Parse(until);
        var start = from is null ? end?.Plus(-7) : LocalDay.Parse(from);
        if (start is not { } first || end is not { } last || first > last || last - first > MostDays)
        {
            return Refusals.Problem(
                Refusal.Of("API-001", "日期范围无法识别或过长。", "The range of days is unreadable or too long.", $"from 和 until 写作 yyyy-MM-dd，最多 {MostDays} 天。", $"Write from and until as yyyy-MM-dd, {MostDays} days at most."),
                language);
        }

        return TypedResults.Ok(await observed.DaysAsync(authority.Region, first, last, cancellationToken));
    }

    private static async Task<Results<Ok<T>, StatusCodeHttpResult, NotFound>> LatestAsync<T>(
        string kind, HttpContext http, ChainDesk chain, Authority authority, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await chain.LatestAsync(kind, authority.Region.Code, clock.GetUtcNow(), cancellationToken) is not { } row)
        {
            return TypedResults.NotFound();
        }

        var record = ChainDesk.Read<T>(row);
        return Cursor.Known(http, record) ? Cursor.NotModified() : TypedResults.Ok(record);
    }
}
