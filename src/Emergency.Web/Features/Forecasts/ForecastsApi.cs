using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification.InService;
using Emergency.Storage.Chain;
using Emergency.Storage.Forecasts;
using Emergency.Web.Api;
using Emergency.Web.Hosting;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.Forecasts;

/// <summary>A figure by hand beside a forecast.</summary>
/// <param name="Day">Day corrected.</param>
/// <param name="Quantity">Quantity.</param>
/// <param name="Revision">1, 2, …; the highest counts.</param>
/// <param name="Low">Lower end; null when not given.</param>
/// <param name="Middle">The figure.</param>
/// <param name="High">Upper end; null when not given.</param>
/// <param name="Category">AQI category when one was given in place of figures.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">By whom.</param>
/// <param name="At">When.</param>
public sealed record FigureByHand(
    LocalDay Day, CorrectedQuantity Quantity, int Revision, double? Low, double Middle, double? High, int? Category, string Reason, string By, DateTimeOffset At);

/// <summary>An issued forecast with the figures put beside it.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Forecast">As issued.</param>
/// <param name="Corrections">Figures by hand, by day, quantity and revision.</param>
public sealed record IssuedForecast(string Id, Forecast Forecast, IReadOnlyList<FigureByHand> Corrections);

/// <summary>Issued forecasts and their scores.</summary>
internal static class ForecastsApi
{
    private const int MostDays = 400;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/forecasts", ListAsync).WithTags("air").WithSummary("Issued forecasts by key, without their figures; page with cursor");
        api.MapGet("/forecasts/{id}", OneAsync).WithTags("air").WithSummary("One issued forecast with the figures put beside it by hand");
        api.MapGet("/forecasts/scores", ScoresAsync).WithTags("air").WithSummary("How issued figures turned out, for days from (included) to until (not included), yyyy-MM-dd; the last thirty days when not given; page with cursor");
    }

    private static async Task<Results<Ok<Part<ForecastEntry>>, StatusCodeHttpResult>> ListAsync(
        string? cursor, int? limit, HttpContext http, ForecastArchive archive, Authority authority, TimeProvider clock, CancellationToken cancellationToken)
    {
        var entries = await archive.ListAsync(authority.Region.Code, clock.GetUtcNow(), int.MaxValue, cancellationToken);
        var part = Cursor.Cut(entries, e => e.Id, cursor, limit);
        return Cursor.Known(http, part) ? Cursor.NotModified() : TypedResults.Ok(part);
    }

    private static async Task<Results<Ok<IssuedForecast>, StatusCodeHttpResult, NotFound>> OneAsync(
        string id, HttpContext http, ForecastArchive archive, CorrectionDesk corrections, Authority authority, CancellationToken cancellationToken)
    {
        if (await archive.FindAsync(authority.Region.Code, id, cancellationToken) is not { } row)
        {
            return TypedResults.NotFound();
        }

        var rows = await corrections.ForForecastAsync(row.Id, cancellationToken);
        var answer = new IssuedForecast(
            row.Id,
            ChainDesk.Read<Forecast>(row),
            [.. rows.Select(c => new FigureByHand(new(c.Day), c.Quantity, c.Revision, c.Low, c.Middle, c.High, c.Category, c.Reason, c.By, c.At))]);
        return Cursor.Known(http, answer) ? Cursor.NotModified() : TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<Part<DayScore>>, StatusCodeHttpResult, ProblemHttpResult>> ScoresAsync(
        string? from, string? until, string? cursor, int? limit, HttpContext http, ScoreDesk scores, Authority authority, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken)
    {
        var end = until is null ? clock.GetUtcNow().ToLocalDay() : LocalDay.Parse(until);
        var start = from is null ? end?.Plus(-ServiceScores.RollingDays) : LocalDay.Parse(from);
        if (start is not { } first || end is not { } last || first > last || last - first > MostDays)
        {
            return Refusals.Problem(
                Refusal.Of("API-001", "日期范围无法识别或过长。", "The range of days is unreadable or too long.", $"from 和 until 写作 yyyy-MM-dd，最多 {MostDays} 天。", $"Write from and until as yyyy-MM-dd, {MostDays} days at most."),
                language);
        }

        var rows = await scores.ScoresAsync(authority.Region.Code, first, last.Plus(-1), cancellationToken);
        var part = Cursor.Cut(rows.Select(r => r.ToScore()), s => $"{s.Day}|{s.IssuedAt.ToIso()}|{s.Lead:00}|{s.ModelId}|{s.Source}", cursor, limit);
        return Cursor.Known(http, part) ? Cursor.NotModified() : TypedResults.Ok(part);
    }
}
