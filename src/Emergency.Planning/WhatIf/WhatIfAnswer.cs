namespace Emergency.Planning.WhatIf;

/// <summary>What is asked beside the comparison; all of it of the base.</summary>
public sealed record WhatIfParts
{
    /// <summary>Points of the cost curve, 2 or more; null for no curve.</summary>
    public int? CurvePoints { get; init; }

    /// <summary>Seed of the sensitivity's draws; null for no sensitivity.</summary>
    public int? SensitivitySeed { get; init; }

    /// <summary>Enterprises to give reasons for.</summary>
    public IReadOnlyList<string> Why { get; init; } = [];

    /// <summary>Reasons for so many of those that lose most beyond what binds them; 0 for none.</summary>
    public int Dearest { get; init; }
}

/// <summary>Everything a what-if can say; what was not asked for is null.</summary>
/// <param name="Comparison">Base and scenarios.</param>
public sealed record WhatIfAnswer(WhatIfComparison Comparison)
{
    /// <summary>Cost curve of the base.</summary>
    public CostCurve? Curve { get; init; }

    /// <summary>Sensitivity of the base.</summary>
    public Sensitivity? Sensitivity { get; init; }

    /// <summary>Why enterprises are asked by the base's plan.</summary>
    public IReadOnlyList<EnterpriseWhy>? Why { get; init; }

    /// <summary>The answer without the choice of every unit and the stand-ins: what is kept and shown. Changes, fairness and reasons stay.</summary>
    public WhatIfAnswer WithoutChoices()
    {
        static ScenarioOutcome Lean(ScenarioOutcome outcome) => outcome with { Plan = outcome.Plan with { Choices = [], Decisions = [], Optimum = outcome.Plan.Optimum is { } optimum ? optimum with { StandIns = [] } : null } };
        return this with { Comparison = Comparison with { Base = Lean(Comparison.Base), Scenarios = [.. Comparison.Scenarios.Select(Lean)] } };
    }
}
