using System.Text.RegularExpressions;
using Emergency.Core.Refusals;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Staggering;
using Emergency.Planning.WhatIf;
using Emergency.Storage.Audit;
using Emergency.Storage.Chain;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Plans;

/// <summary>A plan among those made for a response and level.</summary>
/// <param name="Number">1, 2, … in the order they were made.</param>
/// <param name="Id">Chain record.</param>
/// <param name="Mode">How it was made.</param>
/// <param name="Refill">True when it changes the plan that <paramref name="PreviousId"/> names: a refill, or decisions on single enterprises.</param>
/// <param name="PreviousId">Record it rests on: an advice, or the plan it mends.</param>
/// <param name="At">When.</param>
/// <param name="By">By whom.</param>
public sealed record PlanRevision(int Number, string Id, PlanMode Mode, bool Refill, string? PreviousId, DateTimeOffset At, string By);

/// <summary>
/// Makes plans of a response from the list in force on its start day, and keeps them in the chain after the advice. Several plans of a level stand beside each other;
/// making one orders nothing. Which of them is carried out is what headquarters confirms when it issues: that plan is in force (<see cref="Responses.ResponseRow.PlanId"/>)
/// until another one is issued, however many are made meanwhile.
/// </summary>
public sealed partial class PlanDesk(IDbContextFactory<AppDb> databases, AuditLog audit, ChainDesk chain, PlanInputs inputs)
{
    private const int Beginning = 200;

    /// <summary>Chain key of the plans that answer a response at its level; revisions append <c>#2</c>, <c>#3</c> …</summary>
    public static string PlanId(Response response) => $"plan:{response.Id}:{response.Level}";

    /// <summary>The response whose plan a record is, from the record's key.</summary>
    public static string ResponseOf(string planId)
    {
        var root = ReplanDesk.RootOf(planId);
        return root[(root.IndexOf(':', StringComparison.Ordinal) + 1)..root.LastIndexOf(':')];
    }

    /// <summary>Activates the level of a response.</summary>
    public Task<Outcome<ChainRow>> ActivateAsync(string responseId, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        MakeAsync(responseId, new PlanSettings(PlanMode.Activate), by, at, cancellationToken);

    /// <summary>
    /// Makes a plan in any mode. The same list, level, running controls, settings and editions give the plan that is there, also when others were made since.
    /// </summary>
    /// <returns>
    /// The chain record. Refused when the response does not exist or is over, no list is in force, no edition holds, the settings make no sense, or the search was stopped
    /// (PLAN-023): a plan cut short would come out otherwise the next time, so it is not kept.
    /// </returns>
    public async Task<Outcome<ChainRow>> MakeAsync(
        string responseId, PlanSettings settings, string by, DateTimeOffset at, CancellationToken cancellationToken, IProgress<CompositionProgress>? progress = null, CancellationToken stop = default) =>
        await MakeAsync(responseId, settings, null, by, at, cancellationToken, progress, stop);

    /// <summary>The same, carrying out a scenario of a what-if: where it comes from is written into the plan and the audit log.</summary>
    public async Task<Outcome<ChainRow>> MakeAsync(
        string responseId, PlanSettings settings, ScenarioSource? source, string by, DateTimeOffset at, CancellationToken cancellationToken, IProgress<CompositionProgress>? progress = null, CancellationToken stop = default)
    {
        var ground = await inputs.LoadAsync(responseId, null, by, at, cancellationToken);
        if (!ground.Ok)
        {
            return ground.Refusal;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop);
        var plan = ResponsePlanner.Make(settings, ground.Value.Activation, ground.Value.Rules, progress, either.Token);
        if (!plan.Ok)
        {
            return plan.Refusal;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return stop.IsCancellationRequested ? Stopped() : await RecordAsync(ground.Value.Response, plan.Value with { Source = source }, by, at, cancellationToken);
    }

    private Task<Outcome<ChainRow>> RecordAsync(Response response, Plan plan, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        databases.InTransactionAsync<Outcome<ChainRow>>(
            async db =>
            {
                await audit.LockAsync(db, cancellationToken);
                var recorded = await chain.RecordVariantAsync(db, PlanId(response), ChainKinds.Plan, response.AdviceId, response.RegionCode, plan, plan.Basis, cancellationToken);
                if (recorded.Ok && plan.Source is { } source)
                {
                    await audit.AppendAsync(db, "what-if.use", $"what-if:{source.Number}", new { source.Scenario, plan = recorded.Value.Id, differences = source.Differences.Count }, by, at, cancellationToken);
                }

                return recorded;
            },
            cancellationToken);

    /// <summary>All plans of a response at its level, the newest first, without their content.</summary>
    public async Task<IReadOnlyList<PlanRevision>> RevisionsAsync(Response response, CancellationToken cancellationToken)
    {
        var id = PlanId(response);
        var prefix = id + "#";
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Chain.AsNoTracking().Where(c => c.Id == id || c.Id.StartsWith(prefix))
            .Select(c => new { c.Id, c.PreviousId, c.At, c.By, Start = c.Json.Substring(0, Beginning) }).ToListAsync(cancellationToken);

        // Canonical documents begin with region, level and mode: a list of plans need not read megabytes.
        return [.. rows
            .Select(r => new PlanRevision(ChainDesk.RevisionOf(r.Id, id), r.Id, Enum.Parse<PlanMode>(ModeIn().Match(r.Start).Groups[1].Value), r.PreviousId?.StartsWith("plan:", StringComparison.Ordinal) == true, r.PreviousId, r.At, r.By))
            .OrderByDescending(r => r.Number)];
    }

    /// <summary>A plan of a response at its level by its number, or the newest; null when there is none.</summary>
    public async Task<(PlanRevision Revision, ChainRow Row)?> FindAsync(Response response, int? number, CancellationToken cancellationToken)
    {
        var revisions = await RevisionsAsync(response, cancellationToken);
        var found = number is not null ? revisions.FirstOrDefault(r => r.Number == number) : revisions.Count > 0 ? revisions[0] : null;
        return found is not null && await chain.FindAsync(found.Id, cancellationToken) is { } row ? (found, row) : null;
    }

    internal static Refusal Stopped() => Refusal.Of("PLAN-023", "计算已停止，没有保存方案。", "The search was stopped; no plan was kept.", "需要时请重新制定；可放宽允许差距以缩短时间。", "Make it again when needed; a wider gap takes less time.");

    [GeneratedRegex("\"mode\":\"([A-Za-z]+)\"")]
    private static partial Regex ModeIn();
}
