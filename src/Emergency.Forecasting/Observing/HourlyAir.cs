using Emergency.Core.Quantities;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Observing;

/// <summary>Doubts about an hourly value. A flag never deletes: the value stays as the publisher gave it, and users of it decide.</summary>
[Flags]
public enum Quality
{
    /// <summary>Nothing to remark.</summary>
    None = 0,

    /// <summary>At or beyond the end of the instrument's range.</summary>
    Saturated = 1,

    /// <summary>A lone jump far from the hours beside it.</summary>
    Spike = 2,

    /// <summary>The same value for many hours.</summary>
    Stuck = 4,

    /// <summary>PM2.5 above PM10 in the same hour.</summary>
    FineAboveCoarse = 8,

    /// <summary>Outside what can occur (negative, zero where impossible).</summary>
    Implausible = 16,
}

/// <summary>
/// The six hourly concentrations of one place. Units as stored everywhere: µg/m³, CO mg/m³. Missing values are null.
/// </summary>
/// <param name="Place">Station code (2160A) or city name as files write it (晋城).</param>
/// <param name="Hour">The hour measured.</param>
/// <param name="Pm25">PM2.5 [µg/m³].</param>
/// <param name="Pm10">PM10 [µg/m³].</param>
/// <param name="So2">SO2 [µg/m³].</param>
/// <param name="No2">NO2 [µg/m³].</param>
/// <param name="O3">O3 [µg/m³].</param>
/// <param name="Co">CO [mg/m³].</param>
public readonly record struct HourlyAir(
    string Place,
    Hour Hour,
    double? Pm25,
    double? Pm10,
    double? So2,
    double? No2,
    double? O3,
    double? Co)
{
    /// <summary>AQI as published with the hour; null when the file has none.</summary>
    public int? PublishedAqi { get; init; }

    /// <summary>Rolling means and maxima as published (PM2.5_24h …), for comparison only; null when the file has none.</summary>
    public PublishedMeans? Published { get; init; }

    /// <summary>Doubts about any value of the hour, packed five bits a pollutant in enum order; see <see cref="QualityOf"/>.</summary>
    public int PackedQuality { get; init; }

    /// <summary>The concentration of one pollutant; null when missing.</summary>
    public double? this[Pollutant pollutant] => pollutant switch
    {
        Pollutant.Pm25 => Pm25,
        Pollutant.Pm10 => Pm10,
        Pollutant.So2 => So2,
        Pollutant.No2 => No2,
        Pollutant.O3 => O3,
        Pollutant.Co => Co,
        _ => throw new ArgumentOutOfRangeException(nameof(pollutant), pollutant, null),
    };

    /// <summary>The flags of one pollutant.</summary>
    public Quality QualityOf(Pollutant pollutant) => (Quality)((PackedQuality >> (5 * (int)pollutant)) & 31);

    /// <summary>A copy with a flag added to one pollutant.</summary>
    public HourlyAir WithQuality(Pollutant pollutant, Quality flag) =>
        this with { PackedQuality = PackedQuality | ((int)flag << (5 * (int)pollutant)) };

    /// <summary>True when the hour holds neither a concentration nor anything published beside it.</summary>
    public bool Empty => Count == 0 && PublishedAqi is null && Published is null;

    /// <summary>Number of pollutants present.</summary>
    public int Count =>
        (Pm25.HasValue ? 1 : 0) + (Pm10.HasValue ? 1 : 0) + (So2.HasValue ? 1 : 0) + (No2.HasValue ? 1 : 0) + (O3.HasValue ? 1 : 0) + (Co.HasValue ? 1 : 0);
}

/// <summary>Averages as published beside an hour (µg/m³, CO mg/m³), used to check our own.</summary>
/// <param name="Pm25Day">PM2.5_24h.</param>
/// <param name="Pm10Day">PM10_24h.</param>
/// <param name="O3Hour8">O3_8h.</param>
public sealed record PublishedMeans(double? Pm25Day, double? Pm10Day, double? O3Hour8)
{
    /// <summary>The three means, or null when all are missing.</summary>
    public static PublishedMeans? Of(double? pm25Day, double? pm10Day, double? o3Hour8) =>
        pm25Day is null && pm10Day is null && o3Hour8 is null ? null : new PublishedMeans(pm25Day, pm10Day, o3Hour8);
}
