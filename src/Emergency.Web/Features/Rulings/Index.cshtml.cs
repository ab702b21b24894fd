using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Dispatch.Receipts;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Rulings;
using Emergency.Storage.Plans;
using Emergency.Storage.Responses;
using Emergency.Storage.Rulings;
using Emergency.Warnings.Responses;
using Emergency.Web.Features.Responses;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace Emergency.Web.Features.Rulings;

/// <summary>Decisions on single enterprises in one response: which hold, a new one, the end of one, and what would be sent to whom.</summary>
[RequestSizeLimit(UploadRules.LargestRequest)]
[RequestFormLimits(MultipartBodyLengthLimit = UploadRules.LargestRequest)]
public sealed class IndexModel(ResponseDesk responses, RulingDesk rulings, RulingFiles files, RuleLibrary rules, Authority authority, Caller caller, TimeProvider clock) : ResponsePage(responses, caller, clock)
{
    private const int MostFound = 20;

    /// <summary>All of its rulings, the newest first.</summary>
    public IReadOnlyList<KeptRuling> Rulings { get; private set; } = [];

    /// <summary>What they are made from; null when there is no list or the response is over.</summary>
    public PlanGround? Ground { get; private set; }

    /// <summary>Words searched for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Enterprises found.</summary>
    public IReadOnlyList<Enterprise> Found { get; private set; } = [];

    /// <summary>The enterprise chosen; null before.</summary>
    public Enterprise? Chosen { get; private set; }

    /// <summary>Its units.</summary>
    public IReadOnlyList<ProductionUnit> Units { get; private set; } = [];

    /// <summary>Rows of the list that an addition may take.</summary>
    public IReadOnlyList<Measure> Rows { get; private set; } = [];

    /// <summary>The form.</summary>
    [BindProperty]
    public RulingForm Form { get; set; } = new();

    /// <summary>The document itself, with a preview.</summary>
    [BindProperty]
    public IFormFile? Document { get; set; }

    /// <summary>What it would do; null before a preview.</summary>
    public RulingPreview? Preview { get; private set; }

    /// <summary>The ruling whose end is previewed; null when it is a new one.</summary>
    public int? Ending { get; private set; }

    /// <summary>Why it ends.</summary>
    public string EndWhy { get; private set; } = "";

    /// <summary>Shows the rulings, and the enterprise chosen.</summary>
    public Task<IActionResult> OnGetAsync(string id, string? enterprise, CancellationToken cancellationToken)
    {
        Form.Enterprise = enterprise ?? "";
        return ShowAsync(id, null, cancellationToken);
    }

    /// <summary>Shows what a ruling would do.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(string id, CancellationToken cancellationToken) =>
        await MakeAsync(id, cancellationToken) is { } ask ? await PreviewAsync(id, ask, cancellationToken) : NotFound();

    /// <summary>Makes the ruling that was shown.</summary>
    public async Task<IActionResult> OnPostConfirmAsync(string id, string digest, CancellationToken cancellationToken) =>
        await MakeAsync(id, cancellationToken) is { } ask ? await ConfirmAsync(id, ask, digest, cancellationToken) : NotFound();

    /// <summary>Shows what the end of a ruling would do.</summary>
    public async Task<IActionResult> OnPostPreviewEndAsync(string id, int number, string? why, CancellationToken cancellationToken)
    {
        (Ending, EndWhy) = (number, why ?? "");
        return await OwnAsync(id, cancellationToken) ? await PreviewAsync(id, RulingAsks.Revoke(Response!, number, EndWhy, rules, authority, By, Now), cancellationToken) : NotFound();
    }

    /// <summary>Ends the ruling as it was shown.</summary>
    public async Task<IActionResult> OnPostEndAsync(string id, int number, string? why, string digest, CancellationToken cancellationToken)
    {
        (Ending, EndWhy) = (number, why ?? "");
        return await OwnAsync(id, cancellationToken) ? await ConfirmAsync(id, RulingAsks.Revoke(Response!, number, EndWhy, rules, authority, By, Now), digest, cancellationToken) : NotFound();
    }

    private async Task<IActionResult> PreviewAsync(string id, Outcome<RulingAsk> ask, CancellationToken cancellationToken)
    {
        var preview = ask.Ok ? await rulings.PreviewAsync(ask.Value, cancellationToken) : ask.Refusal;
        Preview = preview.Value;
        return await ShowAsync(id, preview.Refusal, cancellationToken);
    }

    private async Task<IActionResult> ConfirmAsync(string id, Outcome<RulingAsk> ask, string digest, CancellationToken cancellationToken)
    {
        var done = ask.Ok ? await rulings.ConfirmAsync(ask.Value, digest ?? "", cancellationToken) : ask.Refusal;
        return done.Ok ? RedirectToPage(new { id }) : await ShowAsync(id, done.Refusal, cancellationToken);
    }

    /// <summary>The ruling that the form asks for; null when the response is none of the caller's.</summary>
    private async Task<Outcome<RulingAsk>?> MakeAsync(string id, CancellationToken cancellationToken)
    {
        if (!await OwnAsync(id, cancellationToken))
        {
            return null;
        }

        var kept = await files.KeepAsync(id, Document is null ? null : new FormFileCollection { Document }, cancellationToken);
        if (!kept.Ok)
        {
            return (Outcome<RulingAsk>)kept.Refusal;
        }

        Form.FileToken = kept.Value is [var file, ..] ? file.Token : Form.FileToken;
        await ChooseAsync(id, cancellationToken);
        return RulingAsks.Make(Response!, files.With(Form.ToDraft(Rows.FirstOrDefault(r => RulingDecisions.RowKey(r) == Form.Row)?.UnitId), id, Form.FileToken), rules, authority, By, Now);
    }

    private async Task ChooseAsync(string id, CancellationToken cancellationToken)
    {
        var ground = await rulings.GroundAsync(id, By.Name, Now, cancellationToken);
        if (!ground.Ok)
        {
            Refusal ??= ground.Refusal;
            return;
        }

        Ground = ground.Value;
        var list = ground.Value.Activation.List;
        var within = list.Enterprises.Where(e => ground.Value.Rules.Regions.IsWithin(e.RegionCode, Response!.RegionCode));
        Chosen = within.FirstOrDefault(e => e.Code == Form.Enterprise);
        Units = [.. list.Units.Where(u => u.EnterpriseCode == Chosen?.Code)];
        Rows = Chosen is null ? [] : RulingDecisions.RowsFor(list, Chosen.Code, Response!.Level);
        Found = string.IsNullOrWhiteSpace(Q) ? [] : [.. within.Where(e => e.Name.Contains(Q, StringComparison.OrdinalIgnoreCase) || e.Code.Contains(Q, StringComparison.OrdinalIgnoreCase)).Take(MostFound)];
    }

    private async Task<IActionResult> ShowAsync(string id, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (!await SeenAsync(id, cancellationToken))
        {
            return NotFound();
        }

        Rulings = [.. (await rulings.OfResponseAsync(id, cancellationToken)).Reverse()];
        if (!Response!.State.IsFinal())
        {
            await ChooseAsync(id, cancellationToken);
        }

        return Answer(refusal);
    }
}
