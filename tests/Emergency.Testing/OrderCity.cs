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
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Emergency.Testing;

/// <summary>The test city in a database, with its desks and a clock that stands until it is moved.</summary>
public sealed class OrderCity
{
    private OrderCity(TestDatabase database, EmergencyReductionList list, TimeProvider clock, ChannelOrder channels)
    {
        Database = database;
        List = list;
        Clock = clock;
        var audit = new AuditLog(database.Dialect);
        Chain = new ChainDesk(database, audit);
        Lists = new ListDesk(database, audit);
        Orders = new OrderDesk(database, database.Dialect, audit, Lists, Clock) { Channels = channels };
        FailOver = new FailOverDesk(database, database.Dialect, audit, Clock);
        Ledger = new LedgerDesk(database, database.Dialect, audit, Clock) { Backoff = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), 5) };
    }

    /// <summary>The database.</summary>
    public TestDatabase Database { get; }

    /// <summary>The reduction list.</summary>
    public EmergencyReductionList List { get; }

    /// <summary>The clock of the desks.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Chain records.</summary>
    public ChainDesk Chain { get; }

    /// <summary>Lists.</summary>
    public ListDesk Lists { get; }

    /// <summary>Orders.</summary>
    public OrderDesk Orders { get; }

    /// <summary>The ledger, with a back-off of milliseconds and five attempts.</summary>
    public LedgerDesk Ledger { get; }

    /// <summary>Delivery reports and fail-over.</summary>
    public FailOverDesk FailOver { get; }

    /// <summary>The response.</summary>
    public string ResponseId { get; } = DispatchCity.Response().Id;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Fills a database with the city's list and an approved response.</summary>
    /// <param name="database">An empty database.</param>
    /// <param name="enterprises">How many plants.</param>
    /// <param name="webhook">Address of the n-th plant's own system.</param>
    /// <param name="clock">Stands at the issue time when not given.</param>
    /// <param name="channels">Channels besides the portal; webhooks alone when not given.</param>
    /// <param name="change">Gives the plants other addresses.</param>
    public static async Task<OrderCity> CreateAsync(
        TestDatabase database, int enterprises, Func<int, string>? webhook = null, TimeProvider? clock = null, ChannelOrder? channels = null, Func<Enterprise, Enterprise>? change = null)
    {
        var list = DispatchCity.List(enterprises, webhook: webhook);
        list = change is null ? list : list with { Enterprises = [.. list.Enterprises.Select(change)] };
        var city = new OrderCity(database, list, clock ?? new FixedClock(DispatchCity.Issued), channels ?? ChannelOrder.Default);
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

    /// <summary>The same city in another database, one that was filled from a backup of this one.</summary>
    public OrderCity In(TestDatabase restored) => new(restored, List, Clock, Orders.Channels);

    /// <summary>Records a plan; gives its id.</summary>
    public async Task<string> PlanAsync(string id, Plan? plan = null)
    {
        (await Chain.RecordAsync(id, ChainKinds.Plan, null, DispatchCity.Region, plan ?? DispatchCity.Plan(List), "planner", DispatchCity.Issued, Token)).OrThrow();
        return id;
    }

    /// <summary>A request to issue a plan.</summary>
    public IssueRequest Request(string planId, DateTimeOffset? at = null) =>
        new(ResponseId, planId, DispatchCity.Deadlines, DispatchCity.Authority, "值班室 0356-2000000", "officer", at ?? DispatchCity.Issued);

    /// <summary>Issues a plan.</summary>
    public async Task<IssueResult> IssueAsync(string planId, DateTimeOffset? at = null) => (await Orders.IssueAsync(Request(planId, at), Token)).OrThrow();

    /// <summary>Id of the order to the n-th plant.</summary>
    public string OrderId(int n, int revision = 1) => Emergency.Dispatch.Orders.OrderNumber.Id(ResponseId, DispatchCity.Code(n), revision);

    /// <summary>A receipt from the n-th plant.</summary>
    public Receipt Receipt(int n, ReceiptKind kind, string key = "k1", int revision = 1, DateTimeOffset? at = null, string note = "", string? orderId = null) =>
        new(orderId ?? OrderId(n, revision), revision, kind, key, DispatchCity.Code(n), "厂长", "portal", note, at ?? DispatchCity.Issued.AddMinutes(10));

    /// <summary>Row of the order to the n-th plant.</summary>
    public async Task<OrderRow> RowAsync(int n, int revision = 1)
    {
        await using var db = Database.CreateDbContext();
        return await db.Orders.AsNoTracking().SingleAsync(o => o.Id == OrderId(n, revision), Token);
    }

    /// <summary>The whole ledger, by key.</summary>
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
