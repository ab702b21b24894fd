namespace Emergency.Forecasting.Models;

/// <summary>A prediction in logarithms: what is expected without news, and by how much the news shifts it. Their weight is found on held-out blocks.</summary>
/// <param name="Base">ln of the value expected without news.</param>
/// <param name="Shift">What recent days and hours add; 0 when the rule has no such part.</param>
internal readonly record struct PointPrediction(double Base, double Shift);

/// <summary>Predicts one quantity from a last complete day for a lead.</summary>
internal delegate PointPrediction PointPredictor(int lastDay, int lead);

/// <summary>A way to predict the middle of the distribution; its spread is learnt from held-out residuals by <see cref="HeldOutResiduals"/>.</summary>
internal abstract class PointRule
{
    /// <summary>Fits the rule on the usable days of one quantity.</summary>
    public abstract PointPredictor Fit(KnownPast past, ForecastQuantity quantity, Func<int, bool> usable);
}

/// <summary>The last valid day goes on; the normal where nothing valid is within ten days.</summary>
internal sealed class PersistenceRule : PointRule
{
    private const int ReachDays = 10;

    /// <inheritdoc/>
    public override PointPredictor Fit(KnownPast past, ForecastQuantity quantity, Func<int, bool> usable)
    {
        var series = past[quantity];
        var normal = SeasonalNormal.Fit(series, usable);
        return (lastDay, lead) =>
            new(series.LatestValid(lastDay, ReachDays) is { } day ? series[day] : normal[past.Target(lastDay, lead)], 0);
    }
}

/// <summary>The normal of the season.</summary>
internal sealed class ClimatologyRule : PointRule
{
    /// <inheritdoc/>
    public override PointPredictor Fit(KnownPast past, ForecastQuantity quantity, Func<int, bool> usable)
    {
        var normal = SeasonalNormal.Fit(past[quantity], usable);
        return (lastDay, lead) => new(normal[past.Target(lastDay, lead)], 0);
    }
}
