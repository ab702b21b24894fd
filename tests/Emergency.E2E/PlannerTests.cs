using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Emergency.E2E;

/// <summary>The planner's pages in the served demonstration: a what-if worked out, a list composed, a plan refilled, controls that run, messages that were given up.</summary>
public sealed class PlannerTests(Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_planner_works_out_a_what_if_composes_a_list_and_sees_who_could_step_in()
    {
        await using var server = await Server.StartDemoAsync(Token);
        await browser.VisitAsync(server, async page =>
        {
            await page.GotoAsync("/sign-in");
            await page.GetByLabel("用户名").FillAsync("planner");
            await page.GetByLabel("密码").FillAsync(await server.PasswordAsync("planner", Token));
            await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
            await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));

            await page.GotoAsync("/what-if");
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "what-if");
            await page.Locator("#name").FillAsync("橙色补足");
            await page.Locator("input[name='Scenarios[0].Name']").FillAsync("同基准");

            // Slider and number field say the same, whichever is moved; the keyboard moves the slider.
            var (number, slider) = (page.Locator("input[name='Scenarios[0].Nox']"), page.Locator("#Scenarios-0-Nox-slider"));
            await number.FillAsync("12");
            await Assertions.Expect(slider).ToHaveValueAsync("12");
            await slider.FocusAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            await Assertions.Expect(number).ToHaveValueAsync("13");
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "what-if-sliders");
            await number.FillAsync("");
            await page.GetByRole(AriaRole.Button, new() { Name = "保存并推演" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "情景比较" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "what-if-answer");
            await FirstPaint.ReportAsync(page, page.Url, "what-if-answer");
            await FirstPaint.ReportAsync(page, "/what-if", "what-if");

            await page.GotoAsync("/what-if/1/deed?Scenario=0");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "用于响应" })).ToBeVisibleAsync();
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "what-if-deed");

            await page.GotoAsync("/season");
            await Screens.AssertFitsPhoneAsync(page);
            await page.GetByRole(AriaRole.Button, new() { Name = "制定错峰安排" }).ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("草稿（尚未登记）", new() { Timeout = 60_000 });
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "season");

            await page.GotoAsync("/running-controls");
            await Assertions.Expect(page.Locator("main h1")).ToBeVisibleAsync();
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "running-controls");

            await page.GotoAsync("/orders/undelivered");
            await Assertions.Expect(page.Locator("main h1")).ToBeVisibleAsync();
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "orders-undelivered");

            await page.GotoAsync("/responses");
            await page.GetByRole(AriaRole.Link, new() { Name = "2024-2025-01" }).First.ClickAsync();
            var response = new Uri(page.Url).AbsolutePath;
            await page.GotoAsync(response + "/refill");
            await Assertions.Expect(page.Locator("main h1")).ToBeVisibleAsync();
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "refill");

            await page.GotoAsync("/lists/compose");
            await Screens.AssertFitsPhoneAsync(page);
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("编制") }).First.ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("将按它制定方案", new() { Timeout = 120_000 });
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "lists-compose");
        });
    }
}
