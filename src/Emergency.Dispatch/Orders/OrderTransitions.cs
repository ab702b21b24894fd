using Emergency.Core.Refusals;
using Emergency.Core.Time;
using static Emergency.Dispatch.Orders.OrderState;

namespace Emergency.Dispatch.Orders;

/// <summary>What an event does to an order in a state: the state it leads to (the same one when only a fact is recorded), or the code of the refusal.</summary>
/// <param name="To">State after the event; null when refused.</param>
/// <param name="RefusalCode">Code of the refusal; null when allowed.</param>
public readonly record struct OrderRule(OrderState? To, string? RefusalCode);

/// <summary>
/// The one table of an order's life: every state × every event. Nothing is silently ignored: an event moves the order, is recorded as a fact
/// beside the state, or is refused with the facts and the next step. docs/orders.md prints this table; a test keeps the two equal.
/// </summary>
public static class OrderTransitions
{
    /// <summary>Nothing but issuing, replacing or withdrawing can happen to a draft.</summary>
    public const string NotIssued = "ORDER-010";

    /// <summary>Issued twice.</summary>
    public const string AlreadyIssued = "ORDER-011";

    /// <summary>There is no open objection to answer.</summary>
    public const string NoObjection = "ORDER-013";

    /// <summary>Not in force yet: there is nothing to verify.</summary>
    public const string NothingToVerify = "ORDER-014";

    /// <summary>Already in effect.</summary>
    public const string AlreadyInEffect = "ORDER-015";

    /// <summary>Started orders are lifted, not withdrawn.</summary>
    public const string AlreadyStarted = "ORDER-016";

    /// <summary>The order was lifted.</summary>
    public const string WasLifted = "ORDER-020";

    /// <summary>The order was replaced.</summary>
    public const string WasReplaced = "ORDER-021";

    /// <summary>The order was withdrawn.</summary>
    public const string WasWithdrawn = "ORDER-022";

    private static readonly OrderEvent[] Columns =
    [
        OrderEvent.Issue, OrderEvent.Deliver, OrderEvent.Acknowledge, OrderEvent.Object, OrderEvent.RejectObjection, OrderEvent.TakeEffect,
        OrderEvent.ReportExecution, OrderEvent.Verify, OrderEvent.Lift, OrderEvent.Replace, OrderEvent.Withdraw,
    ];

    // Columns as above. A state in a cell is where the event leads; the state of the row itself means "recorded, state kept".
    private static readonly Dictionary<OrderState, Cell[]> Rows = new()
    {
        //                Issue          Deliver       Acknowledge   Object        RejectObj.    TakeEffect       Report        Verify           Lift          Replace      Withdraw
        [Drafted]      = [Issued,        NotIssued,    NotIssued,    NotIssued,    NotIssued,    NotIssued,       NotIssued,    NotIssued,       NotIssued,    Replaced,    Withdrawn],
        [Issued]       = [AlreadyIssued, Delivered,    Acknowledged, Objected,     NoObjection,  InForce,         Executed,     NothingToVerify, Lifted,       Replaced,    Withdrawn],
        [Delivered]    = [AlreadyIssued, Delivered,    Acknowledged, Objected,     NoObjection,  InForce,         Executed,     NothingToVerify, Lifted,       Replaced,    Withdrawn],
        [Acknowledged] = [AlreadyIssued, Acknowledged, Acknowledged, Objected,     NoObjection,  InForce,         Executed,     NothingToVerify, Lifted,       Replaced,    Withdrawn],
        [Objected]     = [AlreadyIssued, Objected,     Objected,     Objected,     Acknowledged, InForce,         Executed,     NothingToVerify, Lifted,       Replaced,    Withdrawn],
        [InForce]      = [AlreadyIssued, InForce,      InForce,      InForce,      InForce,      AlreadyInEffect, Executed,     Verified,        Lifted,       Replaced,    AlreadyStarted],
        [Executed]     = [AlreadyIssued, Executed,     Executed,     Executed,     Executed,     AlreadyInEffect, Executed,     Verified,        Lifted,       Replaced,    AlreadyStarted],
        [Verified]     = [AlreadyIssued, Verified,     Verified,     Verified,     Verified,     AlreadyInEffect, Verified,     Verified,        Lifted,       Replaced,    AlreadyStarted],
        [Lifted]       = Ended(WasLifted),
        [Replaced]     = Ended(WasReplaced),
        [Withdrawn]    = Ended(WasWithdrawn),
    };

    /// <summary>True when nothing can happen to an order in this state any more.</summary>
    public static bool IsFinal(this OrderState state) => state is Lifted or Replaced or Withdrawn;

    /// <summary>The cell of the table.</summary>
    /// <exception cref="KeyNotFoundException">The state has no row: the table is incomplete.</exception>
    public static OrderRule Rule(OrderState state, OrderEvent happened)
    {
        var cell = Rows[state][Array.IndexOf(Columns, happened)];
        return new OrderRule(cell.To, cell.RefusalCode);
    }

