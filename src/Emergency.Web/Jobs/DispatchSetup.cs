using Emergency.Dispatch.Delivery;
using Emergency.Storage;
using Emergency.Storage.Audit;
using Emergency.Storage.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Emergency.Web.Jobs;

/// <summary>Registration of channels, pump and timed work.</summary>
public static class DispatchSetup
{
    /// <summary>Registers the pump and its channels; with <paramref name="work"/> also the services that run them for as long as the process lives.</summary>
    /// <param name="services">The host's services, with the storage registered.</param>
    /// <param name="configuration">Block <c>Delivery</c>.</param>
    /// <param name="webhookSecret">Key from which every enterprise's webhook key is derived; empty = webhooks fail and say so.</param>
    /// <param name="work">False in a process that only serves pages.</param>
    public static IServiceCollection AddDispatch(this IServiceCollection services, IConfiguration configuration, string webhookSecret, bool work)
    {
        var options = configuration.GetSection("Delivery").Get<DeliveryOptions>() ?? new DeliveryOptions();
        services.AddSingleton(options);
        services.Replace(ServiceDescriptor.Singleton(provider => new LedgerDesk(
            provider.GetRequiredService<IDbContextFactory<AppDb>>(),
            provider.GetRequiredService<IDialect>(),
            provider.GetRequiredService<AuditLog>(),
            provider.GetRequiredService<TimeProvider>()) { Backoff = options.Backoff }));
        services.AddSingleton<IDeliveryChannel, PortalChannel>();
        services.AddSingleton<IDeliveryChannel>(provider =>
            new WebhookChannel(WebhookChannel.CreateClient(), webhookSecret, options.Timeout, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DeliveryPump>();
        if (work)
        {
            services.AddHostedService<DeliveryWorker>();
            services.AddHostedService<EffectClock>();
        }

        return services;
    }
}
