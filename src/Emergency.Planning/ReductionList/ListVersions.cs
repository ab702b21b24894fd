using System.Runtime.CompilerServices;
using Emergency.Core.Decisions;

namespace Emergency.Planning.ReductionList;

/// <summary>Canonical order and version of a list: the same rows in another order are the same list.</summary>
public static class ListVersions
{
    // A list never changes, and its hash takes seconds for a nation: once for each list that is in memory.
    private static readonly ConditionalWeakTable<EmergencyReductionList, object> Known = new();

    /// <summary>The list with every sheet ordered by its key.</summary>
    public static EmergencyReductionList InOrder(this EmergencyReductionList list) => new(
        [.. list.Enterprises.OrderBy(e => e.Code, StringComparer.Ordinal)],
        [.. list.Units.OrderBy(u => u.EnterpriseCode, StringComparer.Ordinal).ThenBy(u => u.UnitId, StringComparer.Ordinal)],
        [.. list.Measures.OrderBy(m => m.EnterpriseCode, StringComparer.Ordinal).ThenBy(m => m.UnitId, StringComparer.Ordinal).ThenBy(m => m.Level).ThenBy(m => m.Origin).ThenBy(m => m.Effect).ThenBy(m => m.SwitchAfterHours ?? int.MaxValue).ThenBy(m => m.FromHour ?? -1).ThenBy(m => m.Amount ?? -1).ThenBy(m => m.Text, StringComparer.Ordinal)],
        [.. list.Mobile.OrderBy(m => m.Id, StringComparer.Ordinal).ThenBy(m => m.Level)],
        [.. list.Dust.OrderBy(d => d.Id, StringComparer.Ordinal).ThenBy(d => d.Level)],
        [.. list.Society.OrderBy(s => s.RegionCode, StringComparer.Ordinal).ThenBy(s => s.Year)]);

    /// <summary>The version of the list: hash of its canonical JSON in canonical order.</summary>
    public static ContentHash Version(this EmergencyReductionList list) => (ContentHash)Known.GetValue(list, l => ContentHash.OfJson(l.InOrder()));
}
