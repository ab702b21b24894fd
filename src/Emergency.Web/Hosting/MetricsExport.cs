using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Emergency.Storage.Ledger;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Emergency.Web.Hosting;

/// <summary>
/// Hands the meters to monitoring: the ledger's, the web server's, the runtime's. None of them carries a name, address or text; meters of the HTTP client and of the
/// database driver stay out, because their tags name hosts of enterprises and accounts of the database.
/// </summary>
internal static class MetricsExport
{
    private static readonly string[] Meters = [LedgerMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime"];

    public static void Add(IServiceCollection services, MetricsSettings settings, ProcessRole role)
    {
        if (!settings.On)
        {
            return;
        }

        var version = typeof(MetricsExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        var process = $"{role}-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}".ToLowerInvariant();
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("emergency", serviceVersion: version, autoGenerateServiceInstanceId: false, serviceInstanceId: process))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters);
                if (settings.Token is not null)
                {
                    metrics.AddPrometheusExporter();
                }

                if (settings.Otlp is { } address)
                {
                    metrics.AddOtlpExporter(otlp =>
                    {
                        otlp.Endpoint = address;
                        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                    });
                }
            });
    }

    /// <summary>Maps <c>GET /metrics</c>: 404 where no token is set, 401 without it.</summary>
    public static void Map(WebApplication app, MetricsSettings settings)
    {
        if (settings.Token is not { } token)
        {
            app.MapGet("/metrics", Hidden);
            return;
        }

        var expected = Encoding.UTF8.GetBytes("Bearer " + token);
        var branch = ((IEndpointRouteBuilder)app).CreateApplicationBuilder();
        branch.Use((context, next) =>
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()), expected))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Task.CompletedTask;
        });
        branch.UseOpenTelemetryPrometheusScrapingEndpoint(_ => true);
        app.MapGet("/metrics", branch.Build());
    }

    private static Task Hidden(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
