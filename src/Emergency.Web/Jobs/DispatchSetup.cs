using Emergency.Dispatch.Delivery;
using Emergency.Storage;
using Emergency.Storage.Audit;
using Emergency.Storage.Ledger;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Emergency.Web.Channels;
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
    /// <param name="channels">The channels that are set up; webhooks alone when not given.</param>
    public static IServiceCollection AddDispatch(this IServiceCollection services, IConfiguration configuration, string webhookSecret, bool work, ChannelSettings? channels = null)
    {
        channels ??= new ChannelSettings(ChannelOrder.Default, null, null, null, null);
        var options = configuration.GetSection("Delivery").Get<DeliveryOptions>() ?? new DeliveryOptions();
        services.AddSingleton(options);
        services.Replace(ServiceDescriptor.Singleton(provider => new LedgerDesk(
            provider.GetRequiredService<IDbContextFactory<AppDb>>(),
            provider.GetRequiredService<IDialect>(),
            provider.GetRequiredService<AuditLog>(),
            provider.GetRequiredService<TimeProvider>()) { Backoff = options.Backoff }));
        services.AddSingleton(channels);
        services.Replace(ServiceDescriptor.Singleton(provider => new OrderDesk(
            provider.GetRequiredService<IDbContextFactory<AppDb>>(),
            provider.GetRequiredService<IDialect>(),
            provider.GetRequiredService<AuditLog>(),
            provider.GetRequiredService<ListDesk>(),
            provider.GetRequiredService<TimeProvider>()) { Channels = channels.Order }));
        AddChannels(services, channels, options.Timeout, webhookSecret);
        services.AddSingleton<DeliveryPump>();
        services.AddSingleton<DispatchSignal>();
        services.AddHostedService<LedgerWatch>();
        if (work)
        {
            services.AddHostedService<DispatchListener>();
            services.AddHostedService<DeliveryWorker>();
            services.AddHostedService<EffectClock>();
            services.AddHostedService<FailOverWorker>();
        }

        return services;
    }

    /// <summary>One line a channel: those that are set up.</summary>
    private static void AddChannels(IServiceCollection services, ChannelSettings channels, TimeSpan timeout, string webhookSecret)
    {
        void Add(Func<TimeProvider, IDeliveryChannel> make) => services.AddSingleton(provider => make(provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton<IDeliveryChannel, PortalChannel>();
        Add(clock => new WebhookChannel(HttpAttempt.CreateClient(), webhookSecret, timeout, clock));
        if (channels.Cap is { } cap)
        {
            Add(clock => new CapChannel(HttpAttempt.CreateClient(), cap, webhookSecret, timeout, clock));
        }

        if (channels.Sms is { } sms)
        {
            Add(clock => new SmsChannel(HttpAttempt.CreateClient(), sms, channels.Links, timeout, clock));
        }

        if (channels.Smtp is { } smtp)
        {
            Add(clock => new EmailChannel(smtp, channels.Links, timeout, clock));
        }
    }
}
