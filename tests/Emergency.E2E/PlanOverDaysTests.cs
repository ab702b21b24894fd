using Microsoft.Playwright;

namespace Emergency.E2E;

/// <summary>Headquarters proposes and approves a response in the served demonstration, exempts one enterprise and plans over three days.</summary>
public sealed class PlanOverDaysTests(Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Headquarters_exempts_an_enterprise_plans_a_response_over_three_days_and_sees_the_calendar()
    {
        await using var server = await Server.StartDemoAsync(Token);
        await browser.VisitAsync(server, async page =>
        {
            await page.GotoAsync("/sign-in");
            await page.GetByLabel("用户名").FillAsync("headquarters");
            await page.GetByLabel("密码").FillAsync(await server.PasswordAsync("headquarters", Token));
            await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
            await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));

            await page.GotoAsync("/responses/new");
            await page.Locator("#level").SelectOptionAsync("Orange");
            await page.GetByLabel("会商意见").First.CheckAsync();
            await page.Locator("textarea[name='ground.Opinion']").FillAsync("预计出现持续重污染");
            await page.GetByRole(AriaRole.Button, new() { Name = "提出，报指挥部批准" }).ClickAsync();
            await page.GetByText("批准", new() { Exact = true }).First.ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "确认批准" }).ClickAsync();
            var response = new Uri(page.Url).AbsolutePath;

            await page.GotoAsync(response + "/rulings?q=91");
            await page.Locator("main ul li a").First.ClickAsync();
            await page.Locator("#x-ground").SelectOptionAsync("headquarters");
            await page.Locator("#x-document").FillAsync("晋市气防办函〔2024〕9号");
            await page.Locator("#x-why").FillAsync("供热抢修");
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "rulings");
            await page.GetByRole(AriaRole.Button, new() { Name = "预览豁免" }).ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("尚未记录");
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "rulings-preview");
            await page.GetByText("确认决定", new() { Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "确认", Exact = true }).ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("供热抢修");
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "rulings-kept");

            await page.GotoAsync(response + "/plan");
            await page.GetByText("逐日安排（只用于补足）").ClickAsync();
            await page.Locator("input[name='Form.Mode'][value='Supplement']").CheckAsync();
            await page.Locator("#form-day-0").SelectOptionAsync("Orange");
            await page.Locator("#form-day-1").SelectOptionAsync("None");
            await page.Locator("#form-day-2").SelectOptionAsync("Orange");
            await page.Locator("#form-fair").SelectOptionAsync("1");
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "plan-days-form");
            await page.GetByRole(AriaRole.Button, new() { Name = "制定方案" }).ClickAsync();

            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "逐日安排" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "plan-days");

            // Issued, another enterprise is exempted within it: each day before and after.
            await page.GetByText("批准并下达", new() { Exact = true }).ClickAsync();
            foreach (var box in await page.Locator("form[action*='handler=Issue'] input[type='checkbox']").AllAsync())
            {
                await box.CheckAsync();
            }

            await page.GetByRole(AriaRole.Button, new() { Name = "确认下达" }).ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("已下达");
            await page.GotoAsync(response + "/rulings?q=91");
            await page.Locator("main ul li a").Nth(1).ClickAsync();
            await page.Locator("#x-ground").SelectOptionAsync("headquarters");
            await page.Locator("#x-document").FillAsync("晋市气防办函〔2024〕10号");
            await page.Locator("#x-why").FillAsync("承接应急供热");
            await page.Locator("#x-file").SetInputFilesAsync(new FilePayload { Name = "保供函.png", MimeType = "image/png", Buffer = Convert.FromBase64String(FollowUpTests.Pixel) });
            await page.GetByRole(AriaRole.Button, new() { Name = "预览豁免" }).ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("之前 → 之后 / 要求");
            await Screens.AssertFitsPhoneAsync(page);
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("保供函.png");
            await Screens.SaveAsync(page, "rulings-days");
            await page.GetByText("确认决定", new() { Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "确认", Exact = true }).ClickAsync();
            var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "保供函.png" }).ClickAsync());
            Assert.Equal(Convert.FromBase64String(FollowUpTests.Pixel), await File.ReadAllBytesAsync(await file.PathAsync(), Token));

            // The hour of receipts has passed and nobody answered: what one of them was to cut is made up for on the days left.
            await server.ChangeAsync("UPDATE orders SET acknowledge_by = acknowledge_by - 7500000, acknowledged_at = NULL WHERE ended_at IS NULL AND executed_at IS NULL", Token);
            await page.GotoAsync(response + "/refill");
            await Screens.AssertFitsPhoneAsync(page);
            await page.Locator("fieldset input[type='checkbox']").First.CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "预览补位" }).ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("预览（尚未下达）");
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "refill-days");
        });
    }
}
