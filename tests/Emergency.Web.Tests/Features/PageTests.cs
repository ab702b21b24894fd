using System.Net;
using System.Text.RegularExpressions;
using Emergency.Storage.Accounts;
using Emergency.Web.Security;
using Emergency.Web.Tests.Security;

namespace Emergency.Web.Tests.Features;

[Collection("site")]
public sealed partial class PageTests(SharedSite shared)
{
    public static TheoryData<string, string> Pages
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var rule in RouteTable.Rules.Where(r => r.Method == "GET" && !r.Pattern.StartsWith("api/", StringComparison.Ordinal) && !r.Pattern.StartsWith("health/", StringComparison.Ordinal) && !r.Pattern.Contains('.', StringComparison.Ordinal) && !r.Pattern.StartsWith("lists/export", StringComparison.Ordinal) && !r.Pattern.EndsWith("/workbook", StringComparison.Ordinal) && r.Pattern is not ("lists/template" or "responses/{id}/plan/export" or "orders/export" or "uploads/{id}" or "invitation" or "a/{token}" or "metrics")))
            {
                data.Add(rule.Pattern, rule.Anonymous ? "anonymous" : rule.Allows(Roles.Headquarters) ? Roles.Headquarters : rule.Roles[0]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_renders_in_both_languages_without_inline_script_or_style(string pattern, string role)
    {
        foreach (var (site, empty) in new[] { (shared.Site, false), (shared.Empty, true) })
        {
            if (empty && pattern.Contains("{id}", StringComparison.Ordinal))
            {
                continue;
            }

            var client = role == "anonymous" ? site.Anonymous() : await site.AsAsync(role);
            foreach (var (cookie, mark) in new[] { ("", "<html lang=\"zh-CN\">"), ("en", "<html lang=\"en\">") })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, Address(pattern));
                using var reader = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = site.Address };
                request.Headers.Add("Cookie", $"{await site.CookieAsync(role)}; language={cookie}");
                var answer = await reader.SendAsync(request, TestContext.Current.CancellationToken);
                var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Assert.True(answer.StatusCode == HttpStatusCode.OK || pattern.StartsWith("status/", StringComparison.Ordinal) || (empty && answer.StatusCode == HttpStatusCode.NotFound), $"/{pattern} {cookie} empty={empty}: {answer.StatusCode}\n{html}");
                Assert.Contains(mark, html, StringComparison.Ordinal);
                Assert.DoesNotMatch(InlineCode(), html);
                Assert.Equal(SecurityHeadersTests.Policy, answer.Headers.GetValues("Content-Security-Policy").Single());
            }
        }
    }

    [Fact]
    public async Task The_language_switch_is_kept_and_returns_to_the_page()
    {
        using var client = shared.Site.Anonymous();
        var answer = await Site.PostAsync(client, "/public", "/language", new() { ["to"] = "en", ["back"] = "/public" });
        Assert.Equal("/public", answer.Headers.Location!.OriginalString);
        Assert.Contains("<html lang=\"en\">", await client.GetStringAsync("/public", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var away = await Site.PostAsync(client, "/public", "/language", new() { ["to"] = "zh", ["back"] = "//elsewhere.example" });
        Assert.Equal("/", away.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task The_map_has_a_point_for_every_enterprise_with_coordinates()
    {
        var html = await (await shared.Site.AsAsync(Roles.DutyOfficer)).GetStringAsync("/orders", TestContext.Current.CancellationToken);
        Assert.Equal(3, Regex.Count(html, "\"latitude\":35.6"));
        Assert.Contains("\"mark\":\"warn\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_enterprise_finds_its_own_order_and_no_other()
    {
        var client = await shared.Site.AsAsync(Roles.Enterprise);
        foreach (var (order, expected) in new[] { (shared.OwnOrder, HttpStatusCode.OK), (shared.OtherOrder, HttpStatusCode.NotFound), ("none", HttpStatusCode.NotFound) })
        {
            Assert.Equal(expected, (await client.GetAsync($"/portal/{order}", TestContext.Current.CancellationToken)).StatusCode);
            Assert.Equal(expected, (await client.GetAsync($"/api/v1/orders/{order}", TestContext.Current.CancellationToken)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync($"/orders/{shared.OwnOrder}", TestContext.Current.CancellationToken)).StatusCode);
        var foreign = await Site.PostAsync(client, "/portal", $"/portal/{shared.OtherOrder}?handler=Acknowledge", new() { ["key"] = "x" });
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal("/portal", (await client.GetAsync("/", TestContext.Current.CancellationToken)).Headers.Location?.OriginalString);
        var list = await client.GetStringAsync("/portal", TestContext.Current.CancellationToken);
        Assert.Contains("测试陶瓷1厂", list, StringComparison.Ordinal);
        Assert.DoesNotContain("测试陶瓷2厂", list, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/\"", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_county_that_answers_by_the_list_of_its_city_has_the_phones_of_the_silent()
    {
        var clock = new ShiftedClock(TestCity.Now);
        await using var site = await Site.StartAsync(clock, accounts: true, "--role", "web", "--Authority:Region", "140525");
        var id = await TestCity.SeedAsync(site.Services, TestContext.Current.CancellationToken);
        clock.Added = TimeSpan.FromHours(2.5);
        var duty = await site.AsAsync(Roles.DutyOfficer);
        foreach (var (page, phones) in new[] { ($"/orders/silent?response={Uri.EscapeDataString(id)}", 3), ($"/orders/{id}:{TestCity.OwnEnterprise}:1", 1) })
        {
            Assert.Equal(phones, Regex.Count(await duty.GetStringAsync(page, TestContext.Current.CancellationToken), "href=\"tel:"));
        }

        Assert.Contains("\"latitude\":35.6", await duty.GetStringAsync("/orders", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    // Event handlers in attributes, style attributes, scripts with a body that would run.
    [GeneratedRegex("""\son[a-z]+="|\sstyle="|<style|<script(?![^>]*(src=|application/json))""")]
    private static partial Regex InlineCode();

    private string Address(string pattern)
    {
        var id = pattern.StartsWith("portal", StringComparison.Ordinal) || pattern.StartsWith("orders", StringComparison.Ordinal) ? shared.OwnOrder : shared.ResponseId;
        return "/" + pattern.Replace("{id}", Uri.EscapeDataString(id), StringComparison.Ordinal).Replace("{code:int}", "403", StringComparison.Ordinal).Replace("{number:int}", "1", StringComparison.Ordinal)
            + (pattern == "orders/silent" ? $"?response={Uri.EscapeDataString(shared.ResponseId)}" : "");
    }
}
