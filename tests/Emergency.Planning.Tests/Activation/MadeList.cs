using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Planning.Tests.Activation;

/// <summary>Small lists for one rule at a time: one enterprise with one unit that emits 100 kg/day of each pollutant, in a society of 1000.</summary>
internal sealed record MadeList
{
    public static Emissions Hundred { get; } = new(100, 100, 100, 100);

    public Enterprise Enterprise { get; init; } = new(
        SampleList.Code(1), "晋南示例陶瓷有限公司0001", "140525", "", "", null, null, "建筑陶瓷制品制造", "Ceramics", PerformanceGrade.C, "ABCD", LocalDay.Of(2024, 10, 1), GuaranteeKind.None, false, "", "值班室", "0356-5550001", "");

    public IReadOnlyList<ProductionUnit> Units { get; init; } = [Unit("U1")];

    public IReadOnlyList<Measure> Measures { get; init; } = [];

    public IReadOnlyList<MobileSource> Mobile { get; init; } = [];

    public IReadOnlyList<DustSource> Dust { get; init; } = [];

    public Emissions Society { get; init; } = Hundred * 10;

    public EmergencyReductionList List => new([Enterprise], Units, Measures, Mobile, Dust, [new("140500", 2023, Society, "示例"), new("140525", 2023, Society, "示例")]);

    public static ProductionUnit Unit(string id, int count = 2, CanStop canStop = CanStop.Yes, decimal lowestLoad = 0) =>
        new(SampleList.Code(1), id, "烧成" + id, UnitKind.Line, count, null, "", Hundred, 50_000, 2, 4, 0, canStop, lowestLoad, "");

    public static Measure Row(EffectKind effect, decimal? amount = null, decimal cut = 0, CountingUnit countedIn = CountingUnit.None, string unit = "U1", ListLevel level = ListLevel.Orange, MeasureOrigin origin = MeasureOrigin.List, int? switchAfter = null, decimal loss = 0) =>
        new(SampleList.Code(1), unit, level, origin, effect, amount, countedIn, null, null, switchAfter, new(cut, cut, cut, cut), loss, $"{effect} {amount}");

    public MadeList With(params Measure[] measures) => this with { Measures = measures };

    public MadeList Graded(PerformanceGrade grade) => this with { Enterprise = Enterprise with { Grade = grade } };

    public Plan Plan(WarningLevel level = WarningLevel.Orange, IReadOnlyList<RunningControl>? running = null, ActivationRules? rules = null, LocalDay? day = null, string region = "140500") =>
        ActivationPlanner.Activate(new(List, level, region, day ?? Rules.Day, running ?? [], "planner", ChinaTime.At(new DateOnly(2024, 12, 9), 17)), rules ?? Rules.ForPlans()).OrThrow();
}
