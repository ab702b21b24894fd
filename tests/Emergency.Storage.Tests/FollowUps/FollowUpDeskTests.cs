using Emergency.Core;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Escalation;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Audit;
using Emergency.Storage.FollowUps;
using Emergency.Storage.Ledger;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.FollowUps;

public sealed class FollowUpDeskTests
{
    private static readonly RegionTree Regions = RegionTree.Load(Core.ShippedData.RegionsFile).Tree.OrThrow();

    private static readonly DeadlineRules Rules = DispatchCity.Deadlines with
    {
        FollowUp = new FollowUpRules(new([-20, 0, 15], [15, 30, 60]), new([-120, 0, 60], [60, 120, 240]), new([-60, 15], [30, 60, 120]), ["Kiln"]),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTimeOffset By => DispatchCity.Issued.AddHours(1);

    [Theory, BothDatabases]
    public async Task A_silent_enterprise_is_reminded_once_a_step_on_the_channels_that_carried_its_order(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, desk) = await IssuedAsync(database, 2);
        await city.Orders.ReceiveAsync(city.Receipt(2, ReceiptKind.Acknowledge), Token);

        Assert.Equal(new FollowUpRun(1, 0), await RunAsync(desk, By.AddMinutes(-20)));
        Assert.Equal(new FollowUpRun(0, 0), await RunAsync(desk, By.AddMinutes(-19)));
        Assert.Equal(new FollowUpRun(1, 0), await RunAsync(desk, By));

        var keys = (await RemindersAsync(city)).Select(d => d.Key).ToList();
        Assert.Equal(
            new[] { "portal/reminder-receipt-1", "portal/reminder-receipt-2", "webhook/reminder-receipt-1", "webhook/reminder-receipt-2" }.Select(k => $"{city.OrderId(1)}/{k}"),
            keys.Order(StringComparer.Ordinal));
        Assert.Contains("尚未签收", (await RemindersAsync(city))[0].Body, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task An_order_of_which_nothing_can_be_due_yet_is_not_read_again_before_its_time(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, desk) = await IssuedAsync(database, 3);
        var looks = 0;

        // The first look reads all orders, later ones only those whose time has come; rules are asked for only where there are such.
        Assert.Equal((0, 1), await LookAsync(DispatchCity.Issued));
        Assert.Equal((0, 0), await LookAsync(By.AddMinutes(-21)));
        Assert.Equal((3, 1), await LookAsync(By.AddMinutes(-20)));
        Assert.Equal((0, 1), await LookAsync(By.AddMinutes(-19)));
        Assert.Equal((0, 0), await LookAsync(By.AddMinutes(-18)));
        (await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge), Token)).OrThrow();
        Assert.Equal((2, 1), await LookAsync(By));

