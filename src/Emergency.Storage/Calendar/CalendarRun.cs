using Emergency.Core;

namespace Emergency.Storage.Calendar;

/// <summary>How a step of a run ended.</summary>
public enum CalendarStepState
{
    /// <summary>As it should.</summary>
    Done,

    /// <summary>It went on with less than it should have had; somebody should look.</summary>
    Troubled,

    /// <summary>It did not do its work; the steps that can do without it went on.</summary>
    Failed,

    /// <summary>Nothing to do, or not set up.</summary>
    Skipped,
}

/// <summary>One step of a run and what it has to say.</summary>
/// <param name="Step">Stable name: import, observations, weather, score, forecast, advice, notify.</param>
/// <param name="State">How it ended.</param>
/// <param name="Said">In words.</param>
public sealed record CalendarStep(string Step, CalendarStepState State, Text Said);

/// <summary>A run as pages show it.</summary>
/// <param name="RegionCode">Region of the authority.</param>
/// <param name="ScheduledAt">When it was due.</param>
/// <param name="State">State.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="StartedAt">When it was begun last.</param>
/// <param name="FinishedAt">When it ended; null while running.</param>
/// <param name="Steps">What the steps said, in their order.</param>
/// <param name="ForecastId">Chain record of the forecast; null when none was issued.</param>
/// <param name="AdviceId">Chain record of the advice; null when none was given.</param>
public sealed record DailyRun(
    string RegionCode,
    DateTimeOffset ScheduledAt,
    CalendarRunState State,
    int Attempts,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyList<CalendarStep> Steps,
    string? ForecastId,
    string? AdviceId);
