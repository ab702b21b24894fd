using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Checks;

namespace Emergency.Planning.WhatIf;

/// <summary>Turns a scenario into a request: suppositions about the world change a copy of the list, decisions become settings.</summary>
internal static class ScenarioRequest
{
    /// <summary>Request and rules of a scenario; refused with WHATIF-010 (a filter without enterprises), WHATIF-011 (a grade the industry does not have) or as the rules are.</summary>
    public static Outcome<(CompositionRequest Request, ActivationRules Rules)> Of(Scenario scenario, WhatIfContext context)
    {
        var day = context.StartDay.Plus(scenario.ShiftDays);
        var rules = context.Rules(day);
        if (!rules.Ok)
        {
            return rules.Refusal;
        }

        var who = new Selection(scenario.Name, context, rules.Value);
        var exempt = who.All(scenario.Exempt);
        var grades = Grades(scenario, who, rules.Value.Grades);
        var limits = Limits(scenario, who);
        var emissions = who.Factors(scenario.EmissionFactors);
        var losses = who.Factors(scenario.LossFactors);
        if ((exempt.Refusal ?? grades.Refusal ?? limits.Refusal ?? emissions.Refusal ?? losses.Refusal) is { } refusal)
        {
            return refusal;
        }

        var list = Supposed(context.List, grades.Value!, emissions.Value!, losses.Value!, scenario.SocietyFactor, day);
        var activation = new ActivationRequest(list, scenario.Level, context.RegionCode, day, context.Running, context.DecidedBy, context.DecidedAt) { Exempt = exempt.Value!.Select(e => e.Code).ToHashSet(), Risen = grades.Value!.Keys.ToHashSet() };
        return (new CompositionRequest(activation, scenario.Mode)
        {
            Targets = scenario.Targets,
            Zones = scenario.Zones,
            Limits = limits.Value!,
            Settings = context.Settings with { Order = scenario.Order, Swap = scenario.Swap, ShortagePrice = scenario.ShortagePrice },
        }, rules.Value);
    }

    /// <summary>Grades an enterprise may be given, best first, by its own scheme or another of its industry.</summary>
    public static IReadOnlyList<(PerformanceGrade Grade, string Scheme)> GradesOf(Enterprise enterprise, GradeRules rules)
    {
        var industry = rules.Industries.FirstOrDefault(i => i.Code == enterprise.KeyIndustry);
        if (industry is null)
        {
            return [];
        }

        var named = rules.Industries.SelectMany(i => EnterpriseChecks.IndustrySchemes(i, rules)).ToHashSet();
        var own = EnterpriseChecks.IndustrySchemes(industry, rules);
        return [.. rules.Schemes.Where(s => s.Id == enterprise.GradeScheme || own.Contains(s.Id) || !named.Contains(s.Id))
            .OrderBy(s => s.Id == enterprise.GradeScheme ? 0 : own.Contains(s.Id) ? 1 : 2)
            .SelectMany(s => s.Grades.Select(g => (g, s.Id))).DistinctBy(x => x.g)];
    }

    /// <summary>An enterprise at another grade that counts from a day on.</summary>
    public static Enterprise Regraded(Enterprise enterprise, PerformanceGrade to, string scheme, Core.Time.LocalDay from) =>
        enterprise with { Grade = to, GradeScheme = to == PerformanceGrade.Ungraded ? "" : scheme, GradeValidFrom = to == PerformanceGrade.Ungraded ? null : from };

    private static Outcome<Dictionary<string, (PerformanceGrade To, string Scheme)>> Grades(Scenario scenario, Selection who, GradeRules rules)
    {
        var to = new Dictionary<string, (PerformanceGrade, string)>();
        foreach (var change in scenario.Grades)
        {
            var found = who.Of(change.Who);
            if (!found.Ok)
            {
                return found.Refusal;
            }

            foreach (var enterprise in found.Value)
            {
                var possible = GradesOf(enterprise, rules);
                if (change.To != PerformanceGrade.Ungraded && !possible.Any(p => p.Grade == change.To))
                {
                    var names = possible.Count == 0 ? new Text("不属于分级行业，没有等级", "none: it is in no graded industry") : new(string.Join("、", possible.Select(p => p.Grade.Name().Zh)), string.Join(", ", possible.Select(p => p.Grade.Name().En)));
                    return Refusal.Of("WHATIF-011", $"情景“{scenario.Name}”：{enterprise.Name}（{enterprise.Code}）不能评为{change.To.Name().Zh}级；可评：{names.Zh}。", $"Scenario \"{scenario.Name}\": {enterprise.Name} ({enterprise.Code}) cannot be graded {change.To.Name().En}; possible: {names.En}.", "请改用该行业办法中的等级，或缩小企业范围。", "Use a grade of its industry's scheme, or choose fewer enterprises.");
                }

                to[enterprise.Code] = (change.To, possible.FirstOrDefault(p => p.Grade == change.To).Scheme ?? "");
            }
        }

        return to;
    }

