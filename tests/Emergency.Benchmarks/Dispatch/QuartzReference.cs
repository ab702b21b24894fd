using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>The same work through a scheduler: one durable one-shot job an order, each writing one row as its effect.</summary>
internal static class QuartzReference
{
    private static int done;
    private static NpgsqlDataSource? effects;

    /// <summary>Schedules and runs so many jobs [seconds of each].</summary>
    public static async Task<(double Schedule, double Run)> RunAsync(string connectionString, int jobs)
    {
        done = 0;
        effects = NpgsqlDataSource.Create(connectionString);
        await using (var create = effects.CreateCommand("CREATE TABLE effects (id text PRIMARY KEY, at timestamptz NOT NULL)"))
        {
            await create.ExecuteNonQueryAsync();
        }

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(log => log.SetMinimumLevel(LogLevel.Error));
        builder.Services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(pool => pool.MaxConcurrency = 16);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(NpgsqlFactory.Instance, connectionString);
                store.UseSystemTextJsonSerializer(_ => { });
                store.ProvisionSchema();
            });
        });
        using var host = builder.Build();
        var scheduler = await host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < jobs; i++)
        {
            var name = $"order-{i}";
            await scheduler.ScheduleJob(
                JobBuilder.Create<DeliverJob>().WithIdentity(name).UsingJobData("id", name).Build(), TriggerBuilder.Create().WithIdentity(name).StartNow().Build());
        }

        var schedule = watch.Elapsed.TotalSeconds;
        watch.Restart();
        await scheduler.Start();
        while (Volatile.Read(ref done) < jobs)
        {
            await Task.Delay(20);
        }

        var run = watch.Elapsed.TotalSeconds;
        await scheduler.Shutdown();
        await effects.DisposeAsync();
        return (schedule, run);
    }

    internal sealed class DeliverJob : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            await using var insert = effects!.CreateCommand("INSERT INTO effects VALUES (@id, now())");
            insert.Parameters.AddWithValue("id", context.MergedJobDataMap.GetString("id")!);
            await insert.ExecuteNonQueryAsync(cancellationToken);
            Interlocked.Increment(ref done);
        }
    }
}
