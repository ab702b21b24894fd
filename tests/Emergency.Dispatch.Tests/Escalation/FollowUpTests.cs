using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Dispatch.Escalation;
using Emergency.Dispatch.Orders;
using Emergency.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Dispatch.Tests.Escalation;

public sealed class FollowUpTests
{
    private static readonly DeadlineRules Rules = DispatchCity.Deadlines with
    {
        FollowUp = new FollowUpRules(new([-20, 0, 15], [15, 30, 60]), new([-120, 0, 60], [60, 120, 240]), new([-60, 15], [30, 60, 120]), ["Kiln"]),
    };

    private static DateTimeOffset By => DispatchCity.Issued.AddHours(1);

    [Theory]
    [InlineData(-21, "")]
    [InlineData(-20, "receipt-1")]
    [InlineData(0, "receipt-2")]
    [InlineData(16, "receipt-3 receipt-township")]
    [InlineData(61, "receipt-3 receipt-township receipt-county receipt-inspector")]
    public void Around_the_receipt_deadline_the_latest_reminder_and_every_report_onward_are_due(int minutes, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), Keys(Order(), By.AddMinutes(minutes)));

    [Fact]
    public void A_service_that_was_down_sends_one_reminder_and_never_the_ones_it_missed()
    {
        var late = By.AddMinutes(14);
        Assert.Equal(["receipt-2"], Keys(Order(), late));
        Assert.Equal([], Keys(Order() with { Done = new HashSet<string> { "receipt-2" } }, late));
    }

    [Fact]
    public void Before_the_start_nobody_asks_for_an_execution_report()
    {
        var order = Order() with { AcknowledgedAt = By, ReportBy = DispatchCity.Start.AddHours(-1) };
        Assert.Equal([], Keys(order, DispatchCity.Start.AddMinutes(-1)));
        Assert.Contains("execution-3", Keys(order, DispatchCity.Start));
    }

    [Fact]
    public void The_report_of_each_day_in_force_is_asked_for_by_its_clock_hour_and_not_again_once_it_came()
    {
        var order = Order() with { State = OrderState.InForce, AcknowledgedAt = By, ExecutedAt = By };
        var day = LocalDay.Of(2019, 1, 12);
        Assert.Equal([], Keys(order, ChinaTime.At(day.Date, 14, 59)));
        Assert.Equal(["daily-2019-01-12-1"], Keys(order, ChinaTime.At(day.Date, 15)));
        Assert.Equal(["daily-2019-01-12-2", "daily-2019-01-12-township"], Keys(order, ChinaTime.At(day.Date, 16, 30)));
        Assert.Equal([], Keys(order with { DaysReported = new HashSet<LocalDay> { day } }, ChinaTime.At(day.Date, 23)));
        Assert.Equal(["daily-2019-01-13-1"], Keys(order with { DaysReported = new HashSet<LocalDay> { day } }, ChinaTime.At(day.Plus(1).Date, 15)));
    }

    [Fact]
    public void An_order_that_starts_after_the_clock_hour_owes_no_report_of_that_day() =>
        Assert.Null(FollowUp.DailyDeadline(OrderState.InForce, DispatchCity.Start, Rules, DispatchCity.Start.ToLocalDay()));

    [Fact]
    public void Whatever_was_answered_or_has_ended_is_never_asked_again() => Holds((order, minutes) =>
    {
        var now = DispatchCity.Issued.AddMinutes(minutes);
        var keys = Keys(order, now);
        var ended = order.State.IsFinal() || order.State == OrderState.Drafted;
        return (!ended || keys.Count == 0)
            && (order.AcknowledgedAt is null || !keys.Exists(k => k.StartsWith("receipt", StringComparison.Ordinal)))
            && (order.ExecutedAt is null || !keys.Exists(k => k.StartsWith("execution", StringComparison.Ordinal)));
    });

    [Fact]
    public void No_step_comes_twice_however_often_the_clock_is_looked_at() => Holds((order, minutes) =>
    {
        var taken = new List<string>();
        for (var at = 0; at <= minutes; at += 7)
        {
            var due = Keys(order with { Done = taken.ToHashSet() }, DispatchCity.Issued.AddMinutes(at));
            taken.AddRange(due);
        }

        return taken.Distinct().Count() == taken.Count;
    });

    [Fact]
    public void Reminders_of_a_subject_rise_in_number_as_time_passes() => Holds((order, minutes) =>
    {
        var taken = new List<string>();
        for (var at = 0; at <= minutes; at += 11)
        {
            taken.AddRange(Keys(order with { Done = taken.ToHashSet() }, DispatchCity.Issued.AddMinutes(at)));
        }

        return taken.Where(k => char.IsAsciiDigit(k[^1])).GroupBy(k => k[..k.LastIndexOf('-')]).All(g => g.SequenceEqual(g.Order(StringComparer.Ordinal)));
    });

    [Fact]
    public void Between_a_look_and_the_next_one_it_names_nothing_comes_due_whatever_is_answered_meanwhile() => Holds((order, minutes) =>
    {
        var now = DispatchCity.Issued.AddMinutes(minutes);
        var quiet = order with { Done = Keys(order, now).ToHashSet() };
        var next = FollowUp.NextLook(quiet, Rules, now);
        var answered = quiet with { AcknowledgedAt = By, ExecutedAt = quiet.ExecutedAt ?? By };
        return next > now
            && Enumerable.Range(0, (int)(next - now).TotalMinutes).Select(m => now.AddMinutes(m)).Append(next.AddTicks(-1)).All(at => Keys(quiet, at).Count == 0 && Keys(answered, at).Count == 0);
    });

    [Fact]
    public void The_next_look_falls_on_the_first_step_that_can_come_due()
    {
        Assert.Equal(By.AddMinutes(-20), FollowUp.NextLook(Order(), Rules, DispatchCity.Issued));
        Assert.Equal(By, FollowUp.NextLook(Order(), Rules, By.AddMinutes(-20)));
        var answered = Order() with { AcknowledgedAt = By };
        Assert.Equal(DispatchCity.Issued.ToLocalDay().Plus(1).Start, FollowUp.NextLook(answered, Rules, DispatchCity.Issued));
        Assert.Equal(DispatchCity.Start, FollowUp.NextLook(answered, Rules, DispatchCity.Start.AddHours(-3)));
    }

    [Fact]
    public void Each_key_reads_as_a_sentence()
    {
        Assert.Equal("第2次提醒签收", FollowUpNames.Describe("receipt-2").Zh);
        Assert.Equal("第1次提醒日报（2019-01-12）", FollowUpNames.Describe("daily-2019-01-12-1").Zh);
        Assert.Equal("逾期未报执行报告，已报县区分局", FollowUpNames.Describe("execution-county").Zh);
    }

    private static FollowedOrder Order() => new(OrderState.Issued, DispatchCity.Start, By, DispatchCity.Start.AddHours(24), null, null, new HashSet<string>(), new HashSet<LocalDay>());

    private static List<string> Keys(FollowedOrder order, DateTimeOffset now) => [.. FollowUp.Due(order, Rules, now).Select(a => a.Step.Key).Order(StringComparer.Ordinal)];

    private static void Holds(Func<FollowedOrder, int, bool> law)
    {
        var orders =
            from state in Gen.Elements(Enum.GetValues<OrderState>())
            from acknowledged in Gen.Choose(0, 4)
            from executed in Gen.Choose(0, 4)
            from days in Gen.Choose(0, 3)
            from minutes in Gen.Choose(0, 60 * 96)
            select (Order() with
            {
                State = state,
                AcknowledgedAt = acknowledged == 0 ? By : null,
                ExecutedAt = executed == 0 ? By : null,
                DaysReported = Enumerable.Range(0, days).Select(d => LocalDay.Of(2019, 1, 11).Plus(d)).ToHashSet(),
            }, minutes);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20190111UL, 1UL), Prop.ForAll(orders.ToArbitrary(), o => law(o.Item1, o.minutes)));
    }
}
