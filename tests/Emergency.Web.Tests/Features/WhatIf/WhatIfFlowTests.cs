using System.Net;
using Emergency.Storage.Accounts;

namespace Emergency.Web.Tests.Features.WhatIf;

[Collection("site")]
public sealed class WhatIfFlowTests(SharedSite shared)
{
    [Fact]
    public async Task A_planner_saves_a_what_if_sees_it_at_once_then_its_answer_downloads_and_deletes_it()
    {
        var token = TestContext.Current.CancellationToken;
        var planner = await shared.Site.AsAsync(Roles.Planner);
        var saved = await Site.PostAsync(planner, "/what-if", "/what-if?handler=Save", new()
        {
            ["Name"] = "提前一天", ["StartDay"] = "2019-01-12", ["Base.Level"] = "Orange", ["Base.Mode"] = "Activate", ["Base.Days"] = "3",
            ["Scenarios[0].Name"] = "早一天", ["Scenarios[0].ShiftDays"] = "-1", ["Scenarios[1].Name"] = "免一家", ["Scenarios[1].Exempt"] = TestCity.OwnEnterprise,
        });
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var address = saved.Headers.Location!.OriginalString;
        Assert.Contains("提前一天", await planner.GetStringAsync(address, token), StringComparison.Ordinal);

        var html = "";
        for (var attempt = 0; attempt < 100 && !html.Contains("/workbook", StringComparison.Ordinal); attempt++)
        {
            html = await planner.GetStringAsync(address, token);
            await Task.Delay(100, token);
        }

        Assert.Contains("早一天", html, StringComparison.Ordinal);
        Assert.Contains("免一家", html, StringComparison.Ordinal);
        Assert.Contains("不再要求 1", html, StringComparison.Ordinal);
        var workbook = await planner.GetAsync(address + "/workbook", token);
        Assert.Equal("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook.Content.Headers.ContentType!.MediaType);
        Assert.Contains("提前一天", await (await shared.Site.AsAsync(Roles.Inspector)).GetStringAsync(address, token), StringComparison.Ordinal); // shared by its address

        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(planner, address, address + "?handler=Rename", new() { ["name"] = "改名" })).StatusCode);
        Assert.Contains("改名", await planner.GetStringAsync("/what-if", token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(planner, address, address + "?handler=Delete", new())).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await planner.GetAsync(address, token)).StatusCode);
    }

    [Fact]
    public async Task A_scenario_is_carried_out_in_the_response_once_what_changed_is_confirmed()
    {
        var token = TestContext.Current.CancellationToken;
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        var response = await TestCity.SeedAsync(site.Services, token);
        var planner = await site.AsAsync(Roles.Planner);
        const string page = "/what-if/1/deed?Scenario=0";
        Assert.Contains("用于响应", await planner.GetStringAsync("/what-if/1", token), StringComparison.Ordinal);
        Assert.DoesNotContain("用于响应", await (await site.AsAsync(Roles.Inspector)).GetStringAsync("/what-if/1", token), StringComparison.Ordinal);
        var html = await planner.GetStringAsync(page, token);
        Assert.Contains("一克不差", html, StringComparison.Ordinal);
        var digest = System.Text.RegularExpressions.Regex.Match(html, "name=\"digest\" value=\"([0-9a-f]+)\"").Groups[1].Value;

        var stale = await Site.PostAsync(planner, page, "/what-if/1/deed?handler=Use", new() { ["Scenario"] = "0", ["response"] = response, ["digest"] = new string('0', 64) });
        Assert.Contains("WHATIF-034", await stale.Content.ReadAsStringAsync(token), StringComparison.Ordinal);
        Assert.Contains("只有“编制”方式的情景可以作为清单", html, StringComparison.Ordinal);

        var used = await Site.PostAsync(planner, page, "/what-if/1/deed?handler=Use", new() { ["Scenario"] = "0", ["response"] = response, ["digest"] = digest });
        Assert.Equal(HttpStatusCode.Redirect, used.StatusCode);
        var plan = "";
        for (var attempt = 0; attempt < 100 && !plan.Contains("由情景推演", StringComparison.Ordinal); attempt++)
        {
            var answer = await planner.GetAsync(used.Headers.Location, token);
            answer = answer.StatusCode == HttpStatusCode.Redirect ? await planner.GetAsync(answer.Headers.Location, token) : answer;
            plan = await answer.Content.ReadAsStringAsync(token);
            await Task.Delay(100, token);
        }

        Assert.Contains("一元不差", plan, StringComparison.Ordinal);
        Assert.Contains("现行指令依据的不是这一版", plan, StringComparison.Ordinal); // headquarters still has to issue it
    }

    [Fact]
    public async Task A_wrong_form_is_refused_with_the_reason_and_keeps_what_was_filled_in()
    {
        var planner = await shared.Site.AsAsync(Roles.Planner);
        var answer = await Site.PostAsync(planner, "/what-if", "/what-if?handler=Save", new() { ["Name"] = "试", ["StartDay"] = "2019-01-12", ["Scenarios[0].Name"] = "太多", ["Scenarios[0].Percent"] = "140" });
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("WHATIF-023", html, StringComparison.Ordinal);
        Assert.Contains("value=\"140\"", html, StringComparison.Ordinal);
        Assert.Contains("data-slider", html, StringComparison.Ordinal);
    }
}
