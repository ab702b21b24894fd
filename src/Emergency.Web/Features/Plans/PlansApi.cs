using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Replanning;
using Emergency.Storage.Chain;
using Emergency.Storage.Orders;
using Emergency.Storage.Plans;
using Emergency.Storage.Responses;
using Emergency.Warnings.Responses;
using Emergency.Web.Hosting;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.Plans;

/// <summary>How a planning job stands.</summary>
/// <param name="State">Running, Done or Refused.</param>
/// <param name="Seconds">Since it was asked for [s].</param>
/// <param name="LossYuanPerDay">Best plan so far; null before there is one [yuan/day].</param>
/// <param name="BoundYuanPerDay">Proven lower bound so far; null before there is one [yuan/day].</param>
/// <param name="Nodes">Nodes of the search.</param>
public sealed record PlanJobStanding(PlanJobState State, int Seconds, double? LossYuanPerDay, double? BoundYuanPerDay, int Nodes);

/// <summary>What is to be refilled.</summary>
/// <param name="Missing">Who does not give what the plan in force counts on.</param>
/// <param name="ShortagePrice">Most that a kilogram is worth which cannot be had otherwise [yuan/kg]; null for the least shortage.</param>
/// <param name="Digest">Digest of the preview that is confirmed; null for a preview.</param>
public sealed record RefillBody(IReadOnlyList<MissingUnit> Missing, decimal? ShortagePrice, string? Digest);

/// <summary>What a refill would do.</summary>
/// <param name="Digest">To be sent back with the confirmation.</param>
/// <param name="Plan">The plan that would take the place of the one in force.</param>
/// <param name="Issue">Enterprises that get a new order or revision.</param>
/// <param name="Drop">Enterprises whose order ends.</param>
/// <param name="Kept">Orders left as they are.</param>
public sealed record RefillPreview(string Digest, Plan Plan, IReadOnlyList<string> Issue, IReadOnlyList<string> Drop, int Kept);

/// <summary>What a refill did.</summary>
/// <param name="PlanId">Chain record of the new plan.</param>
/// <param name="Issued">What the issue changed.</param>
public sealed record RefillDone(string PlanId, IssueResult Issued);

