using System.Text.Json;
using System.Text.Json.Serialization;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Storage.Responses;
using Emergency.Warnings.Responses;

namespace Emergency.Cli.Demo;

/// <summary>What headquarters does by order from above, beside what forecast and advice bring.</summary>
internal enum ScriptedKind
{
    /// <summary>Raises or lowers the level.</summary>
    Level,

    /// <summary>Moves the planned end later.</summary>
    Extend,

    /// <summary>Suspends.</summary>
    Suspend,

    /// <summary>Resumes.</summary>
    Resume,

    /// <summary>Lifts.</summary>
    Lift,
}

/// <summary>One act of a script.</summary>
/// <param name="At">When.</param>
/// <param name="Act">What.</param>
/// <param name="Document">Number of the notice it rests on.</param>
/// <param name="Issuer">Who issued the notice.</param>
/// <param name="Level">New level, for <see cref="ScriptedKind.Level"/>.</param>
/// <param name="Ends">New end, for <see cref="ScriptedKind.Extend"/>; null for "until further notice".</param>
internal sealed record ScriptedAct(DateTimeOffset At, ScriptedKind Act, string Document, string Issuer, WarningLevel? Level = null, DateTimeOffset? Ends = null)
{
    /// <summary>Carries it out on the response that is open; nothing when there is none, or when it was done already (a replay that goes on).</summary>
    public async Task RunAsync(ResponseDesk responses, string regionCode, string by, OrderTerms terms, CancellationToken cancellationToken)
    {
        if (await responses.OpenAsync(regionCode, cancellationToken) is not { } open || !Applies(open.Response))
        {
            return;
        }

        var (id, change, ground) = (open.Response.Id, new ResponseChange(by, At, open.Response.Version), new ResponseGround.OrderFromAbove(Issuer, Document));
        (await (Act switch
        {
            ScriptedKind.Level => responses.ChangeLevelAsync(id, change, Level!.Value, ground, cancellationToken),
            ScriptedKind.Extend => responses.ExtendAsync(id, change, Ends, ground, terms, cancellationToken),
            ScriptedKind.Suspend => responses.SuspendAsync(id, change, $"{Issuer}{Document}", cancellationToken),
            ScriptedKind.Resume => responses.ResumeAsync(id, change, $"{Issuer}{Document}", terms, cancellationToken),
            _ => responses.LiftAsync(id, change, ground, cancellationToken),
        })).OrThrow();
    }

    private bool Applies(Response response) => Act switch
    {
        ScriptedKind.Level => response.State is ResponseState.Approved or ResponseState.InForce && response.Level != Level,
        ScriptedKind.Extend => response.State is ResponseState.Approved or ResponseState.InForce && response.EndsAt is { } end && (Ends is null || Ends > end),
        ScriptedKind.Resume => response.State == ResponseState.Suspended,
        ScriptedKind.Suspend => response.State == ResponseState.InForce,
        _ => response.State is ResponseState.InForce or ResponseState.Suspended,
    };
}

/// <summary>A script of headquarters for a replay, as a JSON file.</summary>
/// <param name="PlannedHours">Hours after the start at which a response is planned to end; null for "until further notice" [h].</param>
/// <param name="Acts">Acts, in any order.</param>
internal sealed record HeadquartersScript(int? PlannedHours, IReadOnlyList<ScriptedAct> Acts)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, Converters = { new JsonStringEnumConverter(allowIntegerValues: false) } };

    /// <summary>No script: forecast and advice alone.</summary>
    public static HeadquartersScript None { get; } = new(null, []);

    /// <summary>Reads a script; refused with DEMO-005.</summary>
    public static Outcome<HeadquartersScript> Read(string path)
    {
        try
        {
            var script = JsonSerializer.Deserialize<HeadquartersScript>(File.ReadAllText(path), Options);
            if (script is not { Acts: not null } || script.PlannedHours is < 1)
            {
                return Refuse(path, "须有 acts；plannedHours 须大于 0", "it needs acts, and plannedHours above 0");
            }

            return script.Acts.FirstOrDefault(a => string.IsNullOrWhiteSpace(a.Document) || string.IsNullOrWhiteSpace(a.Issuer) || (a.Act == ScriptedKind.Level && a.Level is null or WarningLevel.None)) is { } bad
                ? Refuse(path, $"{bad.At.ToIso()} 的一项缺少发文机关、文号或级别", $"the act at {bad.At.ToIso()} lacks issuer, document or level")
                : script;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return Refuse(path, e.Message, e.Message);
        }
    }

    private static Refusal Refuse(string path, string zh, string en) => Refusal.Of(
        "DEMO-005",
        $"指挥部脚本“{path}”无法使用：{zh}。",
        $"The script of headquarters \"{path}\" cannot be used: {en}.",
        "格式见 docs/fortnight.md。",
        "See docs/fortnight.md for its form.");
}
