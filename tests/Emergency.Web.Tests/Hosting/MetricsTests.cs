using System.Net;
using Emergency.Testing;
using Emergency.Web.Hosting;
using Emergency.Web.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace Emergency.Web.Tests.Hosting;

public sealed class MetricsTests
{
    private const string Secret = "a metrics token of the tests";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_reads_figures_unless_a_token_is_set()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: false, "--role", "web");
        using var client = site.Anonymous();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/metrics", Token)).StatusCode);
        Assert.Null(site.Services.GetService<MeterProvider>());
    }

    [Fact]
    public async Task A_scrape_with_the_token_reads_ledger_web_server_and_runtime_and_nothing_personal()
    {
        Environment.SetEnvironmentVariable("EMERGENCY_TEST_METRICS", Secret);
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: false, "--role", "all", "--Metrics:Token", "{env:EMERGENCY_TEST_METRICS}");
        // Their systems do not answer: messages wait.
        await TestCity.SeedAsync(site.Services, Token, e => e with { WebhookUrl = "http://127.0.0.1:1/hook" });
        using var client = site.Anonymous();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/a/a-secret-link", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/metrics", Token)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", Secret + "r");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/metrics", Token)).StatusCode);

        client.DefaultRequestHeaders.Authorization = new("Bearer", Secret);
        var text = "";
        for (var i = 0; i < 100 && !(text.Contains("outcome=\"delivered\"", StringComparison.Ordinal) && text.Contains("dispatch_waiting", StringComparison.Ordinal)); i++)
        {
            // An answer is kept for a moment, and the gauges look every 15 seconds by themselves.
            await Task.Delay(200, Token);
            await site.Services.GetServices<IHostedService>().OfType<LedgerWatch>().Single().LookAsync(Token);
            text = await client.GetStringAsync("/metrics", Token);
        }

        var lines = text.Split('\n');
        var delivered = lines.Single(l => l.StartsWith("dispatch_outcomes", StringComparison.Ordinal) && l.Contains("channel=\"portal\"", StringComparison.Ordinal) && l.Contains("outcome=\"delivered\"", StringComparison.Ordinal));
        Assert.True(Value(delivered) >= 1, delivered);
        Assert.Contains(lines, l => l.StartsWith("dispatch_latency", StringComparison.Ordinal) && l.Contains("_bucket{", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("dispatch_waiting", StringComparison.Ordinal) && l.Contains("channel=\"webhook\"", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal) && l.Contains("a/{token}\"", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("dotnet_gc_", StringComparison.Ordinal));
        Assert.All(new[] { DispatchCity.Code(1), "测试陶瓷", "张工", "0356-0000000", "a-secret-link", Secret }, word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Figures_are_pushed_where_the_setting_says()
    {
        await using var receiver = await RecordingReceiver.StartAsync(Token);
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: false, "--role", "worker", "--Metrics:Otlp", receiver.Address.ToString());
        using var client = site.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/metrics", Token)).StatusCode);

        Assert.True(site.Services.GetRequiredService<MeterProvider>().ForceFlush(10_000));
        var pushed = Assert.Single(receiver.Requests);
        Assert.Equal("application/x-protobuf", pushed.Headers["Content-Type"]);
        Assert.All(new[] { "http.server.request.duration", "kestrel.active_connections", "service.instance.id", "worker-" }, word => Assert.Contains(word, pushed.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Metrics:Token", "written down here")]
    [InlineData("Metrics:Token", "{env:SHORT}")]
    [InlineData("Metrics:Token", "{env:MISSING}")]
    [InlineData("Metrics:Otlp", "collector:4318")]
    [InlineData("Metrics:Otlp", "ftp://collector/")]
    public void A_setting_that_makes_no_sense_is_refused_by_name(string setting, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build();
        var refusal = MetricsSettings.Read(configuration, name => name == "SHORT" ? "short" : null).Refusal;
        Assert.Equal("SETTING-013", refusal?.Code);
        Assert.Contains(setting, refusal!.Sentence.Zh, StringComparison.Ordinal);
    }

    private static double Value(string line) => double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
}
