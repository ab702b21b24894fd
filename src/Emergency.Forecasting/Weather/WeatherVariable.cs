namespace Emergency.Forecasting.Weather;

/// <summary>The seven hourly weather quantities that forecasts use. Order is that of stored arrays and of model files: never renumber.</summary>
public enum WeatherVariable
{
    /// <summary>Wind component towards the east [m/s]; positive for a westerly wind.</summary>
    WindEast = 0,

    /// <summary>Wind component towards the north [m/s]; positive for a southerly wind.</summary>
    WindNorth = 1,

    /// <summary>Wind speed [m/s]; the mean of the speeds of a city's stations, so never below the speed of the mean wind.</summary>
    WindSpeed = 2,

    /// <summary>Air temperature at 2 m [°C].</summary>
    Temperature = 3,

    /// <summary>Dew point at 2 m [°C].</summary>
    DewPoint = 4,

    /// <summary>Air pressure at the station [hPa], or at sea level where a source has only that; used as a deviation from its own normal.</summary>
    Pressure = 5,

    /// <summary>Precipitation of the hour [mm].</summary>
    Rain = 6,
}
