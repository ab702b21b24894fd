using System.Diagnostics;
using System.Net;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Emergency.Core.Decisions;
using Emergency.Storage.Accounts;
using Emergency.Testing;
using Emergency.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>Opens the portal under a session, presses the button and follows the way to the order's page, as a browser does.</summary>
internal sealed partial class PortalVisitor(HttpClient http, Uri site, string session)
{
    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal) { ["emergency"] = session };

    /// <summary>True when the page at the end says that the order is acknowledged.</summary>
    public async Task<bool> AcknowledgeAsync()
    {
        var (status, body, _) = await SendAsync(HttpMethod.Get, new Uri(site, "portal"), null);
        if (status != HttpStatusCode.OK || Form().Match(body) is not { Success: true } form)
        {
            return false;
        }

        (status, _, var next) = await SendAsync(
            HttpMethod.Post, new Uri(site, form.Groups[1].Value), new FormUrlEncodedContent([new("__RequestVerificationToken", form.Groups[2].Value), new("key", form.Groups[3].Value)]));
        if (status != HttpStatusCode.Found || next is null)
        {
            return false;
        }

        (status, body, _) = await SendAsync(HttpMethod.Get, new Uri(site, next), null);
        return status == HttpStatusCode.OK && body.Contains("<p class=\"tag good\">已签收", StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Body, Uri? Next)> SendAsync(HttpMethod method, Uri address, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}")));
        using var answer = await http.SendAsync(request);
        foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var all) ? all : [])
        {
            var (name, value) = set.Split(';')[0].Split('=', 2) is [var n, var v] ? (n, v) : (set, "");
            cookies[name] = value;
        }

        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location);
    }

    [GeneratedRegex("action=\"(/portal/[^\"]+handler=Acknowledge)\">\\s*<input name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\" ?/?>\\s*<input type=\"hidden\" name=\"key\" value=\"([^\"]+)\"")]
    private static partial Regex Form();
}

/// <summary>
/// Sessions that exist already: accounts of the made-up enterprises and their cookies, as the application itself writes them, of ten minutes ago, so that each is checked
/// against its account at the first request.
/// </summary>
internal sealed class PortalSessions(MadeCity city, string keysFolder) : IAsyncDisposable
{
    private readonly WebApplication application = EmergencyWeb.Build(["--database", city.Database.Choice, "--role", "web", "--Keys:Folder", keysFolder, "--Logging:LogLevel:Default", "None"]);

    /// <summary>The session cookie of every enterprise, in the order of their numbers. Says what one sign-in's password check costs.</summary>
    public async Task<IReadOnlyList<string>> OpenAsync(int enterprises)
    {
        var accounts = Enumerable.Range(1, enterprises).Select(Account).ToList();
        await using (var db = city.Database.CreateDbContext())
        {
            db.AddRange(accounts);
            db.AddRange(accounts.Select(a => new IdentityUserRole<string> { UserId = a.Id, RoleId = Roles.Enterprise }));
            await db.SaveChangesAsync();
        }

        await using var scope = application.Services.CreateAsyncScope();
        Time(scope.ServiceProvider.GetRequiredService<IPasswordHasher<AppUser>>(), accounts[0]);
        var claims = scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<AppUser>>();
        var format = scope.ServiceProvider.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme).TicketDataFormat;
        var issued = TimeProvider.System.GetUtcNow().AddMinutes(-10);
        var cookies = new List<string>(enterprises);
        foreach (var account in accounts)
        {
            var session = new AuthenticationProperties { IssuedUtc = issued, ExpiresUtc = issued.AddHours(12) };
            ClaimsPrincipal holder = await claims.CreateAsync(account);
            cookies.Add(format.Protect(new AuthenticationTicket(holder, session, IdentityConstants.ApplicationScheme)));
        }

        return cookies;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static AppUser Account(int n)
    {
        var name = $"plant-{n}";
        return new AppUser
        {
            Id = ContentHash.Of(name).Hex[..24], UserName = name, NormalizedUserName = name.ToUpperInvariant(), DisplayName = name, RegionCode = DispatchCity.Region,
            EnterpriseCode = DispatchCity.Code(n), SecurityStamp = ContentHash.Of(name + "stamp").Hex[..32], ConcurrencyStamp = name, LockoutEnabled = true,
        };
    }

    private static void Time(IPasswordHasher<AppUser> hasher, AppUser account)
    {
        var hash = hasher.HashPassword(account, "a sentence of a few words");
        var watch = Stopwatch.StartNew();
        const int times = 10;
        for (var i = 0; i < times; i++)
        {
            hasher.VerifyHashedPassword(account, hash, "a sentence of a few words");
        }

        Console.WriteLine(FormattableString.Invariant($"(a sign-in's password check: {watch.Elapsed.TotalMilliseconds / times:F1} ms of processor time)"));
    }
}
