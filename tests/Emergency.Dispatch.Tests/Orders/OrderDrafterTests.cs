using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Planning.ReductionList;
using Emergency.Testing;
using static Emergency.Testing.DispatchCity;

namespace Emergency.Dispatch.Tests.Orders;

public sealed class OrderDrafterTests
{
    private static List<CurrentOrder> Current(OrderChanges changes, OrderState state = OrderState.Delivered) =>
        changes.Issue.Select(o => new CurrentOrder(o, state)).ToList();

    [Fact]
    public void Each_enterprise_with_binding_lines_gets_one_order_with_its_lines()
    {
        var list = List(3);
        var plan = Plan(list);
        plan = plan with { Choices = plan.Choices.Select(c => c.EnterpriseCode == Code(3) ? c with { Binding = false } : c).ToList() };

        var changes = OrderDrafter.Draft(Request(list, plan));

        Assert.Equal([Code(1), Code(2)], changes.Issue.Select(o => o.EnterpriseCode));
        Assert.Equal(["140500-2018-2019-03:" + Code(1) + ":1", "2018-2019-03-0001-1"], [changes.Issue[0].Id, changes.Issue[0].Number]);
        Assert.Equal(["D1", "K1"], changes.Issue[0].Lines.Select(l => l.UnitId));
        Assert.Equal("140525", changes.Issue[0].RegionCode);
        Assert.Null(changes.Issue[0].PredecessorId);
        Assert.Empty(changes.Keep);
        Assert.Empty(changes.Drop);
    }

    [Fact]
    public void Each_line_begins_to_go_down_early_enough_for_its_own_ramp()
    {
        var order = Assert.Single(OrderDrafter.Draft(Request(List(1, _ => 6))).Issue);

        // One enterprise, slot 0: the window of 60 min lies before the last moment for each line.
        Assert.Equal([Start.AddHours(-1), Start.AddHours(-7)], order.Lines.Select(l => l.RampDownAt));
        Assert.Equal([Start.AddHours(-1), Start.AddHours(-1)], order.Lines.Select(l => l.FullEffectAt));
        Assert.Equal(Start.AddHours(-7), order.StartsAt);
    }

    [Fact]
    public void Deadlines_count_from_issue_and_from_the_response_start()
    {
        var order = Assert.Single(OrderDrafter.Draft(Request(List(1))).Issue);
        Assert.Equal(Issued.AddHours(1), order.AcknowledgeBy);
        Assert.Equal(Start.AddHours(24), order.ReportBy);
    }

