using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Planning.Tests.Composing;

/// <summary>A few enterprises in two counties of Jincheng in a society of 1000 kg/day of each pollutant: small enough to try every choice.</summary>
internal sealed record SmallCity(IReadOnlyList<Enterprise> Enterprises, IReadOnlyList<ProductionUnit> Units, IReadOnlyList<Measure> Measures)
{
    public const string Zezhou = "140525";
    public const string Gaoping = "140581";

    public Emissions Society { get; init; } = new(1000, 1000, 1000, 1000);

    public IReadOnlyList<RunningControl> Running { get; init; } = [];

    public EmergencyReductionList List => new(Enterprises, Units, Measures, [], [], [new("140500", 2023, Society, "示例"), new(Zezhou, 2023, Society * 0.6m, "示例"), new(Gaoping, 2023, Society * 0.4m, "示例")]);

    public static SmallCity Of(params (Enterprise Enterprise, ProductionUnit[] Units, Measure[] Measures)[] all) =>
        new([.. all.Select(a => a.Enterprise)], [.. all.SelectMany(a => a.Units)], [.. all.SelectMany(a => a.Measures)]);

    public static Enterprise Firm(int number, PerformanceGrade grade, string county = Zezhou, string industry = "Ceramics") => new(
        SampleList.Code(number), $"晋南示例企业{number}", county, "", "", null, null, "示例行业", industry, grade, grade == PerformanceGrade.Ungraded ? "" : "ABCD", LocalDay.Of(2020, 10, 1), GuaranteeKind.None, false, "", "值班室", "", "");

    /// <summary>A unit that emits so much of each pollutant.</summary>
    public static ProductionUnit Unit(int firm, Emissions daily, int count = 1, CanStop canStop = CanStop.Yes, decimal lowestLoad = 0, decimal output = 10_000, string id = "U1") =>
        new(SampleList.Code(firm), id, "工序" + id, UnitKind.Line, count, null, "", daily, output, 2, 4, 0, canStop, lowestLoad, "");

    public static Measure Row(int firm, EffectKind effect, decimal? amount, Emissions cut, decimal loss, CountingUnit countedIn = CountingUnit.Output, ListLevel level = ListLevel.Orange, MeasureOrigin origin = MeasureOrigin.List, string unit = "U1") =>
        new(SampleList.Code(firm), unit, level, origin, effect, amount, countedIn, null, null, null, cut, loss, $"{effect} {amount} {origin} {level}");

    public static Emissions All(decimal kg) => new(kg, kg, kg, kg);

    public CompositionRequest Request(PlanMode mode, WarningLevel level = WarningLevel.Orange, CompositionSettings? settings = null, decimal? share = null, params ZoneTarget[] zones) =>
        new(new(List, level, "140500", Rules.Day, Running, "planner", ChinaTime.At(new DateOnly(2024, 12, 9), 17)), mode)
        {
            Settings = settings ?? Exact,
            Targets = share is { } s ? EmittedPollutants.All.ToDictionary(p => p, _ => s) : new Dictionary<EmittedPollutant, decimal>(),
            Zones = zones,
        };

    /// <summary>Proven optima; without the order unless asked for.</summary>
    public static CompositionSettings Exact { get; } = new() { GapTarget = 0, MostNodes = 100_000, Order = OrderScope.None };

    public static CompositionSettings Ordered { get; } = Exact with { Order = OrderScope.District };

    public Plan Plan(PlanMode mode = PlanMode.Supplement, WarningLevel level = WarningLevel.Orange, CompositionSettings? settings = null, decimal? share = null, params ZoneTarget[] zones) =>
        PlanComposer.Make(Request(mode, level, settings, share, zones), Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow();

    /// <summary>A random city: grades, offers, several lines, kilns that cannot stop, running controls, exempt enterprises.</summary>
    public static SmallCity Random(int seed)
    {
        var random = new Random(seed);
        PerformanceGrade[] grades = [PerformanceGrade.A, PerformanceGrade.B, PerformanceGrade.B, PerformanceGrade.C, PerformanceGrade.C, PerformanceGrade.D, PerformanceGrade.Ungraded];
        var firms = new List<Enterprise>();
        var units = new List<ProductionUnit>();
        var measures = new List<Measure>();
        var running = new List<RunningControl>();
        for (var number = 1; number <= 4; number++)
        {
            var firm = Firm(number, grades[random.Next(grades.Length)], random.Next(3) == 0 ? Gaoping : Zezhou, random.Next(4) == 0 ? "BrickKiln" : "Ceramics");
            firm = random.Next(8) switch { 0 => firm with { SmallEmitter = true }, 1 => firm with { Guarantee = GuaranteeKind.HeatDemand }, _ => firm };
            firms.Add(firm);
            for (var u = 1; u <= 1 + (number % 2); u++)
            {
                var daily = new Emissions(random.Next(10, 150), random.Next(10, 150), random.Next(10, 150), random.Next(10, 150));
                var stops = random.Next(3) > 0;
                var unit = Unit(number, daily, stops ? random.Next(1, 4) : 2, stops ? CanStop.Yes : CanStop.LoadOnly, stops ? 0 : 0.6m, random.Next(5_000, 50_000), $"U{u}");
                units.Add(unit);
                if (random.Next(6) == 0)
                {
                    running.Add(new(firm.Code, unit.UnitId, RunningControlKind.Season, random.Next(3) == 0 ? 1 : 0.25m));
                }

                foreach (var (origin, chance) in ((MeasureOrigin, int)[])[(MeasureOrigin.List, 2), (MeasureOrigin.Option, 2), (MeasureOrigin.Guide, 4)])
                {
                    if (random.Next(chance) == 0)
                    {
                        var share = random.Next(1, stops ? 19 : 7) * 0.05m;
                        measures.Add(Row(number, EffectKind.OutputLimit, share, daily * share, Math.Floor(unit.OutputYuanPerDay * share * (decimal)(0.3 + random.NextDouble())), origin: origin, level: origin == MeasureOrigin.List && random.Next(3) == 0 ? ListLevel.Red : ListLevel.Orange, unit: unit.UnitId));
                    }
                }
            }
        }

        return new(firms, units, measures) { Running = running };
    }
}
