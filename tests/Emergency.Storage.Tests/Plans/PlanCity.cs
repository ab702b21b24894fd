using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Replanning;
using Emergency.Storage.Audit;
using Emergency.Storage.Chain;
using Emergency.Storage.Plans;
using Emergency.Storage.Rulings;
using Emergency.Storage.RunningControls;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Plans;

/// <summary>The test city with a list that asks plants 1 and 2 of five, an offer of plant 4, an approved response, and the desks that plan.</summary>
internal sealed class PlanCity
{
    private PlanCity(OrderCity city, EmergencyReductionList list)
    {
        (City, List) = (city, list);
        var audit = new AuditLog(city.Database.Dialect);
        Running = new RunningControlDesk(city.Database, audit, city.Lists, ShippedRules.Library);
        var inputs = Inputs = new PlanInputs(city.Database, city.Lists, Running, ShippedRules.Library);
        Plans = new PlanDesk(city.Database, audit, city.Chain, inputs);
        Replans = new ReplanDesk(city.Database, audit, city.Chain, inputs, city.Lists, city.Orders, new AbsenceReader(city.Database));
        Rulings = new RulingDesk(city.Database, audit, city.Chain, inputs, city.Lists, city.Orders);
        Composed = new ComposedListDesk(city.Lists, inputs, ShippedRules.Library);
    }

    public OrderCity City { get; }

    public EmergencyReductionList List { get; }

    public RunningControlDesk Running { get; }

    public PlanInputs Inputs { get; }

    public PlanDesk Plans { get; }

    public ReplanDesk Replans { get; }

    public RulingDesk Rulings { get; }

    public ComposedListDesk Composed { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<PlanCity> CreateAsync(TestDatabase database)
    {
        var city = await OrderCity.CreateAsync(database, 5);
        var made = DispatchCity.List(5);
        var list = made with
        {
            Measures = [Stop(made, 1, MeasureOrigin.List, 50_000), Stop(made, 2, MeasureOrigin.List, 50_000), Stop(made, 4, MeasureOrigin.Option, 20_000)],
            Society = [new SocietyEmission(DispatchCity.Region, 2018, new Emissions(100, 400, 80, 20), "假定值")],
        };
        await city.Lists.ImportAsync(list, DispatchCity.Region, LocalDay.Of(2018, 10, 2), "planner", DispatchCity.Issued, Token);
        return new(city, list);
    }

    private static Measure Stop(EmergencyReductionList list, int plant, MeasureOrigin origin, decimal loss) =>
        new(DispatchCity.Code(plant), "D1", ListLevel.Orange, origin, EffectKind.Stop, null, CountingUnit.None, null, null, null, list.Units.First(u => u.EnterpriseCode == DispatchCity.Code(plant) && u.UnitId == "D1").Daily, loss, "喷雾干燥塔停产");

    public async Task<ChainRow> MakeAsync(PlanSettings settings, string by = "planner") =>
        (await Plans.MakeAsync(City.ResponseId, settings, by, DispatchCity.Issued, Token)).OrThrow();

    public async Task<ChainRow> IssuedAsync(PlanMode mode)
    {
        var row = await MakeAsync(new PlanSettings(mode));
        await City.IssueAsync(row.Id);
        return row;
    }

    public ReplanAsk Ask(DateTimeOffset at, params MissingUnit[] missing) =>
        new(City.ResponseId, missing, null, DispatchCity.Deadlines, DispatchCity.Authority, "值班室 0356-2000000", "headquarters", at);

    public async Task<Warnings.Responses.Response> ResponseAsync()
    {
        await using var db = City.Database.CreateDbContext();
        return Core.Decisions.CanonicalJson.Read<Warnings.Responses.Response>((await db.Responses.SingleAsync(Token)).Json);
    }
}
