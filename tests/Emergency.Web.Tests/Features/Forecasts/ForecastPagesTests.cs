using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Emergency.Core.Time;
using Emergency.Storage.Accounts;
using Emergency.Storage.Forecasts;
using Emergency.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Web.Tests.Features.Forecasts;

/// <summary>A site whose city was forecast on four mornings by a model with members and drivers.</summary>
public sealed class ForecastSite : IAsyncLifetime
{
    public static DateTimeOffset Today { get; } = ChinaTime.At(new DateOnly(2019, 1, 11), 0);

    public Site Site { get; private set; } = null!;

    public string Newest { get; } = MadeUpForecast.Key(Today);

    public async ValueTask InitializeAsync()
    {
        Site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        await TestCity.AddObservationsAsync(Site.Services, default);
        for (var back = 3; back >= 0; back--)
        {
            await MadeUpForecast.RecordAsync(Site.Services, Today.AddDays(-back), shift: back == 0 ? 10 : 0);
        }

        await MadeUpForecast.AdviseAsync(Site.Services, Today);
        (await Site.Services.GetRequiredService<ScoreDesk>().ScoreDueAsync(DispatchCity.Region, Today.ToLocalDay(), "system", Today, default)).OrThrow();
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}

public sealed class ForecastPagesTests(ForecastSite made) : IClassFixture<ForecastSite>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string NewestQuery => Uri.EscapeDataString(made.Newest);

