using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Planning.Activation;

namespace Emergency.Planning.Staggering;

/// <summary>
/// The choices of one enterprise day by day, and back: what holds on each day of a plan over days and after them, joined into choices with their days. Taken apart and joined
/// again they are the same, word for word and in the same order.
/// </summary>
internal static class DayChoices
{
    /// <summary>Days of a plan that are over, by the clock of a decision; it counts from the first hour of its own day.</summary>
    public static int Over(PlanDays days, DateTimeOffset at) => days.Days.Count(d => d.Day < at.ToLocalDay());

    /// <summary>What holds on a day, or after the days of the plan (null), and what is expressly not asked.</summary>
    public static List<PlanChoice> On(IEnumerable<PlanChoice> choices, LocalDay? day) =>
        [.. choices.Where(c => !c.Binding || (day is { } d ? c.HoldsOn(d) : c.Days is null)).Select(Timeless)];

    /// <summary>Joins what holds day by day.</summary>
    /// <param name="days">Days of the plan.</param>
    /// <param name="from">First day whose sparing counts: that somebody was spared on days that are over is history.</param>
    /// <param name="on">By day, and after the days (null): what holds, without days of its own.</param>
    /// <param name="order">Choices whose order within a unit is kept.</param>
    public static List<PlanChoice> Join(IReadOnlyList<LocalDay> days, int from, Func<LocalDay?, IReadOnlyList<PlanChoice>> on, IReadOnlyList<PlanChoice> order)
    {
        var found = new Dictionary<string, (PlanChoice Choice, List<LocalDay> Days, bool After)>(StringComparer.Ordinal);
        for (var d = 0; d <= days.Count; d++)
        {
            foreach (var (key, choice) in Keyed(on(d < days.Count ? days[d] : null)).Where(k => k.Choice.Binding || d >= from))
            {
                var entry = found.GetValueOrDefault(key, (choice, [], false));
                if (d < days.Count)
                {
                    entry.Days.Add(days[d]);
                }

                found[key] = entry with { After = entry.After || d == days.Count };
            }
        }

        var place = Keyed(order.Select(Timeless)).Select((k, i) => (k.Key, i)).ToDictionary(x => x.Key, x => x.i, StringComparer.Ordinal);
        return [.. found
            .Select(f => (Choice: Timed(f.Value.Choice, days, f.Value.Days, f.Value.After), Place: place.GetValueOrDefault(f.Key, int.MaxValue)))
            .OrderBy(c => c.Choice.UnitId, StringComparer.Ordinal).ThenBy(c => c.Choice.Days is null ? 0 : 1).ThenBy(c => c.Place)
            .Select(c => c.Choice)];
    }

    private static PlanChoice Timed(PlanChoice choice, IReadOnlyList<LocalDay> days, List<LocalDay> on, bool after)
    {
        if (!choice.Binding)
        {
            return choice;
        }

        var except = days.Except(on).ToList();
        return after ? choice with { ExceptDays = except.Count == 0 ? null : except } : choice with { Days = on };
    }

    private static PlanChoice Timeless(PlanChoice choice) => choice with { Days = null, ExceptDays = null };

    /// <summary>Two measures of the same words on one day stay two.</summary>
    private static IEnumerable<(string Key, PlanChoice Choice)> Keyed(IEnumerable<PlanChoice> choices) =>
        choices.GroupBy(c => ContentHash.OfJson(c).Hex, StringComparer.Ordinal).SelectMany(g => g.Select((c, i) => (FormattableString.Invariant($"{g.Key} {i}"), c)));
}
