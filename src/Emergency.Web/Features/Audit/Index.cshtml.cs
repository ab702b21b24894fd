using Emergency.Storage;
using Emergency.Storage.Audit;
using Emergency.Web.Features.Layout;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.Audit;

/// <summary>The audit log, newest first, and its verification.</summary>
public sealed class IndexModel(IDbContextFactory<AppDb> databases) : PageModel
{
    /// <summary>Entries shown.</summary>
    public IReadOnlyList<AuditRow> Rows { get; private set; } = [];

    /// <summary>Which of them.</summary>
    public PageOf Paging { get; private set; } = PageOf.At(1, 50, 0);

    /// <summary>Part of the subject asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Subject { get; set; }

    /// <summary>User asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? By { get; set; }

    /// <summary>Result of a verification just made.</summary>
    public HistoryVerification? Verification { get; private set; }

    /// <summary>A page of the log.</summary>
    public async Task OnGetAsync([FromQuery] int page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.Audit.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(Subject))
        {
            rows = rows.Where(a => a.Subject.Contains(Subject));
        }

        if (!string.IsNullOrWhiteSpace(By))
        {
            rows = rows.Where(a => a.By == By);
        }

        Paging = PageOf.At(page, 50, await rows.CountAsync(cancellationToken));
        Rows = await rows.OrderByDescending(a => a.Sequence).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(cancellationToken);
    }

    /// <summary>Checks every link.</summary>
    public async Task OnPostVerifyAsync(CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            Verification = await HistoryCheck.VerifyAsync(db, cancellationToken);
        }

        await OnGetAsync(1, cancellationToken);
    }
}
