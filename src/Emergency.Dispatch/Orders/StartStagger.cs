using System.Security.Cryptography;
using System.Text;
using Emergency.Core.Rules;

namespace Emergency.Dispatch.Orders;

/// <summary>
/// Spreads the starts of a response over slots, so that plants do not all ramp in the same minutes.
/// <code>
///   notice allows (issued early enough)                    no or little notice
///
///   issued      B                start−ramp   start        start−ramp  issued = B
///     |         |—0—1—2—3—4—|———ramp———————|                 |            |—0—1—2—3—4—|——ramp——|
///               ramp-down begins in a slot, full effect ≤ start            earliest possible, spread over the same slots
/// </code>
/// The spreading window is <c>StaggerMaxMinutes</c> long and begins at B = max(issued, start − ramp − window). So full effect is reached by the
/// response's start wherever the notice allows it; otherwise the unit begins as early as it can, at most one window after the order was issued.
/// Slots are dealt out in turn to the enterprises ordered by their ramp-down need (longest first) and then by a hash of response and enterprise:
/// within each need, and overall, no slot holds more than one enterprise above another, and it is not always the same enterprise that goes first.
/// </summary>
public sealed class StartStagger
{
    private readonly DateTimeOffset earliest;
    private readonly DateTimeOffset responseStart;
    private readonly TimeSpan step;
    private readonly TimeSpan window;
    private readonly Dictionary<string, int> slots;

    /// <summary>Deals out the slots.</summary>
    /// <param name="responseId">Response, part of the tie-break.</param>
    /// <param name="responseStart">When measures should be fully in effect.</param>
    /// <param name="issuedAt">When the orders leave; nothing starts earlier. Rounded up to the minute.</param>
    /// <param name="rules">Step and longest delay [min].</param>
    /// <param name="rampDownHours">Longest ramp-down of each enterprise that is to be placed [h], by code.</param>
    public StartStagger(string responseId, DateTimeOffset responseStart, DateTimeOffset issuedAt, DeadlineRules rules, IReadOnlyDictionary<string, decimal> rampDownHours)
    {
        this.responseStart = responseStart;
        earliest = CeilingMinute(issuedAt);
        SlotCount = Slots(rules);
        step = TimeSpan.FromMinutes(rules.StaggerStepMinutes);
        window = step * (SlotCount - 1);
        slots = Deal(responseId, rampDownHours, SlotCount);
    }

    /// <summary>
    /// Minutes after a lift at which each enterprise begins to ramp up: slots dealt out as for the starts, by the ramp-up need. The rounds are drawn anew, so that who
    /// goes down first does not always come up first.
    /// </summary>
    /// <param name="responseId">Response, part of the tie-break.</param>
    /// <param name="rules">Step and longest delay [min].</param>
    /// <param name="rampUpHours">Longest ramp-up of each enterprise [h], by code.</param>
    public static IReadOnlyDictionary<string, int> RestartDelays(string responseId, DeadlineRules rules, IReadOnlyDictionary<string, decimal> rampUpHours) =>
        Deal($"{responseId}|restart", rampUpHours, Slots(rules)).ToDictionary(s => s.Key, s => s.Value * rules.StaggerStepMinutes, StringComparer.Ordinal);

    private static int Slots(DeadlineRules rules) => rules.StaggerStepMinutes > 0 ? (rules.StaggerMaxMinutes / rules.StaggerStepMinutes) + 1 : 1;

    private static Dictionary<string, int> Deal(string draw, IReadOnlyDictionary<string, decimal> hours, int slotCount) =>
        hours
            .OrderByDescending(e => e.Value)
            .ThenBy(e => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{draw}|{e.Key}"))), StringComparer.Ordinal)
            .Select((e, rank) => (e.Key, Slot: rank % slotCount))
            .ToDictionary(e => e.Key, e => e.Slot, StringComparer.Ordinal);

    /// <summary>Number of slots, at least 1.</summary>
    public int SlotCount { get; }

    /// <summary>Slot of an enterprise, 0 … <see cref="SlotCount"/> − 1.</summary>
    /// <exception cref="KeyNotFoundException">The enterprise was not placed.</exception>
    public int SlotOf(string enterpriseCode) => slots[enterpriseCode];

    /// <summary>When a unit of an enterprise begins to go down, and when its measure is fully in effect.</summary>
    /// <param name="enterpriseCode">Enterprise, placed before.</param>
    /// <param name="rampDownHours">Ramp-down of this unit [h].</param>
    public (DateTimeOffset RampDownAt, DateTimeOffset FullEffectAt) Place(string enterpriseCode, decimal rampDownHours)
    {
        var ramp = Ramp(rampDownHours);
        var begin = Later(earliest, responseStart - ramp - window);
        var rampDownAt = begin + (step * slots[enterpriseCode]);
        return (rampDownAt, rampDownAt + ramp);
    }

    /// <summary>
    /// The same for a step of a later day: units begin spread over the window before its first hour, so that the cut the plan counts from that hour on is there. Nothing begins
    /// before the order is issued.
    /// </summary>
    /// <param name="enterpriseCode">Enterprise, placed before.</param>
    /// <param name="from">First hour of the step.</param>
    /// <param name="rampDownHours">Ramp-down of this unit [h].</param>
    public (DateTimeOffset RampDownAt, DateTimeOffset FullEffectAt) PlaceBefore(string enterpriseCode, DateTimeOffset from, decimal rampDownHours)
    {
        var rampDownAt = Later(earliest, from - window) + (step * slots[enterpriseCode]);
        return (rampDownAt, rampDownAt + Ramp(rampDownHours));
    }

    /// <summary>A measure that nothing ramps for (vehicles, dust, emission caps) holds from the response's start, or from the issue when that is later.</summary>
    public DateTimeOffset Unspread => Later(earliest, responseStart);

    /// <summary>A ramp-down as whole minutes, rounded up.</summary>
    public static TimeSpan Ramp(decimal hours) => TimeSpan.FromMinutes((double)Math.Ceiling(Math.Max(0, hours) * 60));

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left >= right ? left : right;

    private static DateTimeOffset CeilingMinute(DateTimeOffset instant)
    {
        var rest = instant.Ticks % TimeSpan.TicksPerMinute;
        return rest == 0 ? instant : instant.AddTicks(TimeSpan.TicksPerMinute - rest);
    }
}
