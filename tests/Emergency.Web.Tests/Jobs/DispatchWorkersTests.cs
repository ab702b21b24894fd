using Emergency.Core.Regions;
using Emergency.Dispatch.Orders;
using Emergency.Storage;
using Emergency.Storage.Responses;
using Emergency.Testing;
using Emergency.Warnings.Responses;
using Emergency.Web.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Emergency.Web.Tests.Jobs;

public sealed class DispatchWorkersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_process_with_the_worker_role_delivers_and_starts_orders_and_responses_by_itself(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        // The city's response started years ago: everything is due at once.
        var city = await OrderCity.CreateAsync(database, 3, clock: TimeProvider.System);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        using var host = Host(database, work: true);
        await host.StartAsync(Token);

        while (!(await Task.WhenAll(Enumerable.Range(1, 3).Select(n => city.RowAsync(n)))).All(o => o.State == OrderState.InForce && o.DeliveredAt is not null))
        {
            await Task.Delay(20, Token);
        }

        await host.StopAsync(Token);
        var response = (await host.Services.GetRequiredService<ResponseDesk>().FindAsync(city.ResponseId, Token)).OrThrow();
        Assert.Equal(ResponseState.InForce, response.Response.State);
        Assert.Equal(0, (await city.Ledger.CountAsync(null, Token)).Pending);
    }

    [Fact]
    public async Task A_process_without_the_worker_role_has_the_pump_but_does_not_run_it()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        using var host = Host(database, work: false);
        Assert.DoesNotContain(host.Services.GetServices<IHostedService>(), s => s is DeliveryWorker or EffectClock or FailOverWorker);
        Assert.NotNull(host.Services.GetRequiredService<DeliveryPump>());
    }

    [Fact]
    public void Settings_are_read_from_the_configuration()
    {
        var settings = new Dictionary<string, string?> { ["Delivery:BatchSize"] = "7", ["Delivery:Poll"] = "00:00:05", ["Delivery:MaxAttempts"] = "3" };
        var options = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Delivery").Get<DeliveryOptions>()!;
        Assert.Equal((7, TimeSpan.FromSeconds(5), 3, new DeliveryOptions().Lease), (options.BatchSize, options.Poll, options.Backoff.MaxAttempts, options.Lease));
    }

    private static IHost Host(TestDatabase database, bool work)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Delivery:Poll"] = "00:00:00.020" });
        builder.Services.AddLogging();
        builder.Services.AddSingleton<RegionTree>(ShippedRules.Regions);
        builder.Services.AddSingleton(ShippedRules.Library);
        builder.Services.AddEmergencyStorage(database.Dialect, database.ConnectionString);
        builder.Services.AddDispatch(builder.Configuration, "secret", work);
        return builder.Build();
    }
}
