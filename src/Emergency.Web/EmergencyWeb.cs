using System.Net;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Emergency.Core;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Forecasting.Models;
using Emergency.Storage;
using Emergency.Storage.Accounts;
using Emergency.Storage.Audit;
using Emergency.Storage.Orders;
using Emergency.Storage.Reports;
using Emergency.Storage.Responses;
using Emergency.Web.Api;
using Emergency.Web.Channels;
using Emergency.Web.Features.Forecasts;
using Emergency.Web.Features.Lists;
using Emergency.Web.Features.Orders;
using Emergency.Web.Features.Plans;
using Emergency.Web.Features.Today;
using Emergency.Web.Features.Uploads;
using Emergency.Web.Features.WhatIf;
using Emergency.Web.Hosting;
using Emergency.Web.Jobs;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Emergency.Web.Weather;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.WebEncoders;

namespace Emergency.Web;

/// <summary>The web host: built the same way by <c>dotnet run --project src/Emergency.Web</c>, by the command line's <c>serve</c> and <c>demo</c>, and by tests.</summary>
public static class EmergencyWeb
{
    /// <summary>Where the program listens when nothing else is said: this machine only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Builds the application without starting it.</summary>
    /// <param name="args">Command line: <c>--urls</c>, <c>--role</c>, <c>--database sqlite:PATH</c>.</param>
    /// <param name="configure">Last word on services: a demo or a test sets its clock here.</param>
    /// <exception cref="InvalidOperationException">A setting has no meaning; the message is the refusal.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // The name finds the compiled pages, the folder finds the settings, also when another program hosts them.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(EmergencyWeb).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        var settings = WebSettings.Read(builder.Configuration).OrThrow();
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        var regions = AddDesks(builder.Services, settings);
        var channels = ChannelSettings.Read(builder.Configuration, regions.Find(settings.RegionCode)?.Name ?? settings.RegionCode, Environment.GetEnvironmentVariable).OrThrow();
        builder.Services.AddDispatch(builder.Configuration, settings.WebhookSecret, work: settings.Role != ProcessRole.Web, channels);
        if (settings.Role != ProcessRole.Web)
        {
            builder.Services.AddHostedService<FollowUpClock>();
            builder.Services.AddHostedService<RulingClock>();
        }

