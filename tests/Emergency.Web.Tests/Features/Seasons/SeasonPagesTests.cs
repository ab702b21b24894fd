using System.Net;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList.Making;
using Emergency.Storage.Accounts;
using Emergency.Storage.Lists;
using Emergency.Storage.RunningControls;
using Emergency.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Web.Tests.Features.Seasons;

public sealed class SeasonPagesTests
{
    private const string Page = "/season";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_season_is_planned_read_downloaded_and_recorded_and_a_second_plan_takes_the_place_of_the_first()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(ChinaTime.At(new DateOnly(2024, 10, 20), 9)), accounts: true, "--role", "web");
        await site.Services.GetRequiredService<ListDesk>().ImportAsync(SampleList.Make(30, 1), DispatchCity.Region, LocalDay.Of(2024, 10, 1), "planner", ChinaTime.At(new DateOnly(2024, 10, 1), 9), Token);
        var planner = await site.AsAsync(Roles.Planner);
        Assert.Contains("value=\"2024\"", await planner.GetStringAsync(Page, Token), StringComparison.Ordinal);

        var hash = await MakeAsync(planner, "50%");
        var html = await planner.GetStringAsync(Page, Token);
        Assert.Contains("11月上半月", html, StringComparison.Ordinal);
        Assert.Contains("豁免", html, StringComparison.Ordinal);
        Assert.Contains("只读到山西省", html, StringComparison.Ordinal);
        var workbook = await planner.GetAsync(Page + "?handler=Export", Token);
        Assert.Equal("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook.Content.Headers.ContentType?.MediaType);

        var stale = await Site.PostAsync(planner, Page, Page + "?handler=Record", new() { ["hash"] = new string('0', 64) });
        Assert.Contains("PLAN-073", await stale.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("已登记", await (await Site.PostAsync(planner, Page, Page + "?handler=Record", new() { ["hash"] = hash })).Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        var desk = site.Services.GetRequiredService<RunningControlDesk>();
        var first = await desk.ListAsync(DispatchCity.Region, Token);
        Assert.NotEmpty(first);
        Assert.All(first, c => Assert.Equal("2024—2025年错峰生产安排", c.Note));

        // The same again changes nothing; another one leaves nothing of the first behind.
        Assert.Contains("新增 0 项，变更 0 项", await (await Site.PostAsync(planner, Page, Page + "?handler=Record", new() { ["hash"] = hash })).Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        await Site.PostAsync(planner, Page, Page + "?handler=Drop", []);
        await Site.PostAsync(planner, Page, Page + "?handler=Record", new() { ["hash"] = await MakeAsync(planner, "20%") });
        var second = await desk.ListAsync(DispatchCity.Region, Token);
        Assert.True(second.Sum(c => c.Until!.Value.DayNumber - c.From.DayNumber) < first.Sum(c => c.Until!.Value.DayNumber - c.From.DayNumber));
        Assert.DoesNotContain(second.GroupBy(c => (c.EnterpriseCode, c.UnitId)), g => g.Any(a => g.Any(b => a.Id != b.Id && a.From <= b.Until && b.From <= a.Until)));
    }

    [Fact]
    public async Task A_share_that_cannot_be_read_and_a_year_without_a_season_are_refused_on_the_page()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        await TestCity.SeedAsync(site.Services, Token);
        var planner = await site.AsAsync(Roles.Planner);
        var unread = await Site.PostAsync(planner, Page, Page + "?handler=Make", new() { ["Form.Year"] = "2024", ["Form.Stops"] = "1", ["Form.Off"] = "viel" });
        Assert.Contains("PLAN-031", await unread.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        await Site.PostAsync(planner, Page, Page + "?handler=Make", new() { ["Form.Year"] = "1990", ["Form.Stops"] = "1" });
        var refused = await planner.GetAsync(Page, Token);
        Assert.Contains("PLAN-070", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await planner.GetAsync(Page + "?handler=Export", Token)).StatusCode);
    }

    private static async Task<string> MakeAsync(HttpClient planner, string off)
    {
        await Site.PostAsync(planner, Page, Page + "?handler=Make", new() { ["Form.Year"] = "2024", ["Form.Stops"] = "1", ["Form.Off"] = off });
        for (var look = 0; look < 600; look++)
        {
            var found = System.Text.RegularExpressions.Regex.Match(await planner.GetStringAsync(Page, Token), "name=\"hash\" value=\"([0-9a-f]+)\"");
            if (found.Success)
            {
                return found.Groups[1].Value;
            }

            await Task.Delay(100, Token);
        }

        throw new TimeoutException("The season plan was not shown.");
    }
}
