using System.Security.Claims;
using Emergency.Core.Regions;
using Emergency.Storage.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Emergency.Web.Security;

/// <summary>Who is asking, and what they may see.</summary>
public sealed class Caller(IHttpContextAccessor accessor, RegionTree regions)
{
    internal const string RegionClaim = "region";
    internal const string EnterpriseClaim = "enterprise";
    internal const string DisplayClaim = "display";

    private ClaimsPrincipal User => accessor.HttpContext?.User ?? new ClaimsPrincipal();

    /// <summary>True when somebody is signed in.</summary>
    public bool SignedIn => User.Identity?.IsAuthenticated == true;

    /// <summary>User name, as written into histories and the audit log.</summary>
    public string Name => User.Identity?.Name ?? "anonymous";

    /// <summary>Name shown to people.</summary>
    public string DisplayName => User.FindFirstValue(DisplayClaim) ?? Name;

    /// <summary>Role; null when nobody is signed in.</summary>
    public string? Role => RoleOf(User);

    /// <summary>Region of the account; empty when nobody is signed in.</summary>
    public string RegionCode => User.FindFirstValue(RegionClaim) ?? "";

    /// <summary>Enterprise of an enterprise account; null for everybody else.</summary>
    public string? EnterpriseCode => User.FindFirstValue(EnterpriseClaim);

    /// <summary>True when the route table lets this caller call; pages show a button only then.</summary>
    public bool May(string method, string pattern, string handler = "") =>
        RouteTable.Find(method, pattern, handler)?.Allows(Role) == true;

    /// <summary>True when a record of this region, and of this enterprise where it has one, is the caller's to see.</summary>
    public bool Sees(string regionCode, string? enterpriseCode = null) =>
        SignedIn && (Role == Roles.Enterprise
            ? enterpriseCode is not null && enterpriseCode == EnterpriseCode
            : regions.IsWithin(regionCode, RegionCode));

    /// <summary>Regions whose responses concern the caller: its own with all below, and those above, whose responses reach down to it.</summary>
    public IReadOnlyList<string> RegionsOfResponses() => regions.Find(RegionCode) is null
        ? []
        : [.. regions.All.Where(r => regions.IsWithin(r.Code, RegionCode) || regions.IsWithin(RegionCode, r.Code)).Select(r => r.Code)];

    /// <summary>Regions whose enterprises and orders the caller may see: its own with all below.</summary>
    public IReadOnlyList<string> RegionsOfOrders() => [.. regions.All.Where(r => regions.IsWithin(r.Code, RegionCode)).Select(r => r.Code)];

    internal static string? RoleOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true ? user.FindFirstValue(ClaimTypes.Role) ?? "" : null;
}

/// <summary>
/// Puts role, region, enterprise and shown name of the account into its cookie. Every session is made anew from the account once a minute; accounts and roles have no further
/// claims here, and the tables where others keep them are not asked.
/// </summary>
internal sealed class CallerClaims(UserManager<AppUser> users, IOptions<IdentityOptions> options) : IUserClaimsPrincipalFactory<AppUser>
{
    public async Task<ClaimsPrincipal> CreateAsync(AppUser user)
    {
        var names = options.Value.ClaimsIdentity;
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme, names.UserNameClaimType, names.RoleClaimType);
        identity.AddClaim(new Claim(names.UserIdClaimType, user.Id));
        identity.AddClaim(new Claim(names.UserNameClaimType, user.UserName!));
        identity.AddClaim(new Claim(names.SecurityStampClaimType, await users.GetSecurityStampAsync(user)));
        identity.AddClaims((await users.GetRolesAsync(user)).Select(role => new Claim(names.RoleClaimType, role)));
        identity.AddClaim(new Claim(Caller.RegionClaim, user.RegionCode));
        identity.AddClaim(new Claim(Caller.DisplayClaim, user.DisplayName));
        if (user.EnterpriseCode is { } enterprise)
        {
            identity.AddClaim(new Claim(Caller.EnterpriseClaim, enterprise));
        }

        return new ClaimsPrincipal(identity);
    }
}
