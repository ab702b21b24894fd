using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Dispatch.Escalation;
using Emergency.Storage.FollowUps;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.FollowUps;

/// <summary>Whom reports about silent enterprises go to, for each county and township.</summary>
public sealed class ContactsModel(ContactDesk desk, RegionTree regions, Caller caller, TimeProvider clock) : PageModel
{
    private const int LargestTable = 1 << 20;

    /// <summary>Contacts in the caller's region.</summary>
    public IReadOnlyList<ContactRow> Contacts { get; private set; } = [];

    /// <summary>Regions offered: the caller's own and the counties below.</summary>
    public IReadOnlyList<Region> Regions { get; private set; } = [];

    /// <summary>Everything wrong with the table sent.</summary>
    public IReadOnlyList<ContactProblem> Problems { get; private set; } = [];

    /// <summary>How many an import changed; null when there was none.</summary>
    public int? Changed { get; private set; }

    /// <summary>Why a contact was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Name of a region.</summary>
    public string RegionName(string code) => regions.Find(code)?.Name ?? code;

    /// <summary>Shows them.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Contacts = await desk.InAsync(caller.RegionCode, cancellationToken);
        Regions = [.. regions.All.Where(r => r.Rank <= RegionRank.County && regions.IsWithin(r.Code, caller.RegionCode))];
    }

    /// <summary>Adds one, or changes its phone and e-mail.</summary>
    public async Task<IActionResult> OnPostAddAsync(string region, string? township, FollowUpTarget target, string name, string? phone, string? email, CancellationToken cancellationToken)
    {
        var contact = new EscalationContact(region ?? "", township?.Trim() ?? "", target, name?.Trim() ?? "", phone?.Trim() ?? "", email?.Trim() ?? "");
        var outcome = await desk.PutAsync(contact, caller.RegionCode, caller.Name, clock.GetUtcNow(), cancellationToken);
        if (outcome.Ok)
        {
            return Redirect("/follow-ups/contacts");
        }

        Refusal = outcome.Refusal;
        return await RefusedAsync(cancellationToken);
    }

    /// <summary>Removes one.</summary>
    public async Task<IActionResult> OnPostRemoveAsync(string contact, CancellationToken cancellationToken) =>
        await desk.RemoveAsync(contact, caller.RegionCode, caller.Name, clock.GetUtcNow(), cancellationToken) ? Redirect("/follow-ups/contacts") : NotFound();

    /// <summary>Imports a CSV table: all of it or nothing.</summary>
    public async Task<IActionResult> OnPostImportAsync(IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null || file.Length is 0 or > LargestTable)
        {
            Refusal = Refusal.Of("CONTACT-002", "没有收到表格，或表格超过 1 MB。", "No table came, or it is larger than 1 MB.", "请选择 CSV 文件。", "Choose a CSV file.");
            return await RefusedAsync(cancellationToken);
        }

        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        var table = EscalationContacts.Read(content.ToArray(), caller.RegionCode, regions);
        Problems = table.Problems;
        if (Problems.Count > 0)
        {
            return await RefusedAsync(cancellationToken);
        }

        Changed = await desk.ImportAsync(table.Contacts, caller.Name, clock.GetUtcNow(), cancellationToken);
        await OnGetAsync(cancellationToken);
        return Page();
    }

    private async Task<IActionResult> RefusedAsync(CancellationToken cancellationToken)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await OnGetAsync(cancellationToken);
        return Page();
    }
}
