using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Composing;
using Emergency.Planning.RunningControls;
using Emergency.Planning.Season;
using Emergency.Storage.Lists;
using Emergency.Storage.Plans;
using Emergency.Storage.RunningControls;

namespace Emergency.Storage.Seasons;

/// <summary>A season plan that waits for a person's yes. Nothing has been saved: the same list, controls and settings give it again.</summary>
/// <param name="Plan">Plan.</param>
/// <param name="Hash">Hash of the controls it would record.</param>
public sealed record SeasonDraft(SeasonPlan Plan, ContentHash Hash);

/// <summary>Plans the off-peak season from the list in force on its first day, and records it as running controls once a person has confirmed it.</summary>
public sealed class SeasonDesk(ListDesk lists, RunningControlDesk running, RuleLibrary rules)
{
    /// <summary>Plans a season.</summary>
    /// <param name="regionCode">Region.</param>
    /// <param name="year">Year in which it begins.</param>
    /// <param name="settings">Takes the request with list, region and controls, and gives it with the planner's own settings.</param>
    /// <param name="by">User.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="progress">Told how far the search is.</param>
    /// <param name="stop">Stops the search; then nothing comes of it.</param>
    /// <returns>The draft; refused as <see cref="SeasonPlanner.Make"/> and <see cref="SeasonPlanRules.InForce"/> refuse, with LIST-001, or with PLAN-023 (stopped).</returns>
    public async Task<Outcome<SeasonDraft>> PlanAsync(
        string regionCode, int year, Func<SeasonRequest, SeasonRequest> settings, string by, DateTimeOffset at, CancellationToken cancellationToken, IProgress<CompositionProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var editions = SeasonPlanRules.InForce(rules, regionCode, year);
        if (!editions.Ok)
        {
            return editions.Refusal;
        }

        var found = await lists.InForceForAsync(regionCode, editions.Value.Season.DaysOf(year).First, rules.Regions, cancellationToken);
        if (!found.Ok)
        {
            return found.Refusal;
        }

        var recorded = (await running.ListAsync(regionCode, cancellationToken)).Select(r => new RecordedControl(
            r.EnterpriseCode, r.UnitId, r.Kind, r.StoppedShare / 1.0000000000000000000000000000m, new LocalDay(r.From), r.Until is { } until ? new LocalDay(until) : null, r.Note));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop);
        var plan = SeasonPlanner.Make(settings(new(found.Value.List, regionCode, year, [.. recorded], by, at)), editions.Value, progress, either.Token);
        cancellationToken.ThrowIfCancellationRequested();
        return !plan.Ok ? plan.Refusal
            : stop.IsCancellationRequested ? PlanDesk.Stopped()
            : new SeasonDraft(plan.Value, ContentHash.OfJson(SeasonControls.Of(plan.Value)));
    }

    /// <summary>Records a draft as running controls. Off-peak controls of the same region and season that it does not hold are taken back in the same transaction.</summary>
    public Task<Outcome<RunningControlsRecorded>> RecordAsync(SeasonDraft draft, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return running.RecordSeasonAsync(draft.Plan.RegionCode, draft.Plan.First, draft.Plan.Last, SeasonControls.Of(draft.Plan), by, at, cancellationToken);
    }
}
