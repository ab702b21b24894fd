using System.Net.Sockets;
using System.Security.Cryptography;
using Emergency.Dispatch.Delivery;
using Emergency.Storage;
using Emergency.Web;
using Emergency.Web.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Emergency.Cli.Demo;

/// <summary>The ordinary web host with two things replaced: the clock is the replay's, and webhooks end at a receiver on this machine.</summary>
internal sealed class ReplayHost : IAsyncDisposable
{
    private readonly EnterpriseReceiver? receiver;

    private ReplayHost(WebApplication app, ReplayClock clock, EnterpriseReceiver? receiver)
    {
        App = app;
        Clock = clock;
        this.receiver = receiver;
    }

    /// <summary>The application, not started.</summary>
    public WebApplication App { get; }

    /// <summary>Its clock.</summary>
    public ReplayClock Clock { get; }

    /// <summary>Messages that the built-in receiver took, by key, with how often each came; empty when webhooks go elsewhere.</summary>
    public IReadOnlyDictionary<string, int> Received => receiver?.Seen ?? new Dictionary<string, int>();

    /// <summary>Builds the host.</summary>
    /// <param name="database">Database, as <c>--database</c> names it.</param>
    /// <param name="scenario">What will be replayed: its region is served, its source is said on every page.</param>
    /// <param name="urls">Where it will listen if it is started.</param>
    /// <param name="receiverPort">Port of a receiver on this machine that stands for all enterprises' systems; null starts the built-in one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<ReplayHost> BuildAsync(string database, ReplayScenario scenario, string urls, int? receiverPort, CancellationToken cancellationToken)
    {
        var clock = new ReplayClock();
        var secret = RandomNumberGenerator.GetHexString(32);
        var receiver = receiverPort is null ? await EnterpriseReceiver.StartAsync(secret, clock, cancellationToken) : null;
        var port = receiverPort ?? receiver!.Port;
        string[] settings =
        [
            "--Database", database, "--Authority:Region", scenario.RegionCode, "--Webhook:Secret", secret, "--Delivery:Lease", "00:00:05",
            "--urls", urls, "--Authority:Contact", ReplayScenario.Contact, "--Site:NoticeZh", scenario.Source.Zh, "--Site:NoticeEn", scenario.Source.En,
        ];
        var app = EmergencyWeb.Build(settings, builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            var dialect = (IDialect)builder.Services.Last(s => s.ServiceType == typeof(IDialect)).ImplementationInstance!;
            builder.Services.Replace(ServiceDescriptor.Singleton<IDialect>(new ReplayDialect(dialect)));
            builder.Services.RemoveAll<IDeliveryChannel>();
            builder.Services.AddSingleton<IDeliveryChannel, PortalChannel>();
            builder.Services.AddSingleton<IDeliveryChannel>(provider => new WebhookChannel(ClientTo(port), secret, provider.GetRequiredService<DeliveryOptions>().Timeout, clock));
        });
        return new ReplayHost(app, clock, receiver);
    }

    /// <summary>Replays a scenario from where the database stands.</summary>
    public async Task ReplayAsync(ReplayScenario scenario, IProgress<(double Share, string Label)> progress, CancellationToken cancellationToken)
    {
        // Before anything of the scenario: preparing the database leaves audit entries of its own.
        Clock.Set(scenario.FirstDay.Start.AddDays(-1));
        await EmergencyWeb.PrepareAsync(App, cancellationToken);
        var replay = ActivatorUtilities.CreateInstance<ChainReplay>(App.Services, scenario, Clock);
        await replay.RunAsync(progress, cancellationToken);
        Clock.Set(scenario.LastDay.End.AddHours(-4));
    }

    /// <summary>What the database says now.</summary>
    public async Task<(IReadOnlyList<TimelineLine> Lines, ChainState State)> ReadAsync(string regionCode, CancellationToken cancellationToken)
    {
        await using var db = await App.Services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(cancellationToken);
        return (await Timeline.ReadAsync(db, regionCode, cancellationToken), await ChainState.ReadAsync(db, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (receiver is not null)
        {
            await receiver.DisposeAsync();
        }
    }

    /// <summary>A client whose connections end at a port of this machine, whatever host the list names: nothing of a replay leaves it.</summary>
    private static HttpClient ClientTo(int port) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
