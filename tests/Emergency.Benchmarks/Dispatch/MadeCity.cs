using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Storage;
using Emergency.Storage.Audit;
using Emergency.Storage.Chain;
using Emergency.Storage.Ledger;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Emergency.Storage.Responses;
using Emergency.Testing;
using Emergency.Warnings.Responses;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>A made-up city of any size with its desks: a list, an approved response and a plan that asks everybody.</summary>
internal sealed class MadeCity
{
    private const string PlanId = "plan:1";

    private MadeCity(BenchmarkDatabase database)
    {
        Database = database;
        var audit = new AuditLog(database.Dialect);
        Orders = new OrderDesk(database, database.Dialect, audit, new ListDesk(database, audit), TimeProvider.System);
        Ledger = new LedgerDesk(database, database.Dialect, audit, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        Response = DispatchCity.Response(startsAt: now.AddDays(1));
        Issued = now;
    }

    public BenchmarkDatabase Database { get; }

    public OrderDesk Orders { get; }

    public LedgerDesk Ledger { get; }

    public Response Response { get; }

    private DateTimeOffset Issued { get; }

    public static async Task<MadeCity> CreateAsync(BenchmarkDatabase database, int enterprises, Func<int, string>? webhook = null)
    {
        var city = new MadeCity(database);
        var list = DispatchCity.List(enterprises, webhook: webhook).InOrder();
        var audit = new AuditLog(database.Dialect);
        await new ListDesk(database, audit).ImportAsync(list, DispatchCity.Region, LocalDay.Of(2018, 10, 1), "planner", city.Issued, default);
        await using (var db = database.CreateDbContext())
        {
            var response = city.Response;
            db.Responses.Add(new ResponseRow
            {
                Id = response.Id, Number = response.Number, RegionCode = response.RegionCode, Level = response.Level,
                State = response.State, StartsAt = response.StartsAt, Version = response.Version, Json = CanonicalJson.Write(response),
            });
            await db.SaveChangesAsync();
        }

        (await new ChainDesk(database, audit).RecordAsync(PlanId, ChainKinds.Plan, null, DispatchCity.Region, DispatchCity.Plan(list), "planner", city.Issued, default)).OrThrow();
        return city;
    }

    /// <summary>Issues the plan: what headquarters' approval does.</summary>
    public async Task<int> IssueAsync() => (await Orders.IssueAsync(
        new IssueRequest(Response.Id, PlanId, DispatchCity.Deadlines, DispatchCity.Authority, "0356-0000000", "officer", Issued), default)).OrThrow().Issued.Count;

    public string OrderId(int n) => Emergency.Dispatch.Orders.OrderNumber.Id(Response.Id, DispatchCity.Code(n), 1);
}
