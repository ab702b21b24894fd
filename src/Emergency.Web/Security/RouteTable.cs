using Emergency.Storage.Accounts;
using Emergency.Web.Features.Orders;

namespace Emergency.Web.Security;

/// <summary>One row: who may call a route.</summary>
/// <param name="Method">GET (answers HEAD too), POST, …</param>
/// <param name="Pattern">Route pattern as mapped, without the leading slash.</param>
/// <param name="Handler">Page handler named in the query (<c>?handler=Approve</c>); empty for none.</param>
/// <param name="Roles">Roles allowed; empty = every signed-in account.</param>
/// <param name="Anonymous">True when no account is needed.</param>
public sealed record RouteRule(string Method, string Pattern, string Handler, IReadOnlyList<string> Roles, bool Anonymous)
{
    /// <summary>True when a caller with this role (null: nobody signed in) may call.</summary>
    public bool Allows(string? role) => Anonymous || (role is not null && (Roles.Count == 0 || Roles.Contains(role)));
}

/// <summary>
/// Who may call what: the one place, enforced for every request (<see cref="RouteTableHandler"/>). A route that is not here answers nobody.
/// What an allowed caller sees is narrowed further by region and enterprise (<see cref="Caller"/>).
/// </summary>
public static class RouteTable
{
    private static readonly string[] Officials = [Roles.Administrator, Roles.Forecaster, Roles.DutyOfficer, Roles.Headquarters, Roles.Planner, Roles.Inspector];
    private static readonly string[] Duty = [Roles.DutyOfficer, Roles.Headquarters];
    // Who makes and previews plans of a response: at night the duty officer too.
    private static readonly string[] Planners = [Roles.DutyOfficer, Roles.Headquarters, Roles.Planner];
    private static readonly string[] Headquarters = [Roles.Headquarters];
    // Who plays through what might be: planning ahead, no matter of duty.
    private static readonly string[] WhatIfPlanners = [Roles.Headquarters, Roles.Planner];
    private static readonly string[] Enterprise = [Roles.Enterprise];
    private static readonly string[] Administrator = [Roles.Administrator];
    private static readonly string[] Overseers = [Roles.Administrator, Roles.Headquarters];
    private static readonly string[] Watch = [Roles.DutyOfficer, Roles.Headquarters, Roles.Inspector];
    private static readonly string[] ContactKeepers = [Roles.Administrator, Roles.DutyOfficer, Roles.Headquarters];
    private static readonly string[] SignedIn = [];

