using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Calendar;

/// <summary>Where a run of the calendar stands.</summary>
public enum CalendarRunState
{
    /// <summary>A worker is at it, or was when it died: then its lease runs out and another takes it over.</summary>
    Running,

    /// <summary>All steps did what they should.</summary>
    Done,

    /// <summary>The forecast was issued, but something has to be looked at.</summary>
    Troubled,

    /// <summary>No forecast could be issued.</summary>
    Failed,
}

/// <summary>One run of a calendar job of one authority: one row, whichever of the workers makes it.</summary>
public sealed class CalendarRunRow
{
    /// <summary>Region of the authority.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>Job: daily-forecast.</summary>
    public string Job { get; set; } = "";

    /// <summary>When it was due by the calendar.</summary>
    public DateTimeOffset ScheduledAt { get; set; }

    /// <summary>State.</summary>
    public CalendarRunState State { get; set; }

    /// <summary>How often it was begun: more than once when a worker died.</summary>
    public int Attempts { get; set; }

    /// <summary>When it was begun last.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When it ended; null while running.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Token of the worker that holds it.</summary>
    public string LeaseToken { get; set; } = "";

    /// <summary>Until when the worker holds it without a sign of life.</summary>
    public DateTimeOffset LeaseUntil { get; set; }

    /// <summary>What the steps said so far, as canonical JSON: a list of <see cref="CalendarStep"/>.</summary>
    public string StepsJson { get; set; } = "[]";

    /// <summary>Chain record of the forecast issued; null when none was.</summary>
    public string? ForecastId { get; set; }

    /// <summary>Chain record of the advice given; null when none was.</summary>
    public string? AdviceId { get; set; }
}

internal sealed class CalendarConfiguration : IEntityTypeConfiguration<CalendarRunRow>
{
    public void Configure(EntityTypeBuilder<CalendarRunRow> builder)
    {
        builder.ToTable("calendar_runs");
        builder.HasKey(r => new { r.RegionCode, r.Job, r.ScheduledAt });
        builder.HasIndex(r => new { r.Job, r.State });
    }
}
