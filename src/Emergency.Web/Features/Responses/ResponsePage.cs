using Emergency.Core.Refusals;
using Emergency.Storage.Responses;
using Emergency.Warnings.Responses;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Responses;

/// <summary>A page about one response on which something is previewed and confirmed: who may see it, and how a refusal is shown.</summary>
public abstract class ResponsePage(ResponseDesk responses, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>The response.</summary>
    public new Response? Response { get; private set; }

    /// <summary>Why something was refused.</summary>
    public Refusal? Refusal { get; protected set; }

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Who asks.</summary>
    protected Caller By { get; } = caller;

    /// <summary>Finds the response; false when there is none that the caller may see.</summary>
    protected async Task<bool> SeenAsync(string id, CancellationToken cancellationToken)
    {
        var found = await responses.FindAsync(id, cancellationToken);
        if (!found.Ok || !By.RegionsOfResponses().Contains(found.Value.Response.RegionCode))
        {
            return false;
        }

        Response = found.Value.Response;
        return true;
    }

    /// <summary>The same; false also when the caller may not change anything in its region.</summary>
    protected async Task<bool> OwnAsync(string id, CancellationToken cancellationToken) => await SeenAsync(id, cancellationToken) && By.Sees(Response!.RegionCode);

    /// <summary>The page, with what was refused.</summary>
    protected IActionResult Answer(Refusal? refusal)
    {
        Refusal = refusal ?? Refusal;
        if (refusal is not null)
        {
            base.Response.StatusCode = Refusals.StatusOf(refusal);
        }

        return Page();
    }
}
