using Microsoft.Playwright;

namespace Emergency.E2E;

public sealed class SignInTests(Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visitor_is_led_to_a_sign_in_page_in_Chinese()
    {
        await using var server = await Server.StartAsync(Token);
        await browser.VisitAsync(server, async page =>
        {
            await page.GotoAsync("/");

            await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"));
            await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "登录", Exact = true })).ToBeVisibleAsync();
            await Assertions.Expect(page.GetByLabel("用户名")).ToBeVisibleAsync();
            await Assertions.Expect(page.GetByLabel("密码")).ToBeVisibleAsync();
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "sign-in");
        });
    }

    [Fact]
    public async Task The_page_can_be_read_in_English()
    {
        await using var server = await Server.StartAsync(Token);
        await browser.VisitAsync(server, async page =>
        {
            await page.GotoAsync("/sign-in");
            await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();

            await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        });
    }
}
