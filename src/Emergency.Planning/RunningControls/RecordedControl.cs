using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.RunningControls;

/// <summary>A control as it is recorded: a unit that is down, wholly or in part, over some days.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="UnitId">Unit.</param>
/// <param name="Kind">Why it is down.</param>
/// <param name="StoppedShare">Share of the unit that is down, above 0, at most 1.</param>
/// <param name="From">First day.</param>
/// <param name="Until">Last day; null until further notice.</param>
/// <param name="Note">Document or remark; may be empty.</param>
public sealed record RecordedControl(string EnterpriseCode, string UnitId, RunningControlKind Kind, decimal StoppedShare, LocalDay From, LocalDay? Until, string Note)
{
    /// <summary>True on the days it covers, the first and the last included.</summary>
    public bool RunsOn(LocalDay day) => From <= day && (Until is not { } last || day <= last);

    /// <summary>What planning needs of it.</summary>
    public RunningControl Running => new(EnterpriseCode, UnitId, Kind, StoppedShare);

    /// <summary>Checks it against a list.</summary>
    /// <returns>Null when it is good; otherwise CONTROL-001 (no such enterprise), CONTROL-002 (no such unit), CONTROL-003 (share) or CONTROL-004 (days).</returns>
    public Refusal? Check(EmergencyReductionList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        if (list.Enterprises.FirstOrDefault(e => e.Code == EnterpriseCode) is not { } enterprise)
        {
            return Refusal.Of("CONTROL-001", $"清单中没有代码为“{EnterpriseCode}”的企业。", $"The list has no enterprise with the code \"{EnterpriseCode}\".", "请用清单中的统一社会信用代码。", "Use the unified social credit code of the list.");
        }

        var units = list.Units.Where(u => u.EnterpriseCode == EnterpriseCode).Select(u => u.UnitId).Order(StringComparer.Ordinal).ToList();
        if (!units.Contains(UnitId))
        {
            return Refusal.Of("CONTROL-002", $"{enterprise.Name}没有生产单元“{UnitId}”。", $"{enterprise.Name} has no unit \"{UnitId}\".", $"请用清单中的单元编号：{string.Join("、", units)}。", $"Use a unit of the list: {string.Join(", ", units)}.");
        }

        if (StoppedShare is <= 0 or > 1)
        {
            return Refusal.Of("CONTROL-003", $"停产比例须大于 0、不超过 1，现为 {StoppedShare}。", $"The share must be above 0 and at most 1, not {StoppedShare}.", "全停写 1，停一半写 0.5。", "Write 1 for a full stop, 0.5 for half.");
        }

        return Until < From
            ? Refusal.Of("CONTROL-004", $"结束日 {Until} 早于开始日 {From}。", $"The last day {Until} is before the first, {From}.", "请核对日期；未定结束日留空。", "Check the days; leave the last one empty when it is open.")
            : null;
    }
}

/// <summary>Names of the kinds.</summary>
public static class RunningControlKinds
{
    /// <summary>The shown name.</summary>
    public static Text Name(this RunningControlKind kind) => kind switch
    {
        RunningControlKind.Season => new("错峰生产", "off-peak production"),
        RunningControlKind.Repair => new("检修", "repair"),
        RunningControlKind.Stopped => new("停产", "stopped"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>A kind by its name in either language; null when there is none.</summary>
    public static RunningControlKind? Parse(string text) => text.Trim().ToLowerInvariant() switch
    {
        "season" or "off-peak" or "错峰" or "错峰生产" => RunningControlKind.Season,
        "repair" or "检修" => RunningControlKind.Repair,
        "stopped" or "停产" => RunningControlKind.Stopped,
        _ => null,
    };
}
