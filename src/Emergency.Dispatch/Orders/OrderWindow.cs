using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;

namespace Emergency.Dispatch.Orders;

/// <summary>A time in which a line of an order holds: whole days, the first from the start of the response on.</summary>
/// <param name="From">Begin.</param>
/// <param name="To">End, not included.</param>
public sealed record OrderWindow(DateTimeOffset From, DateTimeOffset To);

/// <summary>Windows of orders: made from the days of a plan, said in words, and counted back into days.</summary>
public static class OrderWindows
{
    /// <summary>Days as windows, days that follow each other joined; null for null.</summary>
    /// <param name="days">Days of a plan.</param>
    /// <param name="start">Start of the response: nothing holds before it.</param>
    public static IReadOnlyList<OrderWindow>? Of(IReadOnlyList<LocalDay>? days, DateTimeOffset start)
    {
        if (days is null)
        {
            return null;
        }

        var windows = new List<OrderWindow>();
        foreach (var day in days.Order())
        {
            var (from, to) = (day.Start > start ? day.Start : start, day.Plus(1).Start);
            if (to <= start)
            {
                continue;
            }

            if (windows.Count > 0 && windows[^1].To == from)
            {
                windows[^1] = windows[^1] with { To = to };
            }
            else
            {
                windows.Add(new(from, to));
            }
        }

        return windows;
    }

    /// <summary>True when two lines hold at the same times from a moment on: what is over is over, whatever it was. Null is always, and like nothing else.</summary>
    public static bool SameLeft(IReadOnlyList<OrderWindow>? left, IReadOnlyList<OrderWindow>? right, DateTimeOffset at)
    {
        IEnumerable<OrderWindow> Left(IReadOnlyList<OrderWindow> windows) => windows.Where(w => w.To > at).Select(w => w.From < at ? w with { From = at } : w);
        return left is null || right is null ? left is null && right is null : Left(left).SequenceEqual(Left(right));
    }

    /// <summary>The windows in words.</summary>
    public static Text Say(IReadOnlyList<OrderWindow> windows) => new(
        string.Join("、", windows.Select(w => $"{w.From.ToNoticeZh()}至{w.To.ToNoticeZh()}")),
        string.Join(", ", windows.Select(w => $"{w.From.ToIso()} to {w.To.ToIso()}")));

    /// <summary>Whether a line of an order holds on a day.</summary>
    public static bool HoldsOn(this OrderLine line, LocalDay day)
    {
        ArgumentNullException.ThrowIfNull(line);
        bool Within(OrderWindow w) => w.From < day.Plus(1).Start && w.To > day.Start;
        return (line.Windows is null || line.Windows.Any(Within)) && line.Except?.Any(Within) != true;
    }

    /// <summary>What some orders cut on a day, each line at its full effect [kg/day].</summary>
    public static Emissions CutOn(IEnumerable<Order> orders, LocalDay day) =>
        orders.SelectMany(o => o.Lines).Where(l => l.HoldsOn(day)).Aggregate(Emissions.Zero, (sum, line) => sum + line.Cut);
}