        async Task<(int Reminders, int Asked)> LookAsync(DateTimeOffset now)
        {
            looks = 0;
            var run = await desk.RunAsync(_ => { looks++; return Rules; }, DispatchCity.Region, ["portal", "webhook"], now, Token);
            return (run.Reminders, Math.Min(looks, 1));
        }
    }

    [Theory, BothDatabases]
    public async Task Rules_that_shorten_a_deadline_hold_for_running_orders_within_the_hour(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, desk) = await IssuedAsync(database, 1);
        var late = Rules with { FollowUp = Rules.FollowUp with { Receipt = new([300], [600]) } };

        await desk.RunAsync(_ => late, DispatchCity.Region, ["portal"], By, Token);
        Assert.Equal(new FollowUpRun(0, 0), await RunAsync(desk, By.AddMinutes(59)));
        Assert.Equal(1, (await RunAsync(desk, By.AddMinutes(60))).Reminders);
    }

    [Theory, BothDatabases]
    public async Task An_acknowledgement_cancels_every_reminder_also_one_that_a_worker_holds(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, desk) = await IssuedAsync(database, 1);
        await city.DeliverAllAsync("before");
        await RunAsync(desk, By.AddMinutes(-20));
        await city.MakeDueAsync();
        var held = await city.Ledger.ClaimAsync("worker", 10, TimeSpan.FromMinutes(1), Token);
        Assert.Equal(2, held.Count);

        await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge), Token);

        var gate = new SendingGate(database);
        foreach (var message in held)
        {
            Assert.False(await gate.MayGoAsync(message, Token), message.Key);
        }

        await city.Ledger.CompleteAsync("worker", [.. held.Select(m => new DeliveryReport(m, DeliveryResult.Failed(SendingGate.NoLongerWanted)))], Token);
        Assert.All(await RemindersAsync(city), d => Assert.Equal(DispatchState.Cancelled, d.State));
        Assert.Equal(new FollowUpRun(0, 0), await RunAsync(desk, By.AddHours(5)));
    }

    [Theory, BothDatabases]
    public async Task However_acknowledgements_and_reminders_race_none_may_go_after_its_answer(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        const int Plants = 24;
        var (city, desk) = await IssuedAsync(database, Plants);
        await city.DeliverAllAsync("before");
        await RunAsync(desk, By.AddMinutes(-20));
        await city.MakeDueAsync();
        var held = await city.Ledger.ClaimAsync("worker", 1000, TimeSpan.FromMinutes(1), Token);
        var gate = new SendingGate(database);
        var answered = new bool[Plants + 1];
        var afterAnswer = 0;

        // Three parties at once: enterprises answer, workers look once more before they send, the clock makes the next reminders.
        var answers = Task.Run(async () =>
        {
            for (var n = 1; n <= Plants; n++)
            {
                (await city.Orders.ReceiveAsync(city.Receipt(n, ReceiptKind.Acknowledge), Token)).OrThrow();
                Volatile.Write(ref answered[n], true);
            }
        }, Token);
        var sending = Task.Run(async () =>
        {
            foreach (var message in held.Concat(held).Concat(held))
            {
                var n = Enumerable.Range(1, Plants).First(i => DispatchCity.Code(i) == message.EnterpriseCode);
                var before = Volatile.Read(ref answered[n]);
                afterAnswer += await gate.MayGoAsync(message, Token) && before ? 1 : 0;
            }
        }, Token);
        var clock = Task.Run(async () =>
        {
            for (var i = 0; i < 8; i++)
            {
                await RunAsync(desk, By.AddMinutes(i));
            }
        }, Token);
        await Task.WhenAll(answers, sending, clock);

        Assert.Equal(0, afterAnswer);
        Assert.DoesNotContain(await RemindersAsync(city), d => d.State is DispatchState.Pending or DispatchState.Leased);
    }

    [Theory, BothDatabases]
    public async Task Two_clocks_at_once_take_each_step_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, desk) = await IssuedAsync(database, 12);

        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => RunAsync(desk, By.AddMinutes(61)), Token)));

        // Twelve reminders; one report to the township, one to the branch, one to the inspector.
        Assert.Equal(12, runs.Sum(r => r.Reminders));
        Assert.Equal(3, runs.Sum(r => r.Escalations));
    }

    [Theory, BothDatabases]
    public async Task An_ended_order_is_neither_reminded_nor_reported_and_its_reminders_do_not_leave(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, desk) = await IssuedAsync(database, 1);
        await RunAsync(desk, By.AddMinutes(-20));
        await city.Orders.LiftAsync(city.ResponseId, new Text("改善", "better air"), "王指挥", By.AddMinutes(-10), Token);

        Assert.Equal(new FollowUpRun(0, 0), await RunAsync(desk, By.AddHours(9)));
        Assert.All(await RemindersAsync(city), d => Assert.Equal(DispatchState.Cancelled, d.State));
        await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge, at: By.AddHours(1)), Token);
        Assert.Null((await city.RowAsync(1)).AcknowledgedAt);
    }

    [Theory, BothDatabases]
    public async Task Silence_is_reported_once_to_each_contact_with_all_its_enterprises(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, desk) = await IssuedAsync(database, 3);
        var contacts = new ContactDesk(database, new AuditLog(database.Dialect), Regions);
        await contacts.ImportAsync(
            [
                new("140525", "巴公镇", FollowUpTarget.Township, "李镇长", "0356-1", ""),
                new("140525", "", FollowUpTarget.County, "泽州分局", "0356-2", "zezhou@example.cn"),
            ], "admin", DispatchCity.Issued, Token);
        await city.Orders.ReceiveAsync(city.Receipt(3, ReceiptKind.Acknowledge), Token);

        await desk.RunAsync(_ => Rules, DispatchCity.Region, ["portal", "sms", "email"], By.AddMinutes(15), Token);
        await desk.RunAsync(_ => Rules, DispatchCity.Region, ["portal", "sms", "email"], By.AddMinutes(30), Token);
        await desk.RunAsync(_ => Rules, DispatchCity.Region, ["portal", "sms", "email"], By.AddMinutes(61), Token);

        var escalations = new EscalationDesk(database, new AuditLog(database.Dialect));
        var made = (await escalations.OfResponseAsync(city.ResponseId, Token)).OrderBy(e => e.Row.At).ToList();
        Assert.Equal([FollowUpTarget.Township, FollowUpTarget.County, FollowUpTarget.Inspector], made.Select(e => e.Row.Target));
        Assert.All(made, e => Assert.Equal((2, 2), (e.Row.Count, e.Open)));
        Assert.Equal("李镇长 0356-1", made[0].Row.Told);
        Assert.Equal("", made[2].Row.Told);
        Assert.Contains("测试陶瓷1厂（巴公镇）", made[0].Row.TextZh, StringComparison.Ordinal);
        Assert.DoesNotContain("测试陶瓷3厂", made[0].Row.TextZh, StringComparison.Ordinal);
        Assert.Contains("需上门核实", made[2].Row.TextZh, StringComparison.Ordinal);
        var messages = (await city.LedgerRowsAsync()).Where(d => d.Stage == nameof(DeliveryStage.Escalation)).ToList();
        Assert.Equal(["email zezhou@example.cn", "sms 0356-1", "sms 0356-2"], messages.Select(d => $"{d.Channel} {d.Address}").Order(StringComparer.Ordinal));
        // Keys stand in the log and in the audit log, which keep no phones.
        Assert.All(messages, d => Assert.DoesNotContain(d.Address, d.Key, StringComparison.Ordinal));
        Assert.Contains((await city.Orders.TimelineAsync(city.OrderId(1), Token)), t => t.What.Zh == "逾期未签收，已报乡镇（园区）" && t.Note == "李镇长 0356-1");
    }

    [Theory, BothDatabases]
    public async Task Each_enterprise_is_followed_up_by_the_deadlines_of_its_own_county(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        // The second plant lies in a county with steps of its own, the third in one without any rule.
        string[] counties = ["140525", "140521", "140522"];
        var city = await OrderCity.CreateAsync(database, 3, change: e => e with { RegionCode = counties[int.Parse(e.Code.AsSpan(14, 3), System.Globalization.CultureInfo.InvariantCulture) - 1] });
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var desk = new FollowUpDesk(database, database.Dialect, new AuditLog(database.Dialect), city.Lists, Regions, city.Clock);
        var late = Rules with { FollowUp = Rules.FollowUp with { Receipt = new([30], [45]) } };

        Assert.Equal(new FollowUpRun(1, 0), await LookAsync(By.AddMinutes(-20)));
        Assert.Equal(city.OrderId(1), Assert.Single((await RemindersAsync(city)).Select(d => d.OrderId).Distinct()));
        Assert.Equal(new FollowUpRun(1, 1), await LookAsync(By.AddMinutes(16)));
        Assert.Equal(new FollowUpRun(1, 2), await LookAsync(By.AddMinutes(46)));

        var made = (await new EscalationDesk(database, new AuditLog(database.Dialect)).OfResponseAsync(city.ResponseId, Token)).Select(e => e.Row.RegionCode).Order(StringComparer.Ordinal);
        Assert.Equal(["140521", "140525", "140525"], made);
        Assert.DoesNotContain(await RemindersAsync(city), d => d.OrderId == city.OrderId(3));

        Task<FollowUpRun> LookAsync(DateTimeOffset now) =>
            desk.RunAsync(county => county switch { "140525" => Rules, "140521" => late, _ => null }, DispatchCity.Region, ["portal"], now, Token);
    }

    [Theory, BothDatabases]
    public async Task A_visit_leaves_the_list_when_the_enterprise_answers_and_a_report_is_confirmed_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, desk) = await IssuedAsync(database, 2);
        await RunAsync(desk, By.AddMinutes(61));
        var escalations = new EscalationDesk(database, new AuditLog(database.Dialect));

        Assert.Equal(2, (await escalations.VisitsAsync(null, Token)).Count);
        await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge), Token);
        var visit = Assert.Single(await escalations.VisitsAsync(city.ResponseId, Token));
        Assert.Equal(city.OrderId(2), visit.Order.Id);

        Assert.Equal("inspector", (await escalations.ConfirmAsync(visit.EscalationId, "已派员", "inspector", By.AddHours(2), Token)).OrThrow().AcknowledgedBy);
        Assert.Equal(EscalationDesk.ConfirmedAlready, (await escalations.ConfirmAsync(visit.EscalationId, "", "other", By.AddHours(3), Token)).Refusal?.Code);
        Assert.Equal(EscalationDesk.Unknown, (await escalations.ConfirmAsync("none", "", "other", By, Token)).Refusal?.Code);
    }

    [Theory, BothDatabases]
    public async Task A_reminder_to_report_fails_over_also_when_the_order_was_answered_until_the_report_is_there(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var channels = ChannelOrder.Of(["sms", "email"], TimeSpan.FromMinutes(10)).OrThrow();
        var city = await OrderCity.CreateAsync(database, 1, channels: channels, change: e => e with { ContactPhone = "13800000001", Email = "duty@plant.example" });
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var desk = new FollowUpDesk(database, database.Dialect, new AuditLog(database.Dialect), city.Lists, Regions, city.Clock);
        await city.DeliverAllAsync("w0");
        (await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge), Token)).OrThrow();
        var due = (await city.RowAsync(1)).ReportBy;
        await RunAsync(desk, due.AddMinutes(-120));
        await FailAsync(city, "sms");
        Assert.Equal($"{city.OrderId(1)}/email/reminder-execution-1", Assert.Single(await RemindersAsync(city), d => d.Channel == "email" && d.Key.Contains("execution", StringComparison.Ordinal)).Key);

        await RunAsync(desk, due);
        (await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Execution, "k2", at: due), Token)).OrThrow();
        await FailAsync(city, "sms");
        Assert.Single(await RemindersAsync(city), d => d.Channel == "email" && d.Key.Contains("execution", StringComparison.Ordinal));
    }

    /// <summary>Has the reminders that wait on a channel fail on their last attempt.</summary>
    private static async Task FailAsync(OrderCity city, string channel)
    {
        await using (var db = city.Database.CreateDbContext())
        {
            var most = city.Ledger.Backoff.MaxAttempts - 1;
            await db.Dispatch.Where(d => d.Channel == channel).ExecuteUpdateAsync(set => set.SetProperty(d => d.Attempts, most), Token);
        }

        await city.MakeDueAsync();
        var held = await city.Ledger.ClaimAsync("w1", 100, TimeSpan.FromMinutes(1), Token);
        await city.Ledger.CompleteAsync("w1", [.. held.Where(m => m.Channel == channel).Select(m => new DeliveryReport(m, DeliveryResult.Failed("HTTP 500")))], Token);
    }

    private static Task<FollowUpRun> RunAsync(FollowUpDesk desk, DateTimeOffset now) => desk.RunAsync(_ => Rules, DispatchCity.Region, ["portal", "webhook"], now, Token);

    private static async Task<(OrderCity City, FollowUpDesk Desk)> IssuedAsync(TestDatabase database, int plants)
    {
        var city = await OrderCity.CreateAsync(database, plants, webhook: n => n == 1 ? "https://plant.example/hook" : "");
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        return (city, new FollowUpDesk(database, database.Dialect, new AuditLog(database.Dialect), city.Lists, Regions, city.Clock));
    }

    private static async Task<List<DispatchRow>> RemindersAsync(OrderCity city) => (await city.LedgerRowsAsync()).Where(d => d.Stage == nameof(DeliveryStage.Reminder)).ToList();
}
