using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Testing;

namespace Emergency.Dispatch.Tests.Delivery;

public sealed class MessageTextTests
{
    private static readonly Order Order = OrderDrafter.Draft(DispatchCity.Request(DispatchCity.List(1))).Issue[0];

    [Fact]
    public void An_order_is_put_in_few_words()
    {
        var text = MessageText.Of(Message(DeliveryDocuments.OrderBody(Order, DispatchCity.Issued)));
        Assert.Equal(
            "橙色预警减排指令2018-2019-03-0001-1：测试陶瓷1厂自2019年1月11日11时起，解除另行通知，喷雾干燥、辊道窑按指令减排。请于2019年1月10日11时前签收。",
            text.Short);
        Assert.Equal(Order.Number, text.AnswersOrder);
        Assert.Contains(OrderText.Chinese(Order), text.Long, StringComparison.Ordinal);
        Assert.True(SmsText.Split(text.Short).Count <= 2, "two short messages at most");
    }

    [Fact]
    public void A_later_revision_says_that_the_one_before_is_over() =>
        Assert.Contains("（第2版，前版作废）", MessageText.Of(Message(DeliveryDocuments.OrderBody(Order with { Revision = 2 }, DispatchCity.Issued))).Short, StringComparison.Ordinal);

    [Fact]
    public void Many_processes_are_counted_instead_of_listed()
    {
        var lines = Enumerable.Range(1, 30).Select(i => Order.Lines[0] with { Process = $"第{i}号窑炉" }).ToList();
        Assert.Contains("第1号窑炉等30项", MessageText.Of(Message(DeliveryDocuments.OrderBody(Order with { Lines = lines }, DispatchCity.Issued))).Short, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lift_stands_by_itself_and_asks_for_no_answer()
    {
        var text = MessageText.Of(Message(DeliveryDocuments.LiftBody(Order, OrderState.Lifted, DispatchCity.Start, new Text("空气好转", "better air"))));
        Assert.StartsWith("减排指令2018-2019-03-0001-1自2019年1月11日18时起解除，无论是否收到过", text.Short, StringComparison.Ordinal);
        Assert.Null(text.AnswersOrder);
    }

    [Fact]
    public void A_suspension_and_a_spread_restart_are_said()
    {
        var text = MessageText.Of(Message(DeliveryDocuments.LiftBody(Order with { RestartDelayMinutes = 30 }, OrderState.Lifted, DispatchCity.Start, new Text("会商", "consultation"), suspended: true))).Short;
        Assert.Contains("起暂停执行，无论是否收到过，均不再执行，2019年1月11日18时30分起可恢复生产。", text, StringComparison.Ordinal);
        Assert.EndsWith("恢复时另发新版。", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_other_document_brings_its_own_words()
    {
        var text = MessageText.Of(Message(CanonicalJson.Write(new { Kind = "reminder", Order.Number, Text = new Text("请尽快签收", "Please acknowledge") })));
        Assert.Equal(("请尽快签收", Order.Number), (text.Short, text.AnswersOrder));
        Assert.Null(MessageText.Of(Message(CanonicalJson.Write(new { Kind = "escalation", Text = new Text("请督促", "Follow up") }))).AnswersOrder);
    }

    private static DeliveryMessage Message(string body) => new("k", Order.Id, Order.EnterpriseCode, "sms", DeliveryStage.Order, "13800000000", body, 1);
}
