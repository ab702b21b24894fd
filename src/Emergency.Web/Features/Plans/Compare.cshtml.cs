using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Storage.Chain;
using Emergency.Storage.Plans;
using Emergency.Storage.Responses;
using Emergency.Warnings.Responses;
using Emergency.Web.Features.Layout;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Plans;

/// <summary>Two plans of a response side by side: who is asked for something else.</summary>
public sealed class CompareModel(ResponseDesk responses, PlanDesk plans, ChainDesk chain, Caller caller) : PageModel
{
    /// <summary>The response.</summary>
    public new Response? Response { get; private set; }

    /// <summary>The first plan.</summary>
    public PlanRevision? Before { get; private set; }

    /// <summary>The second plan.</summary>
    public PlanRevision? After { get; private set; }

    /// <summary>What differs.</summary>
    public PlanComparison? Comparison { get; private set; }

    /// <summary>Differences shown.</summary>
    public IReadOnlyList<UnitChange> Changes { get; private set; } = [];

    /// <summary>Which of them.</summary>
    public PageOf Paging { get; private set; } = PageOf.At(1, 100, 0);

    /// <summary>Compares two revisions by number; the two newest when none is named.</summary>
    public async Task<IActionResult> OnGetAsync(string id, [FromQuery] int? before, [FromQuery] int? after, [FromQuery] int page, CancellationToken cancellationToken)
    {
        var found = await responses.FindAsync(id, cancellationToken);
        if (!found.Ok || !caller.RegionsOfResponses().Contains(found.Value.Response.RegionCode))
        {
            return NotFound();
        }

        Response = found.Value.Response;
        var revisions = await plans.RevisionsAsync(Response, cancellationToken);
        after ??= revisions.Count;
        before ??= Math.Max(1, after.Value - 1);
        (Before, After) = (revisions.FirstOrDefault(r => r.Number == before), revisions.FirstOrDefault(r => r.Number == after));
        if (Before is null || After is null)
        {
            return NotFound();
        }

        Comparison = PlanComparison.Between(await ReadAsync(Before.Id, cancellationToken), await ReadAsync(After.Id, cancellationToken));
        Paging = PageOf.At(page, 100, Comparison.Changes.Count);
        Changes = [.. Comparison.Changes.Skip(Paging.Skip).Take(Paging.Size)];
        return Page();
    }

    private async Task<Plan> ReadAsync(string id, CancellationToken cancellationToken) => ChainDesk.Read<Plan>((await chain.FindAsync(id, cancellationToken))!);
}
