using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
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
    private const string NextPlanId = "plan:2";

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

    private EmergencyReductionList List { get; set; } = null!;

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

        city.List = list;
        await city.RecordAsync(PlanId, DispatchCity.Plan(list));
        return city;
    }

    /// <summary>Issues the plan: what headquarters' approval does.</summary>
    public async Task<int> IssueAsync() => (await IssueAsync(PlanId, Issued)).Issued.Count;

    /// <summary>Another plan of the same response: every third enterprise has to stop all its kilns, every tenth is asked no longer, the rest keeps its order.</summary>
    public async Task<IssueResult> ChangeAsync()
    {
        var stricter = DispatchCity.Plan(List, kilnShare: 1).Choices.ToLookup(c => c.EnterpriseCode, StringComparer.Ordinal);
        var plan = DispatchCity.Plan(List);
        var place = List.Enterprises.Select((e, at) => (e.Code, At: at)).ToDictionary(e => e.Code, e => e.At, StringComparer.Ordinal);
        await RecordAsync(NextPlanId, plan with
        {
            Choices = [.. plan.Choices.GroupBy(c => c.EnterpriseCode).Where(g => place[g.Key] % 10 != 9).SelectMany(g => place[g.Key] % 3 == 0 ? stricter[g.Key] : g)],
        });
        return await IssueAsync(NextPlanId, TimeProvider.System.GetUtcNow());
    }

    public string OrderId(int n, int revision = 1) => Emergency.Dispatch.Orders.OrderNumber.Id(Response.Id, DispatchCity.Code(n), revision);

    private async Task RecordAsync(string id, Plan plan) =>
        (await new ChainDesk(Database, new AuditLog(Database.Dialect)).RecordAsync(id, ChainKinds.Plan, null, DispatchCity.Region, plan, "planner", Issued, default)).OrThrow();

    private async Task<IssueResult> IssueAsync(string planId, DateTimeOffset at) => (await Orders.IssueAsync(
        new IssueRequest(Response.Id, planId, DispatchCity.Deadlines, DispatchCity.Authority, "0356-0000000", "officer", at), default)).OrThrow();
}
