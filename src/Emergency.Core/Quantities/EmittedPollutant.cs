namespace Emergency.Core.Quantities;

/// <summary>The four emitted pollutants whose cut the law counts (环办大气函〔2019〕648号): SO2, NOx, PM, VOCs.</summary>
public enum EmittedPollutant
{
    /// <summary>二氧化硫.</summary>
    So2,

    /// <summary>氮氧化物, as NO2.</summary>
    Nox,

    /// <summary>颗粒物.</summary>
    Pm,

    /// <summary>挥发性有机物.</summary>
    Vocs,
}

/// <summary>Names of <see cref="EmittedPollutant"/>.</summary>
public static class EmittedPollutants
{
    /// <summary>All four, in enum order.</summary>
    public static IReadOnlyList<EmittedPollutant> All { get; } = Enum.GetValues<EmittedPollutant>();

    /// <summary>The code printed in files and APIs: SO2, NOx, PM, VOCs.</summary>
    public static string Code(this EmittedPollutant pollutant) => pollutant switch
    {
        EmittedPollutant.So2 => "SO2",
        EmittedPollutant.Nox => "NOx",
        EmittedPollutant.Pm => "PM",
        EmittedPollutant.Vocs => "VOCs",
        _ => throw new ArgumentOutOfRangeException(nameof(pollutant), pollutant, null),
    };
}
