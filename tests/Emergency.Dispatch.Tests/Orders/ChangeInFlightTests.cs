using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Planning.ReductionList;
using Emergency.Testing;
using FsCheck;
using FsCheck.Fluent;
using static Emergency.Testing.DispatchCity;

namespace Emergency.Dispatch.Tests.Orders;

/// <summary>Orders that change while they run: what a revision says, and that every enterprise ends on the last word whatever order the messages arrive in.</summary>
public sealed class ChangeInFlightTests
{
    private const int Plants = 4;

    [Fact]
    public void Any_changes_with_messages_in_any_order_and_twice_leave_every_enterprise_on_the_last_word() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                var random = new Random(seed);
                var city = new Running();
                for (var step = 0; step < random.Next(2, 14); step++)
                {
                    city.Change(random);
                }

                return city.Orders.Arrive(random, Plants).All(r => r.Value?.Id == city.Orders.Holds(r.Key)?.Id);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_revision_repeats_an_order_that_still_runs() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                var random = new Random(seed);
                var city = new Running();
                for (var step = 0; step < random.Next(2, 14); step++)
                {
                    city.Change(random);
                }

                return city.Repeats == 0;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_revision_says_what_it_changes()
    {
        var list = List(1);
        var first = Assert.Single(OrderDrafter.Draft(Request(list)).Issue);
        Assert.Null(first.Change);

        Assert.Equal(
            new Text("预警级别由橙色调整为红色；结束时间改为2019年1月15日18时；措施新增或改动1项、取消或改动1项", "level changed from orange to red; it now ends at 2019-01-15T18:00+08:00; 1 measures new or changed, 1 dropped or changed"),
            Revised(Plan(list, WarningLevel.Red, kilnShare: 1), Response(WarningLevel.Red, endsAt: Start.AddDays(4)), OrderState.InForce).Change);
        Assert.Equal("恢复执行，此前对贵单位的指令已终止", Revised(Plan(list), Response(), OrderState.Lifted).Change!.Zh);

        Order Revised(Planning.Activation.Plan plan, Warnings.Responses.Response response, OrderState state) =>
            Assert.Single(OrderDrafter.Draft(Request(list, plan, response, Start.AddHours(5), [new CurrentOrder(first, state)])).Issue);
    }

    [Fact]
    public void Restarts_are_dealt_out_over_the_slots_longest_ramp_first_and_not_in_the_order_of_the_starts()
    {
        var list = List(50, n => n % 3);
        var issue = OrderDrafter.Draft(Request(list)).Issue;
        var slots = issue.GroupBy(o => o.RestartDelayMinutes).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal([0, 15, 30, 45, 60], slots.Keys.Order());
        Assert.All(slots.Values, count => Assert.Equal(10, count));
        Assert.True(issue.Where(o => o.Lines[1].RampUpHours == 2).GroupBy(o => o.RestartDelayMinutes).All(g => g.Count() is 3 or 4));
        Assert.Contains(issue, o => (o.StartsAt - issue.Min(x => x.StartsAt)).TotalMinutes % 60 != o.RestartDelayMinutes);
    }

