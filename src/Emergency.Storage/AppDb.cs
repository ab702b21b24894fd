using Emergency.Storage.Accounts;
using Emergency.Storage.Audit;
using Emergency.Storage.Backups;
using Emergency.Storage.Calendar;
using Emergency.Storage.Chain;
using Emergency.Storage.FollowUps;
using Emergency.Storage.Forecasts;
using Emergency.Storage.Ledger;
using Emergency.Storage.Lists;
using Emergency.Storage.Observations;
using Emergency.Storage.Orders;
using Emergency.Storage.Reports;
using Emergency.Storage.Responses;
using Emergency.Storage.RunningControls;
using Emergency.Storage.Weather;
using Emergency.Storage.WhatIf;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Emergency.Storage;

/// <summary>
/// The whole database, the same model on SQLite and PostgreSQL. Rows are storage shapes; what the product decides lives in the records of the domain assemblies,
/// kept here as canonical JSON beside the columns that are searched.
/// </summary>
public sealed class AppDb(DbContextOptions<AppDb> options) : IdentityDbContext<AppUser, IdentityRole, string>(options)
{
    /// <summary>Places observed.</summary>
    public DbSet<PlaceRow> Places => Set<PlaceRow>();

    /// <summary>Hourly observations.</summary>
    public DbSet<ObservationRow> Observations => Set<ObservationRow>();

    /// <summary>Values that a publisher revised, kept.</summary>
    public DbSet<ObservationRevisionRow> ObservationRevisions => Set<ObservationRevisionRow>();

    /// <summary>Hourly weather as observed.</summary>
    public DbSet<WeatherHourRow> WeatherHours => Set<WeatherHourRow>();

    /// <summary>Weather hours that a later import changed, kept.</summary>
    public DbSet<WeatherRevisionRow> WeatherRevisions => Set<WeatherRevisionRow>();

    /// <summary>Weather forecasts as received.</summary>
    public DbSet<WeatherRunRow> WeatherRuns => Set<WeatherRunRow>();

    /// <summary>Imports of any kind.</summary>
    public DbSet<ImportRow> Imports => Set<ImportRow>();

    /// <summary>Restores from a backup.</summary>
    public DbSet<RestoreRow> Restores => Set<RestoreRow>();

    /// <summary>Immutable records of the chain: forecast, episode, advice, plan …</summary>
    public DbSet<ChainRow> Chain => Set<ChainRow>();

    /// <summary>Figures that forecasters put beside a forecast.</summary>
    public DbSet<ForecastCorrectionRow> ForecastCorrections => Set<ForecastCorrectionRow>();

    /// <summary>How issued forecasts turned out.</summary>
    public DbSet<ForecastScoreRow> ForecastScores => Set<ForecastScoreRow>();

    /// <summary>Which model a region forecasts by.</summary>
    public DbSet<ModelChoiceRow> ForecastModels => Set<ModelChoiceRow>();

    /// <summary>Runs of the calendar.</summary>
    public DbSet<CalendarRunRow> CalendarRuns => Set<CalendarRunRow>();

    /// <summary>Versions of reduction lists.</summary>
    public DbSet<ListVersionRow> ListVersions => Set<ListVersionRow>();

    /// <summary>Units that are down already.</summary>
    public DbSet<RunningControlRow> RunningControls => Set<RunningControlRow>();

    /// <summary>Saved what-ifs.</summary>
    public DbSet<WhatIfRow> WhatIfs => Set<WhatIfRow>();

    /// <summary>Emergency responses.</summary>
    public DbSet<ResponseRow> Responses => Set<ResponseRow>();

    /// <summary>History of responses.</summary>
    public DbSet<ResponseEventRow> ResponseEvents => Set<ResponseEventRow>();

    /// <summary>Orders.</summary>
    public DbSet<OrderRow> Orders => Set<OrderRow>();

    /// <summary>History of orders.</summary>
    public DbSet<OrderEventRow> OrderEvents => Set<OrderEventRow>();

    /// <summary>Receipts and execution reports.</summary>
    public DbSet<ReceiptRow> Receipts => Set<ReceiptRow>();

    /// <summary>The dispatch ledger: messages to deliver.</summary>
    public DbSet<DispatchRow> Dispatch => Set<DispatchRow>();

    /// <summary>Names under which gateways report on messages.</summary>
    public DbSet<DispatchReferenceRow> DispatchReferences => Set<DispatchReferenceRow>();

    /// <summary>Reminders and reports onward that were made.</summary>
    public DbSet<FollowUpRow> FollowUps => Set<FollowUpRow>();

    /// <summary>Reports about silent enterprises.</summary>
    public DbSet<EscalationRow> Escalations => Set<EscalationRow>();

    /// <summary>Whom such reports go to.</summary>
    public DbSet<ContactRow> Contacts => Set<ContactRow>();

    /// <summary>Files that came with receipts.</summary>
    public DbSet<AttachmentRow> Attachments => Set<AttachmentRow>();

    /// <summary>Daily reports.</summary>
    public DbSet<DailyReportRow> DailyReports => Set<DailyReportRow>();

    /// <summary>Lines on their way back to production.</summary>
    public DbSet<RestartRow> Restarts => Set<RestartRow>();

    /// <summary>The hash-chained audit log.</summary>
    public DbSet<AuditRow> Audit => Set<AuditRow>();

    private bool OnSqlite => Database.IsRelational() && Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Instants are compared and ordered in both databases: milliseconds since 1970 on SQLite, timestamptz in UTC on PostgreSQL.
        if (OnSqlite)
        {
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMillisecondsConverter>();
        }
        else
        {
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        }
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(AppDb).Assembly);
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            // One naming for both engines, so that hand-written SQL in the dialects reads the same.
            entity.SetTableName(SnakeCase(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(SnakeCase(property.Name));
                if (property.GetComputedColumnSql() is not null)
                {
                    // SQLite adds no stored column to a table with rows, PostgreSQL 15 knows no other; indexed they serve alike.
                    property.SetIsStored(!OnSqlite);
                }
            }
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && (char.IsLower(name[i - 1]) || char.IsDigit(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private sealed class UnixMillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
        instant => instant.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));

    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(
        instant => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds()), stored => stored.ToUniversalTime());
}
