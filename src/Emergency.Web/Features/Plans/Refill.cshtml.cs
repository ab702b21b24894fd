using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Replanning;
using Emergency.Storage.Chain;
using Emergency.Storage.Plans;
using Emergency.Storage.Responses;
using Emergency.Warnings.Responses;
using Emergency.Web.Features.Responses;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace Emergency.Web.Features.Plans;

/// <summary>A line of the form: an enterprise, or one of its units, that may be missing.</summary>
public sealed class MissingLine
{
    /// <summary>True when it is ticked.</summary>
    public bool Chosen { get; set; }

    /// <summary>Enterprise.</summary>
    public string Enterprise { get; set; } = "";

    /// <summary>Unit; empty for the whole order.</summary>
    public string? Unit { get; set; }

    /// <summary>Why.</summary>
    public MissingGround Ground { get; set; }

    /// <summary>In words.</summary>
    public string? Note { get; set; }
}

/// <summary>
/// Who does not give what the plan counts on, who steps in for them, and the orders that follow. A city has thousands of orders that have started and may turn out not to be carried out: shown are
/// those that something speaks against, the others are found by name.
/// </summary>
[RequestFormLimits(ValueCountLimit = 10 * MostLines)]
public sealed class RefillModel(ResponseDesk responses, ReplanDesk replans, AbsenceReader absences, RuleLibrary rules, Authority authority, Caller caller, TimeProvider clock) : ResponsePage(responses, caller, clock)
{
    private const int MostLines = 150;

    /// <summary>Orders whose kilograms may be missing.</summary>
    public IReadOnlyList<Absence> Absences { get; private set; } = [];

    /// <summary>Those in the form: ticked before, or found by name, or an objection, silence or overdue report speaks against them; as many as a form can hold.</summary>
    public IReadOnlyList<Absence> Shown { get; private set; } = [];

    /// <summary>How many more would be in the form if it could hold them.</summary>
    public int More { get; private set; }

    /// <summary>Name or code looked for; null for none.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Grounds for which everybody is missing who is so by the orders: silent, or with an overdue report.</summary>
    [BindProperty]
    public IReadOnlyList<MissingGround> Everyone { get; set; } = [];

    /// <summary>Lines of the form.</summary>
    [BindProperty]
    public IReadOnlyList<MissingLine> Lines { get; set; } = [];

    /// <summary>Most that a kilogram is worth which cannot be had otherwise [yuan/kg].</summary>
    [BindProperty]
    public decimal? ShortagePrice { get; set; }

    /// <summary>What the refill would do; null before a preview.</summary>
    public ReplanPreview? Preview { get; private set; }

    /// <summary>Orders that are missing on a ground by the orders alone, without anybody's finding.</summary>
    public IEnumerable<Absence> ByOrders(MissingGround ground) => Absences.Where(a => a.Grounds.Contains(ground) && (ground != MissingGround.Failure || a.Overdue));

    private List<MissingUnit> Missing()
    {
        List<MissingUnit> missing = [.. Lines.Where(l => l.Chosen).Select(l => new MissingUnit(l.Enterprise, l.Unit ?? "", l.Ground, l.Note?.Trim() ?? ""))];
        foreach (var ground in Everyone.Where(g => g is MissingGround.Silence or MissingGround.Failure))
        {
            var named = missing.Select(m => m.EnterpriseCode).ToHashSet(StringComparer.Ordinal);
            missing.AddRange(ByOrders(ground).Where(a => !named.Contains(a.Order.EnterpriseCode)).Select(a => new MissingUnit(a.Order.EnterpriseCode, "", ground)));
        }

        return missing;
    }

    /// <summary>The line of the form for an order or one of its units, as it was sent.</summary>
    public MissingLine LineOf(string enterprise, string unit) => Lines.FirstOrDefault(l => l.Enterprise == enterprise && (l.Unit ?? "") == unit) ?? new MissingLine { Enterprise = enterprise, Unit = unit };

    /// <summary>Shows who may be missing.</summary>
    public Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => ShowAsync(id, null, cancellationToken);

    /// <summary>Shows what a refill would do.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(string id, CancellationToken cancellationToken)
    {
        if (await AskAsync(id, cancellationToken) is not { } ask)
        {
            return NotFound();
        }

        var preview = ask.Ok ? await replans.PreviewAsync(ask.Value, cancellationToken) : ask.Refusal;
        Preview = preview.Value;
        return await ShowAsync(id, preview.Refusal, cancellationToken);
    }

    /// <summary>Carries out what was shown.</summary>
    public async Task<IActionResult> OnPostConfirmAsync(string id, string digest, int[] confirmed, CancellationToken cancellationToken)
    {
        if (await AskAsync(id, cancellationToken) is not { } ask)
        {
            return NotFound();
        }

        if (!ask.Ok)
        {
            return await ShowAsync(id, ask.Refusal, cancellationToken);
        }

        var preview = await replans.PreviewAsync(ask.Value, cancellationToken);
        if (preview.Ok && preview.Value.Plan.Refill!.Decisions.Count is var points && confirmed.Distinct().Count(i => i >= 0 && i < points) < points)
        {
            Preview = preview.Value;
            return await ShowAsync(id, Refusal.Of("PLAN-021", $"还有 {points - confirmed.Length} 个事项没有确认。", $"{points - confirmed.Length} points are not confirmed.", "请逐项确认后再下达。", "Confirm each of them, then issue."), cancellationToken);
        }

        var done = await replans.ConfirmAsync(ask.Value, digest ?? "", cancellationToken);
        return done.Ok
            ? RedirectToPage("/Plans/Plan", new { id, revision = ChainDesk.RevisionOf(done.Value.Plan.Id, PlanDesk.PlanId(Response!)) })
            : await ShowAsync(id, done.Refusal, cancellationToken);
    }

    private async Task<Outcome<ReplanAsk>?> AskAsync(string id, CancellationToken cancellationToken)
    {
        if (!await OwnAsync(id, cancellationToken))
        {
            return null;
        }

        Absences = await absences.ReadAsync(id, Now, cancellationToken);
        return PlansApi.Ask(Response!, new RefillBody(Missing(), ShortagePrice, null), rules, authority, By, Now);
    }

    private async Task<IActionResult> ShowAsync(string id, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (!await SeenAsync(id, cancellationToken))
        {
            return NotFound();
        }

        Absences = await absences.ReadAsync(id, Now, cancellationToken);
        var ticked = Lines.Where(l => l.Chosen).Select(l => l.Enterprise).ToHashSet(StringComparer.Ordinal);
        var lines = 0;
        List<Absence> shown = [];
        foreach (var absence in Absences.Where(a => ticked.Contains(a.Order.EnterpriseCode) || Looked(a)).OrderByDescending(a => ticked.Contains(a.Order.EnterpriseCode)))
        {
            if ((lines += absence.Order.Lines.Count + 1) <= MostLines)
            {
                shown.Add(absence);
            }
            else
            {
                More++;
            }
        }

        Shown = shown;
        return Answer(refusal);
    }

    private bool Looked(Absence absence) => string.IsNullOrWhiteSpace(Q)
        ? absence.Overdue || absence.Grounds.Any(g => g != MissingGround.Failure)
        : absence.Order.EnterpriseName.Contains(Q.Trim(), StringComparison.OrdinalIgnoreCase) || absence.Order.EnterpriseCode.Contains(Q.Trim(), StringComparison.OrdinalIgnoreCase);
}
