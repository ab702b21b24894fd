using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Rulings;
using Emergency.Storage.Orders;
using Emergency.Storage.Responses;
using Emergency.Storage.Rulings;
using Emergency.Warnings.Responses;
using Emergency.Web.Hosting;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.Rulings;

/// <summary>A decision on one enterprise that is wanted.</summary>
/// <param name="Draft">What is wanted.</param>
/// <param name="Digest">Digest of the preview that is confirmed; null for a preview.</param>
public sealed record RulingBody(RulingDraft Draft, string? Digest)
{
    /// <summary>Token of the document, from its upload; null when only its number is given.</summary>
    public string? FileToken { get; init; }
}

/// <summary>The end of one.</summary>
/// <param name="Why">Why.</param>
/// <param name="Digest">Digest of the preview that is confirmed; null for a preview.</param>
public sealed record RulingEndBody(string Why, string? Digest);

/// <summary>What a decision, or its end, would do.</summary>
/// <param name="Digest">To be sent back with the confirmation.</param>
/// <param name="Ruling">The decision.</param>
/// <param name="Reach">What follows for the orders.</param>
/// <param name="Before">Shares of the plan in force; empty when none was issued.</param>
/// <param name="After">Shares then.</param>
/// <param name="Issue">Enterprises that get a new order or revision.</param>
/// <param name="Drop">Enterprises whose order ends.</param>
/// <param name="Kept">Orders left as they are.</param>
public sealed record RulingEffect(
    string Digest, Ruling Ruling, RulingReach Reach, IReadOnlyList<TargetReached> Before, IReadOnlyList<TargetReached> After, IReadOnlyList<string> Issue, IReadOnlyList<string> Drop, int Kept);

/// <summary>What a decision did.</summary>
/// <param name="Ruling">The decision.</param>
/// <param name="PlanId">Plan in force now; null when none was issued.</param>
/// <param name="Issued">What changed among the orders; null when none were issued.</param>
public sealed record RulingDone(Ruling Ruling, string? PlanId, IssueResult? Issued);

/// <summary>Decisions on single enterprises.</summary>
internal static class RulingsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        RulingFiles.Map(api);
        api.MapGet("/responses/{id}/rulings", ListAsync).WithTags("rulings").WithSummary("Exemptions and additions of single enterprises in a response, by number");
        api.MapPost("/responses/{id}/rulings", PreviewAsync).WithTags("rulings").WithSummary("Previews an exemption or addition; saves nothing");
        api.MapPost("/responses/{id}/rulings/confirm", ConfirmAsync).WithTags("rulings").WithSummary("Makes one that was previewed, with the orders that change");
        api.MapPost("/responses/{id}/rulings/{number:int}/end", PreviewEndAsync).WithTags("rulings").WithSummary("Previews the end of one; saves nothing");
        api.MapPost("/responses/{id}/rulings/{number:int}/end/confirm", ConfirmEndAsync).WithTags("rulings").WithSummary("Ends one as it was previewed");
    }

    private static async Task<Results<Ok<IReadOnlyList<KeptRuling>>, NotFound>> ListAsync(string id, ResponseDesk desk, RulingDesk rulings, Caller caller, CancellationToken cancellationToken) =>
        await FindAsync(id, desk, caller, cancellationToken) is not null ? TypedResults.Ok(await rulings.OfResponseAsync(id, cancellationToken)) : TypedResults.NotFound();

    private static Task<Results<Ok<RulingEffect>, ProblemHttpResult, NotFound>> PreviewAsync(
        string id, RulingBody body, ResponseDesk desk, RulingDesk rulings, RulingFiles files, RuleLibrary rules, Authority authority, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken) =>
        EffectAsync(id, desk, rulings, caller, language, response => RulingAsks.Make(response, files.With(body.Draft, id, body.FileToken), rules, authority, caller, clock.GetUtcNow()), cancellationToken);

    private static Task<Results<Ok<RulingEffect>, ProblemHttpResult, NotFound>> PreviewEndAsync(
        string id, int number, RulingEndBody body, ResponseDesk desk, RulingDesk rulings, RuleLibrary rules, Authority authority, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken) =>
        EffectAsync(id, desk, rulings, caller, language, response => RulingAsks.Revoke(response, number, body.Why, rules, authority, caller, clock.GetUtcNow()), cancellationToken);

    private static Task<Results<Ok<RulingDone>, ProblemHttpResult, NotFound>> ConfirmAsync(
        string id, RulingBody body, ResponseDesk desk, RulingDesk rulings, RulingFiles files, RuleLibrary rules, Authority authority, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken) =>
        DoneAsync(id, body.Digest, desk, rulings, caller, language, response => RulingAsks.Make(response, files.With(body.Draft, id, body.FileToken), rules, authority, caller, clock.GetUtcNow()), cancellationToken);

    private static Task<Results<Ok<RulingDone>, ProblemHttpResult, NotFound>> ConfirmEndAsync(
        string id, int number, RulingEndBody body, ResponseDesk desk, RulingDesk rulings, RuleLibrary rules, Authority authority, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken) =>
        DoneAsync(id, body.Digest, desk, rulings, caller, language, response => RulingAsks.Revoke(response, number, body.Why, rules, authority, caller, clock.GetUtcNow()), cancellationToken);

    private static async Task<Results<Ok<RulingEffect>, ProblemHttpResult, NotFound>> EffectAsync(
        string id, ResponseDesk desk, RulingDesk rulings, Caller caller, PageLanguage language, Func<Response, Outcome<RulingAsk>> asked, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, desk, caller, cancellationToken) is not { } response || !caller.Sees(response.RegionCode))
        {
            return TypedResults.NotFound();
        }

        var ask = asked(response);
        var preview = ask.Ok ? await rulings.PreviewAsync(ask.Value, cancellationToken) : ask.Refusal;
        return preview.Value is { } shown
            ? TypedResults.Ok(new RulingEffect(shown.Digest, shown.Ruling, shown.Reach, shown.Before?.Targets ?? [], shown.After?.Targets ?? [], [.. shown.Orders.Issue.Select(o => o.EnterpriseCode)], [.. shown.Orders.Drop.Select(d => d.Order.EnterpriseCode)], shown.Orders.Keep.Count))
            : Refusals.Problem(preview.Refusal!, language);
    }

    private static async Task<Results<Ok<RulingDone>, ProblemHttpResult, NotFound>> DoneAsync(
        string id, string? digest, ResponseDesk desk, RulingDesk rulings, Caller caller, PageLanguage language, Func<Response, Outcome<RulingAsk>> asked, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, desk, caller, cancellationToken) is not { } response || !caller.Sees(response.RegionCode))
        {
            return TypedResults.NotFound();
        }

        var ask = asked(response);
        var done = ask.Ok ? await rulings.ConfirmAsync(ask.Value, digest ?? "", cancellationToken) : ask.Refusal;
        return done.Value is { } ruled ? TypedResults.Ok(new RulingDone(ruled.Ruling, ruled.PlanId, ruled.Issued)) : Refusals.Problem(done.Refusal!, language);
    }

    /// <summary>The response when it concerns the caller; null otherwise, as if it did not exist.</summary>
    internal static async Task<Response?> FindAsync(string id, ResponseDesk desk, Caller caller, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(id, cancellationToken);
        return found.Ok && caller.RegionsOfResponses().Contains(found.Value.Response.RegionCode) ? found.Value.Response : null;
    }
}
