using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Rulings;

namespace Emergency.Planning.Activation;

/// <summary>What a request works on, once it has been found possible: the part of the list within the region, its base and its target.</summary>
internal sealed record ActivationScope(ActivationRequest Request, ActivationRules Rules, ListLevel Level, LevelTarget Target, SocietyEmission Society, EmergencyReductionList List, IReadOnlyList<Enterprise> Enterprises)
{
    private readonly ILookup<string, ProductionUnit> units = List.Units.ToLookup(u => u.EnterpriseCode);
    private readonly ILookup<string, Measure> measures = List.Measures.ToLookup(m => m.EnterpriseCode);
    private readonly ILookup<(string, string), RunningControl> running = Request.Running.ToLookup(r => (r.EnterpriseCode, r.UnitId));

    /// <summary>Checks a request.</summary>
    /// <returns>The scope; refused with PLAN-001 (no such level in lists), PLAN-002 (edition without that level), PLAN-003 (no whole-society emission), PLAN-004 (no enterprise) or REGION-001.</returns>
    public static Outcome<ActivationScope> Open(ActivationRequest request, ActivationRules rules)
    {
        if (ActivationPlanner.ListLevelOf(request.Level) is not { } level)
        {
            return Refusal.Of("PLAN-001", $"减排清单没有“{request.Level.Name().Zh}”级别的措施。", $"A reduction list has no measures for the level \"{request.Level.Name().En}\".", "请选择黄色、橙色或红色。", "Choose yellow, orange or red.");
        }

        if (rules.Targets.Levels.FirstOrDefault(t => t.Level == request.Level) is not { } target)
        {
            return Refusal.Of("PLAN-002", $"减排比例规则“{rules.Targets.Edition.Edition}”没有{request.Level.Name().Zh}级别的要求。", $"The target edition \"{rules.Targets.Edition.Edition}\" has no figure for {request.Level.Name().En}.", "请在规则册中补充该级别。", "Add the level to the rule book.");
        }

        if (rules.Regions.Find(request.RegionCode) is not { } region)
        {
            return Refusal.Of("REGION-001", $"未知的行政区划代码 {request.RegionCode}。", $"Unknown region code {request.RegionCode}.", "请在行政区划表中核对代码。", "Check the code in the region table.");
        }

        if (request.List.SocietyOf(request.RegionCode, request.StartDay.Date.Year) is not { } society)
        {
            return Refusal.Of("PLAN-003", $"清单没有{region.Name}（{region.Code}）的全社会排放量，无法计算减排比例。", $"The list has no whole-society emission for {region.NameEn} ({region.Code}); no share can be computed.", "请在“全社会排放量”表中补上该地后重新导入。", "Add the region to the society sheet and import again.");
        }

        var list = request.List.InOrder();
        var enterprises = list.Enterprises.Where(e => rules.Regions.IsWithin(e.RegionCode, request.RegionCode)).ToList();
        return enterprises.Count == 0
            ? Refusal.Of("PLAN-004", $"清单中没有{region.Name}的企业。", $"The list has no enterprise in {region.NameEn}.", "请核对所选地区和清单。", "Check the region and the list.")
            : new ActivationScope(request, rules, level, target, society, list, enterprises);
    }

    public IReadOnlyList<ProductionUnit> UnitsOf(Enterprise enterprise) => [.. units[enterprise.Code]];

    public IReadOnlyList<Measure> MeasuresOf(Enterprise enterprise) => [.. measures[enterprise.Code]];

    /// <summary>The rulings on an enterprise.</summary>
    public IReadOnlyList<Ruling> RulingsOn(Enterprise enterprise) =>
        Request.Rulings.Count == 0 ? [] : [.. Request.Rulings.Where(r => r.EnterpriseCode == enterprise.Code).OrderBy(r => r.Number)];

    /// <summary>The control that takes most of a unit already; null when none runs.</summary>
    public RunningControl? ControlOf(ProductionUnit unit) => running[(unit.EnterpriseCode, unit.UnitId)].OrderByDescending(r => r.StoppedShare).FirstOrDefault();

    /// <summary>The controls that run, in a fixed order; null when none does.</summary>
    public IReadOnlyList<RunningControl>? Running => Request.Running.Count == 0 ? null : Ordered(Request.Running);

    /// <summary>What the mobile list cuts at the level within a region [kg/day].</summary>
    public Emissions Mobile(string within) => List.Mobile.Where(m => m.Level == Level && Rules.Regions.IsWithin(m.RegionCode, within)).Select(m => MeasureCounting.Clip(m.Cut, m.Daily)).Sum();

    /// <summary>What the dust list cuts at the level within a region [kg/day].</summary>
    public Emissions Dust(string within) => List.Dust.Where(d => d.Level == Level && Rules.Regions.IsWithin(d.RegionCode, within)).Select(d => MeasureCounting.Clip(d.Cut, d.Daily)).Sum();

    /// <summary>What a plan was made from.</summary>
    public Basis Basis(params IEnumerable<InputRef> more) => new(
        [new InputRef($"list:{Request.RegionCode}", List.Version()), new InputRef("running-controls", ContentHash.OfJson(Ordered(Request.Running))), .. Supposed("exempt", Request.Exempt), .. Supposed("risen", Request.Risen), .. Ruled(Request.Rulings), .. more],
        [Rules.Targets.Edition.Ref, Rules.Grades.Edition.Ref, Rules.Measures.Edition.Ref],
        null,
        Request.DecidedBy,
        Request.DecidedAt);

    /// <summary>Named only where a what-if supposes something, so that other plans keep their basis.</summary>
    private static IEnumerable<InputRef> Supposed(string name, IReadOnlySet<string> codes) =>
        codes.Count == 0 ? [] : [new(name, ContentHash.OfJson(codes.Order(StringComparer.Ordinal)))];

    private static IEnumerable<InputRef> Ruled(IReadOnlyList<Ruling> rulings) =>
        rulings.Count == 0 ? [] : [new("rulings", ContentHash.OfJson(rulings.OrderBy(r => r.Number)))];

    /// <summary>Controls in an order of their own, so that a basis does not depend on the order in which they came.</summary>
    public static List<RunningControl> Ordered(IReadOnlyList<RunningControl> running) =>
        [.. running.OrderBy(r => r.EnterpriseCode, StringComparer.Ordinal).ThenBy(r => r.UnitId, StringComparer.Ordinal).ThenBy(r => r.Kind).ThenBy(r => r.StoppedShare)];
}

/// <summary>Sums and look-ups that planning needs.</summary>
internal static class ScopeParts
{
    public static Emissions Sum(this IEnumerable<Emissions> amounts) => amounts.Aggregate(Emissions.Zero, (sum, e) => sum + e);

    /// <summary>The newest base year not after a year; a list made ahead of its base year still has its oldest.</summary>
    public static SocietyEmission? SocietyOf(this EmergencyReductionList list, string region, int year)
    {
        var rows = list.Society.Where(s => s.RegionCode == region).OrderBy(s => s.Year).ToList();
        return rows.LastOrDefault(s => s.Year <= year) ?? rows.FirstOrDefault();
    }
}
