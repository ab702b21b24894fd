using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Storage.Accounts;
using Emergency.Storage.Orders;
using Emergency.Storage.Plans;
using Emergency.Testing;
using Emergency.Web.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Web.Tests.Features.Rulings;

/// <summary>One enterprise exempted and given back, by the forms and by the API.</summary>
public sealed partial class RulingPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_exemption_is_previewed_by_the_planner_confirmed_by_headquarters_and_revoked()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        var response = await TestCity.SeedAsync(site.Services, Token);
        var planner = await site.AsAsync(Roles.Planner);
        var headquarters = await site.AsAsync(Roles.Headquarters);
        var page = $"/responses/{response}/rulings";
        Assert.Contains(TestCity.OwnEnterprise, await planner.GetStringAsync(page + "?q=1厂", Token), StringComparison.Ordinal);
        Assert.Contains("预览增列", await planner.GetStringAsync($"{page}?enterprise={TestCity.OwnEnterprise}", Token), StringComparison.Ordinal);

        Dictionary<string, string> Fields() => new() { ["Form.Kind"] = "Exemption", ["Form.Enterprise"] = TestCity.OwnEnterprise, ["Form.Ground"] = "headquarters", ["Form.Document"] = "晋市气防办函〔2019〕9号", ["Form.Why"] = "供热抢修" };
        var preview = await (await Site.PostAsync(planner, page, page + "?handler=Preview", Fields())).Content.ReadAsStringAsync(Token);
        Assert.Contains("预览（尚未记录、尚未下达）", preview, StringComparison.Ordinal);
        Assert.Contains("终止 1 份", preview, StringComparison.Ordinal);
        Assert.DoesNotContain("确认决定", preview, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await Site.PostAsync(planner, page, page + "?handler=Confirm", Fields())).StatusCode);

        var fields = Fields();
        fields["digest"] = Digest(await (await Site.PostAsync(headquarters, page, page + "?handler=Preview", Fields())).Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(headquarters, page, page + "?handler=Confirm", fields)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await Site.PostAsync(headquarters, page, page + "?handler=Confirm", fields)).StatusCode);
        Assert.Contains("个案豁免（晋市气防办函〔2019〕9号）", await planner.GetStringAsync($"/responses/{response}", Token), StringComparison.Ordinal);
        var plan = await planner.GetStringAsync($"/responses/{response}/plan", Token);
        Assert.Contains("（个案决定）", plan, StringComparison.Ordinal);
        await site.DatabaseAsync(async db => Assert.NotNull((await db.Orders.SingleAsync(o => o.Id == $"{response}:{TestCity.OwnEnterprise}:1", Token)).EndedAt));

        Dictionary<string, string> end = new() { ["number"] = "1", ["why"] = "抢修完成" };
        end["digest"] = Digest(await (await Site.PostAsync(headquarters, page, page + "?handler=PreviewEnd", end)).Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(headquarters, page, page + "?handler=End", end)).StatusCode);
        Assert.Contains("抢修完成", await planner.GetStringAsync(page, Token), StringComparison.Ordinal);
        await site.DatabaseAsync(async db => Assert.Null((await db.Orders.SingleAsync(o => o.Id == $"{response}:{TestCity.OwnEnterprise}:2", Token)).EndedAt));
    }

    [Fact]
    public async Task An_addition_by_the_api_runs_out_by_itself()
    {
        var clock = new ShiftedClock(TestCity.Now);
        await using var site = await Site.StartAsync(clock, accounts: true, "--role", "web");
        var response = await TestCity.SeedAsync(site.Services, Token);
        var headquarters = await site.AsAsync(Roles.Headquarters);
        headquarters.DefaultRequestHeaders.Add("X-Form-Token", (await headquarters.GetFromJsonAsync<JsonElement>("/api/v1/session", Token)).GetProperty("formToken").GetString());
        var path = $"/api/v1/responses/{response}/rulings";
        var draft = new { kind = "Addition", enterpriseCode = TestCity.OwnEnterprise, unitId = "", document = "省调度令1号", why = "夜间高值", until = clock.GetUtcNow().AddHours(4), effect = "VehicleBan", text = "禁止国四及以下柴油货车进出" };

        var previewed = await headquarters.PostAsJsonAsync(path, new { draft }, Token);
        Assert.True(previewed.IsSuccessStatusCode, await previewed.Content.ReadAsStringAsync(Token));
        var digest = (await previewed.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("digest").GetString();
        Assert.Equal(HttpStatusCode.Conflict, (await headquarters.PostAsJsonAsync(path + "/confirm", new { draft, digest = "another" }, Token)).StatusCode);
        var done = await headquarters.PostAsJsonAsync(path + "/confirm", new { draft, digest }, Token);
        Assert.True(done.IsSuccessStatusCode, await done.Content.ReadAsStringAsync(Token));
        Assert.Equal(1, (await headquarters.GetFromJsonAsync<JsonElement>(path, Token)).GetArrayLength());

        using var watch = ActivatorUtilities.CreateInstance<RulingClock>(site.Services);
        Assert.Equal(0, await watch.TickAsync(Token));
        clock.Added = TimeSpan.FromHours(5);
        Assert.Equal(1, await watch.TickAsync(Token));
        Assert.NotEqual(JsonValueKind.Null, (await headquarters.GetFromJsonAsync<JsonElement>(path, Token))[0].GetProperty("end").ValueKind);
    }

    [Fact]
    public async Task The_document_goes_with_the_decision_its_hash_is_in_the_record_and_who_opened_it_in_the_log()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        var response = await TestCity.SeedAsync(site.Services, Token);
        var headquarters = await site.AsAsync(Roles.Headquarters);
        headquarters.DefaultRequestHeaders.Add("X-Form-Token", (await headquarters.GetFromJsonAsync<JsonElement>("/api/v1/session", Token)).GetProperty("formToken").GetString());
        var (path, page) = ($"/api/v1/responses/{response}/rulings", $"/responses/{response}/rulings");
        var content = "%PDF-1.7 the order of the city"u8.ToArray();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await UploadAsync("an .exe called a .pdf"u8.ToArray())).StatusCode);
        var kept = await (await UploadAsync(content)).Content.ReadFromJsonAsync<JsonElement>(Token);
        var (fileToken, hash) = (kept.GetProperty("token").GetString(), kept.GetProperty("file").GetProperty("sha256").GetString());

        // A hash that the sender states by himself carries nothing.
        var draft = new
        {
            kind = "Exemption", enterpriseCode = TestCity.OwnEnterprise, unitId = "", document = "晋市气防办函〔2019〕9号", why = "供热抢修", until = (DateTimeOffset?)null, groundCode = "headquarters",
            file = new { name = "x.pdf", contentType = "application/pdf", bytes = 1, sha256 = hash },
        };
        var bare = await (await headquarters.PostAsJsonAsync(path, new { draft }, Token)).Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.False(bare.GetProperty("ruling").TryGetProperty("file", out _));
        Assert.Contains("UPLOAD-005", await (await headquarters.PostAsJsonAsync(path, new { draft, fileToken = fileToken + "x" }, Token)).Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        var previewed = await (await headquarters.PostAsJsonAsync(path, new { draft, fileToken }, Token)).Content.ReadFromJsonAsync<JsonElement>(Token);
        var digest = previewed.GetProperty("digest").GetString();
        // What is confirmed is what was shown, the document included.
        Assert.Equal(HttpStatusCode.Conflict, (await headquarters.PostAsJsonAsync(path + "/confirm", new { draft, digest }, Token)).StatusCode);
        var done = await headquarters.PostAsJsonAsync(path + "/confirm", new { draft, digest, fileToken }, Token);
        Assert.True(done.IsSuccessStatusCode, await done.Content.ReadAsStringAsync(Token));

        var planner = await site.AsAsync(Roles.Planner);
        Assert.Contains("通知.pdf", await planner.GetStringAsync(page, Token), StringComparison.Ordinal);
        Assert.Equal(content, await planner.GetByteArrayAsync(path + "/1/file", Token));
        Assert.Equal(HttpStatusCode.NotFound, (await planner.GetAsync(path + "/2/file", Token)).StatusCode);
        await site.DatabaseAsync(async db =>
        {
            Assert.Contains(hash!, (await db.Chain.SingleAsync(c => c.Id == response + ":r1", Token)).Json, StringComparison.Ordinal);
            Assert.Equal(1, await db.Audit.CountAsync(a => a.Action == "upload.open", Token));
        });

        async Task<HttpResponseMessage> UploadAsync(byte[] bytes)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", "通知.pdf" } };
            return await headquarters.PostAsync(path + "/file", form, Token);
        }
    }

    [Fact]
    public async Task Within_a_plan_over_days_an_exemption_and_a_refill_show_what_every_day_is_short_of()
    {
        var clock = new ShiftedClock(TestCity.Now);
        await using var site = await Site.StartAsync(clock, accounts: true, "--role", "web");
        var response = await TestCity.SeedAsync(site.Services, Token);
        var settings = new PlanSettings(PlanMode.Supplement) { Days = new([WarningLevel.Orange, WarningLevel.None, WarningLevel.Orange, WarningLevel.Orange]) };
        var plan = (await site.Services.GetRequiredService<PlanDesk>().MakeAsync(response, settings, "planner", TestCity.Now, Token)).OrThrow();
        var deadlines = site.Services.GetRequiredService<RuleLibrary>().Deadlines(DispatchCity.Region, TestCity.Now.ToLocalDay()).OrThrow();
        (await site.Services.GetRequiredService<OrderDesk>().IssueAsync(new IssueRequest(response, plan.Id, deadlines, DispatchCity.Authority, "值班室", "headquarters", TestCity.Now), Token)).OrThrow();

        clock.Added = TimeSpan.FromDays(1);
        var headquarters = await site.AsAsync(Roles.Headquarters);
        var refill = $"/responses/{response}/refill";
        var stepped = await (await Site.PostAsync(headquarters, refill, refill + "?handler=Preview", new() { ["Lines[0].Chosen"] = "true", ["Lines[0].Enterprise"] = TestCity.OtherEnterprise, ["Lines[0].Unit"] = "", ["Lines[0].Ground"] = "Failure", ["Lines[0].Note"] = "仍在生产" })).Content.ReadAsStringAsync(Token);
        Assert.Contains("能补的是 1-13、1-14；已开始的一天不能再补", stepped, StringComparison.Ordinal);
        Assert.Contains("按现行安排缺", stepped, StringComparison.Ordinal);
        Assert.Contains("确认补位并下达", stepped, StringComparison.Ordinal);

        var page = $"/responses/{response}/rulings";
        Dictionary<string, string> fields = new() { ["Form.Kind"] = "Exemption", ["Form.Enterprise"] = TestCity.OwnEnterprise, ["Form.Ground"] = "headquarters", ["Form.Document"] = "晋市气防办函〔2019〕9号", ["Form.Why"] = "供热抢修" };
        var preview = await (await Site.PostAsync(headquarters, page, page + "?handler=Preview", fields)).Content.ReadAsStringAsync(Token);
        Assert.Contains("之前 → 之后 / 要求", preview, StringComparison.Ordinal);
        Assert.Contains("已过，不变", preview, StringComparison.Ordinal);
        Assert.Contains("（只在 1-11）", preview, StringComparison.Ordinal);
        fields["digest"] = Digest(preview);
        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(headquarters, page, page + "?handler=Confirm", fields)).StatusCode);
        Assert.Contains("没有重新寻优", await headquarters.GetStringAsync($"/responses/{response}/plan", Token), StringComparison.Ordinal);
    }

    private static string Digest(string html) => DigestIn().Match(html).Groups[1].Value;

    [GeneratedRegex("name=\"digest\" value=\"([0-9a-f]+)\"")]
    private static partial Regex DigestIn();
}