    [Fact]
    public void Without_notice_ramping_begins_at_once_the_report_counts_from_there_and_the_delay_is_said()
    {
        var changes = OrderDrafter.Draft(Request(List(1, _ => 6), issuedAt: Start.AddHours(2)));
        var order = Assert.Single(changes.Issue);
        Assert.Equal(Start.AddHours(2), order.StartsAt);
        Assert.Equal(Start.AddHours(8), order.Lines[1].FullEffectAt);
        Assert.Equal(Start.AddHours(26), order.ReportBy);
        Assert.Contains("来不及在启动时刻（2019年1月11日18时）前全部到位，最迟2019年1月12日2时到位", Assert.Single(changes.Doubts).Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_that_comes_down_only_after_the_planned_end_is_named()
    {
        var changes = OrderDrafter.Draft(Request(List(1, _ => 96), response: Response(endsAt: Start.AddHours(48))));
        Assert.Contains(changes.Doubts, d => d.Zh.Contains("测试陶瓷1厂“辊道窑”", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(EffectKind.EmissionCap)]
    [InlineData(EffectKind.VehicleBan)]
    [InlineData(EffectKind.VehicleQuota)]
    [InlineData(EffectKind.DustControl)]
    public void What_does_not_ramp_holds_from_the_start_itself(EffectKind effect)
    {
        var list = List(1);
        var plan = Plan(list);
        var order = Assert.Single(OrderDrafter.Draft(Request(list, plan with { Choices = [plan.Choices[1] with { Effect = effect }] })).Issue);
        Assert.Equal((Start, Start), (order.Lines[0].RampDownAt, order.Lines[0].FullEffectAt));
    }

    [Fact]
    public void A_measure_for_the_whole_enterprise_ramps_as_its_slowest_unit()
    {
        var list = List(1, _ => 30);
        var plan = Plan(list);
        var order = Assert.Single(OrderDrafter.Draft(Request(list, plan with { Choices = [plan.Choices[1] with { UnitId = "", Process = "" }] })).Issue);
        Assert.Equal(TimeSpan.FromHours(30), order.Lines[0].FullEffectAt - order.Lines[0].RampDownAt);
    }

    [Fact]
    public void Twenty_equal_plants_do_not_ramp_at_the_same_moment()
    {
        var starts = OrderDrafter.Draft(Request(List(20))).Issue.CountBy(o => o.StartsAt).Select(s => s.Value).ToList();
        Assert.Equal([4, 4, 4, 4, 4], starts);
    }

    [Fact]
    public void The_same_plan_again_keeps_every_order_whatever_its_id_and_hour()
    {
        var list = List(5);
        var first = OrderDrafter.Draft(Request(list));
        var again = OrderDrafter.Draft(Request(list, issuedAt: Issued.AddHours(9), current: Current(first)) with { PlanId = "plan:2" });
        Assert.Empty(again.Issue);
        Assert.Empty(again.Drop);
        Assert.Equal(first.Issue, again.Keep);
    }

    [Fact]
    public void A_changed_measure_makes_a_new_revision_and_the_unchanged_line_keeps_its_times()
    {
        var list = List(2);
        var first = OrderDrafter.Draft(Request(list));
        var plan = Plan(list) with { Choices = [.. Plan(list).Choices.Select(c => c.EnterpriseCode == Code(2) && c.UnitId == "K1" ? c with { LinesStopped = 2, MeasureText = "停产" } : c)] };

        var changes = OrderDrafter.Draft(Request(list, plan, issuedAt: Start.AddHours(20), current: Current(first, OrderState.InForce)));

        var order = Assert.Single(changes.Issue);
        Assert.Equal((2, first.Issue[1].Id, "2018-2019-03-0002-2"), (order.Revision, order.PredecessorId, order.Number));
        Assert.Equal(first.Issue[1].Lines[0], order.Lines[0]);
        Assert.Equal(Start.AddHours(20), order.Lines[1].RampDownAt);
        Assert.Equal([first.Issue[0]], changes.Keep);
    }

    [Fact]
    public void Another_level_or_end_stands_in_the_document_and_so_makes_a_new_revision()
    {
        var list = List(1);
        var first = Current(OrderDrafter.Draft(Request(list)));
        Assert.Single(OrderDrafter.Draft(Request(list, Plan(list, WarningLevel.Red), Response(WarningLevel.Red), current: first)).Issue);
        Assert.Single(OrderDrafter.Draft(Request(list, response: Response(endsAt: Start.AddDays(5)), current: first)).Issue);
    }

    [Fact]
    public void An_enterprise_no_longer_asked_is_withdrawn_before_its_start_and_lifted_after()
    {
        var list = List(2);
        var first = OrderDrafter.Draft(Request(list));
        var one = Plan(list, asked: c => c == Code(1));
        Assert.Equal(OrderEvent.Withdraw, Assert.Single(OrderDrafter.Draft(Request(list, one, current: Current(first))).Drop).How);
        Assert.Equal(OrderEvent.Lift, Assert.Single(OrderDrafter.Draft(Request(list, one, issuedAt: Start.AddHours(1), current: Current(first, OrderState.Delivered))).Drop).How);
        Assert.Equal(OrderEvent.Lift, Assert.Single(OrderDrafter.Draft(Request(list, one, current: Current(first, OrderState.Executed))).Drop).How);
    }

    [Fact]
    public void An_enterprise_asked_again_after_its_order_ended_gets_the_next_revision_with_its_old_number()
    {
        var list = List(1);
        var first = OrderDrafter.Draft(Request(list));
        var changes = OrderDrafter.Draft(Request(list, current: Current(first, OrderState.Lifted)));
        Assert.Equal("2018-2019-03-0001-2", Assert.Single(changes.Issue).Number);
        Assert.Empty(changes.Drop);
    }

    [Fact]
    public void Applying_the_changes_makes_the_orders_those_of_the_plan_and_applying_them_again_changes_nothing()
    {
        var list = List(6);
        var first = OrderDrafter.Draft(Request(list, Plan(list, asked: c => c != Code(6))));
        var plan = Plan(list, asked: c => c != Code(1), kilnShare: 1m);
        var changes = OrderDrafter.Draft(Request(list, plan, current: Current(first)));

        Assert.Equal(plan.Choices.Select(c => c.EnterpriseCode).Distinct().Order(StringComparer.Ordinal), changes.Issue.Concat(changes.Keep).Select(o => o.EnterpriseCode).Order(StringComparer.Ordinal));
        var asked = changes.Issue.SelectMany(o => o.Lines).Aggregate(default(Core.Quantities.Emissions), (sum, l) => sum + l.Cut);
        Assert.Equal(plan.Choices.Aggregate(default(Core.Quantities.Emissions), (sum, c) => sum + c.Cut), asked);

        var after = Current(changes).Concat(changes.Drop.Select(d => new CurrentOrder(d.Order, OrderState.Withdrawn))).ToList();
        var again = OrderDrafter.Draft(Request(list, plan, current: after));
        Assert.Empty(again.Issue);
        Assert.Empty(again.Drop);
    }

    [Fact]
    public void Drafting_is_a_function_and_its_orders_survive_their_document()
    {
        var list = List(4);
        var orders = OrderDrafter.Draft(Request(list)).Issue;
        Assert.Equal(CanonicalJson.Write(orders), CanonicalJson.Write(OrderDrafter.Draft(Request(list)).Issue));
        Assert.All(orders, o => Assert.Equal(CanonicalJson.Write(o), CanonicalJson.Write(CanonicalJson.Read<Order>(CanonicalJson.Write(o)))));
    }

    [Fact]
    public void After_a_restore_every_order_that_runs_is_issued_once_more_above_all_that_may_be_lost()
    {
        var list = List(2);
        var first = OrderDrafter.Draft(Request(list));

        var restored = OrderDrafter.Draft(Request(list, current: Current(first)) with { RevisionsAbove = 1000 });

        Assert.Equal([(1001, first.Issue[0].Id), (1001, first.Issue[1].Id)], restored.Issue.Select(o => (o.Revision, o.PredecessorId)));
        Assert.Equal("2018-2019-03-0002-1001", restored.Issue[1].Number);
        Assert.Contains("由备份恢复", restored.Issue[0].Change!.Zh, StringComparison.Ordinal);
        // A unit that is down already is not started again.
        Assert.Equal(first.Issue[0].Lines, restored.Issue[0].Lines);
        Assert.Equal(2, OrderDrafter.Draft(Request(list, current: Current(restored)) with { RevisionsAbove = 1000 }).Keep.Count);
        Assert.Equal([1001, 1001], OrderDrafter.Draft(Request(list) with { RevisionsAbove = 1000 }).Issue.Select(o => o.Revision));
    }

    [Fact]
    public void Restores_a_minute_apart_leave_room_for_ten_revisions()
    {
        var at = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(36252000, OrderNumber.Above(at));
        Assert.Equal(10, OrderNumber.Above(at.AddMinutes(1)) - OrderNumber.Above(at));
    }
}
