using Emergency.Core.Refusals;
using Emergency.Storage.Accounts;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Emergency.Web.Features.Accounts;

/// <summary>Signing in.</summary>
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class SignInModel(SignInManager<AppUser> signIn) : PageModel
{
    /// <summary>Where to go afterwards; a path of this site.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Back { get; set; }

    /// <summary>Name typed.</summary>
    public string UserName { get; private set; } = "";

    /// <summary>Why it did not work.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Checks name and password.</summary>
    public async Task<IActionResult> OnPostAsync(string userName, string password)
    {
        UserName = userName ?? "";
        var result = await signIn.PasswordSignInAsync(UserName, password ?? "", isPersistent: false, lockoutOnFailure: true);
        if (result.Succeeded)
        {
            return LocalRedirect(Url.IsLocalUrl(Back) && Back != "/" ? Back : await HomeAsync(UserName));
        }

        Refusal = SignInRefusals.Of(result);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<string> HomeAsync(string userName) =>
        await signIn.UserManager.FindByNameAsync(userName) is { EnterpriseCode: not null } ? "/portal" : "/";
}

/// <summary>Why a sign-in failed, without saying whether the account exists.</summary>
internal static class SignInRefusals
{
    public static Refusal Of(Microsoft.AspNetCore.Identity.SignInResult result) => result.IsLockedOut
        ? Refusal.Of(
            "ACCOUNT-010",
            "该账号已被锁定。",
            "This account is locked.",
            "连续输错 5 次会锁定 15 分钟；如被管理员停用，请与管理员联系。",
            "Five wrong passwords lock it for 15 minutes; if an administrator locked it, ask them.")
        : Refusal.Of(
            "ACCOUNT-011",
            "用户名或密码不正确。",
            "User name or password is wrong.",
            "请核对后重试；忘记密码请向管理员索取新的链接。",
            "Check both; if you forgot the password, ask the administrator for a new link.");
}
