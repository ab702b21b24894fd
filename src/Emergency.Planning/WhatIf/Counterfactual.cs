using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;

namespace Emergency.Planning.WhatIf;

/// <summary>What is known of a difference before anything is solved.</summary>
internal enum Direction
{
    /// <summary>Nothing.</summary>
    Either,

    /// <summary>It has fewer plans to choose from: it cannot lose less.</summary>
    NotLess,

    /// <summary>It has more plans to choose from: it cannot lose more.</summary>
    NotMore,
}

/// <summary>A plan solved more exactly than usual, to be compared with others solved the same way.</summary>
internal sealed class Counterfactual
{
    /// <summary>A tenth of the usual gap and better: one enterprise is a small part of a city.</summary>
    private const double Gap = 0.00002;

    private const int MostNodes = 200;

    private readonly CompositionRequest request;

    private Counterfactual(CompositionRequest request, Solution solution) => (this.request, Solution) = (request, solution);

    public Solution Solution { get; }

    /// <summary>Solves the base again.</summary>
    public static Counterfactual Start(Composed start, CancellationToken cancel)
    {
        var request = start.Request with { Settings = start.Request.Settings with { GapTarget = Math.Min(Gap, start.Request.Settings.GapTarget), MostNodes = Math.Min(MostNodes, start.Request.Settings.MostNodes) } };
        return new(request, PlanComposer.Search(request, start.Solution.Model, start.Solution.PricesByRow, null, cancel));
    }

    /// <summary>Another model or target against the base: what more it loses [yuan/day]; null when it is out of reach.</summary>
    public (Difference Difference, Solution Solution)? Against(ChoiceModel model, LevelTarget target, Direction direction, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (!CostCurve.Reaches(model, target, 1))
        {
            return null;
        }

        var other = PlanComposer.Search(request, model, target, 1, Solution.PricesByRow, null, cancel);
        if (other.Result.Shortage is not null)
        {
            return null;
        }

        var (least, most) = (direction == Direction.NotLess ? 0 : decimal.MinValue, direction == Direction.NotMore ? 0 : decimal.MaxValue);
        return (new(
            Math.Clamp(other.Loss - Solution.Loss, least, most),
            Math.Clamp(Bound(other) - Solution.Loss, least, most),
            Math.Clamp(other.Loss - Bound(Solution), least, most)), other);
    }

    private static decimal Bound(Solution solution) => Math.Min(solution.Loss, (decimal)Math.Max(0, solution.Bound) + solution.Model.FixedLoss);
}
