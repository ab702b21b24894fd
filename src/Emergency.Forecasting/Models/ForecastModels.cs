namespace Emergency.Forecasting.Models;

/// <summary>The last valid day goes on for ten days: the yardstick for short leads.</summary>
public sealed class PersistenceModel : IForecastModel
{
    /// <inheritdoc/>
    public string Id => "persistence-1";

    /// <inheritdoc/>
    public ModelOutput Predict(ForecastInput input, int seed) => ForecastPipeline.Run(new PersistenceRule(), input, seed);
}

/// <summary>The normal of the day of the year from the place's own history, with its spread: the yardstick for long leads.</summary>
public sealed class ClimatologyModel : IForecastModel
{
    /// <inheritdoc/>
    public string Id => "climatology-1";

    /// <inheritdoc/>
    public ModelOutput Predict(ForecastInput input, int seed) => ForecastPipeline.Run(new ClimatologyRule(), input, seed);
}

/// <summary>
/// A first fitted model without weather: climatology plus a ridge regression on recent days and hours, one per lead, weighted on held-out blocks of the
/// place's own history. Useful for day 1, honest about the rest.
/// </summary>
public sealed class FittedModel : IForecastModel
{
    /// <inheritdoc/>
    public string Id => "ridge-1";

    /// <inheritdoc/>
    public ModelOutput Predict(ForecastInput input, int seed) => ForecastPipeline.Run(new RidgeRule(), input, seed);
}
