using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Emergency.E2E;

/// <summary>An order followed to its end in a browser: issued by form, reported line by line with a photograph, silence reported onward, visited, exported.</summary>
public sealed class FollowUpTests(Browser browser)
{
    // A picture of one pixel: small, and genuine from its first byte to its last.
    internal const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_enterprise_reports_by_line_with_a_photograph_and_the_silent_are_visited()
    {
        await using var server = await Server.StartDemoAsync(Token);
        var response = "";
        await browser.VisitAsync(server, async page =>
        {
            await SignInAsync(page, server, "headquarters");
            response = await IssueAsync(page);
        });

        await browser.VisitAsync(server, async page =>
        {
            await SignInAsync(page, server, "enterprise");
            await page.Locator("table a.mono").First.ClickAsync();
            await page.Locator("summary", new() { HasText = "报告执行情况" }).ClickAsync();
            var lines = page.Locator("details[open] fieldset.line-report");
            for (var i = 0; i < await lines.CountAsync(); i++)
            {
                await lines.Nth(i).GetByLabel(i == 0 ? "部分落实" : "已落实", new() { Exact = true }).CheckAsync();
                await lines.Nth(i).GetByLabel("说明").FillAsync(i == 0 ? "一条窑正在降温，22时到位" : "");
            }

            await page.Locator("details[open] input[type=file]").SetInputFilesAsync(new FilePayload { Name = "一号窑停产.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Pixel) });
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "portal-execution");
            await page.GetByRole(AriaRole.Button, new() { Name = "提交报告" }).ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("一号窑停产.png");
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("已报告执行");
            await Screens.SaveAsync(page, "portal-reported");
        });

        // As if nobody else had answered and the hour had passed: the demonstration's enterprises answer by themselves, and its clock runs as slowly as ours.
        await server.ChangeAsync("UPDATE orders SET acknowledge_by = acknowledge_by - 7500000, acknowledged_at = NULL WHERE ended_at IS NULL AND executed_at IS NULL", Token);
        await browser.VisitAsync(server, async page =>
        {
            await SignInAsync(page, server, "inspector");
            await page.GotoAsync("/follow-ups/visits");
            for (var i = 0; i < 60 && await page.Locator("tbody tr").CountAsync() == 0; i++)
            {
                await Task.Delay(1000, Token);
                await page.GotoAsync("/follow-ups/visits");
            }

            await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("签收");
            await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("一号窑停产");
            foreach (var path in new[] { "/follow-ups/visits", "/follow-ups", "/follow-ups/daily", "/follow-ups/restarts", "/orders" })
            {
                Assert.True((await page.GotoAsync(path))!.Ok, path);
                await Screens.AssertFitsPhoneAsync(page);
                await Screens.SaveAsync(page, path.Trim('/').Replace('/', '-') + (path == "/orders" ? "-followed" : ""));
            }

            await page.Locator("select#state").SelectOptionAsync("Executed");
            await page.GetByRole(AriaRole.Button, new() { Name = "筛选" }).ClickAsync();
            await page.Locator("tbody a.mono").First.ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("一条窑正在降温");
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "order-reported");
        });
        await browser.VisitAsync(server, async page =>
        {
            await SignInAsync(page, server, "duty");
            await page.GotoAsync("/follow-ups/contacts");
            await page.Locator("#name").FillAsync("泽州分局值班室");
            await page.Locator("#phone").FillAsync("0356-2000001");
            await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
            await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("泽州分局值班室");
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "follow-ups-contacts");
            await page.GotoAsync("/orders");
            var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "导出 Excel" }).ClickAsync());
            Assert.Matches(@"^orders-[\d-]+\.xlsx$", download.SuggestedFilename);
        });
        Assert.NotEmpty(response);
    }

    /// <summary>Headquarters proposes, approves, plans and issues, by form; gives the path of the response.</summary>
    internal static async Task<string> IssueAsync(IPage page)
    {
        await page.GotoAsync("/responses/new");
        await page.GetByLabel("会商意见").First.CheckAsync();
        await page.Locator("textarea[name='ground.Opinion']").FillAsync("预计出现持续重污染");
        await page.GetByRole(AriaRole.Button, new() { Name = "提出，报指挥部批准" }).ClickAsync();
        await page.Locator("summary", new() { HasTextRegex = new Regex("^批准") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "确认批准" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("已批准");
        var response = new Uri(page.Url).AbsolutePath;
        await page.GotoAsync(response + "/plan");
        await page.GetByRole(AriaRole.Button, new() { Name = "制定方案", Exact = true }).ClickAsync();
        await page.Locator("summary", new() { HasText = "批准并下达" }).ClickAsync();
        var form = page.Locator("form[action*='handler=Issue']");
        foreach (var box in await form.Locator("input[type=checkbox]").AllAsync())
        {
            await box.CheckAsync();
        }

        await form.GetByRole(AriaRole.Button).ClickAsync();
        await page.WaitForLoadStateAsync();
        return response;
    }

    internal static async Task SignInAsync(IPage page, Server server, string userName)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("用户名").FillAsync(userName);
        await page.GetByLabel("密码").FillAsync(await server.PasswordAsync(userName, Token));
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
    }
}
