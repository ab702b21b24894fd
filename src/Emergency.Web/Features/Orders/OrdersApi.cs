using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Accounts;
using Emergency.Storage.Orders;
using Emergency.Storage.Responses;
using Emergency.Web.Api;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.Orders;

/// <summary>An order in lists.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number people quote.</param>
/// <param name="ResponseId">Response.</param>
/// <param name="RegionCode">County.</param>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="Revision">Revision.</param>
/// <param name="State">State.</param>
/// <param name="StartsAt">Start.</param>
/// <param name="EndsAt">Planned end.</param>
/// <param name="AcknowledgeBy">Receipt deadline.</param>
/// <param name="DeliveredAt">When delivered.</param>
/// <param name="AcknowledgedAt">When answered.</param>
/// <param name="ExecutedAt">When execution was reported.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record OrderSummary(
    string Id,
    string Number,
    string ResponseId,
    string RegionCode,
    string EnterpriseCode,
    string EnterpriseName,
    int Revision,
    OrderState State,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    DateTimeOffset AcknowledgeBy,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? AcknowledgedAt,
    DateTimeOffset? ExecutedAt,
    DateTimeOffset? EndedAt)
{
    internal static OrderSummary Of(OrderRow row) => new(
        row.Id, row.Number, row.ResponseId, row.RegionCode, row.EnterpriseCode, row.EnterpriseName, row.Revision, row.State,
        row.StartsAt, row.EndsAt, row.AcknowledgeBy, row.DeliveredAt, row.AcknowledgedAt, row.ExecutedAt, row.EndedAt);
}

/// <summary>What an enterprise answers to an order.</summary>
/// <param name="Kind">acknowledge, object or execution.</param>
/// <param name="Revision">Revision that is answered.</param>
/// <param name="Key">The sender's own key: sent twice, it counts once.</param>
/// <param name="Note">In words; the reason of an objection.</param>
public sealed record ReceiptBody(string Kind, int Revision, string Key, string? Note);

/// <summary>Orders, receipts and progress.</summary>
internal static class OrdersApi
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // A stream ends by itself now and then: the browser opens it anew, and the account is checked again.
    private const int PausesAStream = 300;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/responses/{id}/orders", OfResponseAsync).WithTags("orders").WithSummary("The latest order of each enterprise, by id; page with cursor");
        api.MapGet("/responses/{id}/progress", ProgressAsync).WithTags("orders").WithSummary("Counts of planned, sent, delivered, acknowledged …");
        api.MapGet("/responses/{id}/progress/stream", StreamAsync).WithTags("orders").WithSummary("The same as server-sent events, whenever a count changes");
        api.MapGet("/orders", OwnAsync).WithTags("orders").WithSummary("The calling enterprise's own orders, newest first");
        api.MapGet("/orders/{id}", OneAsync).WithTags("orders").WithSummary("One order as sent; opening it is written into the audit log");
        ReportsApi.Map(api);
        api.MapPost("/orders/{id}/receipts", ReceiveAsync).RequireRateLimiting(RateLimits.Receipts).WithTags("orders").WithSummary("Acknowledges, objects or reports execution, for the calling enterprise");
    }

    private static async Task<Results<Ok<Part<OrderSummary>>, StatusCodeHttpResult, NotFound>> OfResponseAsync(
        string id, string? cursor, int? limit, HttpContext http, OrderDesk desk, ResponseDesk responses, Caller caller, CancellationToken cancellationToken)
    {
        if (!await VisibleAsync(id, responses, caller, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var rows = (await desk.OfResponseAsync(id, cancellationToken)).Where(o => caller.Sees(o.RegionCode, o.EnterpriseCode));
        var part = Cursor.Cut(rows.Select(OrderSummary.Of), o => o.Id, cursor, limit);
        return Cursor.Known(http, part) ? Cursor.NotModified() : TypedResults.Ok(part);
    }

    private static async Task<Results<Ok<OrderFunnel>, NotFound>> ProgressAsync(string id, OrderDesk desk, ResponseDesk responses, Caller caller, TimeProvider clock, CancellationToken cancellationToken) =>
        await VisibleAsync(id, responses, caller, cancellationToken) ? TypedResults.Ok(await desk.FunnelAsync(id, clock.GetUtcNow(), cancellationToken)) : TypedResults.NotFound();

    private static async Task<Results<ServerSentEventsResult<OrderFunnel>, NotFound>> StreamAsync(
        string id, OrderDesk desk, ResponseDesk responses, Caller caller, TimeProvider clock, CancellationToken cancellationToken) =>
        await VisibleAsync(id, responses, caller, cancellationToken)
            ? TypedResults.ServerSentEvents(FollowAsync(id, desk, clock, cancellationToken))
            : TypedResults.NotFound();

    private static async IAsyncEnumerable<SseItem<OrderFunnel>> FollowAsync(string id, OrderDesk desk, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        OrderFunnel? last = null;
        for (var i = 0; i < PausesAStream; i++)
        {
            var funnel = await desk.FunnelAsync(id, clock.GetUtcNow(), cancellationToken);
            if (funnel != last)
            {
                yield return new SseItem<OrderFunnel>(funnel, "progress");
                last = funnel;
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private static async Task<Ok<List<OrderSummary>>> OwnAsync(OrderDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok((await desk.OfEnterpriseAsync(caller.EnterpriseCode ?? "", cancellationToken)).Where(o => o.State != OrderState.Drafted).Select(OrderSummary.Of).ToList());

    private static async Task<Results<Ok<Order>, NotFound>> OneAsync(string id, OrderDesk desk, Caller caller, TimeProvider clock, CancellationToken cancellationToken)
    {
        // An enterprise account without an enterprise sees nothing: the empty code matches no order.
        var enterprise = caller.Role == Roles.Enterprise ? caller.EnterpriseCode ?? "" : null;
        var opened = await desk.OpenAsync(id, enterprise, caller.Name, clock.GetUtcNow(), cancellationToken);
        return opened.Ok && caller.Sees(opened.Value.Row.RegionCode, opened.Value.Row.EnterpriseCode) ? TypedResults.Ok(opened.Value.Order) : TypedResults.NotFound();
    }

    private static async Task<Results<Ok<OrderStanding>, ProblemHttpResult, NotFound>> ReceiveAsync(
        string id, ReceiptBody body, OrderDesk desk, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (ReceiptRules.Parse(body.Kind) is not { } kind)
        {
            return Refusals.Problem(Refusal.Of("API-002", $"没有“{body.Kind}”这种回执。", $"There is no receipt kind \"{body.Kind}\".", "kind 为 acknowledge、object 或 execution。", "kind is acknowledge, object or execution."), language);
        }

        var receipt = new Receipt(id, body.Revision, kind, body.Key ?? "", caller.EnterpriseCode ?? "", caller.Name, "api", body.Note ?? "", clock.GetUtcNow());
        var outcome = await desk.ReceiveAsync(receipt, cancellationToken);
        return outcome.Ok ? TypedResults.Ok(outcome.Value)
            : outcome.Refusal.Code is ReceiptRules.NotYours or OrderDesk.UnknownOrder ? TypedResults.NotFound()
            : Refusals.Problem(outcome.Refusal, language);
    }

    private static async Task<bool> VisibleAsync(string id, ResponseDesk responses, Caller caller, CancellationToken cancellationToken)
    {
        var found = await responses.FindAsync(id, cancellationToken);
        return found.Ok && caller.RegionsOfResponses().Contains(found.Value.Response.RegionCode);
    }
}
