using Emergency.Core.Time;

namespace Emergency.Forecasting.Observing;

/// <summary>A day as a third party published it: daily values, not hours, so it never mixes with <see cref="HourlyAir"/>. Missing values are null.</summary>
/// <param name="Place">City name as the file writes it.</param>
/// <param name="Day">The day.</param>
/// <param name="Aqi">AQI as published; null when the file has none.</param>
/// <param name="Category">Category as published (优 … 严重污染); empty when the file has none.</param>
/// <param name="Pm25">PM2.5, mean of the day [µg/m³].</param>
/// <param name="Pm10">PM10, mean of the day [µg/m³].</param>
/// <param name="So2">SO2, mean of the day [µg/m³].</param>
/// <param name="No2">NO2, mean of the day [µg/m³].</param>
/// <param name="O3">O3, 8-h maximum by the publisher's account [µg/m³].</param>
/// <param name="Co">CO, mean of the day [mg/m³].</param>
public sealed record PublishedDay(
    string Place,
    LocalDay Day,
    int? Aqi,
    string Category,
    double? Pm25,
    double? Pm10,
    double? So2,
    double? No2,
    double? O3,
    double? Co);
