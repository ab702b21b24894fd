using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Storage.Accounts;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Accounts;

/// <summary>Accounts: add, new link, lock and unlock. Administrators only.</summary>
public sealed class AccountsModel(AccountDesk desk, UserManager<AppUser> users, RegionTree regions, WebSettings settings, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>All accounts with their role.</summary>
    public IReadOnlyList<(AppUser User, string Role)> Accounts { get; private set; } = [];

    /// <summary>Regions of this installation.</summary>
    public IEnumerable<Region> Regions => regions.All.Where(r => regions.IsWithin(r.Code, settings.RegionCode));

    /// <summary>Link just made.</summary>
    public Invitation? Link { get; private set; }

    /// <summary>Its full address.</summary>
    public string LinkAddress => $"{Request.Scheme}://{Request.Host}{Link?.Path}";

    /// <summary>Why something was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>True while the account cannot sign in.</summary>
    public bool IsLocked(AppUser user) => user.LockoutEnd > clock.GetUtcNow();

    /// <summary>The list.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken) => Accounts = await desk.AllAsync(cancellationToken);

    /// <summary>Adds an account and makes its link.</summary>
    public async Task<IActionResult> OnPostAddAsync(NewAccount account, CancellationToken cancellationToken)
    {
        var added = await desk.AddAsync(account, null, caller.Name, cancellationToken);
        if (added.Ok)
        {
            Link = await desk.InviteAsync(added.Value, caller.Name, cancellationToken);
        }

        return await ShowAsync(added.Refusal, cancellationToken);
    }

    /// <summary>Makes a new link for an account.</summary>
    public async Task<IActionResult> OnPostInviteAsync(string id, CancellationToken cancellationToken)
    {
        if (await users.FindByIdAsync(id) is not { } user)
        {
            return NotFound();
        }

        Link = await desk.InviteAsync(user, caller.Name, cancellationToken);
        return await ShowAsync(null, cancellationToken);
    }

    /// <summary>Locks an account.</summary>
    public async Task<IActionResult> OnPostLockAsync(string id, CancellationToken cancellationToken) =>
        await ShowAsync((await desk.SetLockedAsync(id, true, caller.Name, cancellationToken)).Refusal, cancellationToken);

    /// <summary>Unlocks an account.</summary>
    public async Task<IActionResult> OnPostUnlockAsync(string id, CancellationToken cancellationToken) =>
        await ShowAsync((await desk.SetLockedAsync(id, false, caller.Name, cancellationToken)).Refusal, cancellationToken);

    private async Task<IActionResult> ShowAsync(Refusal? refusal, CancellationToken cancellationToken)
    {
        Refusal = refusal;
        if (refusal is not null)
        {
            Response.StatusCode = Refusals.StatusOf(refusal);
        }

        Accounts = await desk.AllAsync(cancellationToken);
        return Page();
    }
}