        builder.Services.AddWeather(builder.Configuration);
        builder.Services.AddDailyForecast(builder.Configuration, regions, work: settings.Role != ProcessRole.Web);
        AddPages(builder, settings);
        var metrics = MetricsSettings.Read(builder.Configuration, Environment.GetEnvironmentVariable).OrThrow();
        MetricsExport.Add(builder.Services, metrics, settings.Role);
        configure?.Invoke(builder);
        var app = builder.Build();
        Use(app, settings, metrics);
        return app;
    }

    /// <summary>Builds, prepares the database, prints the first administrator's link when one is needed, and runs until stopped.</summary>
    public static async Task RunAsync(string[] args, Action<WebApplicationBuilder>? configure = null, CancellationToken stop = default)
    {
        await using var app = Build(args, configure);
        var invitation = await PrepareAsync(app, app.Lifetime.ApplicationStopping);
        await app.StartAsync(stop);
        var address = app.Urls.First();
        Console.WriteLine($"平台已启动 / running: {address}");
        if (invitation is not null)
        {
            Console.WriteLine($"首个管理员一次性链接（24 小时内有效）/ one-time link of the first administrator, valid for 24 h:\n{address}{invitation.Path}");
        }

        SystemdNotice.Send("READY=1");
        await using var stopping = app.Lifetime.ApplicationStopping.Register(() => SystemdNotice.Send("STOPPING=1"));
        await app.WaitForShutdownAsync(stop);
    }

    /// <summary>Brings the database up to date and returns the first administrator's invitation while no administrator has a password.</summary>
    public static async Task<Invitation?> PrepareAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var (databases, dialect, clock) = (services.GetRequiredService<IDbContextFactory<AppDb>>(), services.GetRequiredService<IDialect>(), services.GetRequiredService<TimeProvider>());
        await DatabaseMigrator.MigrateAsync(databases, dialect, clock, cancellationToken: cancellationToken);
        var settings = services.GetRequiredService<WebSettings>();
        // Several processes may start at the same moment: one after the other they look for an administrator, or they would invite the first one over each other.
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var alone = await dialect.LockMigrationAsync(db, clock, cancellationToken);
        return await services.GetRequiredService<AccountDesk>().FirstAdministratorAsync(settings.RegionCode, cancellationToken);
    }

    private static RegionTree AddDesks(IServiceCollection services, WebSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(new UploadStore(Path.GetFullPath(settings.UploadsFolder)));
        services.AddEmergencyStorage(settings.Storage.Dialect, settings.Storage.ConnectionString);
        services.Replace(ServiceDescriptor.Singleton(provider => new ResponseDesk(
            provider.GetRequiredService<IDbContextFactory<AppDb>>(),
            provider.GetRequiredService<AuditLog>(),
            provider.GetRequiredService<RuleLibrary>(),
            provider.GetRequiredService<OrderDesk>())
        { FourEyes = settings.FourEyes }));
        var regions = RegionTree.Load(ShippedData.RegionsFile).Tree.OrThrow();
        services.AddSingleton(regions);
        services.AddSingleton(RuleLibrary.Load(ShippedData.RulesFolder, regions).Library.OrThrow());
        // The user's models come first, so that one trained for the city stands before the one that ships.
        services.AddSingleton(_ => ModelLibrary.Load([.. new[] { settings.ModelsFolder, ShippedData.ModelsFolder }.Where(f => f.Length > 0)]));
        return regions;
    }

    private static void AddPages(WebApplicationBuilder builder, WebSettings settings)
    {
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        services.AddHttpContextAccessor();
        services.AddScoped<PageLanguage>();
        services.AddSingleton<Assets>();
        services.AddRazorPages(options => options.RootDirectory = "/Features");
        // Chinese stays readable in the page source.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddProblemDetails();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database").AddCheck<DailyForecastHealth>("daily-forecast").AddCheck<LedgerHealth>("ledger");
        services.AddSingleton<Authority>();
        services.AddSingleton<AqiColours>();
        services.AddSingleton<ForecastBoard>();
        services.AddSingleton<PlanJobs>();
        services.AddSingleton<WhatIfRuns>();
        SignInSetUp.Add(services);
        RateLimits.Add(services, builder.Configuration);
        ApiSetUp.Add(services);
        if (settings.KeysFolder.Length > 0)
        {
            services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(settings.KeysFolder)).SetApplicationName("emergency");
        }
    }

    private static void Use(WebApplication app, WebSettings settings, MetricsSettings metrics)
    {
        if (settings.TrustedProxy.Length > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
            forwarded.KnownProxies.Add(IPAddress.Parse(settings.TrustedProxy));
            app.UseForwardedHeaders(forwarded);
        }

        SecurityHeaders.Use(app);
        app.Services.GetRequiredService<Assets>().Use(app);
        app.UseWhen(IsApi, api => api.UseExceptionHandler().UseStatusCodePages());
        app.UseWhen(context => !IsApi(context), pages => pages.UseExceptionHandler("/status/500").UseStatusCodePagesWithReExecute("/status/{0}"));
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
        HealthEndpoints.Map(app);
        MetricsExport.Map(app, metrics);
        if (settings.Role == ProcessRole.Worker)
        {
            return;
        }

        app.MapRazorPages();
        AqiColours.Map(app);
        ListDownloads.Map(app);
        PlanDownloads.Map(app);
        OrderExport.Map(app);
        UploadDownloads.Map(app);
        WhatIfDownloads.Map(app);
        app.MapReceipts(settings.WebhookSecret).RequireRateLimiting(RateLimits.SignedReceipts).WithTags("orders");
        app.MapCapReceipts(settings.WebhookSecret).RequireRateLimiting(RateLimits.SignedReceipts).WithTags("orders");
        app.MapSmsReports().WithTags("orders");
        ApiSetUp.Map(app);
    }

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");
}
