using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Storage.Chain;
using Emergency.Storage.Responses;
using Emergency.Warnings.Advice;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Responses;

/// <summary>Proposes a response, from an advice when there is one.</summary>
public sealed class NewModel(ResponseDesk desk, ChainDesk chain, RuleLibrary rules, Authority authority, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>Region of the response.</summary>
    public Region Region { get; } = authority.Region;

    /// <summary>What no response may serve; null where no edition says it.</summary>
    public Text? Prohibition => desk.Prohibition(Region.Code, clock.GetUtcNow());

    /// <summary>Triggers in force today, with the hours between issue and start that they ask for; null where no edition holds.</summary>
    public TriggerRules? Triggers => rules.Triggers(Region.Code, clock.GetUtcNow().ToLocalDay()).Value;

    /// <summary>The advice it may rest on.</summary>
    public WarningAdvice? Advice { get; private set; }

    /// <summary>Its chain record.</summary>
    public string? AdviceId { get; private set; }

    /// <summary>Level proposed.</summary>
    public WarningLevel Level { get; private set; } = WarningLevel.Yellow;

    /// <summary>Start proposed.</summary>
    public DateTimeOffset? StartsAt { get; private set; }

    /// <summary>End proposed.</summary>
    public DateTimeOffset? EndsAt { get; private set; }

    /// <summary>Why it was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Shows the form, filled in from the advice.</summary>
    public async Task OnGetAsync([FromQuery] string? advice, CancellationToken cancellationToken)
    {
        await LoadAdviceAsync(advice, cancellationToken);
        var now = clock.GetUtcNow();
        var earliest = Hour.Containing(now).Plus(Triggers?.LeadHours ?? 0).End;
        StartsAt = earliest;
        if (Advice is { Level: not WarningLevel.None } found)
        {
            Level = found.Level;
            StartsAt = found.StartDay?.Start is { } start && start > earliest ? start : earliest;
            EndsAt = found.EndDay?.End;
        }
    }

    /// <summary>Proposes.</summary>
    public async Task<IActionResult> OnPostAsync(WarningLevel level, string? startsAt, string? endsAt, GroundForm ground, CancellationToken cancellationToken)
    {
        (Level, StartsAt, EndsAt) = (level, LocalTime.FromField(startsAt), LocalTime.FromField(endsAt));
        var why = await ground.ReadAsync(chain, cancellationToken);
        Refusal = why.Refusal ?? (StartsAt is null ? LocalTimeMissing() : null);
        if (why.Ok && StartsAt is { } start)
        {
            var proposed = await desk.ProposeAsync(new ResponseProposal(Region.Code, level, start, EndsAt, why.Value, caller.Name, clock.GetUtcNow()), cancellationToken);
            if (proposed.Ok)
            {
                return LocalRedirect($"/responses/{Uri.EscapeDataString(proposed.Value.Id)}");
            }

            Refusal = proposed.Refusal;
        }

        Response.StatusCode = Refusals.StatusOf(Refusal!);
        await LoadAdviceAsync(ground.AdviceId, cancellationToken);
        return Page();
    }

    private async Task LoadAdviceAsync(string? id, CancellationToken cancellationToken)
    {
        var row = id is null ? await chain.LatestAsync(ChainKinds.Advice, Region.Code, clock.GetUtcNow(), cancellationToken) : await chain.FindAsync(id, cancellationToken);
        if (row?.Kind == ChainKinds.Advice && row.RegionCode == Region.Code)
        {
            Advice = ChainDesk.Read<WarningAdvice>(row);
            AdviceId = row.Id;
        }
    }

    private static Refusal LocalTimeMissing() => Refusal.Of("RESPONSE-041", "没有写明开始时间。", "The start is missing.", "请填写日期和时间。", "Give a date and a time.");
}
