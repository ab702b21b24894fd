using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.WhatIf;
using Emergency.Storage.Lists;

namespace Emergency.Storage.Plans;

/// <summary>A composed list that waits for a person's yes. Nothing has been saved.</summary>
/// <param name="RegionCode">Region it is for.</param>
/// <param name="ValidFrom">First day on which it would be in force.</param>
/// <param name="From">Version it was composed from.</param>
/// <param name="Composed">The list and the plans it carries out.</param>
/// <param name="Hash">Content hash of the list: the version it would become.</param>
public sealed record ComposedListDraft(string RegionCode, LocalDay ValidFrom, ListVersionRow From, ComposedList Composed, ContentHash Hash)
{
    /// <summary>Scenario of a what-if that it carries out; null otherwise.</summary>
    public ScenarioSource? Source { get; init; }

    /// <summary>Level of that scenario.</summary>
    public WarningLevel? SourceLevel { get; init; }
}

/// <summary>Composes the list of the next season from the one in force, and makes it a version once a person has confirmed it.</summary>
public sealed class ComposedListDesk(ListDesk lists, PlanInputs inputs, RuleLibrary rules)
{
    /// <summary>Composes yellow, orange and red together from the newest list in force on the first day, and checks the result as any import is checked.</summary>
    /// <param name="regionCode">Region.</param>
    /// <param name="validFrom">First day in force.</param>
    /// <param name="settings">How.</param>
    /// <param name="by">User.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="progress">Told how far the search is.</param>
    /// <param name="stop">Stops the search; nothing is kept.</param>
    /// <returns>The draft; refused as a plan is, with PLAN-023 (stopped), or with LIST-040 when a check of the list does not hold.</returns>
    public async Task<Outcome<ComposedListDraft>> ComposeAsync(
        string regionCode, LocalDay validFrom, PlanSettings settings, string by, DateTimeOffset at, CancellationToken cancellationToken, IProgress<CompositionProgress>? progress = null, CancellationToken stop = default)
    {
        var found = await lists.InForceAsync(regionCode, validFrom, cancellationToken);
        var editions = inputs.RulesOn(regionCode, validFrom);
        if ((found.Refusal ?? editions.Refusal) is { } refusal)
        {
            return refusal;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop);
        var activation = new ActivationRequest(found.Value.List, WarningLevel.Red, regionCode, validFrom, [], by, at);
        var composed = ComposedList.Make((settings with { Mode = PlanMode.Compose }).For(activation), editions.Value!, progress, either.Token);
        cancellationToken.ThrowIfCancellationRequested();
        if (!composed.Ok)
        {
            return composed.Refusal;
        }

        return stop.IsCancellationRequested ? PlanDesk.Stopped()
            : Unsound(composed.Value.List, regionCode, validFrom, editions.Value!) is { } unsound ? unsound
            : Untrue(composed.Value, activation, editions.Value!) is { } untrue ? untrue
            : new ComposedListDraft(regionCode, validFrom, found.Value.Version, composed.Value, composed.Value.List.Version());
    }

    /// <summary>Makes a draft a version of the list. The same draft again gives the version that is there.</summary>
    public Task<ListVersionRow> AcceptAsync(ComposedListDraft draft, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        lists.ImportAsync(draft.Composed.List, draft.RegionCode, draft.ValidFrom, by, at, cancellationToken, "list.compose", draft.Source is { } source ? $"what-if:{source.Number} {source.Scenario}" : null);

    /// <summary>Activates every level of the list: whatever differs from the plan shown, by a gram or a yuan, is refused.</summary>
    private static Refusal? Untrue(ComposedList composed, ActivationRequest activation, ActivationRules editions)
    {
        foreach (var plan in composed.Plans)
        {
            var activated = ActivationPlanner.Activate(activation with { List = composed.List, Level = plan.Level }, editions);
            if (!activated.Ok || activated.Value.IndustryCut != plan.IndustryCut || activated.Value.LossYuanPerDay != plan.LossYuanPerDay)
            {
                return Refusal.Of(
                    "LIST-042",
                    $"启动编制结果的{plan.Level.Name().Zh}级别得不到所示的方案（应为 {plan.LossYuanPerDay} 元/天，启动为 {activated.Value?.LossYuanPerDay} 元/天）。",
                    $"Activating {plan.Level.Name().En} of the composed list does not give the plan shown ({plan.LossYuanPerDay} yuan/day, activated {activated.Value?.LossYuanPerDay}).",
                    "请报告此问题；没有保存任何内容。",
                    "Report this; nothing was saved.");
            }
        }

        return null;
    }

    /// <summary>Reads the list back from its own files: whatever an import would refuse is refused here.</summary>
    private Refusal? Unsound(EmergencyReductionList list, string regionCode, LocalDay validFrom, ActivationRules editions)
    {
        var reading = ListImport.Read("composed", ListExport.ToCsv(list), new ListRules(rules.Regions, regionCode, editions.Grades, validFrom));
        return reading.List is { } read && read.Version() == list.Version() ? null
            : reading.Problems.FirstOrDefault(p => p.Fatal) is { } problem
            ? Refusal.Of("LIST-040", $"编制结果没有通过清单检查：{problem}", $"The composed list does not pass the checks of a list: {problem.Code} {problem.Sheet} row {problem.Row} {problem.Column} = \"{problem.Value}\", expected {problem.Expected.En}.", "请先在现行清单中更正该企业或单元，再重新编制。", "Correct the enterprise or unit in the list in force and compose again.")
            : Refusal.Of("LIST-040", "编制结果写成清单后与原结果不一致。", "The composed list does not read back as it was written.", "请报告此问题；没有保存任何内容。", "Report this; nothing was saved.");
    }
}
