using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.WhatIf;
using Emergency.Storage.Chain;
using Emergency.Storage.Lists;
using Emergency.Storage.Plans;

namespace Emergency.Storage.WhatIf;

/// <summary>What a scenario would be carried out on, beside what it was worked out on.</summary>
/// <param name="Outcome">The scenario as it was worked out.</param>
/// <param name="Settings">The settings that carry it out.</param>
/// <param name="Source">What the plan or list will say of where it comes from.</param>
/// <param name="Digest">Hash over settings and ground: who confirms names it, so that what is made is made on what was shown.</param>
public sealed record ScenarioGround(ScenarioOutcome Outcome, PlanSettings Settings, ScenarioSource Source, string Digest);

/// <summary>
/// Carries scenarios of what-ifs out: as a plan of a response, or as a draft of the list. Both go on as any plan and any composed list do: nothing reaches an enterprise
/// before headquarters issues, and a draft becomes a version only when a planner confirms it. What has changed since the what-if is shown first, and calculated anew.
/// </summary>
public sealed class ScenarioDeedDesk(WhatIfDesk whatIfs, PlanInputs inputs, ListDesk lists, PlanDesk plans, ComposedListDesk composed)
{
    /// <summary>
    /// The ground of a scenario in a response. Refused with WHATIF-021 (no such what-if), -030 (it supposes something), -031 (another level), -033 (not worked out, or no
    /// such scenario), -035 (another region), or as a plan is.
    /// </summary>
    /// <param name="number">What-if.</param>
    /// <param name="scenario">0 for the base, then the scenarios in order.</param>
    /// <param name="responseId">Response.</param>
    /// <param name="by">User.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Outcome<ScenarioGround>> ForResponseAsync(int number, int scenario, string responseId, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (found, ground) = (await FindAsync(number, scenario, cancellationToken), await inputs.LoadAsync(responseId, null, by, at, cancellationToken));
        if ((found.Refusal ?? ground.Refusal) is { } refusal)
        {
            return refusal;
        }