    private static Outcome<IReadOnlyList<ShareLimit>> Limits(Scenario scenario, Selection who)
    {
        var limits = new Dictionary<string, ShareLimit>();
        foreach (var change in scenario.Limits)
        {
            var found = who.Of(change.Who);
            if (!found.Ok)
            {
                return found.Refusal;
            }

            foreach (var code in found.Value.Select(e => e.Code))
            {
                limits[code] = new(code, change.AtLeast, change.AtMost); // a later line is the more special one
            }
        }

        return limits.Values.ToList();
    }

    private static EmergencyReductionList Supposed(EmergencyReductionList list, Dictionary<string, (PerformanceGrade To, string Scheme)> grades, IReadOnlyDictionary<string, decimal> emissions, IReadOnlyDictionary<string, decimal> losses, decimal society, Core.Time.LocalDay day)
    {
        decimal Emission(string code) => emissions.GetValueOrDefault(code, 1);
        decimal Loss(string code) => losses.GetValueOrDefault(code, 1);
        return list with
        {
            Enterprises = grades.Count == 0 ? list.Enterprises : [.. list.Enterprises.Select(e => grades.TryGetValue(e.Code, out var to) ? Regraded(e, to.To, to.Scheme, day) : e)],
            Units = emissions.Count + losses.Count == 0 ? list.Units : [.. list.Units.Select(u => u with { Daily = u.Daily * Emission(u.EnterpriseCode), OutputYuanPerDay = u.OutputYuanPerDay * Loss(u.EnterpriseCode) })],
            Measures = emissions.Count + losses.Count == 0 ? list.Measures : [.. list.Measures.Select(m => m with { Cut = m.Cut * Emission(m.EnterpriseCode), LossYuanPerDay = m.LossYuanPerDay * Loss(m.EnterpriseCode) })],
            Society = society == 1 ? list.Society : [.. list.Society.Select(s => s with { Daily = s.Daily * society })],
        };
    }
}

/// <summary>Finds enterprises by filters.</summary>
internal sealed class Selection(string scenario, WhatIfContext context, ActivationRules rules)
{
    public Outcome<IReadOnlyList<Enterprise>> Of(EnterpriseFilter filter)
    {
        var region = filter.County is { } county ? (rules.Regions.Find(county) ?? rules.Regions.FindByName(county))?.Code ?? county : null;
        var unknown = filter.Codes.Except(context.List.Enterprises.Select(e => e.Code)).FirstOrDefault();
        var found = context.List.Enterprises.Where(e =>
            (filter.Codes.Count == 0 || filter.Codes.Contains(e.Code))
            && (filter.Industry is not { } industry || IsOf(e, industry))
            && (region is null || rules.Regions.IsWithin(e.RegionCode, region))
            && (filter.Township is not { } place || e.Township == place || e.Zone == place)
            && (filter.Grade is not { } grade || e.Grade == grade)).ToList();
        return unknown is not null
            ? Refusal.Of("WHATIF-010", $"情景“{scenario}”：清单中没有企业 {unknown}。", $"Scenario \"{scenario}\": the list has no enterprise {unknown}.", "请核对统一社会信用代码。", "Check the unified social credit code.")
            : found.Count == 0
            ? Refusal.Of("WHATIF-010", $"情景“{scenario}”：没有企业符合所给条件（{Said(filter)}）。", $"Scenario \"{scenario}\": no enterprise fits ({Said(filter)}).", "请核对行业、区县、乡镇和等级的写法。", "Check how industry, county, township and grade are written.")
            : found;
    }

    public Outcome<IReadOnlyList<Enterprise>> All(IReadOnlyList<EnterpriseFilter> filters)
    {
        var all = new List<Enterprise>();
        foreach (var filter in filters)
        {
            var found = Of(filter);
            if (!found.Ok)
            {
                return found.Refusal;
            }

            all.AddRange(found.Value);
        }

        return all;
    }

    /// <summary>By enterprise the product of all factors that fit it; empty when nothing is scaled.</summary>
    public Outcome<IReadOnlyDictionary<string, decimal>> Factors(IReadOnlyList<IndustryFactor> factors)
    {
        var by = new Dictionary<string, decimal>();
        foreach (var factor in factors)
        {
            var found = Of(new([], factor.Industry));
            if (!found.Ok)
            {
                return found.Refusal;
            }

            foreach (var enterprise in found.Value)
            {
                by[enterprise.Code] = by.GetValueOrDefault(enterprise.Code, 1) * factor.Factor;
            }
        }

        return by;
    }

    private bool IsOf(Enterprise enterprise, string industry) =>
        string.Equals(enterprise.KeyIndustry, industry, StringComparison.OrdinalIgnoreCase)
        || enterprise.Industry == industry
        || (enterprise.KeyIndustry.Length > 0 && rules.Grades.Industries.FirstOrDefault(i => i.Code == enterprise.KeyIndustry) is { } key && (key.Name.Zh == industry || string.Equals(key.Name.En, industry, StringComparison.OrdinalIgnoreCase)));

    private static string Said(EnterpriseFilter filter) => string.Join("，", ((string?[])[filter.Industry, filter.County, filter.Township, filter.Grade?.Name().Zh]).Where(t => t is not null));
}
