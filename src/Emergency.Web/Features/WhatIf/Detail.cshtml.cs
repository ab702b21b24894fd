using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Planning.WhatIf;
using Emergency.Storage.WhatIf;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.WhatIf;

/// <summary>One what-if: at once what is asked, and the answer as soon as it is worked out. Its address may be shared with other planners of the authority.</summary>
public sealed class DetailModel(WhatIfDesk desk, WhatIfRuns runs, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>The saved what-if.</summary>
    public WhatIfRow Row { get; private set; } = new();

    /// <summary>Its answer; null until it is worked out.</summary>
    public WhatIfAnswer? Answer { get; private set; }

    /// <summary>How it is worked out; null when it is not.</summary>
    public WhatIfRun? Run { get; private set; }

    /// <summary>Why something was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>True while it is worked out: the page comes back by itself.</summary>
    public bool Working => Answer is null && Run is { Refusal: null, Stopped: false };

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(int number, CancellationToken cancellationToken) => await LoadAsync(number, cancellationToken) ? Page() : NotFound();

    /// <summary>Works it out (again).</summary>
    public async Task<IActionResult> OnPostRunAsync(int number, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(number, cancellationToken))
        {
            return NotFound();
        }

        if (Answer is null)
        {
            runs.Start(number);
        }

        return RedirectToPage(new { number });
    }

    /// <summary>Stops the work.</summary>
    public async Task<IActionResult> OnPostStopAsync(int number, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(number, cancellationToken))
        {
            return NotFound();
        }

        Run?.Stop();
        return RedirectToPage(new { number });
    }

    /// <summary>Renames.</summary>
    public async Task<IActionResult> OnPostRenameAsync(int number, string? name, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(number, cancellationToken))
        {
            return NotFound();
        }

        var renamed = await desk.RenameAsync(number, name ?? "", caller.Name, clock.GetUtcNow(), cancellationToken);
        if (renamed.Ok)
        {
            return RedirectToPage(new { number });
        }

        Refusal = renamed.Refusal;
        Response.StatusCode = Refusals.StatusOf(renamed.Refusal);
        return Page();
    }

    /// <summary>Deletes.</summary>
    public async Task<IActionResult> OnPostDeleteAsync(int number, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(number, cancellationToken))
        {
            return NotFound();
        }

        Run?.Stop();
        await desk.DeleteAsync(number, caller.Name, clock.GetUtcNow(), cancellationToken);
        return RedirectToPage("Index");
    }

    private async Task<bool> LoadAsync(int number, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(number, cancellationToken) is not { } row || !caller.Sees(row.RegionCode))
        {
            return false;
        }

        (Row, Run) = (row, runs.Find(number));
        Answer = row.Answer is { } json ? CanonicalJson.Read<WhatIfAnswer>(json) : null;
        Refusal = Answer is null ? Run?.Refusal : null;
        return true;
    }
}
