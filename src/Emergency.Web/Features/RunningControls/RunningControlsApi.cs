using Emergency.Planning.Activation;
using Emergency.Planning.RunningControls;
using Emergency.Storage.RunningControls;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.RunningControls;

/// <summary>A control as recorded.</summary>
/// <param name="Id">Id.</param>
/// <param name="RegionCode">County.</param>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="UnitId">Unit.</param>
/// <param name="Kind">Why it is down.</param>
/// <param name="StoppedShare">Share that is down [0–1].</param>
/// <param name="From">First day.</param>
/// <param name="Until">Last day; null until further notice.</param>
/// <param name="Note">Document or remark.</param>
/// <param name="By">Who changed it last.</param>
/// <param name="At">When.</param>
public sealed record RunningControlSummary(string Id, string RegionCode, string EnterpriseCode, string UnitId, RunningControlKind Kind, decimal StoppedShare, DateOnly From, DateOnly? Until, string Note, string By, DateTimeOffset At);

/// <summary>Running controls.</summary>
internal static class RunningControlsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/running-controls", ListAsync).WithTags("running-controls").WithSummary("Controls recorded within the caller's region, newest first");
        api.MapPost("/running-controls", RecordAsync).WithTags("running-controls").WithSummary("Records controls; all or none");
    }

    private static async Task<Ok<List<RunningControlSummary>>> ListAsync(RunningControlDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok((await desk.ListAsync(caller.RegionCode, cancellationToken)).Select(r => new RunningControlSummary(r.Id, r.RegionCode, r.EnterpriseCode, r.UnitId, r.Kind, r.StoppedShare, r.From, r.Until, r.Note, r.By, r.At)).ToList());

    private static async Task<Results<Ok<RunningControlsRecorded>, ProblemHttpResult>> RecordAsync(
        List<RecordedControl> controls, RunningControlDesk desk, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken)
    {
        var recorded = await desk.RecordAsync(caller.RegionCode, controls, caller.Name, clock.GetUtcNow(), cancellationToken);
        return recorded.Ok ? TypedResults.Ok(recorded.Value) : Refusals.Problem(recorded.Refusal, language);
    }
}
