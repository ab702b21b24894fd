using Emergency.Core.Regions;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Storage;
using Emergency.Storage.Chain;
using Emergency.Storage.Observations;
using Emergency.Storage.Responses;
using Emergency.Warnings.Advice;
using Emergency.Warnings.Responses;
using Emergency.Web.Hosting;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using System.Globalization;

namespace Emergency.Web.Features.Today;

/// <summary>The first page: last week, next ten days, advice.</summary>
public sealed class IndexModel(IDbContextFactory<AppDb> databases, ChainDesk chain, ObservedAir observed, RegionTree regions, WebSettings settings, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>Region served.</summary>
    public Region Region { get; } = regions.Find(settings.RegionCode)!;

    /// <summary>Today in Beijing.</summary>
    public LocalDay Today { get; } = clock.GetUtcNow().ToLocalDay();

    /// <summary>The last seven full days, oldest first; empty without observations.</summary>
    public IReadOnlyList<DailyAir> Days { get; private set; } = [];

    /// <summary>Newest forecast.</summary>
    public Forecast? Forecast { get; private set; }

    /// <summary>Newest advice.</summary>
    public WarningAdvice? Advice { get; private set; }

    /// <summary>Chain record of the advice.</summary>
    public string? AdviceId { get; private set; }

    /// <summary>Responses that are not over.</summary>
    public IReadOnlyList<ResponseRow> Open { get; private set; } = [];

    /// <summary>Loads everything; an enterprise, for whom none of it is, is led to its orders.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (caller.EnterpriseCode is not null)
        {
            return LocalRedirect("/portal");
        }

        var now = clock.GetUtcNow();
        Days = await observed.DaysAsync(Region, Today.Plus(-7), Today, cancellationToken);
        Forecast = await chain.LatestAsync(ChainKinds.Forecast, Region.Code, now, cancellationToken) is { } f ? ChainDesk.Read<Forecast>(f) : null;
        if (await chain.LatestAsync(ChainKinds.Advice, Region.Code, now, cancellationToken) is { } row)
        {
            Advice = ChainDesk.Read<WarningAdvice>(row);
            AdviceId = row.Id;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        Open = await db.Responses.AsNoTracking()
            .Where(r => r.RegionCode == Region.Code && r.State != ResponseState.Lifted && r.State != ResponseState.Withdrawn)
            .OrderByDescending(r => r.StartsAt)
            .ToListAsync(cancellationToken);
        return Page();
    }

    /// <summary>A probability as people read it: never a false 0 or 100 %.</summary>
    public string Share(double probability) => probability switch
    {
        < 0.005 => "<1 %",
        > 0.995 => ">99 %",
        _ => probability.ToString("P0", CultureInfo.InvariantCulture),
    };

    /// <summary>What the chart draws: observed days, then the forecast with its band, over the categories.</summary>
    internal object Chart(PageLanguage language, AqiColours colours)
    {
        var days = Forecast!.Days;
        var past = Days.Where(d => d.Day < days[0].Day).ToList();
        return new
        {
            labels = past.Select(d => Label(d.Day)).Concat(days.Select(d => Label(d.Day))),
            observed = past.Select(d => d.Aqi).Concat(days.Select(_ => (int?)null)),
            median = past.Select(_ => (double?)null).Concat(days.Select(d => (double?)Math.Ceiling(d.Aqi))),
            low = past.Select(_ => (double?)null).Concat(days.Select(d => (double?)Math.Ceiling(d.AqiLow))),
            high = past.Select(_ => (double?)null).Concat(days.Select(d => (double?)Math.Ceiling(d.AqiHigh))),
            categories = colours.On(Today).Select(c => new { c.Min, c.Max, Colour = $"rgb({string.Join(',', c.Rgb)})", Name = language.In(c.Name) }),
            text = new { Observed = language["实测", "observed"], Median = language["预报中位数", "forecast median"], Band = language["80 % 区间", "80 % band"] },
        };
    }

    private static string Label(LocalDay day) => day.Date.ToString("MM-dd", CultureInfo.InvariantCulture);
}
