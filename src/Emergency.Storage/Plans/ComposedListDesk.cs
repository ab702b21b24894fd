using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Storage.Lists;

namespace Emergency.Storage.Plans;

/// <summary>A composed list that waits for a person's yes. Nothing has been saved.</summary>
/// <param name="RegionCode">Region it is for.</param>
/// <param name="ValidFrom">First day on which it would be in force.</param>
/// <param name="From">Version it was composed from.</param>
/// <param name="Composed">The list and the plans it carries out.</param>
/// <param name="Hash">Content hash of the list: the version it would become.</param>
public sealed record ComposedListDraft(string RegionCode, LocalDay ValidFrom, ListVersionRow From, ComposedList Composed, ContentHash Hash);

/// <summary>Composes the list of the next season from the one in force, and makes it a version once a person has confirmed it.</summary>
public sealed class ComposedListDesk(ListDesk lists, PlanInputs inputs, RuleLibrary rules)
{
    /// <summary>Composes yellow, orange and red together from the newest list in force on the first day, and checks the result as any import is checked.</summary>
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
        var activation = new ActivationRequest(found.Value.List, Core.WarningLevel.Red, regionCode, validFrom, [], by, at);
        var composed = ComposedList.Make((settings with { Mode = PlanMode.Compose }).For(activation), editions.Value!, progress, either.Token);
        cancellationToken.ThrowIfCancellationRequested();
        if (!composed.Ok)
        {
            return composed.Refusal;
        }

        return stop.IsCancellationRequested ? PlanDesk.Stopped()
            : Unsound(composed.Value.List, regionCode, validFrom, editions.Value!) is { } unsound ? unsound
            : new ComposedListDraft(regionCode, validFrom, found.Value.Version, composed.Value, composed.Value.List.Version());
    }

    /// <summary>Makes a draft a version of the list. The same draft again gives the version that is there.</summary>
    public Task<ListVersionRow> AcceptAsync(ComposedListDraft draft, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        lists.ImportAsync(draft.Composed.List, draft.RegionCode, draft.ValidFrom, by, at, cancellationToken, "list.compose");

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
