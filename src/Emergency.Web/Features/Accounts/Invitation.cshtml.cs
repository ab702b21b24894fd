using Emergency.Core.Refusals;
using Emergency.Storage.Accounts;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Emergency.Web.Features.Accounts;

/// <summary>The page of a one-time link: its holder chooses the password of the account.</summary>
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class InvitationModel(AccountDesk desk, SignInManager<AppUser> signIn) : PageModel
{
    /// <summary>Account of the link.</summary>
    [BindProperty(Name = "user", SupportsGet = true)]
    public string UserId { get; set; } = "";

    /// <summary>Secret of the link.</summary>
    [BindProperty(SupportsGet = true)]
    public string Secret { get; set; } = "";

    /// <summary>The account, while the link works.</summary>
    public AppUser? Account { get; private set; }

    /// <summary>Why it does not.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Shows the form, or why the link no longer works.</summary>
    public async Task OnGetAsync()
    {
        var check = await desk.CheckInvitationAsync(UserId ?? "", Secret ?? "");
        Account = check.Value;
        Refuse(check.Refusal);
    }

    /// <summary>Sets the password and signs in.</summary>
    public async Task<IActionResult> OnPostAsync(string password, string again, CancellationToken cancellationToken)
    {
        var check = await desk.CheckInvitationAsync(UserId ?? "", Secret ?? "");
        Account = check.Value;
        if (check.Ok && password != again)
        {
            Refuse(Core.Refusals.Refusal.Of("ACCOUNT-012", "两次输入的密码不一致。", "The two passwords differ.", "请重新输入。", "Type them again."));
            return Page();
        }

        var accepted = await desk.AcceptInvitationAsync(UserId ?? "", Secret ?? "", password ?? "", cancellationToken);
        if (!accepted.Ok)
        {
            Refuse(accepted.Refusal);
            return Page();
        }

        await signIn.SignInAsync(accepted.Value, isPersistent: false);
        return LocalRedirect(accepted.Value.EnterpriseCode is null ? "/" : "/portal");
    }

    private void Refuse(Refusal? refusal)
    {
        Refusal = refusal;
        if (refusal is not null)
        {
            Response.StatusCode = Refusals.StatusOf(refusal);
        }
    }
}
