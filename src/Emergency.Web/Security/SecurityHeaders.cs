namespace Emergency.Web.Security;

/// <summary>Headers every answer carries.</summary>
internal static class SecurityHeaders
{
    /// <summary>No inline script and no inline style: chart data travel in JSON data blocks, scripts are files.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The page that tries the API is third-party code with inline styles and a start-up script: it alone is allowed them.</summary>
    public const string ApiPagePolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    public static void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = IsApiPage(context.Request.Path) ? ApiPagePolicy : Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        context.Response.OnStarting(() =>
        {
            // What an account sees stays out of shared caches and of the history of a shared computer.
            if (headers.CacheControl.Count == 0 && context.User.Identity?.IsAuthenticated == true)
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>True for the page that tries the API and the files it loads.</summary>
    public static bool IsApiPage(PathString path) => path.StartsWithSegments("/api", out var rest) && !rest.StartsWithSegments("/v1");
}
