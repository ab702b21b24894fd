using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.WhatIf;

namespace Emergency.Web.Features.WhatIf;

/// <summary>A scenario as filled in; what is left empty is as in the base.</summary>
public sealed class ScenarioForm
{
    /// <summary>Name; a scenario without one is not used.</summary>
    public string? Name { get; set; }

    /// <summary>Level.</summary>
    public WarningLevel? Level { get; set; }

    /// <summary>Mode.</summary>
    public PlanMode? Mode { get; set; }

    /// <summary>Scope of the grade order.</summary>
    public OrderScope? Order { get; set; }

    /// <summary>Days of response.</summary>
    public int? Days { get; set; }

    /// <summary>Days by which the start moves.</summary>
    public int? ShiftDays { get; set; }

    /// <summary>Share asked of every pollutant [%].</summary>
    public decimal? Percent { get; set; }

    /// <summary>Share asked of SO2 [%]; goes before <see cref="Percent"/>.</summary>
    public decimal? So2 { get; set; }

    /// <summary>Share asked of NOx [%].</summary>
    public decimal? Nox { get; set; }

    /// <summary>Share asked of PM [%].</summary>
    public decimal? Pm { get; set; }

    /// <summary>Share asked of VOCs [%].</summary>
    public decimal? Vocs { get; set; }

    /// <summary>Factor on losses.</summary>
    public decimal? LossFactor { get; set; }

    /// <summary>Factor on the whole-society emission.</summary>
    public decimal? SocietyFactor { get; set; }

    /// <summary>Codes of enterprises that rise, separated by spaces or commas.</summary>
    public string? Rise { get; set; }

    /// <summary>Grade they rise to.</summary>
    public PerformanceGrade? RiseTo { get; set; }

    /// <summary>Codes of enterprises let go.</summary>
    public string? Exempt { get; set; }

    /// <summary>Codes of enterprises not asked beyond what binds them.</summary>
    public string? Hold { get; set; }

    /// <summary>The scenario on top of another; refused with WHATIF-023 (a figure outside its range).</summary>
    public Outcome<Scenario> On(Scenario start, string name)
    {
        ArgumentNullException.ThrowIfNull(start);
        var wrong = Days is < 1 or > 30 ? ("天数", "days", "1–30")
            : ShiftDays is < -10 or > 10 ? ("提前或推迟天数", "days of shift", "-10–10")
            : new[] { Percent, So2, Nox, Pm, Vocs }.Any(p => p is < 0 or > 100) ? ("减排比例", "share", "0–100")
            : LossFactor is <= 0 or > 100 ? ("损失倍数", "loss factor", "0.01–100")
            : SocietyFactor is <= 0 or > 100 ? ("全社会排放量倍数", "factor on the society", "0.01–100")
            : Level is { } level && ActivationPlanner.ListLevelOf(level) is null ? ("级别", "level", "黄、橙、红 / yellow, orange, red")
            : name.Length > WhatIfName.Longest ? ("名称", "name", $"1–{WhatIfName.Longest}")
            : default((string Zh, string En, string Range)?);
        if (wrong is { } w)
        {
            return Refusal.Of("WHATIF-023", $"情景“{name}”的{w.Zh}不在允许范围（{w.Range}）。", $"Scenario \"{name}\": {w.En} must be within {w.Range}.", "请更正后重新提交。", "Correct it and submit again.");
        }

        return start with
        {
            Name = name,
            Level = Level ?? start.Level,
            Mode = Mode ?? start.Mode,
            Order = Order ?? start.Order,
            Days = Days ?? start.Days,
            ShiftDays = ShiftDays ?? start.ShiftDays,
            Targets = Shares(start),
            LossFactors = LossFactor is { } loss ? [new(null, loss)] : start.LossFactors,
            SocietyFactor = SocietyFactor ?? start.SocietyFactor,
            Grades = Codes(Rise) is { Count: > 0 } risen ? [new(new(risen), RiseTo ?? PerformanceGrade.A)] : start.Grades,
            Exempt = Codes(Exempt) is { Count: > 0 } exempt ? [new(exempt)] : start.Exempt,
            Limits = Codes(Hold) is { Count: > 0 } held ? [new(new(held), null, 0)] : start.Limits,
        };
    }

    /// <summary>Own shares by pollutant: its own field, else the common one, else the base's.</summary>
    private Dictionary<EmittedPollutant, decimal> Shares(Scenario start)
    {
        (EmittedPollutant Pollutant, decimal? Own)[] all = [(EmittedPollutant.So2, So2), (EmittedPollutant.Nox, Nox), (EmittedPollutant.Pm, Pm), (EmittedPollutant.Vocs, Vocs)];
        return all
            .Select(a => (a.Pollutant, Share: (a.Own ?? Percent) / 100 ?? (start.Targets.TryGetValue(a.Pollutant, out var kept) ? kept : (decimal?)null)))
            .Where(a => a.Share is not null)
            .ToDictionary(a => a.Pollutant, a => a.Share!.Value);
    }

    private static List<string> Codes(string? text) => [.. (text ?? "").Split([' ', ',', '，', '、', ';', '；', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
}

/// <summary>Length of names.</summary>
internal static class WhatIfName
{
    public const int Longest = Storage.WhatIf.WhatIfDesk.LongestName;
}

/// <summary>The fields of one scenario on the page.</summary>
/// <param name="Prefix">Name of the form value they are bound to.</param>
/// <param name="Form">What is filled in.</param>
/// <param name="Named">True for a scenario, which has a name and may leave fields empty; false for the base.</param>
public sealed record ScenarioFields(string Prefix, ScenarioForm Form, bool Named)
{
    /// <summary>Id of a field.</summary>
    public string Id(string field) => Prefix.Replace('[', '-').Replace("]", "", StringComparison.Ordinal) + "-" + field;
}
