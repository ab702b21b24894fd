namespace Emergency.Forecasting.Verification;

/// <summary>One quantity of one forecast day beside its references; references are NaN where there are none.</summary>
internal readonly record struct QuantityCase(double Observed, double Forecast, double Low, double High, double Climatology, double Persistence);

/// <summary>One event of one forecast day.</summary>
internal readonly record struct EventCase(double Probability, bool Happened, bool? Persisted, double Seasonal);

/// <summary>Categories of one forecast day.</summary>
internal readonly record struct CategoryCase(int Observed, int Forecast, int? Climatology, int? Persistence);

/// <summary>One forecast of one day, matched with what was observed and with the reference forecasts.</summary>
internal sealed record ForecastCase(int Day, int Lead)
{
    public QuantityCase? Pm25 { get; init; }

    public QuantityCase? Aqi { get; init; }

    public QuantityCase? Ozone { get; init; }

    public CategoryCase? Category { get; init; }

    public double? Crps { get; init; }

    public double? CrpsClimatology { get; init; }

    /// <summary>By event number; null where its outcome is not known.</summary>
    public IReadOnlyList<EventCase?> Events { get; init; } = [];
}
