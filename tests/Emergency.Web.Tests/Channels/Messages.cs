using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Testing;

namespace Emergency.Web.Tests.Channels;

/// <summary>Messages of the ledger about one made-up order.</summary>
internal static class Messages
{
    public static Order Order { get; } = OrderDrafter.Draft(DispatchCity.Request(DispatchCity.List(1))).Issue[0];

    public static DeliveryMessage ToOrder(string channel, string address, Order? order = null) => new(
        $"{Order.Id}/{channel}/order", Order.Id, Order.EnterpriseCode, channel, DeliveryStage.Order, address, DeliveryDocuments.OrderBody(order ?? Order, DispatchCity.Issued), 1);

    public static DeliveryMessage ToLift(string channel, string address) => new(
        $"{Order.Id}/{channel}/lift", Order.Id, Order.EnterpriseCode, channel, DeliveryStage.Lift, address,
        DeliveryDocuments.LiftBody(Order, OrderState.Lifted, DispatchCity.Start, new Text("空气好转", "better air"), earlier: [new IssuedOrder(Order.Id, DispatchCity.Issued)]), 1);
}
