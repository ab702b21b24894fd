using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Storage.Chain;
using Emergency.Storage.Responses;
using Emergency.Warnings.Responses;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Responses;

/// <summary>The notice of a response in the form of a Chinese official document, for paper. A county's notice starts its own response and announces no warning.</summary>
public sealed class NoticeModel(ResponseDesk desk, ChainDesk chain, RuleLibrary rules, RegionTree regions, Authority authority, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>The response.</summary>
    public new Response? Response { get; private set; }

    /// <summary>The plan its orders rest on; null before.</summary>
    public Plan? Plan { get; private set; }

    /// <summary>Enterprises ordered.</summary>
    public int Ordered { get; private set; }

    /// <summary>Deadlines in force at its start.</summary>
    public DeadlineRules? Deadlines { get; private set; }

    /// <summary>True when the authority may issue warnings to the public.</summary>
    public bool MayPublish { get; private set; }

    /// <summary>Who signs.</summary>
    public string Headquarters { get; } = authority.Headquarters.Zh;

    /// <summary>Whom to call.</summary>
    public string Contact { get; } = authority.Contact;

    /// <summary>Why, as the notice says it: without the internal reminder of what a response must not serve, and without its full stop.</summary>
    public string Ground => Response!.Reason.Zh.Replace(desk.Prohibition(Response.RegionCode, Response.StartsAt)?.Zh ?? "\n", "", StringComparison.Ordinal).TrimEnd('。');

    /// <summary>Date of signature: of the lift, else of today.</summary>
    public string SignedAt { get; private set; } = "";

    /// <summary>Shows the notice.</summary>
    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(id, cancellationToken);
        if (!found.Ok || !caller.RegionsOfResponses().Contains(found.Value.Response.RegionCode))
        {
            return NotFound();
        }

        Response = found.Value.Response;
        if (found.Value.Row.PlanId is { } planId && await chain.FindAsync(planId, cancellationToken) is { } row)
        {
            Plan = ChainDesk.Read<Plan>(row);
            Ordered = Plan.Choices.Where(c => c.Binding).Select(c => c.EnterpriseCode).Distinct().Count();
        }

        Deadlines = rules.Deadlines(Response.RegionCode, Response.StartsAt.ToLocalDay()).Value;
        MayPublish = ResponseDecisions.MayPublish(regions, Response).Ok;
        var approved = (await desk.HistoryAsync(id, cancellationToken)).FirstOrDefault(e => e.Event == ResponseEvent.Approve)?.At;
        var day = (Response.LiftedAt ?? approved ?? clock.GetUtcNow()).ToChina();
        SignedAt = $"{day.Year}年{day.Month}月{day.Day}日";
        return Page();
    }
}
