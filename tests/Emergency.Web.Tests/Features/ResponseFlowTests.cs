using System.Net;
using Emergency.Core;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Accounts;
using Emergency.Storage.Orders;
using Emergency.Storage.Responses;
using Emergency.Testing;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Web.Tests.Features;

/// <summary>The main work by the forms that people use: propose, approve, plan, issue, answer, lift.</summary>
public sealed class ResponseFlowTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_response_is_lifted_by_form_and_every_order_ends_with_it()
    {
        var clock = new ShiftedClock(TestCity.Now);
        await using var site = await Site.StartAsync(clock, accounts: true, "--role", "web");
        var id = await TestCity.SeedAsync(site.Services, Token);
        clock.Added = TimeSpan.FromHours(12);
        await site.Services.GetRequiredService<ResponseDesk>().TakeEffectDueAsync(clock.GetUtcNow(), Token);

        var enterprise = await site.AsAsync(Roles.Enterprise);
        var own = $"/portal/{id}:{TestCity.OwnEnterprise}:1";
        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(enterprise, own, own + "?handler=Acknowledge", new() { ["key"] = "a" })).StatusCode);

        var page = $"/responses/{id}";
        var version = (await site.Services.GetRequiredService<ResponseDesk>().FindAsync(id, Token)).OrThrow().Response.Version;
        var headquarters = await site.AsAsync(Roles.Headquarters);
        var stale = await Site.PostAsync(headquarters, page, page + "?handler=Lift", Ground(version - 1));
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        var duty = await site.AsAsync(Roles.DutyOfficer);
        Assert.Equal(HttpStatusCode.Forbidden, (await Site.PostAsync(duty, page, page + "?handler=Lift", Ground(version))).StatusCode);
        var lifted = await Site.PostAsync(headquarters, page, page + "?handler=Lift", Ground(version));
        Assert.True(lifted.StatusCode == HttpStatusCode.Redirect, await lifted.Content.ReadAsStringAsync(Token));

        await site.DatabaseAsync(async db =>
        {
            Assert.Equal(ResponseState.Lifted, (await db.Responses.SingleAsync(r => r.Id == id)).State);
            Assert.All(await db.Orders.ToListAsync(), o => Assert.Equal(OrderState.Lifted, o.State));
        });
        var late = await Site.PostAsync(enterprise, own, own + "?handler=Execution", new() { ["key"] = "b", ["note"] = "已停" });
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("ORDER-020", await late.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("解除", await headquarters.GetStringAsync(page + "/notice", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_with_a_gap_is_issued_only_when_the_gap_is_confirmed()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        await site.Services.GetRequiredService<Storage.Lists.ListDesk>().ImportAsync(TestCity.List(), DispatchCity.Region, Core.Time.LocalDay.Of(2018, 10, 1), "planner", TestCity.Now, Token);
        var duty = await site.AsAsync(Roles.DutyOfficer);
        var proposed = await Site.PostAsync(duty, "/responses/new", "/responses/new", new()
        {
            ["level"] = nameof(WarningLevel.Orange), ["startsAt"] = "2019-01-11T18:00", ["ground.Kind"] = "above", ["ground.Issuer"] = "省指挥部", ["ground.DocumentNumber"] = "2019年第1号",
        });
        Assert.True(proposed.StatusCode == HttpStatusCode.Redirect, await proposed.Content.ReadAsStringAsync(Token));
        var page = Uri.UnescapeDataString(proposed.Headers.Location!.OriginalString);

        var headquarters = await site.AsAsync(Roles.Headquarters);
        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(headquarters, page, page + "?handler=Approve", new() { ["version"] = "1" })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(headquarters, page + "/plan", page + "/plan?handler=Make", [])).StatusCode);
        var html = await headquarters.GetStringAsync(page + "/plan", Token);
        var plan = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(html, "name=\"plan\" value=\"([^\"]+)\"").Groups[1].Value);

        var refused = await Site.PostAsync(headquarters, page + "/plan", page + "/plan?handler=Issue", new() { ["plan"] = plan });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("PLAN-021", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        await site.DatabaseAsync(async db => Assert.Empty(await db.Orders.ToListAsync()));

        var issued = await Site.PostAsync(headquarters, page + "/plan", page + "/plan?handler=Issue", new() { ["plan"] = plan, ["gap"] = "true" });
        Assert.True(issued.StatusCode == HttpStatusCode.OK, await issued.Content.ReadAsStringAsync(Token));
        await site.DatabaseAsync(async db => Assert.Equal(3, await db.Orders.CountAsync(o => o.State == OrderState.Issued)));
    }

    [Fact]
    public async Task A_planned_end_that_passed_is_said_and_the_page_of_a_replaced_order_leads_to_the_new_one()
    {
        var clock = new ShiftedClock(TestCity.Now);
        await using var site = await Site.StartAsync(clock, accounts: true, "--role", "web");
        await site.Services.GetRequiredService<Storage.Lists.ListDesk>().ImportAsync(TestCity.List(), DispatchCity.Region, Core.Time.LocalDay.Of(2018, 10, 1), "planner", TestCity.Now, Token);
        var duty = await site.AsAsync(Roles.DutyOfficer);
        var missing = await Site.PostAsync(duty, "/responses/new", "/responses/new", new() { ["level"] = nameof(WarningLevel.Orange), ["startsAt"] = "", ["ground.Kind"] = "consultation", ["ground.Opinion"] = "预计持续三天" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.StatusCode);
        Assert.Contains(">预计持续三天</textarea>", WebUtility.HtmlDecode(await missing.Content.ReadAsStringAsync(Token)), StringComparison.Ordinal);
        var proposed = await Site.PostAsync(duty, "/responses/new", "/responses/new", new()
        {
            ["level"] = nameof(WarningLevel.Orange), ["startsAt"] = "2019-01-11T18:00", ["endsAt"] = "2019-01-13T18:00", ["ground.Kind"] = "consultation", ["ground.Opinion"] = "预计持续三天",
        });
        Assert.True(proposed.StatusCode == HttpStatusCode.Redirect, await proposed.Content.ReadAsStringAsync(Token));
        var page = Uri.UnescapeDataString(proposed.Headers.Location!.OriginalString);
        var headquarters = await site.AsAsync(Roles.Headquarters);
        await Site.PostAsync(headquarters, page, page + "?handler=Approve", new() { ["version"] = "1" });
        await Site.PostAsync(headquarters, page + "/plan", page + "/plan?handler=Make", []);
        var html = await headquarters.GetStringAsync(page + "/plan", Token);
        var plan = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(html, "name=\"plan\" value=\"([^\"]+)\"").Groups[1].Value);
        Assert.Equal(HttpStatusCode.OK, (await Site.PostAsync(headquarters, page + "/plan", page + "/plan?handler=Issue", new() { ["plan"] = plan, ["gap"] = "true" })).StatusCode);
        var old = $"/portal/{page["/responses/".Length..]}:{TestCity.OwnEnterprise}:1";
        var successor = old[..^1] + "2";
        Assert.DoesNotContain("计划结束时间已过", await headquarters.GetStringAsync(page, Token), StringComparison.Ordinal);

        clock.Added = TimeSpan.FromDays(2.5);
        await site.Services.GetRequiredService<ResponseDesk>().TakeEffectDueAsync(Core.Time.ChinaTime.At(new DateOnly(2019, 1, 11), 18), Token);
        // The session has run out meanwhile.
        Assert.Equal(HttpStatusCode.Redirect, (await Site.SignInAsync(headquarters, Roles.Headquarters, Site.Password)).StatusCode);
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(await headquarters.GetStringAsync(page, Token), "计划结束时间已过"));
        var version = (await site.Services.GetRequiredService<ResponseDesk>().FindAsync(page["/responses/".Length..], Token)).OrThrow().Response.Version;
        var extension = Ground(version);
        extension["endsAt"] = "2019-01-16T18:00";
        var extended = await Site.PostAsync(headquarters, page, page + "?handler=Extend", extension);
        Assert.True(extended.StatusCode == HttpStatusCode.Redirect, await extended.Content.ReadAsStringAsync(Token));
        Assert.DoesNotContain("计划结束时间已过", await headquarters.GetStringAsync(page, Token), StringComparison.Ordinal);

        var enterprise = await site.AsAsync(Roles.Enterprise);
        var replaced = await enterprise.GetStringAsync(old, Token);
        Assert.Contains($"href=\"{successor}\"", replaced, StringComparison.Ordinal);
        Assert.DoesNotContain("其中的措施不再执行", replaced, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Ground(int version) => new()
    {
        ["version"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture), ["ground.Kind"] = "above", ["ground.Issuer"] = "省指挥部", ["ground.DocumentNumber"] = "2019年第2号",
    };
}