/// <summary>Plans of a response.</summary>
internal static class PlansApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/responses/{id}/plans", RevisionsAsync).WithTags("plans").WithSummary("All plans for the level of the response, newest first, without their content");
        api.MapGet("/responses/{id}/plan", PlanAsync).WithTags("plans").WithSummary("A plan for the level of the response: the newest, or the revision named");
        api.MapPost("/responses/{id}/plan", MakeAsync).WithTags("plans").WithSummary("Makes a plan from the list in force, in the mode of the body (none: as listed); orders nothing. The call ends when the plan is there; hanging up stops it");
        api.MapGet("/responses/{id}/plan/progress", ProgressAsync).WithTags("plans").WithSummary("How far the search is that the plan page started");
        api.MapPost("/responses/{id}/refill", PreviewAsync).WithTags("plans").WithSummary("Previews who steps in for enterprises that are missing; saves nothing");
        api.MapPost("/responses/{id}/refill/confirm", ConfirmAsync).WithTags("plans").WithSummary("Carries out a refill that was previewed: new plan, new orders");
    }

    private static async Task<Results<Ok<IReadOnlyList<PlanRevision>>, NotFound>> RevisionsAsync(string id, ResponseDesk desk, PlanDesk plans, Caller caller, CancellationToken cancellationToken) =>
        await FindAsync(id, desk, caller, cancellationToken) is { } response ? TypedResults.Ok(await plans.RevisionsAsync(response, cancellationToken)) : TypedResults.NotFound();

    private static async Task<Results<Ok<Plan>, NotFound>> PlanAsync(string id, int? revision, ResponseDesk desk, PlanDesk plans, Caller caller, CancellationToken cancellationToken) =>
        await FindAsync(id, desk, caller, cancellationToken) is { } response && await plans.FindAsync(response, revision, cancellationToken) is { } found
            ? TypedResults.Ok(ChainDesk.Read<Plan>(found.Row))
            : TypedResults.NotFound();

    private static async Task<Results<Ok<Plan>, ProblemHttpResult, NotFound>> MakeAsync(
        string id, PlanSettings? settings, ResponseDesk desk, PlanDesk plans, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, desk, caller, cancellationToken) is not { } response || !caller.Sees(response.RegionCode))
        {
            return TypedResults.NotFound();
        }

        var made = await plans.MakeAsync(id, settings ?? new PlanSettings(PlanMode.Activate), caller.Name, clock.GetUtcNow(), cancellationToken);
        return made.Ok ? TypedResults.Ok(ChainDesk.Read<Plan>(made.Value)) : Refusals.Problem(made.Refusal, language);
    }

    private static async Task<Results<Ok<PlanJobStanding>, NotFound>> ProgressAsync(string id, ResponseDesk desk, PlanJobs jobs, Caller caller, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, desk, caller, cancellationToken) is null || jobs.Find(PlanModel.JobKey(id)) is not { } job)
        {
            return TypedResults.NotFound();
        }

        var progress = job.Progress;
        return TypedResults.Ok(new PlanJobStanding(
            job.State,
            (int)(clock.GetUtcNow() - job.StartedAt).TotalSeconds,
            double.IsFinite(progress.LossYuanPerDay) ? progress.LossYuanPerDay : null,
            double.IsFinite(progress.BoundYuanPerDay) && progress.BoundYuanPerDay > 0 ? progress.BoundYuanPerDay : null,
            progress.Nodes));
    }

    private static async Task<Results<Ok<RefillPreview>, ProblemHttpResult, NotFound>> PreviewAsync(
        string id, RefillBody body, ResponseDesk desk, ReplanDesk replans, RuleLibrary rules, Authority authority, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, desk, caller, cancellationToken) is not { } response || !caller.Sees(response.RegionCode))
        {
            return TypedResults.NotFound();
        }

        var ask = Ask(response, body, rules, authority, caller, clock.GetUtcNow());
        var preview = ask.Ok ? await replans.PreviewAsync(ask.Value, cancellationToken) : ask.Refusal;
        return preview.Ok
            ? TypedResults.Ok(new RefillPreview(preview.Value.Digest, preview.Value.Plan, [.. preview.Value.Orders.Issue.Select(o => o.EnterpriseCode)], [.. preview.Value.Orders.Drop.Select(d => d.Order.EnterpriseCode)], preview.Value.Orders.Keep.Count))
            : Refusals.Problem(preview.Refusal, language);
    }

    private static async Task<Results<Ok<RefillDone>, ProblemHttpResult, NotFound>> ConfirmAsync(
        string id, RefillBody body, ResponseDesk desk, ReplanDesk replans, RuleLibrary rules, Authority authority, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, desk, caller, cancellationToken) is not { } response || !caller.Sees(response.RegionCode))
        {
            return TypedResults.NotFound();
        }

        var ask = Ask(response, body, rules, authority, caller, clock.GetUtcNow());
        var done = ask.Ok ? await replans.ConfirmAsync(ask.Value, body.Digest ?? "", cancellationToken) : ask.Refusal;
        return done.Ok ? TypedResults.Ok(new RefillDone(done.Value.Plan.Id, done.Value.Issued)) : Refusals.Problem(done.Refusal, language);
    }

    /// <summary>A refill as the desk takes it; refused where no edition of deadlines holds.</summary>
    public static Outcome<ReplanAsk> Ask(Response response, RefillBody body, RuleLibrary rules, Authority authority, Caller caller, DateTimeOffset now)
    {
        var deadlines = rules.Deadlines(response.RegionCode, now.ToLocalDay());
        return deadlines.Ok ? new ReplanAsk(response.Id, body.Missing, body.ShortagePrice, deadlines.Value, authority.Headquarters, authority.Contact, caller.Name, now) : deadlines.Refusal;
    }

    /// <summary>The response when it concerns the caller; null otherwise, as if it did not exist.</summary>
    private static async Task<Response?> FindAsync(string id, ResponseDesk desk, Caller caller, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(id, cancellationToken);
        return found.Ok && caller.RegionsOfResponses().Contains(found.Value.Response.RegionCode) ? found.Value.Response : null;
    }
}
