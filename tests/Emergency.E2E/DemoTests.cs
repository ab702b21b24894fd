using Microsoft.Playwright;

namespace Emergency.E2E;

/// <summary>The served demonstration as its users see it: every page of an officer, and the portal of one enterprise, without an error on any.</summary>
public sealed class DemoTests(Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Officer_and_enterprise_look_through_the_replayed_week()
    {
        await using var server = await Server.StartDemoAsync(Token);
        await browser.VisitAsync(server, async page =>
        {
            await SignInAsync(page, server, "headquarters");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "预警建议" })).ToBeVisibleAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Note)).ToContainTextAsync("虚构城市");
            await Assertions.Expect(page.Locator("svg").First).ToBeVisibleAsync();
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "today");

            await page.GotoAsync("/forecasts");
            await Assertions.Expect(page.Locator("ol.strip > li")).ToHaveCountAsync(10);
            await Assertions.Expect(page.Locator("#fan-chart svg")).ToBeVisibleAsync();
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.AssertChartsFitPaperAsync(page);
            await Screens.SaveAsync(page, "forecasts");
            await page.GetByLabel("PM2.5").CheckAsync();
            await Assertions.Expect(page.Locator("#fan-chart")).ToContainTextAsync("PM2.5");
            await page.Locator("ol.strip a").First.ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "相似日" })).ToBeVisibleAsync();
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "forecast-day");
            await page.GotoAsync("/forecasts/verification");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "模型更替记录" })).ToBeVisibleAsync();
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.AssertChartsFitPaperAsync(page);
            await Screens.SaveAsync(page, "forecast-verification");

            await page.GotoAsync("/responses");
            await page.GetByRole(AriaRole.Link, new() { Name = "2024-2025-01" }).First.ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("已解除");
            await Screens.SaveAsync(page, "response");
            var response = new Uri(page.Url).AbsolutePath;

            await page.GotoAsync(response + "/plan");
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("缺口");
            await Screens.SaveAsync(page, "plan");
            await page.GotoAsync(response + "/notice");
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("通知");
            await Screens.SaveAsync(page, "notice");

            await page.GotoAsync("/orders");
            await page.Locator("main table a").First.ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("签收");
            await Screens.SaveAsync(page, "order");
            foreach (var path in new[] { "/orders", "/lists", "/lists/dictionary", "/audit", "/public" })
            {
                Assert.True((await page.GotoAsync(path))!.Ok, path);
                await Screens.SaveAsync(page, path.Trim('/').Replace('/', '-'));
            }
        });

        await browser.VisitAsync(server, async page =>
        {
            await SignInAsync(page, server, "enterprise");
            await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/portal"));
            await page.Locator("main a").First.ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("示例");
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "portal-order");
        });
    }

    private static async Task SignInAsync(IPage page, Server server, string userName)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("用户名").FillAsync(userName);
        await page.GetByLabel("密码").FillAsync(await server.PasswordAsync(userName, Token));
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
    }
}
