using Emergency.Core;
using Emergency.Core.Regions;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Planning.ReductionList;
using Emergency.Storage;
using Emergency.Storage.Ledger;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Emergency.Storage.Responses;
using Emergency.Web.Features.Layout;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.Orders;

/// <summary>Orders of a response: how far they have come, and each of them.</summary>
public sealed class IndexModel(IDbContextFactory<AppDb> databases, OrderDesk desk, LedgerDesk ledger, ListDesk lists, RegionTree regions, WebSettings settings, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>Responses that have orders, newest first.</summary>
    public IReadOnlyList<ResponseRow> Responses { get; private set; } = [];

    /// <summary>Response shown; null when none has orders.</summary>
    public new ResponseRow? Response { get; private set; }

    /// <summary>Counts.</summary>
    public OrderFunnel? Funnel { get; private set; }

    /// <summary>Messages given up, of every response, as far as the caller may see them: the page behind the number lists as many.</summary>
    public int Undelivered { get; private set; }

    /// <summary>Orders shown: the latest of each enterprise.</summary>
    public IReadOnlyList<OrderRow> Rows { get; private set; } = [];

    /// <summary>Which of them.</summary>
    public PageOf Paging { get; private set; } = PageOf.At(1, 50, 0);

    /// <summary>Enterprises of these orders that the list in force gives coordinates for.</summary>
    public IReadOnlyList<(OrderRow Row, Enterprise Enterprise)> Places { get; private set; } = [];

    /// <summary>State asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public OrderState? State { get; set; }

    /// <summary>Words searched for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>County asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? County { get; set; }

    /// <summary>Township or zone asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Township { get; set; }

    /// <summary>Counties and townships that the orders lie in.</summary>
    public IReadOnlyList<(string Region, string Township)> Areas { get; private set; } = [];

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Name of a region.</summary>
    public string RegionName(string code) => regions.Find(code)?.Name ?? code;

    /// <summary>The funnel, with names.</summary>
    public IEnumerable<(string Key, Text Name, int Count, bool Bad)> Figures() => Funnel is { } f
        ?
        [
            ("planned", new("应下达", "planned"), f.Planned, false),
            ("sent", new("已发送", "sent"), f.Sent, false),
            ("delivered", new("已送达", "delivered"), f.Delivered, false),
            ("acknowledged", new("已签收", "acknowledged"), f.Acknowledged, false),
            ("inForce", new("执行中", "in force"), f.InForce, false),
            ("executed", new("已报告执行", "reported"), f.Executed, false),
            ("ended", new("已结束", "ended"), f.Ended, false),
            ("objected", new("有异议", "objected"), f.Objected, true),
            ("silent", new("逾期未签收", "silent"), f.Silent, true),
            ("reportOverdue", new("逾期未报告", "report overdue"), f.ReportOverdue, true),
        ]
        : [];

    /// <summary>Loads a page.</summary>
    public async Task OnGetAsync([FromQuery] string? response, [FromQuery] int page, CancellationToken cancellationToken)
    {
        var visible = caller.RegionsOfResponses();
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            Responses = await db.Responses.AsNoTracking()
                .Where(r => visible.Contains(r.RegionCode) && db.Orders.Any(o => o.ResponseId == r.Id))
                .OrderByDescending(r => r.StartsAt).Take(50).ToListAsync(cancellationToken);
        }

        Response = Responses.FirstOrDefault(r => r.Id == response) ?? (Responses.Count > 0 ? Responses[0] : null);
        if (Response is null)
        {
            return;
        }

        Undelivered = await ledger.CountDeadAsync(caller.RegionsOfOrders(), cancellationToken);
        Funnel = await desk.FunnelAsync(Response.Id, Now, cancellationToken);
        var visibleRows = (await desk.OfResponseAsync(Response.Id, cancellationToken)).Where(o => caller.Sees(o.RegionCode, o.EnterpriseCode)).ToList();
        var list = await lists.InForceForAsync(settings.RegionCode, Now.ToLocalDay(), regions, cancellationToken);
        var known = list.Ok ? list.Value.List.Enterprises.ToDictionary(e => e.Code) : [];
        string TownshipOf(OrderRow row) => known.GetValueOrDefault(row.EnterpriseCode)?.Township ?? "";
        Areas = [.. visibleRows.Select(r => (r.RegionCode, TownshipOf(r))).Distinct().Order()];
        var rows = visibleRows
            .Where(o => Matches(o) && (string.IsNullOrEmpty(County) || o.RegionCode == County) && (string.IsNullOrEmpty(Township) || TownshipOf(o) == Township))
            .ToList();
        Places = [.. rows
            .Select(r => (Row: r, Enterprise: known.GetValueOrDefault(r.EnterpriseCode)))
            .Where(p => p.Enterprise is { Latitude: not null, Longitude: not null })
            .Select(p => (p.Row, p.Enterprise!))];
        Paging = PageOf.At(page, 50, rows.Count);
        Rows = rows.Skip(Paging.Skip).Take(Paging.Size).ToList();
    }

    private bool Matches(OrderRow row) =>
        (State is null || row.State == State)
        && (string.IsNullOrWhiteSpace(Q)
            || row.EnterpriseName.Contains(Q, StringComparison.OrdinalIgnoreCase)
            || row.EnterpriseCode.Contains(Q, StringComparison.OrdinalIgnoreCase)
            || row.Number.Contains(Q, StringComparison.OrdinalIgnoreCase));
}
