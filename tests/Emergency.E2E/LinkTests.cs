using Emergency.Dispatch.Delivery;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace Emergency.E2E;

/// <summary>The page behind the link of a short message, on the telephone it arrives on: read, acknowledge, object. Nobody is signed in.</summary>
public sealed class LinkTests(Browser browser)
{
    private const string Secret = "a link secret of the browser tests";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_is_read_acknowledged_and_objected_to_from_the_link_of_a_message()
    {
        await using var server = await Server.StartDemoAsync(Token, ("Links__Address", "https://air.example.gov.cn"), ("Links__Secret", "{env:E2E_LINK_SECRET}"), ("E2E_LINK_SECRET", Secret));
        await browser.VisitAsync(server, async page =>
        {
            await FollowUpTests.SignInAsync(page, server, "headquarters");
            await FollowUpTests.IssueAsync(page);
        });
        var numbers = await UnansweredAsync(server);
        await browser.VisitAsync(server, async page =>
        {
            await page.SetViewportSizeAsync(390, 844);
            Assert.Equal(200, (await page.GotoAsync("/a/" + OneTimeLink.Token(Secret, numbers[0])))!.Status);
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync(numbers[0]);
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "link-order");
            await page.GetByRole(AriaRole.Button, new() { Name = "签收本指令" }).ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("已签收");
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "link-acknowledged");
        });
        await browser.VisitAsync(server, async page =>
        {
            Assert.Equal(200, (await page.GotoAsync("/a/" + OneTimeLink.Token(Secret, numbers[1])))!.Status);
            await page.Locator("summary", new() { HasText = "提出异议" }).ClickAsync();
            await page.Locator("textarea").FillAsync("窑炉正在检修，无法按时停产");
            await page.GetByRole(AriaRole.Button, new() { Name = "提交异议" }).ClickAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("异议已提交，等待答复");
            await Screens.AssertFitsPhoneAsync(page);
            await Screens.SaveAsync(page, "link-objected");
        });
    }

    /// <summary>Numbers of two orders that run and that no system of an enterprise answers by itself.</summary>
    private static async Task<List<string>> UnansweredAsync(Server server)
    {
        await using var connection = new SqliteConnection($"Data Source={server.DemoDatabase};Pooling=false;Default Timeout=30");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT number FROM orders o WHERE ended_at IS NULL AND acknowledged_at IS NULL AND NOT EXISTS (SELECT 1 FROM dispatch d WHERE d.order_id = o.id AND d.channel = 'webhook') ORDER BY number LIMIT 2";
        await using var reader = await command.ExecuteReaderAsync(Token);
        List<string> numbers = [];
        while (await reader.ReadAsync(Token))
        {
            numbers.Add(reader.GetString(0));
        }

        Assert.Equal(2, numbers.Count);
        return numbers;
    }
}
