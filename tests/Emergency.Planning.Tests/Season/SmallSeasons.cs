using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Planning.RunningControls;
using Emergency.Planning.Season;
using Emergency.Planning.Tests.Composing;
using Emergency.Testing;

namespace Emergency.Planning.Tests.Season;

/// <summary>Seasons of a few plants.</summary>
internal static class SmallSeasons
{
    public const int Periods = 10;

    public static SeasonRequest Request(SmallCity city, int year = 2024) => new(city.List, "140500", year, [], "planner", ChinaTime.At(new DateOnly(2024, 10, 20), 9)) { GapTarget = 0, Threads = 1 };

    public static Outcome<SeasonPlan> Make(SeasonRequest request) =>
        SeasonPlanner.Make(request, SeasonPlanRules.InForce(ShippedRules.Library, request.RegionCode, request.Year).OrThrow(), cancel: TestContext.Current.CancellationToken);

    public static SeasonPlan Plan(SmallCity city, int year = 2024) => Make(Request(city, year)).OrThrow();

    /// <summary>A plant with one process and no rows.</summary>
    public static (Enterprise, ProductionUnit[], Measure[]) Plant(int number, PerformanceGrade grade = PerformanceGrade.C, decimal kg = 100, int lines = 1, string industry = "Ceramics", CanStop canStop = CanStop.Yes, decimal lowestLoad = 0, string process = "烧成", decimal output = 10_000, UnitKind kind = UnitKind.Line, string county = SmallCity.Zezhou) =>
        (SmallCity.Firm(number, grade, county, industry), [SmallCity.Unit(number, SmallCity.All(kg), lines, canStop, lowestLoad, output) with { Process = process, Kind = kind }], []);

    public static SeasonUnitPlan Unit(this SeasonPlan plan, int number) => plan.Enterprises.Single(e => e.Code == SmallCity.Firm(number, PerformanceGrade.C).Code).Units[0];

    public static decimal[] So2(this SeasonPlan plan) => [.. plan.Periods.Select(p => p.Cut.So2)];

    /// <summary>A random season: grades, lines, loads, industries, counties, repairs, rows of the list.</summary>
    public static SeasonRequest Random(int seed)
    {
        var random = new Random(seed);
        PerformanceGrade[] grades = [PerformanceGrade.A, PerformanceGrade.B, PerformanceGrade.C, PerformanceGrade.C, PerformanceGrade.C, PerformanceGrade.NonLeading, PerformanceGrade.D, PerformanceGrade.Ungraded];
        var plants = new List<(Enterprise, ProductionUnit[], Measure[])>();
        var running = new List<RecordedControl>();
        for (var n = 1; n <= 12; n++)
        {
            var loadOnly = random.Next(3) == 0;
            var plant = Plant(n, grades[random.Next(grades.Length)], random.Next(5, 200), random.Next(1, 5), random.Next(3) switch { 0 => "Coking", 1 => "CoalWashing", _ => "Ceramics" }, loadOnly ? CanStop.LoadOnly : CanStop.Yes, loadOnly ? 0.6m : 0, output: random.Next(1_000, 90_000), county: random.Next(2) == 0 ? SmallCity.Gaoping : SmallCity.Zezhou);
            var unit = plant.Item2[0] with { Daily = new(random.Next(100), random.Next(100), random.Next(100), random.Next(100)), MinimumStopHours = random.Next(3) == 0 ? 500 : 0 };
            var enterprise = random.Next(8) switch { 0 => plant.Item1 with { Guarantee = GuaranteeKind.HeatDemand }, 1 => plant.Item1 with { SmallEmitter = true }, _ => plant.Item1 };
            Measure[] rows = random.Next(6) == 0 ? [SmallCity.Row(n, EffectKind.OutputLimit, 0.3m, unit.Daily * 0.3m, 700, level: ListLevel.Season)] : [];
            plants.Add((enterprise, [unit], rows));
            if (random.Next(6) == 0)
            {
                running.Add(new(enterprise.Code, "U1", Emergency.Planning.Activation.RunningControlKind.Repair, random.Next(2) == 0 ? 1 : 0.5m, LocalDay.Of(2024, 10, 1), random.Next(2) == 0 ? null : LocalDay.Of(2024, 12, 1), ""));
            }
        }

        return Request(SmallCity.Of([.. plants])) with { Running = running, MostStops = random.Next(1, 3), GapTarget = 0.01 };
    }
}
