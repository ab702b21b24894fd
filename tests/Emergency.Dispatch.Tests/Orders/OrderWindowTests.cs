using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Planning.Activation;
using FsCheck;
using FsCheck.Fluent;
using static Emergency.Testing.DispatchCity;

namespace Emergency.Dispatch.Tests.Orders;

/// <summary>Orders of a plan over days: each line with its times, and counted back into days.</summary>
public sealed class OrderWindowTests
{
    private static readonly LocalDay First = Start.ToLocalDay();

    /// <summary>A plan in which the kiln of every plant stops altogether on some days, and half of it on the others.</summary>
    private static Plan OverDays(Func<int, IReadOnlyList<LocalDay>> days, int plants = 2)
    {
        var plan = Plan(List(plants));
        return plan with
        {
            Choices = [.. plan.Choices.SelectMany(c =>
            {
                var on = days(int.Parse(c.EnterpriseCode[14..17], System.Globalization.CultureInfo.InvariantCulture));
                return c.UnitId != "K1" || on.Count == 0
                    ? [c]
                    : new[] { c with { ExceptDays = on }, c with { Amount = 1, LinesStopped = 2, MeasureText = "停产", Cut = c.Cut * 2, Added = true, Days = on } };
            })],
        };
    }

    [Fact]
    public void Orders_counted_back_give_the_plan_of_every_day_to_the_gram() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var days = Enumerable.Range(1, 3).ToDictionary(n => n, _ => (IReadOnlyList<LocalDay>)[.. Enumerable.Range(0, 6).Where(_ => random.Next(2) == 0).Select(First.Plus)]);
            var plan = OverDays(n => days[n], 3);
            var orders = OrderDrafter.Draft(Request(List(3), plan)).Issue;
            return Enumerable.Range(0, 8).Select(First.Plus).All(day =>
                OrderWindows.CutOn(orders, day) == plan.Choices.Where(c => c.Binding && c.HoldsOn(day)).Aggregate(Emissions.Zero, (sum, c) => sum + c.Cut));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Days_that_follow_each_other_are_one_window_and_nothing_holds_before_the_start()
    {
        var order = OrderDrafter.Draft(Request(List(1), OverDays(_ => [First, First.Plus(1), First.Plus(3)], 1))).Issue.Single();
        var stop = order.Lines.Single(l => l.Windows is not null);
        Assert.Equal([new(Start, First.Plus(2).Start), new(First.Plus(3).Start, First.Plus(4).Start)], stop.Windows!);
        Assert.Equal(stop.Windows, order.Lines.Single(l => l.Except is not null).Except);
        Assert.Null(order.Lines.Single(l => l.UnitId == "D1").Windows);
    }

    [Fact]
    public void A_step_of_a_later_day_begins_before_its_first_hour_and_does_not_put_off_the_report()
    {
        var list = List(1);
        var day = First.Plus(2);
        var order = OrderDrafter.Draft(Request(list, OverDays(_ => [day], 1))).Issue.Single();
        var stop = order.Lines.Single(l => l.Windows is not null);
        Assert.InRange(stop.RampDownAt, day.Start.AddHours(-1), day.Start);
        Assert.Equal(stop.RampDownAt.AddHours(6), stop.FullEffectAt);
        Assert.Equal(OrderDrafter.Draft(Request(list, Plan(list))).Issue.Single().ReportBy, order.ReportBy);
    }

    [Fact]
    public void Every_text_says_on_which_days_a_line_holds()
    {
        var order = OrderDrafter.Draft(Request(List(1), OverDays(_ => [First.Plus(2)], 1))).Issue.Single();
        Assert.Contains("只在2019年1月13日0时至2019年1月14日0时执行", OrderText.Chinese(order), StringComparison.Ordinal);
        Assert.Contains("2019年1月13日0时至2019年1月14日0时期间由本指令中更严的措施代替", OrderText.Chinese(order), StringComparison.Ordinal);
        Assert.Contains("only 2019-01-13T00:00+08:00 to 2019-01-14T00:00+08:00", OrderText.EnglishSummary(order), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_plan_again_keeps_every_order_also_when_days_are_over()
    {
        var list = List(2);
        var plan = OverDays(_ => [First, First.Plus(1)]);
        var issued = OrderDrafter.Draft(Request(list, plan)).Issue;
        var again = OrderDrafter.Draft(Request(list, plan, issuedAt: First.Plus(4).Start, current: [.. issued.Select(o => new CurrentOrder(o, OrderState.InForce))]));
        Assert.Equal((0, 2, 0), (again.Issue.Count, again.Keep.Count, again.Drop.Count));
    }

    [Fact]
    public void What_is_over_or_after_the_planned_end_is_not_ordered_any_more_and_what_binds_stays()
    {
        var list = List(1);
        var over = OrderDrafter.Draft(Request(list, OverDays(_ => [First], 1), issuedAt: First.Plus(2).Start)).Issue.Single();
        Assert.DoesNotContain(over.Lines, l => l.Windows is not null);
        Assert.Equal(2, over.Lines.Count);

        var beyond = OrderDrafter.Draft(Request(list, OverDays(_ => [First.Plus(5)], 1), Response(endsAt: Start.AddDays(2))));
        Assert.DoesNotContain(beyond.Issue.Single().Lines, l => l.Windows is not null);
        Assert.Contains(beyond.Doubts, d => d.Zh.Contains("延长响应后再次下达", StringComparison.Ordinal));

        // Extended, the same plan brings them.
        var extended = OrderDrafter.Draft(Request(list, OverDays(_ => [First.Plus(5)], 1), Response(endsAt: Start.AddDays(8)), current: [new(beyond.Issue.Single(), OrderState.InForce)]));
        Assert.Single(extended.Issue.Single().Lines, l => l.Windows is not null);
    }

    [Fact]
    public void Other_days_are_a_new_revision_that_says_so()
    {
        var list = List(1);
        var first = OrderDrafter.Draft(Request(list, OverDays(_ => [First.Plus(1)], 1))).Issue.Single();
        var moved = OrderDrafter.Draft(Request(list, OverDays(_ => [First.Plus(2)], 1), current: [new(first, OrderState.InForce)])).Issue.Single();
        Assert.Equal(2, moved.Revision);
        Assert.Contains("措施新增或改动2项", moved.Change!.Zh, StringComparison.Ordinal);
    }
}
