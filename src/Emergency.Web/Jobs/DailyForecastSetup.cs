using Emergency.Core.Regions;
using Quartz;

namespace Emergency.Web.Jobs;

/// <summary>Registration of the daily forecast and its calendar.</summary>
public static class DailyForecastSetup
{
    private const string RegionKey = "region";

    /// <summary>
    /// Registers the daily forecast; with <paramref name="work"/> and at least one authority also the calendar that wakes it. The calendar lives in memory and every
    /// worker has its own: the rows of the database decide which worker makes a run, and the sweep finds what a stopped calendar missed.
    /// </summary>
    /// <param name="services">The host's services, with storage and weather registered.</param>
    /// <param name="configuration">Block <c>Forecast</c>.</param>
    /// <param name="regions">The region table.</param>
    /// <param name="work">False in a process that only serves pages.</param>
    /// <exception cref="InvalidOperationException">A setting has no meaning; the message is the refusal.</exception>
    public static IServiceCollection AddDailyForecast(this IServiceCollection services, IConfiguration configuration, RegionTree regions, bool work)
    {
        var options = configuration.GetSection("Forecast").Get<DailyForecastOptions>() ?? new DailyForecastOptions();
        if (options.Authorities.Select(a => a.Check(regions)).FirstOrDefault(r => r is not null) is { } refusal)
        {
            throw new InvalidOperationException(refusal.ToString());
        }

        services.AddSingleton(options);
        services.AddSingleton<DailyForecast>();
        if (!work || options.Authorities.Count == 0)
        {
            return services;
        }

        services.AddQuartz(calendar =>
        {
            calendar.UseInMemoryStore();
            foreach (var authority in options.Authorities)
            {
                // A time that passed unseen is found by the sweep, which knows from the database whether anybody made the run.
                calendar.ScheduleJob<DailyForecastJob>(
                    trigger => trigger.WithIdentity(authority.Region).WithSchedule(
                        CronScheduleBuilder.Create(authority.Calendar).WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)),
                    job => job.WithIdentity(authority.Region).UsingJobData(RegionKey, authority.Region));
            }

            calendar.ScheduleJob<SweepJob>(
                trigger => trigger.WithIdentity("sweep").StartNow().WithSchedule(SimpleScheduleBuilder.Create().WithInterval(options.Sweep).RepeatForever()),
                job => job.WithIdentity("sweep"));
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = false);
        return services;
    }

    /// <summary>Makes the run of one authority that is due now.</summary>
    [DisallowConcurrentExecution]
    internal sealed class DailyForecastJob(DailyForecast forecast, DailyForecastOptions options) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            var region = context.MergedJobDataMap.GetString(RegionKey);
            await forecast.RunDueAsync(options.Authorities.First(a => a.Region == region), cancellationToken);
        }
    }

    /// <summary>Takes up what was missed or abandoned.</summary>
    [DisallowConcurrentExecution]
    internal sealed class SweepJob(DailyForecast forecast) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await forecast.SweepAsync(cancellationToken);
    }
}
