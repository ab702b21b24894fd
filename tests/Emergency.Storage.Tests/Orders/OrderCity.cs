using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Receipts;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Storage.Audit;
using Emergency.Storage.Chain;
using Emergency.Storage.Ledger;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Emergency.Storage.Responses;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Orders;

/// <summary>The test city in a database, with its desks and a clock that stands until it is moved.</summary>
internal sealed class OrderCity
{
    private OrderCity(TestDatabase database, EmergencyReductionList list)
    {
        Database = database;
        List = list;
        var audit = new AuditLog(database.Dialect);
        Chain = new ChainDesk(database, audit);
        Lists = new ListDesk(database, audit);
        Orders = new OrderDesk(database, database.Dialect, audit, Lists, Clock);
        Ledger = new LedgerDesk(database, database.Dialect, audit, Clock) { Backoff = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), 5) };
    }

    public TestDatabase Database { get; }

    public EmergencyReductionList List { get; }

    public StandingClock Clock { get; } = new();

    public ChainDesk Chain { get; }

    public ListDesk Lists { get; }

    public OrderDesk Orders { get; }

    public LedgerDesk Ledger { get; }

    public string ResponseId { get; } = DispatchCity.Response().Id;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<OrderCity> CreateAsync(TestDatabase database, int enterprises, Func<int, string>? webhook = null)
    {
        var city = new OrderCity(database, DispatchCity.List(enterprises, webhook: webhook));
        await city.Lists.ImportAsync(city.List, DispatchCity.Region, LocalDay.Of(2018, 10, 1), "planner", DispatchCity.Issued, Token);
        var response = DispatchCity.Response();
        await using var db = database.CreateDbContext();
        db.Responses.Add(new ResponseRow
        {
            Id = response.Id,
            Number = response.Number,
            RegionCode = response.RegionCode,
            Level = response.Level,
            State = response.State,
            StartsAt = response.StartsAt,
            Version = response.Version,
            Json = CanonicalJson.Write(response),
        });
        await db.SaveChangesAsync(Token);
        return city;
    }

    public async Task<string> PlanAsync(string id, Plan? plan = null)
    {
        (await Chain.RecordAsync(id, ChainKinds.Plan, null, DispatchCity.Region, plan ?? DispatchCity.Plan(List), "planner", DispatchCity.Issued, Token)).OrThrow();
        return id;
    }

    public IssueRequest Request(string planId, DateTimeOffset? at = null) =>
        new(ResponseId, planId, DispatchCity.Deadlines, DispatchCity.Authority, "值班室 0356-2000000", "officer", at ?? DispatchCity.Issued);

    public async Task<IssueResult> IssueAsync(string planId, DateTimeOffset? at = null) => (await Orders.IssueAsync(Request(planId, at), Token)).OrThrow();

    public string OrderId(int n, int revision = 1) => Dispatch.Orders.OrderNumber.Id(ResponseId, DispatchCity.Code(n), revision);

    public Receipt Receipt(int n, ReceiptKind kind, string key = "k1", int revision = 1, DateTimeOffset? at = null, string note = "", string? orderId = null) =>
        new(orderId ?? OrderId(n, revision), revision, kind, key, DispatchCity.Code(n), "厂长", "portal", note, at ?? DispatchCity.Issued.AddMinutes(10));

    public async Task<OrderRow> RowAsync(int n, int revision = 1)
    {
        await using var db = Database.CreateDbContext();
        return await db.Orders.AsNoTracking().SingleAsync(o => o.Id == OrderId(n, revision), Token);
    }

    public async Task<List<DispatchRow>> LedgerRowsAsync()
    {
        await using var db = Database.CreateDbContext();
        return await db.Dispatch.AsNoTracking().OrderBy(d => d.Key).ToListAsync(Token);
    }

    /// <summary>Makes everything that waits due at once, as if the time had passed: works with the database's clock too.</summary>
    public async Task MakeDueAsync()
    {
        await using var db = Database.CreateDbContext();
        await db.Dispatch
            .Where(d => d.State == DispatchState.Pending || d.State == DispatchState.Leased)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, DateTimeOffset.UnixEpoch), Token);
    }

    /// <summary>Claims all and reports all delivered.</summary>
    public async Task<int> DeliverAllAsync(string token)
    {
        var messages = await Ledger.ClaimAsync(token, 1000, TimeSpan.FromMinutes(1), Token);
        var result = await Ledger.CompleteAsync(token, messages.Select(m => new DeliveryReport(m, DeliveryResult.Done)).ToList(), Token);
        return result.Delivered;
    }
}

/// <summary>A clock that stands until a test moves it.</summary>
internal sealed class StandingClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DispatchCity.Issued;

    public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();
}
