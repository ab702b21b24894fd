using System.Globalization;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Storage.Chain;

namespace Emergency.Storage.Forecasts;

/// <summary>The cost–loss ratio of an authority: what a needless response costs, divided by what an unprepared one loses.</summary>
/// <param name="Ratio">Between 0 and 1, both excluded: to act pays when the probability is at least this.</param>
/// <param name="Reason">Why this ratio.</param>
/// <param name="Basis">Who decided, and when.</param>
public sealed record CostLossDecision(double Ratio, string Reason, Basis Basis);

/// <summary>
/// Keeps the cost–loss ratio that an authority chose for itself; each choice is a record of its own, none is overwritten. The law gives no such ratio.
/// </summary>
public sealed class CostLossDesk(ChainDesk chain)
{
    /// <summary>The ratio in force at a time; null when the authority chose none.</summary>
    public async Task<CostLossDecision?> InForceAsync(string regionCode, DateTimeOffset at, CancellationToken cancellationToken) =>
        await chain.LatestAsync(ChainKinds.CostLoss, regionCode, at, cancellationToken) is { } row ? ChainDesk.Read<CostLossDecision>(row) : null;

    /// <summary>Sets the ratio from now on. Refused (COST-001) outside 0–1, and (COST-002) without a reason.</summary>
    public async Task<Outcome<CostLossDecision>> SetAsync(string regionCode, double ratio, string reason, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (!(ratio > 0 && ratio < 1))
        {
            return Refusal.Of(
                "COST-001",
                string.Create(CultureInfo.InvariantCulture, $"成本损失比 {ratio} 不在0和1之间。"),
                string.Create(CultureInfo.InvariantCulture, $"The cost–loss ratio {ratio} does not lie between 0 and 1."),
                "请填写大于0、小于1的数，例如 0.2。",
                "Give a number above 0 and below 1, e.g. 0.2.");
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return Refusal.Of("COST-002", "没有写明理由。", "No reason is given.", "请写明为何采用该比值。", "Say why this ratio is chosen.");
        }

        var decision = new CostLossDecision(ratio, reason.Trim(), new Basis([], [], null, by, at));
        var key = $"cost-loss:{regionCode}:{at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}";
        var recorded = await chain.RecordAsync(key, ChainKinds.CostLoss, null, regionCode, decision, by, at, cancellationToken);
        return recorded.Ok ? decision : recorded.Refusal;
    }
}
