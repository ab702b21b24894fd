using System.Text.Json;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Receipts;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Commands;

/// <summary>Orders and replays from the command line, on a database that a city has worked with.</summary>
public sealed class OrdersCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Orders_tells_how_far_they_have_come_who_is_silent_and_the_history_of_one(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var folder = new TempFolder();
        var city = await OrderCity.CreateAsync(database, 3);
        await city.IssueAsync(await city.PlanAsync("plan:" + city.ResponseId + ":Orange"));
        (await city.Orders.ReceiveAsync(city.Receipt(2, ReceiptKind.Acknowledge), Token)).OrThrow();
        var number = (await city.RowAsync(2)).Number;

        // The clock of the command is today's: every deadline of 2019 has passed.
        var all = await CliProcess.RunAsync("orders", "--database", database.Choice, "--json", folder["orders.json"]);
        Assert.Equal((0, ""), (all.ExitCode, all.Error));
        Assert.Contains("3 planned, 1 sent, 1 delivered, 1 acknowledged", all.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder["orders.json"], Token));
        Assert.Equal([true, false, true], json.RootElement.GetProperty("orders").EnumerateArray().Select(o => o.GetProperty("silent").GetBoolean()));

        var silent = await CliProcess.RunAsync("orders", "--silent", "--database", database.Choice);
        Assert.Equal(2, silent.Output.Split('\n').Count(l => l.EndsWith("逾期未签收 / silent", StringComparison.Ordinal)));
        Assert.DoesNotContain(number, silent.Output, StringComparison.Ordinal);

        var one = await CliProcess.RunAsync("orders", number, "--database", database.Choice);
        Assert.Equal(0, one.ExitCode);
        Assert.Equal(["拟定 / draft", "下达 / issue", "签收 / acknowledge"], one.Output.Split('\n').Skip(1).Where(l => l.Length > 0).Select(l => l[21..].Split(" →")[0]));

        Assert.StartsWith("ORDER-001 ", (await CliProcess.RunAsync("orders", "2099-1", "--database", database.Choice)).Error, StringComparison.Ordinal);
        Assert.StartsWith("RESPONSE-031 ", (await CliProcess.RunAsync("orders", "--response", "2099-1", "--database", database.Choice)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_says_what_could_not_be_made_again_and_why()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        using var folder = new TempFolder();
        var city = await OrderCity.CreateAsync(database, 2);

        // A plan written by hand: its list has no emission of the society, so that no activation gives it.
        var id = await city.PlanAsync("plan:" + city.ResponseId + ":Orange");
        var replay = await CliProcess.RunAsync("replay", "--database", database.Choice, "--json", folder["replay.json"]);
        Assert.Contains(id, replay.Output, StringComparison.Ordinal);
        Assert.Contains("1 made again: 0 the same", replay.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder["replay.json"], Token));
        Assert.Equal(id, Assert.Single(json.RootElement.EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal((2, ""), ((await CliProcess.RunAsync("replay", "forecast:nowhere", "--database", database.Choice)) is var none ? none.ExitCode : 0, none.Output));
        Assert.StartsWith("REPLAY-001 ", none.Error, StringComparison.Ordinal);
    }
}