    [Fact]
    public async Task The_strip_has_a_cell_a_day_with_colour_and_words()
    {
        var html = await PageAsync(Roles.DutyOfficer, "/forecasts");
        var strip = Regex.Match(html, "<ol class=\"strip\">.*?</ol>", RegexOptions.Singleline).Value;
        Assert.Equal(10, Regex.Count(strip, "<li>"));
        Assert.Contains("1月11日 周五", strip, StringComparison.Ordinal);
        Assert.Contains("重度污染", strip, StringComparison.Ordinal);
        Assert.Equal(10, Regex.Count(strip, "aqi-[1-6]\""));
        // The two lowest thresholds of the edition of January 2019.
        Assert.Equal(10, Regex.Count(strip, @"P\(>200\)"));
        Assert.Equal(10, Regex.Count(strip, @"P\(>300\)"));
        Assert.Contains("首要 PM2.5", strip, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remarks_weather_and_an_earlier_issue_are_said_at_the_top()
    {
        var newest = await PageAsync(Roles.DutyOfficer, "/forecasts");
        Assert.Contains("使用外地模型，区间已放宽。", newest, StringComparison.Ordinal);
        Assert.Contains("起报时已 6 小时", newest, StringComparison.Ordinal);
        Assert.DoesNotContain("这是较早的一次预报", newest, StringComparison.Ordinal);
        var earlier = await PageAsync(Roles.DutyOfficer, "/forecasts?id=" + Uri.EscapeDataString(MadeUpForecast.Key(ForecastSite.Today.AddDays(-2))));
        Assert.Contains("这是较早的一次预报", earlier, StringComparison.Ordinal);
        var client = await made.Site.AsAsync(Roles.DutyOfficer);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/forecasts?id=forecast:none", Token)).StatusCode);
    }

    [Fact]
    public async Task The_fan_has_observed_days_and_ordered_bands_and_thresholds_of_the_edition()
    {
        var html = await PageAsync(Roles.DutyOfficer, "/forecasts");
        var data = JsonDocument.Parse(Regex.Match(html, "id=\"fan-data\">(.*?)</script>").Groups[1].Value).RootElement;
        Assert.Equal(17, data.GetProperty("labels").GetArrayLength());
        var aqi = data.GetProperty("quantities")[0];
        // The edition of January 2019 begins at 200; that of 2024 at 150.
        Assert.Equal([200, 300, 500], aqi.GetProperty("thresholds").EnumerateArray().Select(t => t.GetInt32()));
        var bands = new[] { "p10", "p25", "p50", "p75", "p90" }.Select(p => aqi.GetProperty(p).EnumerateArray().Select(v => v.GetDouble()).ToList()).ToList();
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(bands.Select(b => b[i]).Order(), bands.Select(b => b[i])));
        Assert.All(aqi.GetProperty("observed").EnumerateArray(), v => Assert.True(v.ValueKind == JsonValueKind.Number));
    }

    [Fact]
    public async Task The_episode_and_the_levels_are_shown_with_their_chances()
    {
        var html = await PageAsync(Roles.DutyOfficer, "/forecasts");
        Assert.Contains("峰值", html, StringComparison.Ordinal);
        Assert.Contains("62 %", html, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(html, "是：行动划算"));
    }

    [Fact]
    public async Task The_cost_loss_ratio_is_a_default_until_headquarters_sets_it()
    {
        // A site of its own: a setting changes what the other tests see.
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web", "--Forecast:CostLoss", "0.25");
        await TestCity.AddObservationsAsync(site.Services, Token);
        await MadeUpForecast.RecordAsync(site.Services, ForecastSite.Today);
        var client = await site.AsAsync(Roles.Headquarters);
        var before = await client.GetStringAsync("/forecasts", Token);
        Assert.Contains("这是默认值", before, StringComparison.Ordinal);
        Assert.Contains("<strong>0.25</strong>", before, StringComparison.Ordinal);

        foreach (var (ratio, reason, code) in new[] { ("1.2", "x", "COST-001"), ("abc", "x", "COST-001"), ("0.3", " ", "COST-002") })
        {
            var refused = await Site.PostAsync(client, "/forecasts", "/forecasts?handler=CostLoss", new() { ["ratio"] = ratio, ["reason"] = reason });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains(code, await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }

        var set = await Site.PostAsync(client, "/forecasts", "/forecasts?handler=CostLoss", new() { ["ratio"] = "0.4", ["reason"] = "停产代价高" });
        Assert.Equal(HttpStatusCode.Redirect, set.StatusCode);
        var after = await client.GetStringAsync("/forecasts", Token);
        Assert.Contains("<strong>0.4</strong>", after, StringComparison.Ordinal);
        Assert.Contains("停产代价高", after, StringComparison.Ordinal);
        Assert.DoesNotContain("这是默认值", after, StringComparison.Ordinal);
        Assert.DoesNotContain("handler=CostLoss", await (await site.AsAsync(Roles.Planner)).GetStringAsync("/forecasts", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_says_its_drivers_its_pollutants_its_analogues_and_what_changed()
    {
        var html = await PageAsync(Roles.DutyOfficer, $"/forecasts/day?id={NewestQuery}&day=2019-01-14");
        Assert.Contains("静稳：风速1.2 m/s", html, StringComparison.Ordinal);
        Assert.Contains("+40 %", html, StringComparison.Ordinal);
        Assert.Contains("class=\"lowers\"", html, StringComparison.Ordinal);
        Assert.All(new[] { "PM10", "SO2", "NO2", "O3", "CO" }, code => Assert.Contains(code, html, StringComparison.Ordinal));
        Assert.Contains("没有可用的气象资料：按起报前三天的 PM2.5 走势", html, StringComparison.Ordinal);
        // Yesterday it was the fifth day of the course, today the fourth and ten higher.
        Assert.Contains("2019-01-10 00:00", html, StringComparison.Ordinal);
        Assert.Contains("变化的因素", html, StringComparison.Ordinal);
        var client = await made.Site.AsAsync(Roles.DutyOfficer);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/forecasts/day?id={NewestQuery}&day=2019-02-14", Token)).StatusCode);
    }

    [Fact]
    public async Task A_figure_by_hand_stands_beside_the_models_and_keeps_its_history()
    {
        var client = await made.Site.AsAsync(Roles.Forecaster);
        var page = $"/forecasts/day?id={NewestQuery}&day=2019-01-13";
        Task<HttpResponseMessage> Post(string middle, string reason, string day = "2019-01-13") => Site.PostAsync(
            client, page, "/forecasts/day?handler=Correct",
            new() { ["id"] = made.Newest, ["day"] = day, ["quantity"] = "Aqi", ["low"] = "140", ["middle"] = middle, ["high"] = "200", ["category"] = "", ["reason"] = reason });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Post("16o", "x")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Post("160", "")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await Post("160", "冷空气偏弱")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await Post("166", "晚间会商")).StatusCode);

        var html = await client.GetStringAsync(page, Token);
        Assert.Contains("冷空气偏弱", html, StringComparison.Ordinal);
        Assert.Contains("晚间会商", html, StringComparison.Ordinal);
        Assert.Contains("AQI 185", html, StringComparison.Ordinal);
        var strip = await client.GetStringAsync("/forecasts", Token);
        Assert.Contains("预报员 166 (140–200)", strip, StringComparison.Ordinal);
        Assert.DoesNotContain("handler=Correct", await PageAsync(Roles.Headquarters, page), StringComparison.Ordinal);

        // A day that is over keeps its figures.
        var past = await Site.PostAsync(
            client, page, "/forecasts/day?handler=Correct",
            new() { ["id"] = MadeUpForecast.Key(ForecastSite.Today.AddDays(-1)), ["day"] = "2019-01-10", ["quantity"] = "Aqi", ["middle"] = "160", ["reason"] = "x" });
        Assert.Contains("CORRECTION-003", await past.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        var issued = await client.GetFromJsonAsync<JsonElement>($"/api/v1/forecasts/{NewestQuery}", Token);
        Assert.Equal([160, 166], issued.GetProperty("corrections").EnumerateArray().Select(c => c.GetProperty("middle").GetDouble()));
        Assert.Equal(185, issued.GetProperty("forecast").GetProperty("days")[2].GetProperty("aqi").GetDouble());
    }

    [Fact]
    public async Task Verification_says_how_often_it_happened()
    {
        var html = await PageAsync(Roles.DutyOfficer, "/forecasts/verification");
        Assert.Matches(@"说约 [<>\d]+ % 时（\d+ 次，\d+ 天），实际发生", html);
        Assert.Contains("天数太少，不作判断", html, StringComparison.Ordinal);
        Assert.Contains("3 天，仅供参考", html, StringComparison.Ordinal);
        Assert.Contains("没有人工选定过模型", html, StringComparison.Ordinal);
        Assert.Contains("id=\"reliability-data\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_lists_forecasts_and_scores_part_by_part_and_knows_what_was_sent()
    {
        var client = await made.Site.AsAsync(Roles.Planner);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var part = await client.GetFromJsonAsync<JsonElement>($"/api/v1/forecasts?limit=3&cursor={Uri.EscapeDataString(cursor ?? "")}", Token);
            seen.AddRange(part.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("id").GetString()!));
            cursor = part.GetProperty("next").GetString();
        }
        while (cursor is not null);
        Assert.Equal(4, seen.Distinct().Count());
        Assert.Equal(4, seen.Count);

        var scores = await client.GetFromJsonAsync<JsonElement>("/api/v1/forecasts/scores", Token);
        Assert.Equal(6, scores.GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.GetAsync("/api/v1/forecasts/scores?from=2019-13-01", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/forecasts/forecast:none", Token)).StatusCode);

        var answer = await client.GetAsync($"/api/v1/forecasts/{NewestQuery}", Token);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/forecasts/{NewestQuery}");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again, Token)).StatusCode);
    }

    private async Task<string> PageAsync(string role, string path) => WebUtility.HtmlDecode(await (await made.Site.AsAsync(role)).GetStringAsync(path, Token));
}
