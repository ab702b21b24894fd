using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using static Emergency.Testing.DispatchCity;

namespace Emergency.Dispatch.Tests.Orders;

/// <summary>The orders of a response as the desks keep them, with everything that was ever sent.</summary>
internal sealed class OrdersInFlight
{
    private readonly Dictionary<string, CurrentOrder> current = [];

    /// <summary>The newest order of each enterprise.</summary>
    public IReadOnlyList<CurrentOrder> Current => [.. current.Values];

    /// <summary>Everything ever sent.</summary>
    public List<(string Code, string Body)> Sent { get; } = [];

    /// <summary>The order an enterprise has to follow; null for none.</summary>
    public Order? Holds(string code) => current.TryGetValue(code, out var order) && !order.State.IsFinal() ? order.Order : null;

    /// <summary>Issues what a draft says.</summary>
    public void Issue(OrderChanges changes, DateTimeOffset now)
    {
        foreach (var order in changes.Issue)
        {
            current[order.EnterpriseCode] = new CurrentOrder(order, OrderState.Issued);
            Sent.Add((order.EnterpriseCode, DeliveryDocuments.OrderBody(order, now)));
        }

        foreach (var drop in changes.Drop)
        {
            End(drop.Order, drop.Why ?? new Text("测试", "test"), now, suspend: false);
        }
    }

    /// <summary>Ends every order that runs.</summary>
    public void EndAll(DateTimeOffset now, bool suspend)
    {
        foreach (var order in Current.Where(o => !o.State.IsFinal()))
        {
            End(order.Order, new Text("测试", "test"), now, suspend);
        }
    }

    /// <summary>What each enterprise holds when the messages arrive in any order, some of them twice.</summary>
    public IReadOnlyDictionary<string, Order?> Arrive(Random random, int plants)
    {
        var arriving = Sent.Concat(Sent.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(arriving);
        var receivers = Enumerable.Range(1, plants).ToDictionary(Code, _ => new Receiver());
        foreach (var (code, body) in arriving)
        {
            receivers[code].Take(body);
        }

        return receivers.ToDictionary(r => r.Key, r => r.Value.Holds());
    }

    private void End(Order order, Text why, DateTimeOffset now, bool suspend)
    {
        current[order.EnterpriseCode] = new CurrentOrder(order, OrderState.Lifted);
        Sent.Add((order.EnterpriseCode, DeliveryDocuments.LiftBody(order, OrderState.Lifted, now, why, suspend)));
    }

    /// <summary>The rule of docs/orders.md for receivers: the highest revision counts, and a lift ends its revision and every earlier one, also when the order comes after it.</summary>
    private sealed class Receiver
    {
        private Order? latest;
        private int lifted;

        public void Take(string body)
        {
            if (body.Contains("\"kind\":\"lift\"", StringComparison.Ordinal))
            {
                lifted = Math.Max(lifted, CanonicalJson.Read<LiftDocument>(body).Revision);
            }
            else if (CanonicalJson.Read<OrderDocument>(body).Order is var order && order.Revision > (latest?.Revision ?? 0))
            {
                latest = order;
            }
        }

        public Order? Holds() => latest is { } order && order.Revision > lifted ? order : null;
    }
}
