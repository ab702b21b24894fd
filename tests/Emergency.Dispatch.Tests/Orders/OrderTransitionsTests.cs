using System.Text;
using Emergency.Dispatch.Orders;
using Emergency.Testing;
using FsCheck;
using FsCheck.Fluent;
using static Emergency.Dispatch.Orders.OrderState;

namespace Emergency.Dispatch.Tests.Orders;

public sealed class OrderTransitionsTests
{
    private static readonly DateTimeOffset At = DispatchCity.Issued;

    private static OrderStanding Standing(OrderState state, bool objection = false) => new(
        "2018-2019-03-0001-1", DispatchCity.Start, state, ObjectionOpenSince: objection ? At : null,
        Ending: state.IsFinal() ? new OrderEnding(DispatchCity.Start, "王指挥", "降为黄色", state == Replaced ? "2018-2019-03-0001-2" : null) : null);

    [Fact]
    public void Every_event_in_every_state_moves_is_recorded_or_is_refused_with_facts_and_next_step()
    {
        foreach (var state in Enum.GetValues<OrderState>())
        {
            foreach (var happened in Enum.GetValues<OrderEvent>())
            {
                var outcome = OrderTransitions.Apply(Standing(state, objection: true), happened, At, "officer", "原因");
                if (outcome.Ok)
                {
                    Assert.Equal(OrderTransitions.Rule(state, happened).To, outcome.Value.State);
                }
                else
                {
                    Assert.Matches("^ORDER-0[12][0-9]$", outcome.Refusal.Code);
                    Assert.Contains("2018-2019-03-0001-1", outcome.Refusal.Sentence.Zh, StringComparison.Ordinal);
                    Assert.Contains("2018-2019-03-0001-1", outcome.Refusal.Sentence.En, StringComparison.Ordinal);
                    Assert.NotEmpty(outcome.Refusal.Remedy.Zh);
                    Assert.NotEmpty(outcome.Refusal.Remedy.En);
                }
            }
        }
    }

    [Theory]
    [InlineData(Lifted, "2019年1月11日18时由王指挥解除（降为黄色）", "ORDER-020")]
    [InlineData(Replaced, "2019年1月11日18时由王指挥替代", "ORDER-021")]
    [InlineData(Withdrawn, "2019年1月11日18时由王指挥撤回", "ORDER-022")]
    public void Nothing_happens_to_an_ended_order_and_the_refusal_says_who_ended_it_and_when(OrderState ended, string fact, string code)
    {
        foreach (var happened in Enum.GetValues<OrderEvent>())
        {
            var refusal = OrderTransitions.Apply(Standing(ended), happened, At, "plant", "").Refusal;
            Assert.Equal(code, refusal?.Code);
            Assert.Contains(fact, refusal!.Sentence.Zh, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_late_acknowledgement_of_a_replaced_order_points_to_its_successor() =>
        Assert.Contains(
            "2018-2019-03-0001-2",
            OrderTransitions.Apply(Standing(Replaced), OrderEvent.Acknowledge, At, "plant").Refusal!.Remedy.En,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(Issued)]
    [InlineData(Delivered)]
    [InlineData(Acknowledged)]
    [InlineData(Objected)]
    public void An_order_takes_effect_whether_or_not_it_was_answered(OrderState state) =>
        Assert.Equal(InForce, OrderTransitions.Apply(Standing(state), OrderEvent.TakeEffect, At, "system").OrThrow().State);

    [Theory]
    [InlineData(InForce)]
    [InlineData(Executed)]
    [InlineData(Verified)]
    public void An_acknowledgement_after_the_start_is_a_fact_and_no_step_back(OrderState state)
    {
        var after = OrderTransitions.Apply(Standing(state), OrderEvent.Acknowledge, At, "plant").OrThrow();
        Assert.Equal(state, after.State);
        Assert.Equal(At, after.AcknowledgedAt);
        Assert.Equal(At, after.DeliveredAt);
    }

    [Fact]
    public void A_second_acknowledgement_keeps_the_time_of_the_first()
    {
        var first = OrderTransitions.Apply(Standing(Delivered), OrderEvent.Acknowledge, At, "plant").OrThrow();
        Assert.Equal(At, OrderTransitions.Apply(first, OrderEvent.Acknowledge, At.AddHours(3), "plant").OrThrow().AcknowledgedAt);
    }

    [Fact]
    public void An_objection_before_the_start_stays_open_through_the_start_until_it_is_answered()
    {
        var objected = OrderTransitions.Apply(Standing(Delivered), OrderEvent.Object, At, "plant", "窑炉不能停").OrThrow();
        var started = OrderTransitions.Apply(objected, OrderEvent.TakeEffect, At.AddHours(8), "system").OrThrow();
        var answered = OrderTransitions.Apply(started, OrderEvent.RejectObjection, At.AddHours(9), "officer").OrThrow();
        Assert.Equal((InForce, At, InForce, (DateTimeOffset?)null), (started.State, started.ObjectionOpenSince, answered.State, answered.ObjectionOpenSince));
        Assert.Equal(OrderTransitions.NoObjection, OrderTransitions.Apply(answered, OrderEvent.RejectObjection, At, "officer").Refusal?.Code);
    }

    [Fact]
    public void Any_sequence_of_events_ends_in_a_legal_state_and_never_takes_a_fact_back() =>
        Prop.ForAll(Gen.Choose(0, Enum.GetValues<OrderEvent>().Length - 1).ListOf().ToArbitrary(), events =>
        {
            var order = Standing(Drafted);
            var minute = 0;
            foreach (var happened in events.Select(e => (OrderEvent)e))
            {
                var outcome = OrderTransitions.Apply(order, happened, At.AddMinutes(++minute), "x");
                if (!outcome.Ok)
                {
                    continue;
                }

                var next = outcome.Value;
                if (order.State.IsFinal()
                    || next.State == Drafted
                    || (order.State is InForce or Executed or Verified && next.State is Issued or Delivered or Acknowledged or Objected or Withdrawn)
                    || (order.DeliveredAt ?? next.DeliveredAt) != next.DeliveredAt
                    || (order.AcknowledgedAt ?? next.AcknowledgedAt) != next.AcknowledgedAt
                    || (order.ExecutedAt ?? next.ExecutedAt) != next.ExecutedAt
                    || next.AcknowledgedAt < next.DeliveredAt
                    || next.State.IsFinal() != next.Ending is not null)
                {
                    return false;
                }

                order = next;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_documentation_prints_this_table()
    {
        var table = new StringBuilder("| state | ").AppendJoin(" | ", Enum.GetValues<OrderEvent>()).Append(" |\n");
        table.Append('|').Insert(table.Length, "---|", Enum.GetValues<OrderEvent>().Length + 1).Append('\n');
        foreach (var state in Enum.GetValues<OrderState>())
        {
            var cells = Enum.GetValues<OrderEvent>().Select(e => OrderTransitions.Rule(state, e) switch
            {
                { To: { } to } => to == state ? "·" : to.ToString(),
                { RefusalCode: var code } => code![^3..],
            });
            table.Append("| **").Append(state).Append("** | ").AppendJoin(" | ", cells).Append(" |\n");
        }

        Assert.Contains(table.ToString(), File.ReadAllText(Path.Combine(Repository.Root, "docs", "orders.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