    [Fact]
    public void A_lift_tells_when_to_ramp_up_and_a_suspension_that_more_will_follow()
    {
        var order = OrderDrafter.Draft(Request(List(2))).Issue.Single(o => o.RestartDelayMinutes == 15);
        var lifted = CanonicalJson.Read<LiftDocument>(DeliveryDocuments.LiftBody(order, OrderState.Lifted, Start.AddDays(2), new Text("改善", "better air")));
        Assert.Equal((Start.AddDays(2).AddMinutes(15), false), (lifted.RestartFrom, lifted.Suspended));
        Assert.Contains("停产设施可自2019年1月13日18时15分起按操作规程恢复生产", lifted.Text.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("恢复时将另行下达", lifted.Text.Zh, StringComparison.Ordinal);
        var suspended = CanonicalJson.Read<LiftDocument>(DeliveryDocuments.LiftBody(order, OrderState.Lifted, Start.AddDays(2), new Text("暂停", "suspended"), suspended: true));
        Assert.True(suspended.Suspended);
        Assert.Contains("暂停执行", suspended.Text.Zh, StringComparison.Ordinal);
        Assert.Contains("应急响应恢复时将另行下达新版指令", suspended.Text.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(20, true)]
    public void A_stop_shorter_than_the_shortest_the_list_names_is_doubted(int hours, bool doubted)
    {
        // The dryer does not ramp: it stands an hour before the start, as the spreading window has it.
        var changes = OrderDrafter.Draft(Request(List(1), response: Response(endsAt: Start.AddHours(hours - 1))));
        Assert.Equal(doubted, changes.Doubts.Any(d => d.Zh.Contains("短于清单所列最短停产时间24小时", StringComparison.Ordinal)));
    }

    /// <summary>A response that runs, with its orders and everything ever sent.</summary>
    private sealed class Running
    {
        private readonly EmergencyReductionList list = List(Plants);
        private Warnings.Responses.Response response = Response(endsAt: Start.AddDays(3));
        private Planning.Activation.Plan plan;
        private DateTimeOffset now = Issued;
        private bool suspended;

        public Running()
        {
            plan = Plan(list);
            Issue();
        }

        public OrdersInFlight Orders { get; } = new();

        public int Repeats { get; private set; }

        public void Change(Random random)
        {
            now = now.AddMinutes(random.Next(1, 600));
            switch (random.Next(6))
            {
                case 0:
                    var level = random.Next(2) == 0 ? WarningLevel.Orange : WarningLevel.Red;
                    (response, plan) = (response with { Level = level }, Plan(list, level, Asked(random), level == WarningLevel.Red ? 1 : 0.5m));
                    break;
                case 1:
                    response = response with { EndsAt = response.EndsAt!.Value.AddHours(random.Next(0, 12)) };
                    break;
                case 2:
                    plan = OverDays(Plan(list, response.Level, Asked(random), 0.5m), random);
                    break;
                case 3:
                    Orders.EndAll(now, suspend: true);
                    suspended = true;
                    return;
                case 4:
                    Orders.EndAll(now, suspend: false);
                    return;
                default:
                    suspended = false;
                    break;
            }

            if (!suspended)
            {
                Issue();
            }
        }

        /// <summary>Now and then the kilns stop altogether on some days.</summary>
        private static Planning.Activation.Plan OverDays(Planning.Activation.Plan plan, Random random)
        {
            var days = Enumerable.Range(0, 4).Where(_ => random.Next(3) == 0).Select(Start.ToLocalDay().Plus).ToList();
            return days.Count == 0 ? plan : plan with
            {
                Choices = [.. plan.Choices.SelectMany(c => c.UnitId == "D1" ? [c] : new[] { c with { ExceptDays = days }, c with { Amount = 1, LinesStopped = 2, MeasureText = "停产", Days = days } })],
            };
        }

        private static Func<string, bool> Asked(Random random)
        {
            var asked = Enumerable.Range(1, Plants).Where(_ => random.Next(3) > 0).Select(Code).ToHashSet();
            return asked.Contains;
        }

        private void Issue()
        {
            var changes = OrderDrafter.Draft(Request(list, plan, response, now, [.. Orders.Current]));
            Repeats += changes.Issue.Count(o => Orders.Holds(o.EnterpriseCode) is { } before && Content(before) == Content(o));
            Orders.Issue(changes, now);
        }

        private static string Content(Order order) => $"{order.Level} {order.EndsAt} {string.Join(';', order.Lines.Select(l => $"{l.UnitId} {l.Effect} {l.Amount} {l.MeasureText} {OrderWindows.Say(l.Windows ?? []).En} {OrderWindows.Say(l.Except ?? []).En}"))}";
    }
}
