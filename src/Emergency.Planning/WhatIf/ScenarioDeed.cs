using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.WhatIf;

/// <summary>Something that is otherwise now than it was in the what-if.</summary>
/// <param name="What">What.</param>
/// <param name="Then">As the what-if had it.</param>
/// <param name="Now">As it is.</param>
public sealed record GroundDifference(Text What, Text Then, Text Now);

/// <summary>The scenario that a plan or a list was made from, with the figures it had, so that both can be set side by side.</summary>
/// <param name="Number">Number of the what-if.</param>
/// <param name="Name">Its name.</param>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="IndustryCut">Cut of the industry list in the scenario [kg/day].</param>
/// <param name="LossYuanPerDay">Loss in the scenario [yuan/day].</param>
/// <param name="Differences">What was otherwise when it was carried out; empty when nothing was.</param>
public sealed record ScenarioSource(int Number, string Name, string Scenario, Emissions IndustryCut, decimal LossYuanPerDay, IReadOnlyList<GroundDifference> Differences)
{
    /// <summary>True when a plan has the scenario's cut and loss, to the gram and the yuan.</summary>
    public bool SameAs(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.IndustryCut == IndustryCut && plan.LossYuanPerDay == LossYuanPerDay;
    }
}

/// <summary>What a scenario needs to be carried out: the settings of a plan, and what differs from the ground it was worked out on.</summary>
public static class ScenarioDeed
{
    /// <summary>
    /// The settings that carry a scenario out on a list and a day. Only decisions can be carried out: refused with WHATIF-030 when the scenario supposes something of the
    /// world, otherwise as the scenario itself (WHATIF-010: an enterprise it names is not in the list any more).
    /// </summary>
    public static Outcome<PlanSettings> Settings(Scenario scenario, WhatIfContext context)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(context);
        if (Supposed(scenario) is { Count: > 0 } supposed)
        {
            return Refusal.Of(
                "WHATIF-030",
                $"情景“{scenario.Name}”含有假设（{string.Join("、", supposed.Select(s => s.Zh))}），不能直接付诸实施。",
                $"Scenario \"{scenario.Name}\" supposes something ({string.Join(", ", supposed.Select(s => s.En))}) and cannot be carried out as it is.",
                "请先在清单中更正等级、排放量等数据，或另作一个不含假设的情景。",
                "Correct grades, emissions and the like in the list first, or make a scenario without suppositions.");
        }

        // The start is that of the response or the list, whatever day the scenario moved it to.
        var asked = ScenarioRequest.Of(scenario with { ShiftDays = 0 }, context);
        return asked.Ok ? PlanSettings.Of(asked.Value.Request) : asked.Refusal;
    }

    /// <summary>What a scenario supposes of the world instead of deciding it; empty when it can be carried out.</summary>
    public static IReadOnlyList<Text> Supposed(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        (bool Is, Text Name)[] all =
        [
            (scenario.LossFactors.Count > 0, new("损失倍数", "factors on losses")),
            (scenario.SocietyFactor != 1, new("全社会排放量倍数", "factor on the whole society")),
            (scenario.EmissionFactors.Count > 0, new("排放量倍数", "factors on emissions")),
            (scenario.Grades.Count > 0, new("改评等级", "other grades")),
            (scenario.Exempt.Count > 0, new("完全免除", "enterprises let go")),
        ];
        return [.. all.Where(a => a.Is).Select(a => a.Name)];
    }

    /// <summary>What is otherwise now than when a scenario was worked out: day, list, running controls, editions.</summary>
    /// <param name="outcome">The scenario as worked out.</param>
    /// <param name="start">Day it started on.</param>
    /// <param name="now">What it would be carried out on.</param>
    /// <param name="rules">Editions in force now for its day.</param>
    public static IReadOnlyList<GroundDifference> Differences(ScenarioOutcome outcome, LocalDay start, ActivationRequest now, ActivationRules rules)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(rules);
        var found = new List<GroundDifference>();
        void Compare(Text what, string then, string is_, Text? thenText = null, Text? nowText = null)
        {
            if (then != is_)
            {
                found.Add(new(what, thenText ?? new(then, then), nowText ?? new(is_, is_)));
            }
        }

        Compare(new("启动日", "first day"), start.ToString(), now.StartDay.ToString());
        Compare(new("清单版本", "list version"), outcome.Plan.ListVersion.Short, now.List.Version().Short);
        var (before, after) = (outcome.Plan.Running ?? [], now.Running);
        Compare(
            new("已在执行的控制", "running controls"),
            ContentHash.OfJson(ActivationScope.Ordered(before)).Hex,
            ContentHash.OfJson(ActivationScope.Ordered(after)).Hex,
            new($"{before.Count} 项", $"{before.Count}"),
            new($"{after.Count} 项，不重复计算", $"{after.Count}, not counted twice"));
        foreach (var edition in new[] { rules.Targets.Edition.Ref, rules.Grades.Edition.Ref, rules.Measures.Edition.Ref })
        {
            var known = outcome.Plan.Basis.Editions.FirstOrDefault(e => e.Book == edition.Book);
            Compare(
                new($"规则册 {edition.Book}", $"rule book {edition.Book}"),
                known?.Hash.Hex ?? "",
                edition.Hash.Hex,
                known is null ? new("无", "none") : new($"{known.Edition}（{known.Hash.Short}）", $"{known.Edition} ({known.Hash.Short})"),
                new($"{edition.Edition}（{edition.Hash.Short}）", $"{edition.Edition} ({edition.Hash.Short})"));
        }

        return found;
    }
}
