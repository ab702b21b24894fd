using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Warnings.Responses;

namespace Emergency.Testing;

/// <summary>A small made-up city for tests of orders: enterprises, a list, a response, plans, deadlines. Everything is a plain record; tests change what they need.</summary>
public static class DispatchCity
{
    /// <summary>Region of the city.</summary>
    public const string Region = "140500";

    /// <summary>Issue time of most tests: 2019-01-10 10:00 Beijing time.</summary>
    public static DateTimeOffset Issued { get; } = ChinaTime.At(new DateOnly(2019, 1, 10), 10);

    /// <summary>Start of the response: 2019-01-11 18:00 Beijing time.</summary>
    public static DateTimeOffset Start { get; } = ChinaTime.At(new DateOnly(2019, 1, 11), 18);

    /// <summary>The deadlines of the strictest rule seen, with four spreading steps of 15 min.</summary>
    public static DeadlineRules Deadlines { get; } = new(
        new RuleEdition(RuleBooks.ReportDeadlines, "test", "cn", new Text("测试", "test"), "测试", LocalDay.Of(2018, 1, 1), null, null, new Dictionary<string, RuleValue>(), ContentHash.Of("test")),
        1, 24, 16, 24, 15, 60, new Dictionary<string, SourceRef>());

    /// <summary>Who orders.</summary>
    public static Text Authority { get; } = new("晋城市重污染天气应急指挥部", "Jincheng emergency headquarters");

    /// <summary>Code of the n-th enterprise.</summary>
    public static string Code(int n) => FormattableString.Invariant($"91140500MA0000{n:000}X");

    /// <summary>A list of so many ceramics plants: each a spray dryer (no ramp) and two kilns that need some hours to go down.</summary>
    /// <param name="count">How many.</param>
    /// <param name="rampDownHours">Ramp-down of the kilns of the n-th plant [h].</param>
    /// <param name="webhook">Address of the n-th plant's own system; empty when none.</param>
    public static EmergencyReductionList List(int count, Func<int, decimal>? rampDownHours = null, Func<int, string>? webhook = null)
    {
        var numbers = Enumerable.Range(1, count).ToList();
        return new EmergencyReductionList(
            numbers.ConvertAll(n => new Enterprise(
                Code(n), $"测试陶瓷{n}厂", "140525", "巴公镇", "", null, null, "建筑陶瓷制品制造", "Ceramics", PerformanceGrade.C, "ABCD", LocalDay.Of(2018, 10, 1),
                GuaranteeKind.None, false, "", "张工", "0356-0000000", webhook?.Invoke(n) ?? "")),
            numbers.SelectMany(n => new[]
            {
                Unit(n, "D1", "喷雾干燥", 0),
                Unit(n, "K1", "辊道窑", rampDownHours?.Invoke(n) ?? 6),
            }).ToList(),
            [], [], [], []);
    }

    /// <summary>A plan that asks every enterprise of the list: stop the dryer, stop one of two kilns.</summary>
    public static Plan Plan(EmergencyReductionList list, WarningLevel level = WarningLevel.Orange, Func<string, bool>? asked = null, decimal kilnShare = 0.5m) => new(
        Region,
        level,
        PlanMode.Activate,
        ContentHash.OfJson(list),
        list.Enterprises.Where(e => asked?.Invoke(e.Code) ?? true).SelectMany(e => new[]
        {
            Choice(e, "D1", "喷雾干燥", EffectKind.Stop, null, CountingUnit.None, null, "喷雾干燥塔停产"),
            Choice(e, "K1", "辊道窑", EffectKind.StopLines, kilnShare, CountingUnit.Line, (int)Math.Ceiling(2 * kilnShare), kilnShare < 1 ? "停产50%（以生产线计）" : "停产"),
        }).ToList(),
        [], default, default, default, 0, [],
        new Basis([], [new EditionRef(RuleBooks.ReductionTargets, "test", "cn", ContentHash.Of("test"))], null, "planner", Issued));

    /// <summary>An approved orange response until further notice.</summary>
    public static Response Response(WarningLevel level = WarningLevel.Orange, DateTimeOffset? startsAt = null, DateTimeOffset? endsAt = null) => new(
        "140500-2018-2019-03", "2018-2019-03", Region, level, ResponseState.Approved, startsAt ?? Start, endsAt, null, null,
        new Text("会商结论", "consultation"), "officer", "headquarters", 2);

    /// <summary>A draft request for a plan against the orders there are.</summary>
    public static DraftRequest Request(EmergencyReductionList list, Plan? plan = null, Response? response = null, DateTimeOffset? issuedAt = null, IReadOnlyList<CurrentOrder>? current = null, DeadlineRules? deadlines = null) => new(
        plan ?? Plan(list), "plan:1", response ?? Response(), list, deadlines ?? Deadlines, issuedAt ?? Issued, Authority, "值班室 0356-2000000", current ?? []);

    private static ProductionUnit Unit(int n, string id, string process, decimal ramp) => new(
        Code(n), id, process, id[0] == 'K' ? UnitKind.Kiln : UnitKind.Line, 2, null, "条", new Emissions(10, 40, 8, 2), 100_000, ramp, ramp, 24, CanStop.Yes, 0, "");

    private static PlanChoice Choice(Enterprise e, string unit, string process, EffectKind effect, decimal? amount, CountingUnit counted, int? stopped, string text) => new(
        e.Code, e.Name, e.Grade, unit, process, true, effect, amount, counted, stopped, stopped is null ? null : 2, null, null,
        new Emissions(5, 20, 4, 1), 50_000, text, new Text("C级，清单措施。", "Grade C, list measures."), false);
}
