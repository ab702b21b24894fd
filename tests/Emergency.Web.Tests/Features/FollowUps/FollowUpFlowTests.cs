using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Accounts;
using Emergency.Storage.Responses;
using Emergency.Testing;
using Emergency.Warnings.Responses;
using Emergency.Web.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Emergency.Web.Tests.Features.FollowUps;

/// <summary>Following up by the pages that people use: reports with photographs, the day's report, silence reported onward, restarts, the workbook.</summary>
public sealed class FollowUpFlowTests
{
    private static readonly byte[] Photo = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_by_line_with_a_photograph_is_kept_and_read_by_those_allowed_only()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        var id = await TestCity.SeedAsync(site.Services, Token);
        var own = $"/portal/{id}:{TestCity.OwnEnterprise}:1";
        var enterprise = await site.AsAsync(Roles.Enterprise);

        var forged = await PostReportAsync(enterprise, own, "MZ this is a program"u8.ToArray(), "photo.jpg");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, forged.StatusCode);
        Assert.Contains(UploadRules.WrongKind, await forged.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        await site.DatabaseAsync(async db => Assert.Empty(await db.Receipts.ToListAsync()));

        var sent = await PostReportAsync(enterprise, own, Photo, "../../停产照片.exe");
        Assert.True(sent.StatusCode == HttpStatusCode.Redirect, await sent.Content.ReadAsStringAsync(Token));

        var duty = await site.AsAsync(Roles.DutyOfficer);
        var page = WebUtility.HtmlDecode(await duty.GetStringAsync($"/orders/{id}:{TestCity.OwnEnterprise}:1", Token));
        Assert.Contains("一条正在降温", page, StringComparison.Ordinal);
        Assert.Contains("停产照片.jpg", page, StringComparison.Ordinal);
        var address = Regex.Match(page, "/uploads/[0-9a-f]{32}").Value;
        foreach (var reader in new[] { duty, enterprise })
        {
            var file = await reader.GetAsync(address, Token);
            Assert.Equal(Photo, await file.Content.ReadAsByteArrayAsync(Token));
            Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("nosniff", file.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("sandbox", file.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }

        using var anonymous = site.Anonymous();
        Assert.NotEqual(HttpStatusCode.OK, (await anonymous.GetAsync(address, Token)).StatusCode);
        await site.DatabaseAsync(async db => await db.Attachments.ExecuteUpdateAsync(set => set.SetProperty(a => a.EnterpriseCode, TestCity.OtherEnterprise)));
        Assert.Equal(HttpStatusCode.NotFound, (await enterprise.GetAsync(address, Token)).StatusCode);
    }

    [Fact]
    public async Task A_form_sent_twice_counts_once_and_sent_again_with_other_words_by_the_way_back_loses_none_of_them()
    {
        var clock = new ShiftedClock(TestCity.Now);
        await using var site = await Site.StartAsync(clock, accounts: true, "--role", "web");
        var id = await TestCity.SeedAsync(site.Services, Token);
        clock.Added = TimeSpan.FromHours(30);
        await site.Services.GetRequiredService<ResponseDesk>().TakeEffectDueAsync(clock.GetUtcNow(), Token);
        await site.Services.GetRequiredService<Storage.Orders.OrderDesk>().TakeEffectDueAsync(clock.GetUtcNow(), Token);
        var order = $"{id}:{TestCity.OwnEnterprise}:1";
        var own = "/portal/" + order;
        var enterprise = await site.AsAsync(Roles.Enterprise);

        var refused = await ReportAsync("Partly", "");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var html = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(Token));
        Assert.Contains(">大体已停</textarea>", html, StringComparison.Ordinal);
        Assert.Contains("value=\"Partly\" required checked", html, StringComparison.Ordinal);
        foreach (var sent in new[] { await ReportAsync("Partly", "余一条"), await ReportAsync("Partly", "余一条"), await ReportAsync("Done", "") })
        {
            Assert.True(sent.StatusCode == HttpStatusCode.Redirect, await sent.Content.ReadAsStringAsync(Token));
        }

        Assert.Equal(HttpStatusCode.Redirect, (await DailyAsync("全停")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await DailyAsync("全停")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await DailyAsync("窑炉保温")).StatusCode);

        await site.DatabaseAsync(async db =>
        {
            Assert.Equal(2, await db.Receipts.CountAsync(r => r.OrderId == order && r.RefusalCode == null));
            Assert.Contains("窑炉保温", (await db.DailyReports.OrderBy(d => d.Number).ToListAsync())[^1].Json, StringComparison.Ordinal);
            Assert.Equal(2, await db.DailyReports.CountAsync());
        });
        Assert.Contains("补充或更正执行报告", WebUtility.HtmlDecode(await enterprise.GetStringAsync(own, Token)), StringComparison.Ordinal);

        var duty = await site.AsAsync(Roles.DutyOfficer);
        Assert.Contains("href=\"tel:", await duty.GetStringAsync("/orders/" + order, Token), StringComparison.Ordinal);

        Task<HttpResponseMessage> ReportAsync(string state, string note) => Site.PostAsync(
            enterprise, own, own + "?handler=Execution", new() { ["key"] = "k", ["note"] = "大体已停", ["lines[0].State"] = "Done", ["lines[1].State"] = state, ["lines[1].Note"] = note });
        Task<HttpResponseMessage> DailyAsync(string activity) => Site.PostAsync(
            enterprise, own, own + "?handler=Daily", new() { ["key"] = "d", ["activity"] = activity, ["lines[0].State"] = "Done", ["lines[1].State"] = "Done" });
    }

    [Fact]
    public async Task The_same_report_is_taken_by_the_api_as_a_multipart_form_and_refused_with_code_and_remedy()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        var id = await TestCity.SeedAsync(site.Services, Token);
        var enterprise = await site.AsAsync(Roles.Enterprise);
        var token = Regex.Match(await enterprise.GetStringAsync("/api/v1/session", Token), "\"formToken\":\"([^\"]+)\"").Groups[1].Value;

        var refused = await CallAsync($"{id}:{TestCity.OwnEnterprise}:1", """[{"line":1,"state":"Done","at":null,"note":""}]""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(LineReports.DoNotFit, await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync($"{id}:{TestCity.OtherEnterprise}:1", "")).StatusCode);
        var taken = await CallAsync($"{id}:{TestCity.OwnEnterprise}:1", """[{"line":1,"state":"Done","at":null,"note":""},{"line":2,"state":"Not","at":null,"note":"故障"}]""", key: "b");
        Assert.True(taken.StatusCode == HttpStatusCode.OK, await taken.Content.ReadAsStringAsync(Token));
        await site.DatabaseAsync(async db => Assert.Equal(1, await db.Attachments.CountAsync()));

        async Task<HttpResponseMessage> CallAsync(string order, string lines, string key = "a")
        {
            using var form = new MultipartFormDataContent { { new StringContent("execution"), "kind" }, { new StringContent("1"), "revision" }, { new StringContent(key), "key" }, { new StringContent(lines), "lines" } };
            form.Add(File("photo.png", Photo), "files", "photo.png");
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/orders/{order}/reports") { Content = form };
            request.Headers.Add("X-Form-Token", token);
            return await enterprise.SendAsync(request, Token);
        }
    }

    [Fact]
    public async Task Silence_is_reported_confirmed_and_exported_and_a_furnace_is_lit_after_approval()
    {
        var clock = new ShiftedClock(TestCity.Now);
        await using var site = await Site.StartAsync(clock, accounts: true, "--role", "web");
        var id = await TestCity.SeedAsync(site.Services, Token);
        var ticking = ActivatorUtilities.CreateInstance<FollowUpClock>(site.Services, NullLogger<FollowUpClock>.Instance);
        clock.Added = TimeSpan.FromHours(2.5);
        var run = await ticking.TickAsync(Token);
        Assert.Equal((3, 3), (run.Reminders, run.Escalations));

        var inspector = await site.AsAsync(Roles.Inspector);
        var visits = WebUtility.HtmlDecode(await inspector.GetStringAsync("/follow-ups/visits", Token));
        Assert.Equal(3, Regex.Count(visits, "href=\"tel:"));
        var page = WebUtility.HtmlDecode(await inspector.GetStringAsync("/follow-ups", Token));
        var escalation = Regex.Match(page, "name=\"escalation\" value=\"([^\"]+)\"").Groups[1].Value;
        var confirmed = await Site.PostAsync(inspector, "/follow-ups", $"/follow-ups?handler=Confirm&response={Uri.EscapeDataString(id)}", new() { ["escalation"] = escalation, ["note"] = "王队长带队" });
        Assert.Equal(HttpStatusCode.Redirect, confirmed.StatusCode);
        Assert.Contains("王队长带队", WebUtility.HtmlDecode(await inspector.GetStringAsync("/follow-ups", Token)), StringComparison.Ordinal);

        var book = await (await site.AsAsync(Roles.DutyOfficer)).GetAsync($"/orders/export?response={Uri.EscapeDataString(id)}", Token);
        Assert.Equal(HttpStatusCode.OK, book.StatusCode);
        var cells = Cells(await book.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(["说明", "汇总", "指令明细"], cells.Keys);
        Assert.Contains("数据截至", cells["说明"], StringComparison.Ordinal);
        Assert.Contains("建筑陶瓷制品制造", cells["汇总"], StringComparison.Ordinal);
        Assert.Contains("逾期未签收，已报监督帮扶", cells["指令明细"], StringComparison.Ordinal);

        var own = $"/portal/{id}:{TestCity.OwnEnterprise}:1";
        clock.Added = TimeSpan.FromHours(30);
        // A day later the sessions of before have run out.
        var enterprise = await site.AsAsync(Roles.Enterprise);
        var headquarters = await site.AsAsync(Roles.Headquarters);
        await site.Services.GetRequiredService<ResponseDesk>().TakeEffectDueAsync(clock.GetUtcNow(), Token);
        await site.Services.GetRequiredService<Storage.Orders.OrderDesk>().TakeEffectDueAsync(clock.GetUtcNow(), Token);
        var daily = await Site.PostAsync(enterprise, own, own + "?handler=Daily", new() { ["key"] = "d", ["activity"] = "全停", ["lines[0].State"] = "Done", ["lines[1].State"] = "Done" });
        Assert.True(daily.StatusCode == HttpStatusCode.Redirect, await daily.Content.ReadAsStringAsync(Token));
        Assert.Contains("全停", WebUtility.HtmlDecode(await headquarters.GetStringAsync("/follow-ups/daily", Token)), StringComparison.Ordinal);

        var version = (await site.Services.GetRequiredService<ResponseDesk>().FindAsync(id, Token)).OrThrow().Response.Version;
        (await site.Services.GetRequiredService<ResponseDesk>().LiftAsync(id, new ResponseChange("headquarters", clock.GetUtcNow(), version), new ResponseGround.OrderFromAbove("省指挥部", "2019年第2号"), Token)).OrThrow();
        Assert.Equal(HttpStatusCode.Conflict, (await RestartAsync("2", "Report", "")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await RestartAsync("2", "Approve", "")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await RestartAsync("2", "Request", "明早6点")).StatusCode);
        Assert.Contains("明早6点", WebUtility.HtmlDecode(await headquarters.GetStringAsync("/follow-ups/restarts", Token)), StringComparison.Ordinal);
        var decided = await Site.PostAsync(headquarters, "/follow-ups/restarts", "/follow-ups/restarts?handler=Decide", new() { ["order"] = own[8..], ["line"] = "2", ["approve"] = "true", ["reason"] = "" });
        Assert.Equal(HttpStatusCode.Redirect, decided.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await RestartAsync("2", "Report", "")).StatusCode);
        await site.DatabaseAsync(async db => Assert.Equal(RestartState.Restarted, (await db.Restarts.SingleAsync()).State));

        Task<HttpResponseMessage> RestartAsync(string line, string happened, string words) =>
            Site.PostAsync(enterprise, own, own + "?handler=Restart", new() { ["line"] = line, ["happened"] = happened, ["words"] = words });
    }

    [Fact]
    public async Task Reports_onward_are_listed_and_confirmed_by_the_api_within_the_callers_region()
    {
        var clock = new ShiftedClock(TestCity.Now);
        await using var site = await Site.StartAsync(clock, accounts: true, "--role", "web");
        var id = await TestCity.SeedAsync(site.Services, Token);
        clock.Added = TimeSpan.FromHours(2.5);
        await ActivatorUtilities.CreateInstance<FollowUpClock>(site.Services, NullLogger<FollowUpClock>.Instance).TickAsync(Token);
        var list = $"/api/v1/escalations?response={Uri.EscapeDataString(id)}";
        var inspector = await site.AsAsync(Roles.Inspector);

        var all = JsonDocument.Parse(await inspector.GetStringAsync(list, Token)).RootElement.EnumerateArray().ToList();
        Assert.Equal(["County", "Inspector", "Township"], all.Select(e => e.GetProperty("target").GetString()).Order(StringComparer.Ordinal));
        Assert.All(all, e => Assert.Equal((3, 3, JsonValueKind.Null), (e.GetProperty("enterprises").GetInt32(), e.GetProperty("open").GetInt32(), e.GetProperty("confirmedAt").ValueKind)));
        Assert.Equal(HttpStatusCode.NotFound, (await inspector.GetAsync("/api/v1/escalations?response=none", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.AsAsync(Roles.Enterprise)).GetAsync(list, Token)).StatusCode);

        var first = all[0].GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.Forbidden, (await ConfirmAsync(Roles.Forecaster, first)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ConfirmAsync(Roles.Inspector, "none")).StatusCode);
        var confirmed = await ConfirmAsync(Roles.Inspector, first);
        Assert.True(confirmed.StatusCode == HttpStatusCode.OK, await confirmed.Content.ReadAsStringAsync(Token));
        Assert.Equal(("inspector", "已派员"), (await ReadAsync(confirmed, "confirmedBy"), await ReadAsync(confirmed, "note")));
        var again = await ConfirmAsync(Roles.DutyOfficer, first);
        Assert.Equal((HttpStatusCode.Conflict, "ESCALATION-002"), (again.StatusCode, await ReadAsync(again, "code")));
        Assert.Equal(2, JsonDocument.Parse(await inspector.GetStringAsync(list + "&open=true", Token)).RootElement.GetArrayLength());

        async Task<HttpResponseMessage> ConfirmAsync(string role, string escalation)
        {
            var client = await site.AsAsync(role);
            var token = Regex.Match(await client.GetStringAsync("/api/v1/session", Token), "\"formToken\":\"([^\"]+)\"").Groups[1].Value;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/escalations/confirm") { Content = JsonContent.Create(new { id = escalation, note = "已派员" }) };
            request.Headers.Add("X-Form-Token", token);
            return await client.SendAsync(request, Token);
        }

        static async Task<string?> ReadAsync(HttpResponseMessage answer, string property) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty(property).GetString();
    }

    [Fact]
    public async Task Contacts_are_kept_by_form_and_a_table_with_any_mistake_changes_nothing()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
        var administrator = await site.AsAsync(Roles.Administrator);
        const string Page = "/follow-ups/contacts";
        var added = await Site.PostAsync(administrator, Page, Page + "?handler=Add", new() { ["region"] = "140525", ["township"] = "巴公镇", ["target"] = "Township", ["name"] = "李镇长", ["phone"] = "0356-1" });
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        var elsewhere = await Site.PostAsync(administrator, Page, Page + "?handler=Add", new() { ["region"] = "110100", ["target"] = "County", ["name"] = "某人", ["phone"] = "1" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, elsewhere.StatusCode);

        var wrong = await ImportAsync("region,township,target,name,phone,email\n140525,,county,泽州分局,0356-2,\n140525,,mayor,某人,12a,x\n999999,,county,,,\n");
        var html = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("第 3 行", html, StringComparison.Ordinal);
        Assert.Contains("第 4 行", html, StringComparison.Ordinal);
        await site.DatabaseAsync(async db => Assert.Equal(1, await db.Contacts.CountAsync()));

        Assert.Equal(HttpStatusCode.OK, (await ImportAsync("region,township,target,name,phone,email\n140525,,county,泽州分局,0356-2,z@example.cn\n140525,巴公镇,township,李镇长,0356-9,\n")).StatusCode);
        await site.DatabaseAsync(async db => Assert.Equal(["0356-2", "0356-9"], await db.Contacts.Select(c => c.Phone).OrderBy(p => p).ToListAsync()));

        async Task<HttpResponseMessage> ImportAsync(string csv)
        {
            using var form = new MultipartFormDataContent { { new StringContent(await Site.FormTokenAsync(administrator, Page)), "__RequestVerificationToken" } };
            form.Add(new StringContent(csv), "file", "contacts.csv");
            return await administrator.PostAsync(Page + "?handler=Import", form, Token);
        }
    }

    private static async Task<HttpResponseMessage> PostReportAsync(HttpClient client, string page, byte[] content, string name)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(await Site.FormTokenAsync(client, page)), "__RequestVerificationToken" }, { new StringContent("k"), "key" }, { new StringContent(""), "note" },
            { new StringContent("Done"), "lines[0].State" }, { new StringContent("2019-01-11T08:00"), "lines[0].At" }, { new StringContent(""), "lines[0].Note" },
            { new StringContent("Partly"), "lines[1].State" }, { new StringContent(""), "lines[1].At" }, { new StringContent("一条正在降温"), "lines[1].Note" },
        };
        form.Add(File(name, content), "files", name);
        return await client.PostAsync(page + "?handler=Execution", form, Token);
    }

    private static ByteArrayContent File(string name, byte[] content)
    {
        var part = new ByteArrayContent(content);
        part.Headers.ContentType = new MediaTypeHeaderValue(name.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/jpeg");
        return part;
    }

    /// <summary>All texts of each sheet, by its name.</summary>
    private static Dictionary<string, string> Cells(byte[] workbook)
    {
        using var document = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(new MemoryStream(workbook), false);
        var part = document.WorkbookPart!;
        return part.Workbook.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().ToDictionary(
            s => s.Name!.Value!,
            s => string.Join('\n', ((DocumentFormat.OpenXml.Packaging.WorksheetPart)part.GetPartById(s.Id!.Value!)).Worksheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>().Select(c => c.InnerText)));
    }
}