        var ((row, answer, outcome), response) = (found.Value, ground.Value!.Response);
        return response.RegionCode != row.RegionCode ? OtherRegion(row.RegionCode, response.RegionCode)
            : outcome.Scenario.Level != response.Level
            ? Refusal.Of(
                "WHATIF-031",
                $"情景“{outcome.Scenario.Name}”为{outcome.Scenario.Level.Name().Zh}，响应{response.Number}为{response.Level.Name().Zh}。",
                $"Scenario \"{outcome.Scenario.Name}\" is for {outcome.Scenario.Level.Name().En}, response {response.Number} is at {response.Level.Name().En}.",
                "请选用同级别的情景，或先由指挥部调整响应级别。",
                "Use a scenario of that level, or have headquarters change the level first.")
            : Ground(row, answer, outcome, ground.Value.Activation, ground.Value.Rules);
    }

    /// <summary>The ground of a scenario as a list from a day on. Refused as <see cref="ForResponseAsync"/>, and with WHATIF-032 (it composes nothing).</summary>
    public async Task<Outcome<ScenarioGround>> ForListAsync(int number, int scenario, string regionCode, LocalDay validFrom, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var found = await FindAsync(number, scenario, cancellationToken);
        if (!found.Ok)
        {
            return found.Refusal;
        }

        var (row, answer, outcome) = found.Value;
        if (row.RegionCode != regionCode)
        {
            return OtherRegion(row.RegionCode, regionCode);
        }

        if (outcome.Scenario.Mode != PlanMode.Compose)
        {
            return Refusal.Of("WHATIF-032", $"情景“{outcome.Scenario.Name}”不是编制，不能作为清单。", $"Scenario \"{outcome.Scenario.Name}\" does not compose, so it is no list.", "请用“编制”方式另作一个情景。", "Make a scenario in the mode \"compose\".");
        }

        var list = await lists.InForceAsync(regionCode, validFrom, cancellationToken);
        var rules = inputs.RulesOn(regionCode, validFrom);
        return (list.Refusal ?? rules.Refusal) is { } refusal ? refusal
            : Ground(row, answer, outcome, new ActivationRequest(list.Value.List, outcome.Scenario.Level, regionCode, validFrom, [], by, at), rules.Value!);
    }

    /// <summary>Makes a plan of a response with exactly the scenario's settings. Refused as the ground is, with WHATIF-034 (something changed since it was shown), or as a plan is.</summary>
    public async Task<Outcome<ChainRow>> UseAsync(
        int number, int scenario, string responseId, string digest, string by, DateTimeOffset at, CancellationToken cancellationToken, IProgress<CompositionProgress>? progress = null, CancellationToken stop = default)
    {
        var ground = await ForResponseAsync(number, scenario, responseId, by, at, cancellationToken);
        return !ground.Ok ? ground.Refusal
            : ground.Value.Digest != digest ? Changed()
            : await plans.MakeAsync(responseId, ground.Value.Settings, ground.Value.Source, by, at, cancellationToken, progress, stop);
    }

    /// <summary>Composes the list that carries the scenario out: its level with its targets, the others by the edition. Refused as the ground is, with WHATIF-034, or as a composition is.</summary>
    public async Task<Outcome<ComposedListDraft>> ComposeAsync(
        int number, int scenario, string regionCode, LocalDay validFrom, string digest, string by, DateTimeOffset at, CancellationToken cancellationToken, IProgress<CompositionProgress>? progress = null,
        CancellationToken stop = default)
    {
        var ground = await ForListAsync(number, scenario, regionCode, validFrom, by, at, cancellationToken);
        if (!ground.Ok || ground.Value.Digest != digest)
        {
            return ground.Refusal ?? Changed();
        }

        var level = ground.Value.Outcome.Scenario.Level;
        var draft = await composed.ComposeAsync(regionCode, validFrom, ground.Value.Settings with { TargetsAt = level }, by, at, cancellationToken, progress, stop);
        return draft.Ok ? draft.Value with { Source = ground.Value.Source, SourceLevel = level } : draft.Refusal;
    }

    private async Task<Outcome<(WhatIfRow Row, WhatIfAnswer Answer, ScenarioOutcome Outcome)>> FindAsync(int number, int scenario, CancellationToken cancellationToken)
    {
        if (await whatIfs.FindAsync(number, cancellationToken) is not { } row)
        {
            return WhatIfDesk.Missing(number);
        }

        var answer = row.Answer is { } json ? CanonicalJson.Read<WhatIfAnswer>(json) : null;
        return answer?.Comparison.All.ElementAtOrDefault(scenario) is { } outcome
            ? (row, answer, outcome)
            : Refusal.Of("WHATIF-033", $"第 {number} 号推演没有算出第 {scenario} 个情景。", $"What-if {number} has no scenario {scenario} that was worked out.", "请先完成推演，再从其页面选择情景。", "Work it out first, then choose a scenario on its page.");
    }

    private static Outcome<ScenarioGround> Ground(WhatIfRow row, WhatIfAnswer answer, ScenarioOutcome outcome, ActivationRequest activation, ActivationRules rules)
    {
        var context = new WhatIfContext(activation.List, row.RegionCode, activation.StartDay, _ => rules, activation.DecidedBy, activation.DecidedAt) { Running = activation.Running, Settings = new CompositionSettings() };
        var settings = ScenarioDeed.Settings(outcome.Scenario, context);
        if (!settings.Ok)
        {
            return settings.Refusal;
        }

        var differences = ScenarioDeed.Differences(outcome, answer.Comparison.StartOf(outcome), activation, rules);
        var source = new ScenarioSource(row.Number, row.Name, outcome.Scenario.Name, outcome.Plan.IndustryCut, outcome.Plan.LossYuanPerDay, differences);
        var digest = ContentHash.OfJson(new { settings.Value, activation.Level, activation.StartDay, list = activation.List.Version(), activation.Running, editions = new[] { rules.Targets.Edition.Ref, rules.Grades.Edition.Ref, rules.Measures.Edition.Ref } });
        return new ScenarioGround(outcome, settings.Value, source, digest.Hex);
    }

    private static Refusal OtherRegion(string of, string here) => Refusal.Of(
        "WHATIF-035", $"推演是为 {of} 作的，不能用于 {here}。", $"The what-if is for {of} and cannot be used for {here}.", "请为该地另作推演。", "Make a what-if for that region.");

    /// <summary>Something changed between page and confirmation.</summary>
    public static Refusal Changed() => Refusal.Of(
        "WHATIF-034", "页面显示之后，清单、已在执行的控制、规则或响应又有变化，没有制定。", "List, running controls, editions or the response have changed since the page was shown; nothing was made.", "请查看新的差别后重新确认。", "Look at the new differences and confirm again.");
}
