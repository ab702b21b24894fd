using Emergency.Core;
using Emergency.Core.Regions;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Storage;
using Emergency.Storage.Chain;
using Emergency.Storage.Observations;
using Emergency.Storage.Responses;
using Emergency.Warnings.Advice;
using Emergency.Warnings.Responses;
using Emergency.Web.Features.Today;
using Emergency.Web.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.Public;

/// <summary>What everybody may see, where the authority may publish (Air Law art. 95).</summary>
public sealed class IndexModel(IDbContextFactory<AppDb> databases, ChainDesk chain, ObservedAir observed, RegionTree regions, WebSettings settings, TimeProvider clock) : PageModel
{
    /// <summary>Region served.</summary>
    public Region Region { get; } = regions.Find(settings.RegionCode)!;

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>False for a county.</summary>
    public bool MayPublish { get; } = regions.CapabilitiesOf(settings.RegionCode).HasFlag(Capabilities.PublishWarning);

    /// <summary>Responses in force.</summary>
    public IReadOnlyList<ResponseRow> Running { get; private set; } = [];

    /// <summary>The latest valid day of the last week.</summary>
    public DailyAir? Latest { get; private set; }

    /// <summary>Health notice of the newest advice of today.</summary>
    public Text? HealthNotice { get; private set; }

    /// <summary>Loads the state; nothing at all where the authority may not publish.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (!MayPublish)
        {
            return;
        }

        Latest = (await observed.DaysAsync(Region, Now.ToLocalDay().Plus(-7), Now.ToLocalDay(), cancellationToken)).LastOrDefault(d => d.Valid);
        var advice = await chain.LatestAsync(ChainKinds.Advice, Region.Code, Now, cancellationToken);
        HealthNotice = advice is not null && advice.At.ToLocalDay() == Now.ToLocalDay() ? ChainDesk.Read<WarningAdvice>(advice).HealthNotice : null;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        Running = await db.Responses.AsNoTracking().Where(r => r.RegionCode == Region.Code && r.State == ResponseState.InForce).OrderByDescending(r => r.StartsAt).ToListAsync(cancellationToken);
    }
}
