using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;

namespace Emergency.Planning.WhatIf;

/// <summary>How far a what-if has come.</summary>
/// <param name="Share">Share done [0–1].</param>
/// <param name="Doing">What is being done.</param>
public readonly record struct WhatIfProgress(double Share, Text Doing);

/// <summary>Base and scenarios side by side.</summary>
/// <param name="Base">Base.</param>
/// <param name="Scenarios">Scenarios, in the order of the question.</param>
/// <param name="Basis">What it was made from.</param>
public sealed record WhatIfComparison(ScenarioOutcome Base, IReadOnlyList<ScenarioOutcome> Scenarios, Basis Basis)
{
    /// <summary>Day on which the response of a scenario without a shift starts.</summary>
    public required LocalDay StartDay { get; init; }

    /// <summary>First day of a scenario.</summary>
    public LocalDay StartOf(ScenarioOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return StartDay.Plus(outcome.Scenario.ShiftDays);
    }

    /// <summary>Base first, then the scenarios.</summary>
    public IEnumerable<ScenarioOutcome> All => Scenarios.Prepend(Base);
}

/// <summary>Plans the base and each scenario, each by itself. Pure: the same question on the same list under the same editions gives the same answer.</summary>
public static class WhatIfRunner
{
    /// <summary>Answers a question: the comparison, and of the base whatever else is asked, solved once.</summary>
    /// <returns>The answer; refused as plans are, with WHATIF-010 or WHATIF-011 (filters), WHATIF-012 (more is asked of an activation) or WHATIF-013 (no such enterprise).</returns>
    public static Outcome<WhatIfAnswer> Answer(WhatIfQuestion question, WhatIfContext context, WhatIfParts parts, IProgress<WhatIfProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(parts);
        var compared = Solve(question, context, progress, cancel);
        if (!compared.Ok)
        {
            return compared.Refusal;
        }

        var (answer, start) = (new WhatIfAnswer(compared.Value.Comparison), compared.Value.Start.Composed);
        if (parts is { CurvePoints: null, SensitivitySeed: null, Why.Count: 0, Dearest: 0 })
        {
            return answer;
        }

        if (start is null)
        {
            return Chosen.Nothing(question.Base);
        }

        var why = parts.Why.Count > 0 || parts.Dearest > 0 ? EnterpriseReasons.Of(start, parts.Why, parts.Dearest, progress, cancel) : default(Outcome<IReadOnlyList<EnterpriseWhy>>?);
        var sensitivity = parts.SensitivitySeed is { } seed ? Sensitivity.Of(question.Base, start, context, seed, progress, cancel) : default(Outcome<Sensitivity>?);
        return (why?.Refusal ?? sensitivity?.Refusal) is { } refusal ? refusal : answer with
        {
            Curve = parts.CurvePoints is { } points ? CostCurve.Of(start, points, progress, cancel) : null,
            Sensitivity = sensitivity?.Value,
            Why = why?.Value,
        };
    }

    /// <summary>Sets the scenarios beside the base.</summary>
    /// <returns>The comparison; refused as plans are, or with WHATIF-010 or WHATIF-011.</returns>
    public static Outcome<WhatIfComparison> Compare(WhatIfQuestion question, WhatIfContext context, IProgress<WhatIfProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(context);
        var solved = Solve(question, context, progress, cancel);
        return solved.Ok ? solved.Value.Comparison : solved.Refusal;
    }

    private static Outcome<(WhatIfComparison Comparison, Made Start)> Solve(WhatIfQuestion question, WhatIfContext context, IProgress<WhatIfProgress>? progress, CancellationToken cancel)
    {
        Made? start = null;
        var solved = new Dictionary<ContentHash, Made>();
        var outcomes = new List<ScenarioOutcome>();
        foreach (var (scenario, number) in question.Scenarios.Prepend(question.Base).Select((s, i) => (s, i)))
        {
            cancel.ThrowIfCancellationRequested();
            progress?.Report(new((double)number / (question.Scenarios.Count + 1), new($"推演“{scenario.Name}”", $"planning \"{scenario.Name}\"")));
            var key = ContentHash.OfJson(Unnamed(scenario));
            if (!solved.TryGetValue(key, out var made))
            {
                // From no prices but its own: the same settings then give the same plan wherever they are used, in a response or as a list.
                var outcome = Make(scenario, context, null, cancel);
                if (!outcome.Ok)
                {
                    return outcome.Refusal;
                }

                solved[key] = made = outcome.Value;
            }

            start ??= made;
            outcomes.Add(Outcome(scenario, made, start));
        }

        return (new WhatIfComparison(outcomes[0], outcomes[1..], Basis(question, context, start!)) { StartDay = context.StartDay }, start!);
    }

