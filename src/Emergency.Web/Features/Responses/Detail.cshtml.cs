using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Rulings;
using Emergency.Storage.Chain;
using Emergency.Storage.Forecasts;
using Emergency.Storage.Orders;
using Emergency.Storage.Plans;
using Emergency.Storage.Responses;
using Emergency.Storage.Rulings;
using Emergency.Warnings.Advice;
using Emergency.Warnings.Responses;
using Emergency.Web.Hosting;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Responses;

/// <summary>One response: its ground, its history, and every step that may be taken now.</summary>
public sealed class DetailModel(ResponseDesk desk, ForecastDesk forecasts, OrderDesk orders, RulingDesk rulings, ChainDesk chain, RuleLibrary rules, Authority authority, RegionTree regions, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>The response.</summary>
    public new Response? Response { get; private set; }

    /// <summary>Its history, oldest first.</summary>
    public IReadOnlyList<ResponseEventRow> History { get; private set; } = [];

    /// <summary>How far its orders are.</summary>
    public OrderFunnel Funnel { get; private set; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Decisions on single enterprises that hold.</summary>
    public IReadOnlyList<Ruling> Rulings { get; private set; } = [];

    /// <summary>Newest warning advice for its region.</summary>
    public WarningAdvice? Advice { get; private set; }

    /// <summary>Its chain record.</summary>
    public string? AdviceId { get; private set; }

    /// <summary>Newest advice on lifting this level; null when none was made since the response started.</summary>
    public LiftAdvice? LiftAdvice { get; private set; }

    /// <summary>Its chain record.</summary>
    public string? LiftAdviceId { get; private set; }

    /// <summary>True when orders stand that were issued for another level than the response has now.</summary>
    public bool OrdersOfOtherLevel { get; private set; }

    /// <summary>Why an action was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>True when the planned end has passed and nobody has extended or lifted: the response and its orders stand until somebody does.</summary>
    public bool EndPassed => Response is { State: ResponseState.Approved or ResponseState.InForce, EndsAt: { } end } && end <= Now;

    /// <summary>Name of its region.</summary>
    public string RegionName => regions.Find(Response!.RegionCode)?.Name ?? Response.RegionCode;

    private DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Shows the response.</summary>
    public Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => ShowAsync(id, null, cancellationToken);

    /// <summary>Headquarters approves.</summary>
    public Task<IActionResult> OnPostApproveAsync(string id, int version, CancellationToken cancellationToken) =>
        ActAsync(id, () => desk.ApproveAsync(id, Change(version), cancellationToken), cancellationToken);

    /// <summary>Raises or lowers the level.</summary>
    public Task<IActionResult> OnPostChangeLevelAsync(string id, int version, WarningLevel level, GroundForm ground, CancellationToken cancellationToken) =>
        ActAsync(id, ground, why => desk.ChangeLevelAsync(id, Change(version), level, why, cancellationToken), cancellationToken);

    /// <summary>Moves the end later.</summary>
    public Task<IActionResult> OnPostExtendAsync(string id, int version, string? endsAt, GroundForm ground, CancellationToken cancellationToken) =>
        ActAsync(id, ground, (why, terms) => desk.ExtendAsync(id, Change(version), LocalTime.FromField(endsAt), why, terms, cancellationToken), cancellationToken);

    /// <summary>Suspends.</summary>
    public Task<IActionResult> OnPostSuspendAsync(string id, int version, string? note, CancellationToken cancellationToken) =>
        ActAsync(id, () => desk.SuspendAsync(id, Change(version), note ?? "", cancellationToken), cancellationToken);

    /// <summary>Resumes.</summary>
    public Task<IActionResult> OnPostResumeAsync(string id, int version, string? note, CancellationToken cancellationToken) =>
        ActAsync(id, terms => desk.ResumeAsync(id, Change(version), note ?? "", terms, cancellationToken), cancellationToken);

    /// <summary>Withdraws before the start.</summary>
    public Task<IActionResult> OnPostWithdrawAsync(string id, int version, string? note, CancellationToken cancellationToken) =>
        ActAsync(id, () => desk.WithdrawAsync(id, Change(version), note ?? "", cancellationToken), cancellationToken);

    /// <summary>Lifts the response and every order of it.</summary>
    public Task<IActionResult> OnPostLiftAsync(string id, int version, GroundForm ground, CancellationToken cancellationToken) =>
        ActAsync(id, ground, why => desk.LiftAsync(id, Change(version), why, cancellationToken), cancellationToken);

    /// <summary>Asks for advice on lifting, on the newest forecast.</summary>
    public async Task<IActionResult> OnPostLiftAdviceAsync(string id, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(id, cancellationToken);
        if (!found.Ok || !Visible(found.Value.Response))
        {
            return NotFound();
        }

        var forecast = await chain.LatestAsync(ChainKinds.Forecast, found.Value.Response.RegionCode, Now, cancellationToken);
        var advised = await forecasts.AdviseLiftAsync(forecast?.Id ?? "", found.Value.Response.Level, caller.Name, Now, cancellationToken);
        return await ShowAsync(id, advised.Refusal, cancellationToken);
    }

    /// <summary>What is to be done next, in words.</summary>
    public Text NextStep() => Response!.State switch
    {
        _ when EndPassed => new(
            "计划结束时间已过，但没有人延长或解除：响应和指令仍然有效，企业以解除通知为准。请立即延长，或解除。",
            "The planned end has passed and nobody extended or lifted: the response and its orders stand, and enterprises wait for the notice. Extend or lift it now."),
        ResponseState.Proposed => new("等待指挥部批准。", "Waiting for headquarters."),
        ResponseState.Approved when Funnel.Planned == 0 => new("制定减排方案并下达指令。", "Make the plan and issue the orders."),
        ResponseState.Approved when !OrdersOfOtherLevel => new("指令已下达，到时自动进入响应。", "Orders are issued; the response starts by itself at its time."),
        ResponseState.InForce when Funnel.Planned == 0 => new("响应已开始但尚未下达指令：请立即制定方案并下达。", "In force without orders: make the plan and issue it now."),
        ResponseState.InForce or ResponseState.Approved when OrdersOfOtherLevel => new("级别已调整，企业仍按原级别执行：请立即按新级别制定方案并下达。", "The level has changed, and enterprises still carry out the old one: make and issue the plan of the new level now."),
        ResponseState.InForce => new("跟进签收和执行；空气改善后作解除研判。", "Follow receipts and execution; assess lifting when the air improves."),
        ResponseState.Suspended => new("已暂停，企业已接到通知；恢复时按现行方案重新下达指令，或按通知解除。", "Suspended, and the enterprises were told; resuming issues the orders of the plan again. Resume or lift by notice."),
        _ => new("已结束。", "Over."),
    };

    internal IReadOnlyList<(string Kind, string Label, string? AdviceId)> LiftGrounds(PageLanguage language)
    {
        (string, string, string?) above = ("above", language["上级通知", "notice from above"], null);
        return LiftAdviceId is null ? [above] : [("lift-advice", language["上述解除研判", "the assessment above"], LiftAdviceId), above];
    }

    private Task<IActionResult> ActAsync(string id, GroundForm ground, Func<ResponseGround, OrderTerms, Task<Outcome<Response>>> act, CancellationToken cancellationToken) =>
        ActAsync(id, terms => ActOnAsync(ground, why => act(why, terms), cancellationToken), cancellationToken);

    private async Task<Outcome<Response>> ActOnAsync(GroundForm ground, Func<ResponseGround, Task<Outcome<Response>>> act, CancellationToken cancellationToken)
    {
        var why = await ground.ReadAsync(chain, cancellationToken);
        return why.Ok ? await act(why.Value) : why.Refusal;
    }

    /// <summary>Acts on something that sends orders again: with the deadlines in force today.</summary>
    private async Task<IActionResult> ActAsync(string id, Func<OrderTerms, Task<Outcome<Response>>> act, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(id, cancellationToken);
        if (!found.Ok || !MayChange(found.Value.Response))
        {
            return NotFound();
        }

        var deadlines = rules.Deadlines(found.Value.Response.RegionCode, Now.ToLocalDay());
        return deadlines.Ok
            ? await ActAsync(id, () => act(new OrderTerms(deadlines.Value, authority.Headquarters, authority.Contact)), cancellationToken)
            : await ShowAsync(id, deadlines.Refusal, cancellationToken);
    }

    private Task<IActionResult> ActAsync(string id, GroundForm ground, Func<ResponseGround, Task<Outcome<Response>>> act, CancellationToken cancellationToken) =>
        ActAsync(id, () => ActOnAsync(ground, act, cancellationToken), cancellationToken);

    private async Task<IActionResult> ActAsync(string id, Func<Task<Outcome<Response>>> act, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(id, cancellationToken);
        if (!found.Ok || !MayChange(found.Value.Response))
        {
            return NotFound();
        }

        var outcome = await act();
        return outcome.Ok ? RedirectToPage(new { id }) : await ShowAsync(id, outcome.Refusal, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(string id, Refusal? refusal, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(id, cancellationToken);
        if (!found.Ok || !Visible(found.Value.Response))
        {
            return NotFound();
        }

        Response = found.Value.Response;
        History = await desk.HistoryAsync(id, cancellationToken);
        Rulings = [.. (await rulings.OfResponseAsync(id, cancellationToken)).Where(r => r.End is null).Select(r => r.Ruling)];
        Funnel = await orders.FunnelAsync(id, Now, cancellationToken);
        OrdersOfOtherLevel = found.Value.Row.PlanId is { } plan && !plan.StartsWith(PlanDesk.PlanId(Response), StringComparison.Ordinal);
        if (await chain.LatestAsync(ChainKinds.Advice, Response.RegionCode, Now, cancellationToken) is { } advice)
        {
            (Advice, AdviceId) = (ChainDesk.Read<WarningAdvice>(advice), advice.Id);
        }

        if (await chain.LatestAsync(ChainKinds.LiftAdvice, Response.RegionCode, Now, cancellationToken) is { } lift
            && lift.At >= Response.StartsAt && ChainDesk.Read<LiftAdvice>(lift) is { } read && read.Level == Response.Level)
        {
            (LiftAdvice, LiftAdviceId) = (read, lift.Id);
        }

        Refusal = refusal;
        if (refusal is not null)
        {
            base.Response.StatusCode = Refusals.StatusOf(refusal);
        }

        return Page();
    }

    private ResponseChange Change(int version) => new(caller.Name, Now, version);

    private bool Visible(Response response) => caller.RegionsOfResponses().Contains(response.RegionCode);

    // A county sees the city's response and cannot change it.
    private bool MayChange(Response response) => caller.Sees(response.RegionCode);
}