    /// <summary>Every row.</summary>
    public static IReadOnlyList<RouteRule> Rules { get; } =
    [
        Open("GET", "sign-in"),
        Open("POST", "sign-in"),
        Open("GET", "invitation"),
        Open("POST", "invitation"),
        For("POST", "sign-out", SignedIn),
        Open("POST", "language"),
        Open("GET", "public"),
        Open("GET", "status/{code:int}"),
        Open("POST", "status/{code:int}"),
        Open("GET", "aqi.css"),
        Open("GET", "health/live"),
        Open("GET", "health/ready"),
        // Answers whoever shows the token of Metrics:Token, and nobody where none is set.
        Open("GET", "metrics"),

        // An enterprise is led on to its own orders.
        For("GET", "", SignedIn),
        For("GET", "accounts", Administrator),
        For("POST", "accounts", "Add", Administrator),
        For("POST", "accounts", "Invite", Administrator),
        For("POST", "accounts", "Lock", Administrator),
        For("POST", "accounts", "Unlock", Administrator),
        For("GET", "forecasts", Officials),
        For("POST", "forecasts", "CostLoss", Headquarters),
        For("GET", "forecasts/day", Officials),
        For("POST", "forecasts/day", "Correct", [Roles.Forecaster]),
        For("GET", "forecasts/verification", Officials),
        For("GET", "responses", Officials),
        For("GET", "responses/new", Duty),
        For("POST", "responses/new", Duty),
        For("GET", "responses/{id}", Officials),
        For("POST", "responses/{id}", "Approve", Headquarters),
        For("POST", "responses/{id}", "ChangeLevel", Headquarters),
        For("POST", "responses/{id}", "Extend", Headquarters),
        For("POST", "responses/{id}", "Suspend", Headquarters),
        For("POST", "responses/{id}", "Resume", Headquarters),
        For("POST", "responses/{id}", "Withdraw", Duty),
        For("POST", "responses/{id}", "Lift", Headquarters),
        For("POST", "responses/{id}", "LiftAdvice", [Roles.DutyOfficer, Roles.Headquarters, Roles.Forecaster]),
        For("GET", "responses/{id}/notice", Officials),
        For("GET", "responses/{id}/plan", Officials),
        For("POST", "responses/{id}/plan", "Make", Planners),
        For("POST", "responses/{id}/plan", "Stop", Planners),
        For("POST", "responses/{id}/plan", "Issue", Headquarters),
        For("GET", "responses/{id}/plan/compare", Officials),
        For("GET", "responses/{id}/plan/export", Officials),
        For("GET", "responses/{id}/refill", Planners),
        For("POST", "responses/{id}/refill", "Preview", Planners),
        For("POST", "responses/{id}/refill", "Confirm", Headquarters),
        For("GET", "responses/{id}/rulings", Officials),
        For("POST", "responses/{id}/rulings", "Preview", Planners),
        For("POST", "responses/{id}/rulings", "Confirm", Headquarters),
        For("POST", "responses/{id}/rulings", "PreviewEnd", Planners),
        For("POST", "responses/{id}/rulings", "End", Headquarters),
        For("GET", "running-controls", Officials),
        For("POST", "running-controls", "Add", Planners),
        For("POST", "running-controls", "Upload", Planners),
        For("POST", "running-controls", "End", Planners),
        For("POST", "running-controls", "TakeBack", Planners),
        For("GET", "season", Officials),
        For("GET", "season", "Export", Officials),
        For("POST", "season", "Make", Planners),
        For("POST", "season", "Drop", Planners),
        For("POST", "season", "Record", Planners),
        For("GET", "orders", Officials),
        For("GET", "orders/silent", Officials),
        For("GET", "orders/undelivered", Officials),
        For("POST", "orders/undelivered", "Retry", Duty),
        For("GET", "orders/export", Officials),
        For("GET", "orders/{id}", Officials),
        For("POST", "orders/{id}", "Reject", Duty),
        For("POST", "orders/{id}", "Phone", [Roles.DutyOfficer, Roles.Headquarters, Roles.Inspector]),
        For("POST", "orders/{id}", "Verify", [Roles.Inspector]),
        For("GET", "follow-ups", Officials),
        For("POST", "follow-ups", "Confirm", Watch),
        For("GET", "follow-ups/visits", Officials),
        For("GET", "follow-ups/daily", Officials),
        For("GET", "follow-ups/restarts", Officials),
        For("POST", "follow-ups/restarts", "Decide", Duty),
        For("GET", "follow-ups/contacts", ContactKeepers),
        For("POST", "follow-ups/contacts", "Add", ContactKeepers),
        For("POST", "follow-ups/contacts", "Remove", ContactKeepers),
        For("POST", "follow-ups/contacts", "Import", ContactKeepers),
        For("GET", "uploads/{id}", SignedIn),
        Open("GET", "api/v1/session"),
        Open("POST", "api/v1/session"),
        For("DELETE", "api/v1/session", SignedIn),
        For("GET", "api/v1/observations/daily", Officials),
        For("GET", "api/v1/forecast", Officials),
        For("GET", "api/v1/advice", Officials),
        For("GET", "api/v1/forecasts", Officials),
        For("GET", "api/v1/forecasts/scores", Officials),
        For("GET", "api/v1/forecasts/{id}", Officials),
        For("GET", "api/v1/responses", Officials),
        For("GET", "api/v1/responses/{id}", Officials),
        For("POST", "api/v1/responses/{id}/approve", Headquarters),
        For("GET", "api/v1/responses/{id}/plan", Officials),
        For("POST", "api/v1/responses/{id}/plan", Planners),
        For("GET", "api/v1/responses/{id}/plans", Officials),
        For("GET", "api/v1/responses/{id}/plan/progress", Officials),
        For("POST", "api/v1/responses/{id}/refill", Planners),
        For("POST", "api/v1/responses/{id}/refill/confirm", Headquarters),
        For("GET", "api/v1/responses/{id}/rulings", Officials),
        For("POST", "api/v1/responses/{id}/rulings", Planners),
        For("POST", "api/v1/responses/{id}/rulings/confirm", Headquarters),
        For("POST", "api/v1/responses/{id}/rulings/file", Planners),
        For("GET", "api/v1/responses/{id}/rulings/{number:int}/file", Officials),
        For("POST", "api/v1/responses/{id}/rulings/{number:int}/end", Planners),
        For("POST", "api/v1/responses/{id}/rulings/{number:int}/end/confirm", Headquarters),
        For("GET", "api/v1/running-controls", Officials),
        For("POST", "api/v1/running-controls", Planners),
        For("GET", "api/v1/responses/{id}/orders", Officials),
        For("GET", "api/v1/responses/{id}/progress", Officials),
        For("GET", "api/v1/responses/{id}/progress/stream", Officials),
        For("GET", "api/v1/escalations", Officials),
        For("POST", "api/v1/escalations/confirm", Watch),
        For("GET", "api/v1/list/versions", Officials),
        For("GET", "api/v1/list/enterprises", Officials),
        For("GET", "api/v1/orders", Enterprise),
        For("GET", "api/v1/orders/{id}", SignedIn),
        For("POST", "api/v1/orders/{id}/receipts", Enterprise),
        For("POST", "api/v1/orders/{id}/reports", Enterprise),
        // Who speaks here is established by the signature over the body, not by an account.
        Open("POST", ReceiptsApi.Route),
        Open("POST", CapReceiptsApi.Route),
        // The gateway knows the secret in the address.
        Open("POST", SmsReportsApi.Route),
        // Whoever holds a link speaks for the one order it names.
        Open("GET", "a/{token}"),
        Open("POST", "a/{token}", "Acknowledge"),
        Open("POST", "a/{token}", "Object"),
        For("GET", "api/v1/audit/verify", Overseers),
        Open("GET", "openapi/{documentName}.json"),

        For("GET", "portal", Enterprise),
        For("GET", "portal/{id}", Enterprise),
        For("POST", "portal/{id}", "Acknowledge", Enterprise),
        For("POST", "portal/{id}", "Object", Enterprise),
        For("POST", "portal/{id}", "Execution", Enterprise),
        For("POST", "portal/{id}", "Daily", Enterprise),
        For("POST", "portal/{id}", "Restart", Enterprise),
        For("GET", "lists", Officials),
        For("POST", "lists", "Upload", [Roles.Planner]),
        For("GET", "lists/compose", [Roles.Planner]),
        For("POST", "lists/compose", "Compose", [Roles.Planner]),
        For("POST", "lists/compose", "Drop", [Roles.Planner]),
        For("POST", "lists/compose", "Accept", [Roles.Planner]),
        For("GET", "lists/dictionary", Officials),
        For("GET", "lists/template", Officials),
        For("GET", "lists/export/{number:int}", Officials),
        For("GET", "what-if", Officials),
        For("POST", "what-if", "Save", WhatIfPlanners),
        For("GET", "what-if/{number:int}", Officials),
        For("POST", "what-if/{number:int}", "Run", WhatIfPlanners),
        For("POST", "what-if/{number:int}", "Stop", WhatIfPlanners),
        For("POST", "what-if/{number:int}", "Rename", WhatIfPlanners),
        For("POST", "what-if/{number:int}", "Delete", WhatIfPlanners),
        For("GET", "what-if/{number:int}/workbook", Officials),
        For("GET", "what-if/{number:int}/deed", WhatIfPlanners),
        For("POST", "what-if/{number:int}/deed", "Use", WhatIfPlanners),
        For("POST", "what-if/{number:int}/deed", "List", [Roles.Planner]),
        For("GET", "audit", Overseers),
        For("POST", "audit", "Verify", Overseers),
    ];

    /// <summary>The row of a request; null when there is none, which means nobody may call.</summary>
    public static RouteRule? Find(string method, string? pattern, string? handler)
    {
        method = method == "HEAD" ? "GET" : method;
        pattern = pattern?.Trim('/') ?? "";
        handler ??= "";
        return Rules.FirstOrDefault(r =>
            r.Method == method
            && string.Equals(r.Pattern, pattern, StringComparison.OrdinalIgnoreCase)
            && string.Equals(r.Handler, handler, StringComparison.OrdinalIgnoreCase));
    }

    private static RouteRule Open(string method, string pattern, string handler = "") => new(method, pattern, handler, [], true);

    private static RouteRule For(string method, string pattern, string[] roles) => new(method, pattern, "", roles, false);

    private static RouteRule For(string method, string pattern, string handler, string[] roles) => new(method, pattern, handler, roles, false);
}
