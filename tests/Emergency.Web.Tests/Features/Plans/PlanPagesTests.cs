using System.Net;
using Emergency.Core.Time;
using Emergency.Dispatch.Receipts;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.RunningControls;
using Emergency.Storage.Accounts;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Web.Tests.Features.Plans;

/// <summary>Plans in all modes, running controls and refills by the forms that people use.</summary>
public sealed class PlanPagesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_supplement_stands_beside_the_plan_in_force_and_orders_nothing_until_it_is_issued()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        var response = await TestCity.SeedAsync(site.Services, Token);
        var planner = await site.AsAsync(Roles.Planner);
        var page = $"/responses/{response}/plan";

        var made = await Site.PostAsync(planner, page, page + "?handler=Make", new() { ["Form.Mode"] = "Supplement", ["Form.Gap"] = "1%" });
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        var html = await UntilAsync(planner, page, "第 2 版");

        Assert.Contains("不能全部达到", html, StringComparison.Ordinal);
        Assert.Contains("现行指令依据的不是这一版", html, StringComparison.Ordinal);
        Assert.Contains("规则之内最多能减", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await planner.GetAsync($"/api/v1/responses/{response}/plan/progress", Token)).StatusCode);
        Assert.Contains("处不同", await planner.GetStringAsync(page + "/compare?before=1&after=2", Token), StringComparison.Ordinal);
        var file = await planner.GetAsync(page + "/export?revision=2", Token);
        Assert.Equal("PK"u8.ToArray(), (await file.Content.ReadAsByteArrayAsync(Token))[..2]);
        Assert.DoesNotContain("测试陶瓷1厂", Rows(await planner.GetStringAsync(page + "?show=added&q=测试陶瓷2厂", Token)), StringComparison.Ordinal);
        await site.DatabaseAsync(async db => Assert.Equal($"plan:{response}:Orange", (await db.Responses.SingleAsync(Token)).PlanId));

        // A field that cannot be read says so and makes nothing.
        var unread = await Site.PostAsync(planner, page, page + "?handler=Make", new() { ["Form.Mode"] = "Supplement", ["Form.Nox"] = "viel" });
        Assert.Equal(HttpStatusCode.Conflict, unread.StatusCode);
        Assert.Contains("PLAN-031", await unread.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_over_days_takes_its_levels_from_the_forecast_and_its_orders_say_the_days()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        var response = await TestCity.SeedAsync(site.Services, Token);
        // Two plants have an offer at orange: something to rotate.
        var list = TestCity.List();
        list = list with
        {
            Measures = [.. list.Measures.Where(m => m.EnterpriseCode == TestCity.OwnEnterprise), .. list.Measures.Where(m => m.EnterpriseCode != TestCity.OwnEnterprise && m.UnitId == "D1").Select(m => m with { Origin = Planning.ReductionList.MeasureOrigin.Option })],
            Society = [list.Society[0] with { Daily = new Core.Quantities.Emissions(100, 400, 80, 20) }],
        };
        await site.Services.GetRequiredService<ListDesk>().ImportAsync(list, DispatchCity.Region, LocalDay.Of(2018, 10, 2), "planner", TestCity.Now, Token);
        var headquarters = await site.AsAsync(Roles.Headquarters);
        var page = $"/responses/{response}/plan";

        var filled = await (await Site.PostAsync(headquarters, page, page + "?handler=Make", new() { ["Form.Mode"] = "Supplement", ["Form.FromForecast"] = "true" })).Content.ReadAsStringAsync(Token);
        Assert.Contains("小时；级别按研判规则", filled, StringComparison.Ordinal);
        Assert.Matches("Form.DayLevels\\[1\\]\"[^>]*>\\s*<option value=\"\">—</option>(?s:.*?)selected", filled);
        Assert.DoesNotContain("value=\"Red\"", filled, StringComparison.Ordinal); // nothing above the response can be chosen

        var fields = new Dictionary<string, string> { ["Form.Mode"] = "Supplement", ["Form.FairDays"] = "1", ["Form.DayLevels[0]"] = "Orange", ["Form.DayLevels[1]"] = "None", ["Form.DayLevels[2]"] = "Orange", ["Form.Pm"] = "20%", ["Form.ShortagePrice"] = "9999" };
        await Site.PostAsync(headquarters, page, page + "?handler=Make", fields);
        var html = await UntilAsync(headquarters, page, "逐日安排</h2>");
        Assert.Contains("日历：约束性措施之外各天加做的", html, StringComparison.Ordinal);
        Assert.Contains("逐日方案中第", html, StringComparison.Ordinal);
        Assert.Contains("只在 1-11", html, StringComparison.Ordinal);
        var export = await headquarters.GetAsync(page + "/export", Token);
        Assert.Equal(HttpStatusCode.OK, export.StatusCode);

        var number = System.Text.RegularExpressions.Regex.Match(html, "name=\"plan\" value=\"([^\"]+)\"").Groups[1].Value;
        var issue = new Dictionary<string, string> { ["plan"] = WebUtility.HtmlDecode(number), ["gap"] = "true", ["confirmed"] = "0" };
        var issued = await (await Site.PostAsync(headquarters, page, page + "?handler=Issue", issue)).Content.ReadAsStringAsync(Token);
        Assert.Contains("已下达", issued, StringComparison.Ordinal);
        var order = "";
        await site.DatabaseAsync(async db => order = await db.Orders.Where(o => o.PlanId.Contains('#') && o.EnterpriseCode != TestCity.OwnEnterprise).Select(o => o.Id).FirstAsync(Token));
        Assert.Contains("执行</strong>", await headquarters.GetStringAsync("/orders/" + Uri.EscapeDataString(order), Token), StringComparison.Ordinal);

        // Days without a supplement, or above the response, make nothing.
        fields["Form.Mode"] = "Activate";
        await Site.PostAsync(headquarters, page, page + "?handler=Make", fields);
        await UntilAsync(headquarters, page, "PLAN-056");
    }

    [Fact]
    public async Task An_earlier_plan_is_issued_only_when_it_is_confirmed_as_earlier()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        var response = await TestCity.SeedAsync(site.Services, Token);
        var headquarters = await site.AsAsync(Roles.Headquarters);
        var page = $"/responses/{response}/plan";
        await Site.PostAsync(headquarters, page, page + "?handler=Make", new() { ["Form.Mode"] = "Supplement" });
        await UntilAsync(headquarters, page, "第 2 版");
        var first = $"plan:{response}:Orange";

        var refused = await Site.PostAsync(headquarters, page, page + "?handler=Issue", new() { ["plan"] = first, ["gap"] = "true" });
        Assert.Contains("PLAN-020", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        var foreign = await Site.PostAsync(headquarters, page, page + "?handler=Issue", new() { ["plan"] = "plan:another:Orange", ["gap"] = "true", ["older"] = "true" });
        Assert.Contains("PLAN-020", await foreign.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        var issued = await Site.PostAsync(headquarters, page, page + "?handler=Issue", new() { ["plan"] = first, ["gap"] = "true", ["older"] = "true" });
        Assert.Equal(HttpStatusCode.OK, issued.StatusCode);
        Assert.Contains("第 1 版", await issued.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_objection_is_accepted_by_a_refill_that_was_previewed_and_only_headquarters_confirms()
    {
        var clock = new ShiftedClock(TestCity.Now);
        await using var site = await Site.StartAsync(clock, accounts: true, "--role", "web");
        var response = await TestCity.SeedAsync(site.Services, Token);
        var order = $"{response}:{TestCity.OwnEnterprise}:1";
        (await site.Services.GetRequiredService<OrderDesk>().ReceiveAsync(new Receipt(order, 1, ReceiptKind.Object, "k1", TestCity.OwnEnterprise, "厂长", "portal", "承担供热", TestCity.Now), Token)).OrThrow();
        var planner = await site.AsAsync(Roles.Planner);
        var headquarters = await site.AsAsync(Roles.Headquarters);
        var page = $"/responses/{response}/refill";
        Assert.Contains("承担供热", await planner.GetStringAsync(page, Token), StringComparison.Ordinal);

        Dictionary<string, string> Fields() => new() { ["Lines[0].Chosen"] = "true", ["Lines[0].Enterprise"] = TestCity.OwnEnterprise, ["Lines[0].Unit"] = "", ["Lines[0].Ground"] = "Objection", ["Lines[0].Note"] = "承担供热" };
        var preview = await (await Site.PostAsync(planner, page, page + "?handler=Preview", Fields())).Content.ReadAsStringAsync(Token);
        Assert.Contains("预览（尚未下达）", preview, StringComparison.Ordinal);
        Assert.Contains("不能完全补足", preview, StringComparison.Ordinal);
        Assert.DoesNotContain("确认补位并下达", preview, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await Site.PostAsync(planner, page, page + "?handler=Confirm", Fields())).StatusCode);

        var shown = await (await Site.PostAsync(headquarters, page, page + "?handler=Preview", Fields())).Content.ReadAsStringAsync(Token);
        var digest = System.Text.RegularExpressions.Regex.Match(shown, "name=\"digest\" value=\"([0-9a-f]+)\"").Groups[1].Value;
        var fields = Fields();
        fields["digest"] = digest;
        var open = await Site.PostAsync(headquarters, page, page + "?handler=Confirm", fields);
        Assert.Contains("PLAN-021", await open.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        fields["confirmed"] = "0";
        var done = await Site.PostAsync(headquarters, page, page + "?handler=Confirm", fields);

        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        var plan = await headquarters.GetStringAsync(done.Headers.Location!.OriginalString, Token);
        Assert.Contains("（补位）", plan, StringComparison.Ordinal);
        Assert.Contains("异议已采纳", plan, StringComparison.Ordinal);
        await site.DatabaseAsync(async db =>
        {
            Assert.Equal($"plan:{response}:Orange#2", (await db.Responses.SingleAsync(Token)).PlanId);
            Assert.Equal(Emergency.Dispatch.Orders.OrderState.Withdrawn, (await db.Orders.SingleAsync(o => o.Id == order, Token)).State);
        });
    }

    [Fact]
    public async Task Whoever_nothing_speaks_against_is_refilled_by_name_and_all_who_are_silent_at_once()
    {
        var clock = new ShiftedClock(TestCity.Now);
        await using var site = await Site.StartAsync(clock, accounts: true, "--role", "web");
        var response = await TestCity.SeedAsync(site.Services, Token);
        await site.DatabaseAsync(db => db.Orders.ExecuteUpdateAsync(u => u.SetProperty(o => o.StartsAt, TestCity.Now).SetProperty(o => o.AcknowledgedAt, TestCity.Now), Token));
        var planner = await site.AsAsync(Roles.Planner);
        var page = $"/responses/{response}/refill";
        Assert.Contains("请按名称查找", await planner.GetStringAsync(page, Token), StringComparison.Ordinal);
        Assert.Contains($"value=\"{TestCity.OwnEnterprise}\"", await planner.GetStringAsync(page + "?q=" + TestCity.OwnEnterprise, Token), StringComparison.Ordinal);

        await site.DatabaseAsync(db => db.Orders.ExecuteUpdateAsync(u => u.SetProperty(o => o.AcknowledgedAt, (DateTimeOffset?)null).SetProperty(o => o.AcknowledgeBy, TestCity.Now.AddHours(-1)), Token));
        var silent = await planner.GetStringAsync(page, Token);
        Assert.Matches("所有逾期未签收的企业：[2-9]", silent);
        var preview = await (await Site.PostAsync(planner, page, page + "?handler=Preview", new() { ["Everyone"] = "Silence" })).Content.ReadAsStringAsync(Token);
        Assert.Contains("预览（尚未下达）", preview, StringComparison.Ordinal);
        await site.DatabaseAsync(async db => Assert.All(
            await db.Orders.Select(o => o.EnterpriseName).ToListAsync(Token),
            name => Assert.Contains(name, preview[..preview.IndexOf("指令的变动", StringComparison.Ordinal)], StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_refill_takes_a_form_of_hundreds_of_lines_and_a_form_too_long_is_told_apart_from_a_fault()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        var response = await TestCity.SeedAsync(site.Services, Token);
        var planner = await site.AsAsync(Roles.Planner);
        var page = $"/responses/{response}/refill";
        var lines = Enumerable.Range(0, 300).SelectMany(i => new[] { ("Enterprise", TestCity.OwnEnterprise), ("Unit", "D" + i), ("Ground", "Silence"), ("Note", "") }.Select(f => ($"Lines[{i}].{f.Item1}", f.Item2))).ToDictionary(f => f.Item1, f => f.Item2);
        Assert.Contains("PLAN-040", await (await Site.PostAsync(planner, page, page + "?handler=Preview", lines)).Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        var unread = await Site.PostAsync(planner, "/running-controls", "/running-controls?handler=Add", lines);
        Assert.Equal(HttpStatusCode.BadRequest, unread.StatusCode);
        Assert.Contains("请求无法处理（400）", await unread.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_controls_are_recorded_by_form_and_by_file_and_shown_with_the_plan()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        var response = await TestCity.SeedAsync(site.Services, Token);
        var planner = await site.AsAsync(Roles.Planner);
        const string page = "/running-controls";

        var added = await Site.PostAsync(planner, page, page + "?handler=Add", new() { ["enterprise"] = TestCity.OwnEnterprise, ["unit"] = "D1", ["kind"] = "Season", ["percent"] = "100", ["from"] = "2018-11-15", ["note"] = "错峰方案" });
        Assert.Contains("新增 1 项", await added.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        var wrong = await Site.PostAsync(planner, page, page + "?handler=Add", new() { ["enterprise"] = TestCity.OwnEnterprise, ["unit"] = "X9", ["kind"] = "Season", ["percent"] = "100", ["from"] = "2018-11-15" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("CONTROL-002", await wrong.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        using var upload = new MultipartFormDataContent
        {
            { new StringContent(await Site.FormTokenAsync(planner, page)), "__RequestVerificationToken" },
            { new StringContent($"{RunningControlFile.Header}\n{TestCity.OtherEnterprise},K1,repair,50%,2019-01-10,2019-01-20,\n"), "files", "running.csv" },
        };
        Assert.Contains("新增 1 项", await (await planner.PostAsync(page + "?handler=Upload", upload, Token)).Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        var plan = $"/responses/{response}/plan";
        await Site.PostAsync(planner, plan, plan + "?handler=Make", new() { ["Form.Mode"] = "Activate" });
        var html = await planner.GetStringAsync(plan, Token);
        Assert.Contains("已在执行的控制 2 项，不重复计算", html, StringComparison.Ordinal);
        Assert.Contains("保持停产", html, StringComparison.Ordinal);
        Assert.Contains("错峰方案", await planner.GetStringAsync(page, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_composed_list_is_shown_as_a_draft_and_becomes_a_version_when_confirmed()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        await site.Services.GetRequiredService<ListDesk>().ImportAsync(SampleList.Make(20, 1), DispatchCity.Region, LocalDay.Of(2018, 10, 1), "planner", TestCity.Now, Token);
        var planner = await site.AsAsync(Roles.Planner);
        const string page = "/lists/compose";

        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(planner, page, page + "?handler=Compose", new() { ["validFrom"] = "2024-12-10", ["order"] = "District", ["gap"] = "5%" })).StatusCode);
        var html = await UntilAsync(planner, page, "编制草稿");
        var hash = System.Text.RegularExpressions.Regex.Match(html, "name=\"hash\" value=\"([0-9a-f]+)\"").Groups[1].Value;

        var stale = await Site.PostAsync(planner, page, page + "?handler=Accept", new() { ["hash"] = new string('0', 64) });
        Assert.Contains("LIST-041", await stale.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(planner, page, page + "?handler=Accept", new() { ["hash"] = hash })).StatusCode);

        var versions = await site.Services.GetRequiredService<ListDesk>().VersionsAsync(DispatchCity.Region, Token);
        Assert.Equal([(2, hash), (1, versions[1].Hash)], versions.Select(v => (v.Number, v.Hash)));
    }

    private static string Rows(string html) => html[html.LastIndexOf("<tbody>", StringComparison.Ordinal)..];

    /// <summary>Follows the page as a browser does until it shows something.</summary>
    private static async Task<string> UntilAsync(HttpClient client, string page, string text)
    {
        for (var look = 0; look < 600; look++)
        {
            var answer = await client.GetAsync(page, Token);
            if (answer.StatusCode == HttpStatusCode.Redirect)
            {
                answer = await client.GetAsync(answer.Headers.Location, Token);
            }

            var html = await answer.Content.ReadAsStringAsync(Token);
            if (html.Contains(text, StringComparison.Ordinal))
            {
                return html;
            }

            await Task.Delay(100, Token);
        }

        throw new InvalidOperationException($"{page} never showed \"{text}\".");
    }
}
