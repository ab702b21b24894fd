using Emergency.Storage.Accounts;
using Emergency.Web.Features.Accounts;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Emergency.Web.Api;

/// <summary>Name and password.</summary>
/// <param name="UserName">User name.</param>
/// <param name="Password">Password.</param>
public sealed record Credentials(string UserName, string Password);

/// <summary>Who is signed in, and the token that unsafe calls carry.</summary>
/// <param name="UserName">User name; null when nobody is signed in.</param>
/// <param name="Role">Role.</param>
/// <param name="RegionCode">Region.</param>
/// <param name="EnterpriseCode">Enterprise of an enterprise account.</param>
/// <param name="FormToken">Value of the header X-Form-Token.</param>
public sealed record Session(string? UserName, string? Role, string? RegionCode, string? EnterpriseCode, string FormToken);

/// <summary>Signing in and out by the API. The token changes with the account: get it again after signing in.</summary>
internal static class SessionApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/session", (HttpContext http, IAntiforgery antiforgery, Caller caller) => TypedResults.Ok(Describe(http, antiforgery, caller))).WithTags("session");
        api.MapPost("/session", SignInAsync).RequireRateLimiting(RateLimits.SignIn).WithTags("session");
        api.MapDelete("/session", async (SignInManager<AppUser> signIn) =>
        {
            await signIn.SignOutAsync();
            return TypedResults.NoContent();
        }).WithTags("session");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SignInAsync(Credentials credentials, SignInManager<AppUser> signIn, PageLanguage language)
    {
        var result = await signIn.PasswordSignInAsync(credentials.UserName, credentials.Password, isPersistent: false, lockoutOnFailure: true);
        return result.Succeeded ? TypedResults.NoContent() : Refusals.Problem(SignInRefusals.Of(result), language);
    }

    private static Session Describe(HttpContext http, IAntiforgery antiforgery, Caller caller)
    {
        var token = antiforgery.GetAndStoreTokens(http).RequestToken!;
        return caller.SignedIn ? new Session(caller.Name, caller.Role, caller.RegionCode, caller.EnterpriseCode, token) : new Session(null, null, null, null, token);
    }
}
