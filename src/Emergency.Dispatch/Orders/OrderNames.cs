using Emergency.Core;

namespace Emergency.Dispatch.Orders;

/// <summary>Names of states and events as people read them.</summary>
public static class OrderNames
{
    /// <summary>The state in words.</summary>
    public static Text Name(this OrderState state) => state switch
    {
        OrderState.Drafted => new("拟定", "drafted"),
        OrderState.Issued => new("已下达", "issued"),
        OrderState.Delivered => new("已送达", "delivered"),
        OrderState.Acknowledged => new("已签收", "acknowledged"),
        OrderState.Objected => new("有异议", "objected"),
        OrderState.InForce => new("执行中", "in force"),
        OrderState.Executed => new("已报告执行", "executed"),
        OrderState.Verified => new("已核查", "verified"),
        OrderState.Lifted => new("解除", "lifted"),
        OrderState.Replaced => new("替代", "replaced"),
        OrderState.Withdrawn => new("撤回", "withdrawn"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>The event as a verb.</summary>
    public static Text Name(this OrderEvent happened) => happened switch
    {
        OrderEvent.Issue => new("下达", "issue"),
        OrderEvent.Deliver => new("送达", "deliver"),
        OrderEvent.Acknowledge => new("签收", "acknowledge"),
        OrderEvent.Object => new("提出异议", "object"),
        OrderEvent.RejectObjection => new("驳回异议", "reject the objection"),
        OrderEvent.TakeEffect => new("生效", "take effect"),
        OrderEvent.ReportExecution => new("报告执行情况", "report execution"),
        OrderEvent.Verify => new("核查", "verify"),
        OrderEvent.Lift => new("解除", "lift"),
        OrderEvent.Replace => new("替代", "replace"),
        OrderEvent.Withdraw => new("撤回", "withdraw"),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, null),
    };
}
