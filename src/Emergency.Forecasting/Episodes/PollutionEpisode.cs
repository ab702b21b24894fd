using Emergency.Core.Time;

namespace Emergency.Forecasting.Episodes;

/// <summary>Why the air is bad (差异化应对): only PM2.5-caused pollution gets emission orders.</summary>
public enum PollutionCause
{
    /// <summary>Fine particles.</summary>
    Pm25,

    /// <summary>Ozone.</summary>
    Ozone,

    /// <summary>Dust (coarse particles).</summary>
    Dust,

    /// <summary>Another pollutant leads (NO2, SO2, CO).</summary>
    Other,
}

/// <summary>A pollution episode (重污染天气过程): consecutive polluted days of one place, joined over gaps too short to lift.</summary>
/// <param name="Place">City name or station code.</param>
/// <param name="First">First day above the threshold.</param>
/// <param name="Last">Last day above the threshold.</param>
/// <param name="PeakDay">Day of the highest AQI.</param>
/// <param name="PeakAqi">Highest daily AQI.</param>
/// <param name="Cause">Cause of the episode, by the pollutant that leads on most of its days.</param>
/// <param name="JoinedGapHours">Length of each gap that was joined over, in hours.</param>
/// <param name="Forecast">True when any of its days is forecast.</param>
public sealed record PollutionEpisode(
    string Place,
    LocalDay First,
    LocalDay Last,
    LocalDay PeakDay,
    int PeakAqi,
    PollutionCause Cause,
    IReadOnlyList<int> JoinedGapHours,
    bool Forecast);