    /// <summary>Applies an event. An ended order keeps every fact as it was when it ended.</summary>
    /// <param name="order">Where the order stands.</param>
    /// <param name="happened">What happened.</param>
    /// <param name="at">When.</param>
    /// <param name="by">By whom.</param>
    /// <param name="reason">In words; kept when the order ends.</param>
    public static Outcome<OrderStanding> Apply(OrderStanding order, OrderEvent happened, DateTimeOffset at, string by, string reason = "")
    {
        var rule = Rule(order.State, happened);
        if (rule.RefusalCode is { } code)
        {
            return Refuse(order, happened, code);
        }

        if (happened == OrderEvent.RejectObjection && order.ObjectionOpenSince is null)
        {
            return Refuse(order, happened, NoObjection);
        }

        var next = order with { State = rule.To!.Value };
        return happened switch
        {
            OrderEvent.Deliver => next with { DeliveredAt = order.DeliveredAt ?? at },
            // Whoever answers has received: an answer is proof of delivery, and an objection or a report is an answer.
            OrderEvent.Acknowledge => next with { DeliveredAt = order.DeliveredAt ?? at, AcknowledgedAt = order.AcknowledgedAt ?? at },
            OrderEvent.Object => next with
            {
                DeliveredAt = order.DeliveredAt ?? at,
                AcknowledgedAt = order.AcknowledgedAt ?? at,
                ObjectionOpenSince = order.ObjectionOpenSince ?? at,
            },
            OrderEvent.RejectObjection => next with { ObjectionOpenSince = null },
            OrderEvent.ReportExecution => next with
            {
                DeliveredAt = order.DeliveredAt ?? at,
                AcknowledgedAt = order.AcknowledgedAt ?? at,
                ExecutedAt = order.ExecutedAt ?? at,
            },
            OrderEvent.Lift or OrderEvent.Replace or OrderEvent.Withdraw => next with { Ending = new OrderEnding(at, by, reason) },
            _ => next,
        };
    }

    private static Refusal Refuse(OrderStanding order, OrderEvent happened, string code)
    {
        var what = happened.Name();
        return code switch
        {
            NotIssued => Refusal.Of(
                code,
                $"指令{order.Number}尚未下达，不能{what.Zh}。",
                $"Order {order.Number} has not been issued yet: cannot {what.En}.",
                "请先下达指令；不再需要的草稿请撤回。",
                "Issue it first; withdraw a draft that is no longer wanted."),
            AlreadyIssued => Refusal.Of(
                code,
                $"指令{order.Number}已经下达（现状态：{order.State.Name().Zh}），不能重复下达。",
                $"Order {order.Number} has been issued already (now {order.State.Name().En}) and is not issued twice.",
                "如内容有变，请按新方案下达新版本。",
                "If its content changes, issue a new revision from a new plan."),
            NoObjection => Refusal.Of(
                code,
                $"指令{order.Number}没有待答复的异议（现状态：{order.State.Name().Zh}）。",
                $"Order {order.Number} has no open objection (now {order.State.Name().En}).",
                "请在时间线中核对；异议可能已被答复。",
                "Check its timeline; the objection may have been answered."),
            NothingToVerify => Refusal.Of(
                code,
                $"指令{order.Number}自{order.StartsAt.ToNoticeZh()}起执行，目前尚未生效，没有可核查的内容。",
                $"Order {order.Number} starts at {order.StartsAt.ToIso()} and is not in force yet: there is nothing to verify.",
                "请在开始执行后核查。",
                "Verify it after its start."),
            AlreadyInEffect => Refusal.Of(
                code,
                $"指令{order.Number}已经生效（现状态：{order.State.Name().Zh}）。",
                $"Order {order.Number} is in effect already (now {order.State.Name().En}).",
                "无需处理。",
                "Nothing needs doing."),
            AlreadyStarted => Refusal.Of(
                code,
                $"指令{order.Number}已自{order.StartsAt.ToNoticeZh()}起执行，不能撤回。",
                $"Order {order.Number} has been running since {order.StartsAt.ToIso()} and cannot be withdrawn.",
                "请解除该指令，或下达新版本。",
                "Lift it, or issue a new revision."),
            _ => RefuseEnded(order, what, code),
        };
    }

    private static Refusal RefuseEnded(OrderStanding order, Core.Text what, string code)
    {
        var ended = order.State.Name();
        var zh = order.Ending is { } e ? $"：{e.At.ToNoticeZh()}由{e.By}{ended.Zh}{(e.Reason.Length == 0 ? "" : $"（{e.Reason}）")}" : "";
        var en = order.Ending is { } g ? $" at {g.At.ToIso()} by {g.By}{(g.Reason.Length == 0 ? "" : $" ({g.Reason})")}" : "";
        var successor = order.Ending?.SuccessorNumber;
        return Refusal.Of(
            code,
            $"指令{order.Number}已{ended.Zh}，不能{what.Zh}{zh}。",
            $"Order {order.Number} was {ended.En}{en}: cannot {what.En}.",
            successor is null ? "该指令无需再执行任何内容；如有疑问请与值班员联系。" : $"请改为处理指令{successor}。",
            successor is null ? "Nothing of it has to be carried out any more; call the duty officer if in doubt." : $"Open order {successor} instead.");
    }

    private static Cell[] Ended(string code) => Enumerable.Repeat(new Cell(null, code), Columns.Length).ToArray();

    private readonly record struct Cell(OrderState? To, string? RefusalCode)
    {
        public static implicit operator Cell(OrderState to) => new(to, null);

        public static implicit operator Cell(string refusalCode) => new(null, refusalCode);
    }
}
