using System.Globalization;
using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;

namespace Emergency.Web.Features.Plans;

/// <summary>What plans and their proofs are called on pages.</summary>
public static class PlanWords
{
    /// <summary>Name of a mode.</summary>
    public static Text Name(this PlanMode mode) => mode switch
    {
        PlanMode.Activate => new("按清单启动", "as listed"),
        PlanMode.Supplement => new("补足", "supplemented"),
        PlanMode.Compose => new("编制", "composed"),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
    };

    /// <summary>What a mode does.</summary>
    public static Text Describe(this PlanMode mode) => mode switch
    {
        PlanMode.Activate => new("只执行清单在本级别的约束性措施，缺口如实列出。", "The binding measures of the list for the level, nothing else; gaps are shown."),
        PlanMode.Supplement => new("约束性措施不变，以最小损失加做到达标为止。", "Binding measures kept; the least-cost set is added until the targets hold."),
        PlanMode.Compose => new("从指南底线起重新选择全部措施。", "Everything is chosen anew, from the guide's floor."),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
    };

    /// <summary>Name of the scope of the grade order.</summary>
    public static Text Name(this OrderScope scope) => scope switch
    {
        OrderScope.District => new("行业×区县", "industry × county"),
        OrderScope.Region => new("行业×全域", "industry, whole region"),
        OrderScope.Uniform => new("同级同措施", "one measure a grade"),
        OrderScope.None => new("不设", "none"),
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, null),
    };

    /// <summary>Days of a plan, month and day.</summary>
    public static string Days(IEnumerable<LocalDay> days) => string.Join("、", days.Select(d => d.Date.ToString("M-d", CultureInfo.InvariantCulture)));

    /// <summary>How near to the best a plan is, in a sentence.</summary>
    /// <param name="optimum">Bound and gap.</param>
    /// <param name="loss">Loss of the plan [yuan/day].</param>
    public static Text Proof(PlanOptimum optimum, decimal loss)
    {
        if (optimum is not { BoundYuanPerDay: { } bound, Gap: { } gap })
        {
            return new("目标不能全部达到：下面是缺口最小（或在缺口价格之内）的方案，没有可比的最优值。", "Not every target can be reached: this is the plan with the least shortage (or within its price), with no optimum to compare with.");
        }

        var percent = (gap * 100).ToString("0.###", CultureInfo.InvariantCulture);
        var most = (loss - bound).ToString("#,0", CultureInfo.InvariantCulture);
        return gap <= 1e-6
            ? new("已证明是损失最小的方案。", "Proven to be the plan with the least loss.")
            : optimum.Status == PlanStatus.BudgetSpent
            ? new($"搜索用完了规定步数：损失最多比最优高 {percent}%（{most} 元/天）。", $"The search used up its steps: at most {percent} % ({most} yuan/day) above the least loss.")
            : new($"损失最多比最优高 {percent}%（{most} 元/天）。", $"At most {percent} % ({most} yuan/day) above the least loss.");
    }
}
