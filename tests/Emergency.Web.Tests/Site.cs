using System.Net;
using System.Text.RegularExpressions;
using Emergency.Storage;
using Emergency.Storage.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Web.Tests;

/// <summary>The real application on a free port over its own SQLite file, with one account for each role.</summary>
public sealed partial class Site : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private readonly string folder;
    private readonly WebApplication app;
    private readonly Dictionary<string, (HttpClient Client, CookieContainer Cookies)> clients = [];

    private Site(string folder, WebApplication app)
    {
        this.folder = folder;
        this.app = app;
    }

    public IServiceProvider Services => app.Services;

    public Uri Address => new(app.Urls.First());

    /// <summary>The first administrator's link of a database without accounts.</summary>
    public Invitation? FirstLink { get; private set; }

    /// <summary>Starts a site whose clock stands at <paramref name="clock"/>.</summary>
    public static Task<Site> StartAsync(TimeProvider clock, bool accounts = true, params string[] args) => StartAsync(clock, accounts, _ => { }, args);

    /// <summary>Starts a site whose host the test changes.</summary>
    public static async Task<Site> StartAsync(TimeProvider clock, bool accounts, Action<WebApplicationBuilder> configure, params string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("emergency-web-").FullName;
        var app = EmergencyWeb.Build(
            [
                "--urls", "http://127.0.0.1:0",
                "--database", $"sqlite:{Path.Combine(folder, "site.db")}",
                "--Keys:Folder", Path.Combine(folder, "keys"),
                "--Uploads:Folder", Path.Combine(folder, "uploads"),
                "--RateLimits:SignInPerMinute", "10000",
                "--Logging:LogLevel:Default", "Error",
                .. args,
            ],
            builder =>
            {
                builder.Services.AddSingleton(clock);
                configure(builder);
            });
        var site = new Site(folder, app);
        site.FirstLink = await EmergencyWeb.PrepareAsync(app, default);
        if (accounts)
        {
            await site.AddAccountsAsync();
        }

        await app.StartAsync();
        return site;
    }

    /// <summary>A client without an account.</summary>
    public HttpClient Anonymous() => Client(new CookieContainer());

    /// <summary>A client signed in with the account of a role (one for each role, kept).</summary>
    public async Task<HttpClient> AsAsync(string role)
    {
        if (!clients.TryGetValue(role, out var known))
        {
            var cookies = new CookieContainer();
            known = (Client(cookies), cookies);
            var answer = await SignInAsync(known.Client, role, Password);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            clients[role] = known;
        }

        return known.Client;
    }

    /// <summary>The cookies of a role's client, for requests that add one of their own; empty for "anonymous".</summary>
    public async Task<string> CookieAsync(string role)
    {
        if (role == "anonymous")
        {
            return "";
        }

        await AsAsync(role);
        return clients[role].Cookies.GetCookieHeader(Address);
    }

    /// <summary>Signs in by the form.</summary>
    public static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string userName, string password) =>
        await PostAsync(client, "/sign-in", "/sign-in", new() { ["userName"] = userName, ["password"] = password });

    /// <summary>Reads the form token of one page and posts fields to an address with it.</summary>
    public static async Task<HttpResponseMessage> PostAsync(HttpClient client, string page, string address, Dictionary<string, string> fields)
    {
        fields["__RequestVerificationToken"] = await FormTokenAsync(client, page);
        return await client.PostAsync(address, new FormUrlEncodedContent(fields));
    }

    /// <summary>The form token that a page carries.</summary>
    public static async Task<string> FormTokenAsync(HttpClient client, string page)
    {
        var html = await client.GetStringAsync(page);
        return WebUtility.HtmlDecode(FormToken().Match(html).Groups[1].Value);
    }

    /// <summary>Runs work on the database.</summary>
    public async Task DatabaseAsync(Func<AppDb, Task> work)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync();
        await work(db);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (client, _) in clients.Values)
        {
            client.Dispose();
        }

        await app.StopAsync();
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private async Task AddAccountsAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<AccountDesk>();
        foreach (var role in Roles.All)
        {
            var enterprise = role == Roles.Enterprise ? TestCity.OwnEnterprise : null;
            (await desk.AddAsync(new NewAccount(role, role, role, "140500", enterprise), Password, "test", default)).OrThrow();
        }
    }

    private HttpClient Client(CookieContainer cookies) =>
        new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = Address };

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
