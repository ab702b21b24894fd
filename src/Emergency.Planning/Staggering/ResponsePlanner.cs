using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;

namespace Emergency.Planning.Staggering;

/// <summary>
/// Makes the plan of a response from what a planner asked for: the same every day, or over its days. Over days, the measures of the response's level bind on every day and
/// stay in the plan as they are; what rotates is what is asked beyond them, with its days.
/// </summary>
public static class ResponsePlanner
{
    /// <summary>Makes the plan.</summary>
    /// <returns>The plan; refused as one of the two planners refuses, with PLAN-056 (over days only a supplement) or PLAN-057 (a day's level above the response's).</returns>
    public static Outcome<Plan> Make(PlanSettings settings, ActivationRequest activation, ActivationRules rules, IProgress<CompositionProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(activation);
        return settings.Days is { } days ? OverDays(settings, days.Levels is null ? days with { Levels = [] } : days, activation, rules, progress, cancel) : PlanComposer.Make(settings.For(activation), rules, progress, cancel);
    }

    private static Outcome<Plan> OverDays(PlanSettings settings, DaySettings days, ActivationRequest activation, ActivationRules rules, IProgress<CompositionProgress>? progress, CancellationToken cancel)
    {
        if (settings.Mode != PlanMode.Supplement)
        {
            return Refusal.Of("PLAN-056", "响应的逐日方案只能用“补足”。", "Over the days of a response only a supplement can be made.", "请选择“补足”，或不填逐日级别。", "Choose \"supplement\", or leave the days empty.");
        }

        if (days.Levels.FirstOrDefault(l => l > activation.Level) is var above && above > activation.Level)
        {
            return Refusal.Of(
                "PLAN-057",
                $"有一天定为{above.Name().Zh}，而响应为{activation.Level.Name().Zh}：不能下达高于响应级别的措施。",
                $"A day is set to {above.Name().En}, the response is at {activation.Level.Name().En}: nothing above its level can be ordered.",
                "请先由指挥部提高响应级别，再制定方案。",
                "Have headquarters raise the level first, then make the plan.");
        }

        var bound = ActivationPlanner.Activate(activation, rules);
        if (!bound.Ok)
        {
            return bound.Refusal;
        }

        var request = new EpisodeRequest(settings.For(activation), days.Levels) { Rules = days.Rules(settings.GapTarget), Floor = activation.Level };
        var episode = EpisodePlanner.Make(request, rules, progress, cancel);
        return episode.Ok ? Plan(settings, bound.Value, episode.Value) : episode.Refusal;
    }

    private static Plan Plan(PlanSettings settings, Plan bound, EpisodePlan episode)
    {
        var shown = Enumerable.Range(0, episode.Days.Count)
            .OrderByDescending(d => episode.Days[d].Targets.Sum(t => t.MissingKgPerDay) + episode.Days[d].Zones.Sum(z => z.MissingKgPerDay)).ThenByDescending(d => episode.Days[d].Level).First();
        var day = episode.Days[shown];
        return bound with
        {
            Mode = settings.Mode,
            Choices = Choices(bound, episode),
            Targets = day.Targets,
            IndustryCut = day.IndustryCut,
            MobileCut = day.MobileCut,
            DustCut = day.DustCut,
            LossYuanPerDay = day.LossYuan,
            Decisions = episode.Decisions,
            Basis = episode.Basis,
            Settings = settings,
            OverDays = new(episode.Days, shown, episode.Courses, episode.Burdens, episode.LossYuan, episode.RestartYuan, episode.BindingYuan, episode.BoundYuan, episode.Gap, episode.Status, episode.Shortages),
        };
    }

    /// <summary>
    /// What binds, as the activation has it, except on days when something else takes its place; what is asked beyond it, on its days; who is spared, with the reason of the
    /// days. On every day what holds is exactly what the activation counted for that day.
    /// </summary>
    private static List<PlanChoice> Choices(Plan bound, EpisodePlan episode)
    {
        var asked = episode.Choices.Where(c => c.Choice.Binding).GroupBy(c => Place(c.Choice)).ToDictionary(g => g.Key, g => g.First());
        var always = bound.Choices.Where(c => c.Binding).Select(Place).ToHashSet();
        Core.Time.LocalDay Day(int d) => episode.Days[d].Day;
        var found = new List<PlanChoice>();
        foreach (var choice in bound.Choices.Where(c => c.Binding))
        {
            var holds = asked.TryGetValue(Place(choice), out var known) ? known.Days : [];
            var except = Enumerable.Range(0, episode.Days.Count).Except(holds).Select(Day).ToList();
            found.Add(except.Count == 0 ? choice : choice with { ExceptDays = except });
        }

        found.AddRange(asked.Where(a => !always.Contains(a.Key)).Select(a => a.Value.Choice with { Days = [.. a.Value.Days.Select(Day)] }));
        var named = found.Select(c => (c.EnterpriseCode, c.UnitId)).ToHashSet();
        var spared = episode.Choices.Where(c => !c.Choice.Binding && !named.Contains((c.Choice.EnterpriseCode, c.Choice.UnitId))).Select(c => c.Choice).ToList();
        named.UnionWith(spared.Select(c => (c.EnterpriseCode, c.UnitId)));
        found.AddRange(spared);
        found.AddRange(bound.Choices.Where(c => !c.Binding && !named.Contains((c.EnterpriseCode, c.UnitId))));
        return [.. found.OrderBy(c => c.EnterpriseCode, StringComparer.Ordinal).ThenBy(c => c.UnitId, StringComparer.Ordinal).ThenBy(c => c.Days is null ? 0 : 1)];
    }

    /// <summary>What makes two choices the same measure.</summary>
    private static (string, string, string, Core.Quantities.Emissions, decimal) Place(PlanChoice choice) => (choice.EnterpriseCode, choice.UnitId, choice.MeasureText, choice.Cut, choice.LossYuanPerDay);
}
