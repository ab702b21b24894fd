using Emergency.Core;

namespace Emergency.Web.Features.Layout;

/// <summary>A link of the main navigation; shown to those whom the route table lets in.</summary>
/// <param name="Pattern">Route, without the leading slash.</param>
/// <param name="Name">Shown name.</param>
public sealed record NavigationLink(string Pattern, Text Name);

/// <summary>The main navigation, in the order of the work.</summary>
public static class NavigationLinks
{
    /// <summary>All links.</summary>
    public static IReadOnlyList<NavigationLink> All { get; } =
    [
        new("", new("今日", "Today")),
        new("forecasts", new("预报", "Forecast")),
        new("responses", new("响应", "Responses")),
        new("orders", new("指令", "Orders")),
        new("follow-ups", new("跟踪", "Follow-up")),
        new("lists", new("清单", "List")),
        new("what-if", new("推演", "What if")),
        new("audit", new("审计", "Audit")),
        new("accounts", new("账号", "Accounts")),
        new("portal", new("我的指令", "My orders")),
    ];
}
