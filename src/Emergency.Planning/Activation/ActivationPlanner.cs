using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Activation;

/// <summary>
/// Activates a level: each enterprise's binding measures of the list by its grade on the start day, counted once, and the shares they reach against
/// the level's targets. Pure: the same request under the same editions gives the same plan, whatever the order of the list's rows.
/// </summary>
public static class ActivationPlanner
{
    /// <summary>Makes the plan.</summary>
    /// <returns>The plan; refused with PLAN-001 (no such level in lists), PLAN-002 (edition without that level), PLAN-003 (no whole-society emission), PLAN-004 (no enterprise) or REGION-001.</returns>
    public static Outcome<Plan> Activate(ActivationRequest request, ActivationRules rules)
    {
        if (ListLevelOf(request.Level) is not { } level)
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

        if (SocietyOf(request) is not { } society)
        {
            return Refusal.Of("PLAN-003", $"清单没有{region.Name}（{region.Code}）的全社会排放量，无法计算减排比例。", $"The list has no whole-society emission for {region.NameEn} ({region.Code}); no share can be computed.", "请在“全社会排放量”表中补上该地后重新导入。", "Add the region to the society sheet and import again.");
        }

        var list = request.List.InOrder();
        bool Within(string code) => rules.Regions.IsWithin(code, request.RegionCode);
        var enterprises = list.Enterprises.Where(e => Within(e.RegionCode)).ToList();
        if (enterprises.Count == 0)
        {
            return Refusal.Of("PLAN-004", $"清单中没有{region.Name}的企业。", $"The list has no enterprise in {region.NameEn}.", "请核对所选地区和清单。", "Check the region and the list.");
        }

        var units = list.Units.ToLookup(u => u.EnterpriseCode);
        var measures = list.Measures.ToLookup(m => m.EnterpriseCode);
        var running = request.Running.ToLookup(r => (r.EnterpriseCode, r.UnitId));
        var results = enterprises
            .Select(e => new EnterpriseActivation(e, [.. units[e.Code]], [.. measures[e.Code]], level, request.StartDay, rules, running).Decide())
            .ToList();
        var choices = results.SelectMany(r => r.Choices).ToList();
        var industry = Sum(choices.Select(c => c.Cut));
        var mobile = Sum(list.Mobile.Where(m => m.Level == level && Within(m.RegionCode)).Select(m => MeasureCounting.Clip(m.Cut, m.Daily)));
        var dust = Sum(list.Dust.Where(d => d.Level == level && Within(d.RegionCode)).Select(d => MeasureCounting.Clip(d.Cut, d.Daily)));
        var version = list.Version();
        var basis = new Basis(
            [new InputRef($"list:{request.RegionCode}", version), new InputRef("running-controls", ContentHash.OfJson(Ordered(request.Running)))],
            [rules.Targets.Edition.Ref, rules.Grades.Edition.Ref, rules.Measures.Edition.Ref],
            null,
            request.DecidedBy,
            request.DecidedAt);
        return new Plan(
            request.RegionCode,
            request.Level,
            PlanMode.Activate,
            version,
            choices,
            TargetShares.Compare(industry + mobile + dust, society, target),
            industry,
            mobile,
            dust,
            choices.Sum(c => c.LossYuanPerDay),
            [.. results.SelectMany(r => r.Decisions)],
            basis);
    }

    /// <summary>The list's word for a warning level; null for levels no list knows.</summary>
    public static ListLevel? ListLevelOf(WarningLevel level) => level switch
    {
        WarningLevel.Yellow => ListLevel.Yellow,
        WarningLevel.Orange => ListLevel.Orange,
        WarningLevel.Red => ListLevel.Red,
        _ => null,
    };

    /// <summary>The newest base year not after the start; a list made ahead of its base year still has its oldest.</summary>
    private static SocietyEmission? SocietyOf(ActivationRequest request)
    {
        var rows = request.List.Society.Where(s => s.RegionCode == request.RegionCode).OrderBy(s => s.Year).ToList();
        return rows.LastOrDefault(s => s.Year <= request.StartDay.Date.Year) ?? rows.FirstOrDefault();
    }

    private static List<RunningControl> Ordered(IReadOnlyList<RunningControl> running) =>
        [.. running.OrderBy(r => r.EnterpriseCode, StringComparer.Ordinal).ThenBy(r => r.UnitId, StringComparer.Ordinal).ThenBy(r => r.Kind).ThenBy(r => r.StoppedShare)];

    private static Emissions Sum(IEnumerable<Emissions> amounts) => amounts.Aggregate(Emissions.Zero, (sum, e) => sum + e);
}
