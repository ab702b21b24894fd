using Emergency.Core.Time;

namespace Emergency.Forecasting.Weather;

/// <summary>The weather of one place in one hour. Missing values are null.</summary>
/// <param name="Place">City name or station code.</param>
/// <param name="Hour">The hour.</param>
/// <param name="WindEast">Wind component towards the east [m/s].</param>
/// <param name="WindNorth">Wind component towards the north [m/s].</param>
/// <param name="WindSpeed">Wind speed [m/s].</param>
/// <param name="Temperature">Air temperature [°C].</param>
/// <param name="DewPoint">Dew point [°C].</param>
/// <param name="Pressure">Pressure [hPa].</param>
/// <param name="Rain">Precipitation [mm].</param>
public readonly record struct WeatherHour(
    string Place,
    Hour Hour,
    double? WindEast,
    double? WindNorth,
    double? WindSpeed,
    double? Temperature,
    double? DewPoint,
    double? Pressure,
    double? Rain)
{
    /// <summary>True when every quantity is missing.</summary>
    public bool Empty => (WindEast ?? WindNorth ?? WindSpeed ?? Temperature ?? DewPoint ?? Pressure ?? Rain) is null;

    /// <summary>One quantity; null when missing.</summary>
    public double? this[WeatherVariable variable] => variable switch
    {
        WeatherVariable.WindEast => WindEast,
        WeatherVariable.WindNorth => WindNorth,
        WeatherVariable.WindSpeed => WindSpeed,
        WeatherVariable.Temperature => Temperature,
        WeatherVariable.DewPoint => DewPoint,
        WeatherVariable.Pressure => Pressure,
        WeatherVariable.Rain => Rain,
        _ => throw new ArgumentOutOfRangeException(nameof(variable), variable, null),
    };
}
