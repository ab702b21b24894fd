namespace Emergency.Core.Quantities;

/// <summary>The six pollutants of the air quality index (HJ 633), in the order of the observation files.</summary>
public enum Pollutant
{
    /// <summary>细颗粒物 PM2.5, µg/m³.</summary>
    Pm25,

    /// <summary>可吸入颗粒物 PM10, µg/m³.</summary>
    Pm10,

    /// <summary>二氧化硫 SO2, µg/m³.</summary>
    So2,

    /// <summary>二氧化氮 NO2, µg/m³.</summary>
    No2,

    /// <summary>臭氧 O3, µg/m³.</summary>
    O3,

    /// <summary>一氧化碳 CO, mg/m³ — the only one not in µg/m³.</summary>
    Co,
}

/// <summary>Names, codes and units of <see cref="Pollutant"/>.</summary>
public static class Pollutants
{
    /// <summary>All six, in enum order.</summary>
    public static IReadOnlyList<Pollutant> All { get; } = Enum.GetValues<Pollutant>();

    /// <summary>The code printed in files and APIs: PM2.5, PM10, SO2, NO2, O3, CO.</summary>
    public static string Code(this Pollutant pollutant) => pollutant switch
    {
        Pollutant.Pm25 => "PM2.5",
        Pollutant.Pm10 => "PM10",
        Pollutant.So2 => "SO2",
        Pollutant.No2 => "NO2",
        Pollutant.O3 => "O3",
        Pollutant.Co => "CO",
        _ => throw new ArgumentOutOfRangeException(nameof(pollutant), pollutant, null),
    };

    /// <summary>The unit of every stored concentration of this pollutant: mg/m³ for CO, µg/m³ otherwise.</summary>
    public static string Unit(this Pollutant pollutant) => pollutant == Pollutant.Co ? "mg/m³" : "µg/m³";

    /// <summary>Finds a pollutant by its <see cref="Code"/>, ignoring case; null when unknown.</summary>
    public static Pollutant? Parse(string code)
    {
        foreach (var pollutant in All)
        {
            if (string.Equals(pollutant.Code(), code, StringComparison.OrdinalIgnoreCase))
            {
                return pollutant;
            }
        }

        return null;
    }
}
