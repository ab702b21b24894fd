using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Emergency.Storage;

/// <summary>Registration of the database with the host.</summary>
public static class StorageSetup
{
    /// <summary>
    /// Registers a factory of <see cref="AppDb"/> (desks open one per decision and dispose it), the context itself for what asks for it by scope (Identity),
    /// the dialect, the desks, and the system clock and an empty library of models unless the host brought others.
    /// </summary>
    public static IServiceCollection AddEmergencyStorage(this IServiceCollection services, IDialect dialect, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(dialect);
        // Pooled, because setting up a context costs more than a short query; what a context was told is forgotten before the next one takes it.
        services.AddPooledDbContextFactory<AppDb>(options => dialect.Configure(options, connectionString));
        services.TryAddScoped(provider => provider.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContext());
        services.AddSingleton<Audit.AuditLog>();
        services.AddSingleton<Backups.BackupDesk>();
        services.AddSingleton<Chain.ChainDesk>();
        services.AddSingleton<Lists.ListDesk>();
        services.AddSingleton<Orders.OrderDesk>();
        services.AddSingleton<Ledger.LedgerDesk>();
        services.AddSingleton<Ledger.FailOverDesk>();
        services.AddSingleton<Observations.ObservationDesk>();
        services.AddSingleton<Weather.WeatherDesk>();
        services.TryAddSingleton(Forecasting.Models.ModelLibrary.Empty);
        services.AddSingleton<Observations.ObservedAir>();
        services.AddSingleton<Forecasts.ForecastInputs>();
        services.AddSingleton<Forecasts.ForecastDesk>();
        services.AddSingleton<Forecasts.ExpectedLevelDesk>();
        services.AddSingleton<Forecasts.CorrectionDesk>();
        services.AddSingleton<Forecasts.ScoreDesk>();
        services.AddSingleton<Forecasts.ServiceReplay>();
        services.AddSingleton<Forecasts.ModelChoiceDesk>();
        services.AddSingleton<Calendar.DailyRunDesk>();
        services.AddSingleton<Forecasts.ForecastArchive>();
        services.AddSingleton<Forecasts.CostLossDesk>();
        services.AddSingleton<Forecasts.AnalogueDesk>();
        services.AddSingleton<Forecasts.ServiceReportDesk>();
        services.AddSingleton<RunningControls.RunningControlDesk>();
        services.AddSingleton<Seasons.SeasonDesk>();
        services.AddSingleton<Plans.PlanInputs>();
        services.AddSingleton<Plans.PlanDesk>();
        services.AddSingleton<Plans.AbsenceReader>();
        services.AddSingleton<Plans.ReplanDesk>();
        services.AddSingleton<Plans.ComposedListDesk>();
        services.AddSingleton<Rulings.RulingDesk>();
        services.AddSingleton<WhatIf.WhatIfDesk>();
        services.AddSingleton<WhatIf.ScenarioDeedDesk>();
        services.AddSingleton<Replays.ReplayDesk>();
        services.AddSingleton<Responses.ResponseDesk>();
        services.AddSingleton<FollowUps.FollowUpDesk>();
        services.AddSingleton<FollowUps.EscalationDesk>();
        services.AddSingleton<FollowUps.ContactDesk>();
        services.AddSingleton<FollowUps.SendingGate>();
        services.AddSingleton<Reports.AttachmentDesk>();
        services.AddSingleton<Reports.DailyReportDesk>();
        services.AddSingleton<Reports.RestartDesk>();
        return services;
    }
}
