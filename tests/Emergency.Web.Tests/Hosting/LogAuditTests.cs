using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Emergency.Dispatch.Delivery;
using Emergency.Storage.Accounts;
using Emergency.Storage.Ledger;
using Emergency.Testing;
using Emergency.Web.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Emergency.Web.Tests.Hosting;

/// <summary>
/// Everything that can carry somebody's data is done once, over every channel, with failures, on both databases, and the whole log at its finest level is read: no name,
/// phone, mailbox, password, link, secret, or text of a message stands in it.
/// </summary>
public sealed class LogAuditTests
{
    private const string Landline = "0356-7654321";
    private const string Mobile = "13800138001";
    private const string Mailbox = "director.zhang@plant2.example";
    private const string ContactName = "张厂长";
    private const string OfficialName = "李镇长";
    private const string OfficialPhone = "13900139002";
    private const string OfficialMailbox = "li@town.example";
    private const string Note = "窑炉正在检修，找王师傅";
    private const string WrongPassword = "wrong password of somebody";
    private const string HookSecret = "token-in-an-address";
    private const string GatewayKey = "gateway key of the tests";
    private const string LinkSecret = "a link secret for the log";
    private const string ReportSecret = "a-report-secret-for-the-log";
    private const string WebhookSecret = "webhook secret for the log";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task The_whole_chain_at_the_finest_level_leaves_nothing_personal_in_the_log(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var gateway = await RecordingReceiver.StartAsync(Token, r => new ReceiverAnswer(Status: r.Path.Contains("refuse", StringComparison.Ordinal) ? 500 : 200, Body: """{"id": "m1"}"""));
        await using var mail = new MailServer();
        var log = new CapturedLog();
        var clock = new ShiftedClock(TestCity.Now);
        foreach (var (name, value) in new[] { ("LINKS", LinkSecret), ("GATEWAY", GatewayKey), ("REPORT", ReportSecret), ("MAIL", MailServer.Password) })
        {
            Environment.SetEnvironmentVariable("EMERGENCY_LOG_TEST_" + name, value);
        }

        await using var site = await Site.StartAsync(
            clock, accounts: true, builder => builder.Logging.AddProvider(log),
            "--role", "web", "--database", database.Choice, "--Logging:LogLevel:Default", "Trace", "--Webhook:Secret", WebhookSecret, "--Cap:Sender", "air@example.gov.cn",
            "--Links:Address", "https://air.example.gov.cn", "--Links:Secret", "{env:EMERGENCY_LOG_TEST_LINKS}", "--Delivery:MaxAttempts", "1",
            "--Sms:Url", $"{gateway.Address}?key={{env:EMERGENCY_LOG_TEST_GATEWAY}}&to={{phone}}", "--Sms:Body", "t={text}", "--Sms:MessageId", "id",
            "--Sms:Reports:Secret", "{env:EMERGENCY_LOG_TEST_REPORT}", "--Sms:Reports:MessageId", "id", "--Sms:Reports:Status", "stat", "--Sms:Reports:Delivered:0", "OK", "--Sms:Reports:Failed:0", "NO",
            "--Smtp:Host", "127.0.0.1", "--Smtp:Port", mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--Smtp:Tls", "none",
            "--Smtp:User", "air", "--Smtp:Password", "{env:EMERGENCY_LOG_TEST_MAIL}", "--Smtp:From", "air@example.gov.cn");
        var id = await TestCity.SeedAsync(site.Services, Token, e => e.Code == DispatchCity.Code(1)
            ? e with { ContactName = ContactName, ContactPhone = Mobile, CapUrl = "http://127.0.0.1:1/cap?token=" + HookSecret }
            : e.Code == DispatchCity.Code(2)
                ? e with { ContactName = ContactName, ContactPhone = Landline, Email = Mailbox, WebhookUrl = "http://127.0.0.1:1/hook?token=" + HookSecret }
                : e with { ContactName = ContactName, ContactPhone = Landline, WebhookUrl = $"{gateway.Address}/refuse?token={HookSecret}" });

        // Delivery with failures and fail-over: CAP fails and SMS takes over, a webhook fails and e-mail takes over, a third is given up.
        var pump = site.Services.GetRequiredService<DeliveryPump>();
        await pump.RunUntilIdleAsync(Token);
        Assert.Contains(gateway.Requests, r => r.Path.Contains(Mobile, StringComparison.Ordinal));
        Assert.Single(mail.Mails);
        await site.DatabaseAsync(async db => Assert.True(await db.Dispatch.AnyAsync(d => d.State == DispatchState.Dead)));

        var link = await AnswerAsync(site, id);
        var invitation = await SignInAsync(site);
        await FollowUpAsync(site, clock, pump);
        await BreakAsync(site);

        var lines = log.Lines;
        Assert.Contains(lines, l => l.Contains("unhandled exception", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(lines, l => l.StartsWith("Trace", StringComparison.Ordinal) || l.StartsWith("Debug", StringComparison.Ordinal));
        string[] secrets =
        [
            ContactName, Landline, Mobile, Mailbox, OfficialName, OfficialPhone, OfficialMailbox, Note, "王师傅", WrongPassword, Site.Password, HookSecret, GatewayKey, LinkSecret, ReportSecret, WebhookSecret,
            MailServer.Password, link, invitation, "喷雾干燥塔停产", "签收本指令", "测试陶瓷1厂", "停产照片",
        ];
        foreach (var secret in secrets.SelectMany(s => new[] { s, Uri.EscapeDataString(s), JsonEscaped(s) }).Distinct())
        {
            Assert.DoesNotContain(lines, l => l.Contains(secret, StringComparison.Ordinal));
        }
    }

    /// <summary>Answers by link, by telephone, by the portal and by the gateway, rightly and wrongly.</summary>
    private static async Task<string> AnswerAsync(Site site, string id)
    {
        var number = "";
        await site.DatabaseAsync(async db => number = (await db.Orders.SingleAsync(o => o.EnterpriseCode == DispatchCity.Code(1))).Number);
        var token = OneTimeLink.Token(LinkSecret, number);
        using var visitor = site.Anonymous();
        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(visitor, "/a/" + token, $"/a/{token}?handler=Object", new() { ["note"] = Note })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/a/{token}x", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.PostAsync($"/a/{token}?handler=Acknowledge", null, Token)).StatusCode);
        await visitor.PostAsync("/api/v1/sms/reports/" + ReportSecret, new StringContent($$"""{"id": "m1", "stat": "NO", "phone": "{{Mobile}}"}""", Encoding.UTF8, "application/json"), Token);
        await visitor.PostAsync("/api/v1/sms/reports/" + ReportSecret + "x", new StringContent($"not json {Mobile}", Encoding.UTF8, "application/json"), Token);
        await visitor.PostAsync("/api/v1/receipts", new StringContent(Note, Encoding.UTF8, "application/json"), Token);

        var inspector = await site.AsAsync(Roles.Inspector);
        var order = $"/orders/{id}:{DispatchCity.Code(1)}:1";
        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(inspector, order, order + "?handler=Phone", new() { ["kind"] = "acknowledge", ["note"] = Note, ["key"] = "phone-1" })).StatusCode);
        var enterprise = await site.AsAsync(Roles.Enterprise);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(await Site.FormTokenAsync(enterprise, $"/portal/{id}:{TestCity.OwnEnterprise}:1")), "__RequestVerificationToken" }, { new StringContent("k"), "key" }, { new StringContent(Note), "note" },
            { new StringContent("Done"), "lines[0].State" }, { new StringContent("Partly"), "lines[1].State" }, { new StringContent(Note), "lines[1].Note" },
        };
        using var photo = new ByteArrayContent([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8]);
        form.Add(photo, "files", "停产照片.jpg");
        Assert.Equal(HttpStatusCode.Redirect, (await enterprise.PostAsync($"/portal/{id}:{TestCity.OwnEnterprise}:1?handler=Execution", form, Token)).StatusCode);
        return token;
    }

    /// <summary>Signs in wrongly by form and API, and makes an account with a link.</summary>
    private static async Task<string> SignInAsync(Site site)
    {
        using var stranger = site.Anonymous();
        await Site.SignInAsync(stranger, Roles.Planner, WrongPassword);
        await stranger.PostAsync("/api/v1/session", new StringContent($$"""{"userName": "planner", "password": "{{WrongPassword}}" """, Encoding.UTF8, "application/json"), Token);
        var administrator = await site.AsAsync(Roles.Administrator);
        var added = await Site.PostAsync(administrator, "/accounts", "/accounts?handler=Add", new() { ["userName"] = "somebody", ["displayName"] = OfficialName, ["role"] = Roles.Inspector, ["regionCode"] = "140500" });
        var html = WebUtility.HtmlDecode(await added.Content.ReadAsStringAsync(Token));
        var invitation = Regex.Match(html, @"/invitation\?[^\s""<]+").Value;
        Assert.NotEqual("", invitation);
        await stranger.GetAsync(invitation, Token);
        return invitation[(invitation.LastIndexOf('=') + 1)..];
    }

    /// <summary>Contacts, silence, reminders and reports onward, delivered.</summary>
    private static async Task FollowUpAsync(Site site, ShiftedClock clock, DeliveryPump pump)
    {
        var duty = await site.AsAsync(Roles.DutyOfficer);
        Assert.Equal(HttpStatusCode.Redirect, (await AddContactAsync(duty, OfficialName)).StatusCode);
        clock.Added = TimeSpan.FromHours(2.5);
        var ticking = ActivatorUtilities.CreateInstance<FollowUpClock>(site.Services);
        Assert.True((await ticking.TickAsync(Token)).Escalations > 0);
        await site.DatabaseAsync(async db => Assert.True(await db.Dispatch.AnyAsync(d => d.Address == OfficialPhone)));
        // PostgreSQL goes by its own clock: what the city's clock calls due is made due.
        await site.DatabaseAsync(async db => await db.Dispatch.Where(d => d.State == DispatchState.Pending).ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, DateTimeOffset.UnixEpoch), Token));
        await pump.RunUntilIdleAsync(Token);
        await duty.GetAsync($"/orders?search={Uri.EscapeDataString(ContactName)}", Token);
    }

    /// <summary>A write that the database refuses, with somebody's data in its parameters.</summary>
    private static async Task BreakAsync(Site site)
    {
        await site.DatabaseAsync(async db => await db.Database.ExecuteSqlRawAsync("CREATE UNIQUE INDEX one_phone ON contacts (phone)", Token));
        var answer = await AddContactAsync(await site.AsAsync(Roles.DutyOfficer), OfficialName + "二");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> AddContactAsync(HttpClient client, string name) => Site.PostAsync(
        client, "/follow-ups/contacts", "/follow-ups/contacts?handler=Add",
        new() { ["region"] = "140525", ["township"] = "巴公镇", ["target"] = "Township", ["name"] = name, ["phone"] = OfficialPhone, ["email"] = OfficialMailbox });

    private static string JsonEscaped(string text) => string.Concat(text.Select(c => c < 128 ? c.ToString() : $"\\u{(int)c:X4}"));

    /// <summary>Keeps every line: level, category, message, each value of its state, and the whole exception.</summary>
    private sealed class CapturedLog : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IReadOnlyList<string> Lines => [.. lines];

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines);

        public void Dispose()
        {
        }

        private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join("; ", pairs.Select(p => $"{p.Key}={p.Value}")) : "";
                lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} | {values} | {exception}");
            }
        }
    }
}
