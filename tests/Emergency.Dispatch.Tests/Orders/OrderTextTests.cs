using Emergency.Core;
using Emergency.Dispatch.Orders;
using Emergency.Testing;
using static Emergency.Testing.DispatchCity;

namespace Emergency.Dispatch.Tests.Orders;

public sealed class OrderTextTests
{
    private static Order Sample(bool revised)
    {
        var list = List(1);
        var plan = Plan(list);
        plan = plan with { Choices = [plan.Choices[0] with { FromHour = 17, ToHour = 9, MeasureText = "喷雾干燥塔每日17时至次日9时停运" }, plan.Choices[1]] };
        var first = OrderDrafter.Draft(Request(list, plan)).Issue[0];
        return revised
            ? OrderDrafter.Draft(Request(list, plan, Response(endsAt: Start.AddDays(3)), current: [new CurrentOrder(first, OrderState.Delivered)])).Issue[0]
            : first;
    }

    [Fact]
    public void The_order_in_Chinese_reads_as_approved() => Golden.Check(OrderText.Chinese(Sample(revised: false)), "order-zh");

    [Fact]
    public void A_revision_in_Chinese_reads_as_approved() => Golden.Check(OrderText.Chinese(Sample(revised: true)), "order-revision-zh");

    [Fact]
    public void The_English_summary_reads_as_approved() => Golden.Check(OrderText.EnglishSummary(Sample(revised: false)), "order-en");

    [Fact]
    public void The_lift_reads_as_approved()
    {
        var text = OrderText.Ended(Sample(revised: false), Start.AddDays(2), new Text("会商认为未来36小时以上空气质量持续改善", "the consultation expects better air for more than 36 hours"));
        Golden.Check($"{text.Zh}\n{text.En}", "lift");
    }
}
