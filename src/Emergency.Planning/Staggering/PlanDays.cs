using System.Text.Json.Serialization;
using Emergency.Core;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering;

/// <summary>What a plan of a response says of its days. The choices with their days stand in the plan itself.</summary>
/// <param name="Days">The days in order.</param>
/// <param name="Shown">Day, from 0, that the targets, cuts and loss of the plan are of: the one that is shortest of its target, else the strictest, the first of equals.</param>
/// <param name="Courses">Course of each unit that had a choice.</param>
/// <param name="Burdens">Burden by group.</param>
/// <param name="LossYuan">Loss of all days and restarts together [yuan].</param>
/// <param name="RestartYuan">Of that, restarts [yuan].</param>
/// <param name="BindingYuan">Of that, what binds anyway [yuan].</param>
/// <param name="BoundYuan">No plan that keeps the rules and reaches every day's targets loses less; null when none reaches them [yuan].</param>
/// <param name="Gap">(Loss − bound) ÷ loss [0–1]; null when no plan reaches the targets.</param>
/// <param name="Status">How the search ended.</param>
/// <param name="Shortages">Targets that cannot be reached, or were not.</param>
public sealed record PlanDays(
    IReadOnlyList<EpisodeDay> Days,
    int Shown,
    IReadOnlyList<UnitCourse> Courses,
    IReadOnlyList<GroupBurden> Burdens,
    decimal LossYuan,
    decimal RestartYuan,
    decimal BindingYuan,
    decimal? BoundYuan,
    double? Gap,
    PlanStatus Status,
    IReadOnlyList<DayShortage> Shortages)
{
    /// <summary>True when single enterprises were decided on, or stepped in, after the days had been chosen: there is no bound then. Not written otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Changed { get; init; }

    /// <summary>How near to the best it is, in a sentence.</summary>
    public Text Proof() => Changed
        ? new(
            FormattableString.Invariant($"{Days.Count} 天共损失 {LossYuan:#,0} 元（其中须执行的 {BindingYuan:#,0}，重启 {RestartYuan:#,0}）；个别企业在执行中改过，其余照原方案，没有重新寻优。"),
            FormattableString.Invariant($"{Days.Count} days lose {LossYuan:#,0} yuan ({BindingYuan:#,0} of it binds anyway, {RestartYuan:#,0} restarts); single enterprises were changed on the way, the others keep to the plan, nothing was optimised anew."))
        : BoundYuan is { } bound
        ? new(
            FormattableString.Invariant($"{Days.Count} 天共损失 {LossYuan:#,0} 元（其中须执行的 {BindingYuan:#,0}，重启 {RestartYuan:#,0}），不可能低于 {bound:#,0} 元，差距 {100 * Gap:0.00}%。"),
            FormattableString.Invariant($"{Days.Count} days lose {LossYuan:#,0} yuan ({BindingYuan:#,0} of it binds anyway, {RestartYuan:#,0} restarts); no plan loses less than {bound:#,0}, gap {100 * Gap:0.00} %."))
        : new(
            FormattableString.Invariant($"{Days.Count} 天共损失 {LossYuan:#,0} 元；各日目标未能全部达到，按缺口最小安排。"),
            FormattableString.Invariant($"{Days.Count} days lose {LossYuan:#,0} yuan; not every day's target can be reached, this is the plan with the least shortage."));
}
