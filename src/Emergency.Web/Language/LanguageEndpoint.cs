using Microsoft.AspNetCore.Mvc;

namespace Emergency.Web.Language;

/// <summary>Switches the language and returns to the page it was asked on.</summary>
internal static class LanguageEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/language", (HttpContext context, [FromForm] string to, [FromForm] string? back) =>
        {
            context.Response.Cookies.Append(PageLanguage.Cookie, to == "en" ? "en" : "zh", new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Lax,
                MaxAge = TimeSpan.FromDays(365),
            });
            return TypedResults.LocalRedirect(back is { Length: > 1 } && back[0] == '/' && back[1] is not ('/' or '\\') ? back : "/");
        }).ExcludeFromDescription();
}