    /// <summary>A scenario solved: request, rules, plan and, where something was chosen, the solution behind it.</summary>
    internal sealed record Made(CompositionRequest Request, ActivationRules Rules, Plan Plan, Composed? Composed);

    internal static Outcome<Made> Make(Scenario scenario, WhatIfContext context, IReadOnlyDictionary<string, double>? warm, CancellationToken cancel)
    {
        var asked = ScenarioRequest.Of(scenario, context);
        if (!asked.Ok)
        {
            return asked.Refusal;
        }

        var (request, rules) = asked.Value;
        if (request.Mode == PlanMode.Activate)
        {
            var plan = ActivationPlanner.Activate(request.Activation, rules);
            return plan.Ok ? new Made(request, rules, plan.Value, null) : plan.Refusal;
        }

        var composed = PlanComposer.Compose(request, rules, warm, null, cancel);
        return composed.Ok ? new Made(request, rules, composed.Value[^1].Plan, composed.Value[^1]) : composed.Refusal;
    }

    /// <summary>The basis of an answer: the question beside what the base's plan was made from.</summary>
    internal static Basis Basis(WhatIfQuestion question, WhatIfContext context, Made start) =>
        start.Plan.Basis with { Inputs = [.. start.Plan.Basis.Inputs, new InputRef("question", ContentHash.OfJson(question))], DecidedBy = context.DecidedBy, DecidedAt = context.DecidedAt };

    private static ScenarioOutcome Outcome(Scenario scenario, Made made, Made start)
    {
        var lowered = made.Plan.Choices.Where(PlanDifference.Lowers).ToList();
        return new(
            scenario,
            made.Plan,
            scenario.Lasting,
            made.Plan.LossYuanPerDay * scenario.Lasting,
            lowered.Select(c => c.EnterpriseCode).Distinct().Count(),
            lowered.Where(c => c.UnitId.Length > 0).Select(c => (c.EnterpriseCode, c.UnitId)).Distinct().Count(),
            ReferenceEquals(made, start) ? [] : PlanDifference.Of(start.Plan, made.Plan),
            FairnessReading.Of(made.Plan, made.Request.Activation, made.Rules),
            [.. Notes(scenario, made)]);
    }

    private static IEnumerable<Text> Notes(Scenario scenario, Made made)
    {
        if (scenario.Lasting > 1)
        {
            yield return new($"持续 {scenario.Lasting} 天，每天按第一天的方案计；天气和空气质量的变化未计入。", $"Lasts {scenario.Lasting} days, each counted like the first; weather and air do not enter.");
        }

        if (scenario.Mode == PlanMode.Activate && (scenario.Zones.Count > 0 || scenario.Targets.Count > 0 || scenario.Limits.Count > 0))
        {
            yield return new("按清单启动只执行清单措施，自定目标、分区目标和上下限不起作用。", "An activation carries out the list only; targets, zones and bounds of one's own do nothing.");
        }

        var shares = made.Plan.Choices.Where(c => c.Binding).ToLookup(c => c.EnterpriseCode, c => c.StoppedShare);
        var missed = made.Request.Limits.Where(l => l.AtLeast is { } least && shares[l.EnterpriseCode].DefaultIfEmpty(0).Max() < least).Select(l => l.EnterpriseCode).ToList();
        if (missed.Count > 0 && scenario.Mode != PlanMode.Activate)
        {
            yield return new($"{missed.Count} 家企业达不到所设下限（没有更严的措施可选），例如 {missed[0]}。", $"{missed.Count} enterprise(s) cannot be asked as much as the scenario wants, for example {missed[0]}.");
        }

        if (scenario.EmissionFactors.Count > 0 || scenario.SocietyFactor != 1)
        {
            yield return new("排放量按情景假设折算，与清单所列不同。", "Emissions are supposed, not those of the list.");
        }
    }

    private static Scenario Unnamed(Scenario scenario) => scenario with { Name = "" };
}
