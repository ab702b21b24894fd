using System.Threading.RateLimiting;
using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Security;

/// <summary>Limits per caller. Passwords are guessed slowly; a plant's faulty system cannot flood the receipts of the others.</summary>
internal static class RateLimits
{
    /// <summary>Sign-in and invitations: per address.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Receipts: per account.</summary>
    public const string Receipts = "receipts";

    /// <summary>Signed receipts of enterprise systems: per address and enterprise named, so that nobody uses up another's share from elsewhere.</summary>
    public const string SignedReceipts = "signed-receipts";

    /// <summary>One-time links: per address and link, so that a prefetching telephone operator does not stand in the way of another enterprise.</summary>
    public const string Links = "links";

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var signIns = configuration.GetValue("RateLimits:SignInPerMinute", 20);
        var receipts = configuration.GetValue("RateLimits:ReceiptsPerMinute", 60);
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (context, _) =>
            {
                context.HttpContext.Response.Headers.RetryAfter = "60";
                return ValueTask.CompletedTask;
            };
            options.AddPolicy(SignIn, context => HttpMethods.IsPost(context.Request.Method)
                ? Window(context.Connection.RemoteIpAddress?.ToString() ?? "", signIns)
                : RateLimitPartition.GetNoLimiter(""));
            options.AddPolicy(Receipts, context => HttpMethods.IsPost(context.Request.Method)
                ? Window(context.User.Identity?.Name ?? "", receipts)
                : RateLimitPartition.GetNoLimiter(""));
            options.AddPolicy(Links, context => Window($"{context.Connection.RemoteIpAddress} {context.Request.RouteValues["token"]}", receipts));
            options.AddPolicy(SignedReceipts, context => Window($"{context.Connection.RemoteIpAddress} {context.Request.Headers[WebhookSignature.EnterpriseHeader]}", receipts));
        });
    }

    private static RateLimitPartition<string> Window(string key, int permits) =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = TimeSpan.FromMinutes(1) });
}
