using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification.InService;
using Emergency.Storage.Audit;
using Emergency.Storage.Observations;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Forecasts;

/// <summary>The model by which a region forecasts now.</summary>
/// <param name="Model">The model.</param>
/// <param name="Choice">The choice in force; null when nobody chose and the library's own choice is used.</param>
/// <param name="Remarks">What the reader of a forecast must know: the chosen model is not installed …</param>
public sealed record ModelInUse(IForecastModel Model, ModelChoiceRow? Choice, IReadOnlyList<Text> Remarks);

/// <summary>A wish to forecast by another model.</summary>
/// <param name="RegionCode">Region.</param>
/// <param name="CandidateId">Model wanted.</param>
/// <param name="OverrideReason">Why it shall be used even when the comparison speaks against it; null or empty: then it is not.</param>
/// <param name="By">User name.</param>
/// <param name="At">When.</param>
public sealed record ModelPromotion(string RegionCode, string CandidateId, string? OverrideReason, string By, DateTimeOffset At);

/// <summary>Keeps which model a region forecasts by. A clearly worse one is refused, unless a person takes it upon himself with a reason.</summary>
public sealed class ModelChoiceDesk(IDbContextFactory<AppDb> databases, AuditLog audit, ServiceReplay replay, ModelLibrary library, ObservedAir air)
{
    /// <summary>Longest reason kept [characters].</summary>
    public const int LongestReason = 1000;

    /// <summary>The model in use. A chosen model that is not installed is replaced by the library's own choice, and the remarks say so. Refused for an unknown region.</summary>
    public async Task<Outcome<ModelInUse>> CurrentAsync(string regionCode, CancellationToken cancellationToken)
    {
        var region = air.Find(regionCode);
        if (!region.Ok)
        {
            return region.Refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var choice = await LatestAsync(db, regionCode, cancellationToken);
        if (choice is null)
        {
            return new ModelInUse(library.For(region.Value.ShortName), null, []);
        }

        if (library.Find(choice.ModelId) is { } chosen)
        {
            return new ModelInUse(chosen, choice, []);
        }

        var other = library.For(region.Value.ShortName);
        return new ModelInUse(
            other,
            choice,
            [new($"选定的模型“{choice.ModelId}”未安装或已损坏，改用“{other.Id}”。", $"The chosen model \"{choice.ModelId}\" is not installed or is damaged; \"{other.Id}\" is used.")]);
    }

    /// <summary>All choices of a region, the newest first.</summary>
    public async Task<IReadOnlyList<ModelChoiceRow>> HistoryAsync(string regionCode, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ForecastModels.AsNoTracking().Where(m => m.RegionCode == regionCode).OrderByDescending(m => m.Revision).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Compares a candidate with the model in use on the days that neither was trained on, each from what service would have given it. Takes seconds to a minute.
    /// Refused for an unknown region or model (MODEL-010).
    /// </summary>
    public async Task<Outcome<PromotionDecision>> CompareAsync(string regionCode, string candidateId, LocalDay today, CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(regionCode, cancellationToken);
        return !current.Ok ? current.Refusal
            : library.Find(candidateId) is { } candidate ? await replay.CompareAsync(regionCode, current.Value.Model, candidate, today, cancellationToken)
            : Unknown(candidateId);
    }

    /// <summary>
    /// Puts a candidate in use, with its audit entry in the same transaction. Refused for an unknown model (MODEL-010), for the one in use (-011), when the
    /// comparison speaks against it and no reason is given (-012, with the comparison's own reasons), when the model in use changed meanwhile (-013).
    /// </summary>
    public async Task<Outcome<ModelChoiceRow>> PromoteAsync(ModelPromotion wish, CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(wish.RegionCode, cancellationToken);
        if (!current.Ok)
        {
            return current.Refusal;
        }

        if (library.Find(wish.CandidateId) is not { } candidate)
        {
            return Unknown(wish.CandidateId);
        }

        var former = current.Value.Model;
        if (former.Id == candidate.Id && current.Value.Remarks.Count == 0 && current.Value.Choice is not null)
        {
            return Refusal.Of("MODEL-011", $"“{candidate.Id}”已在使用。", $"\"{candidate.Id}\" is in use already.", "无需操作。", "Nothing to do.");
        }

        var compared = former.Id == candidate.Id
            ? new PromotionDecision(true, [new("与现用模型相同，确认选用。", "The model in use, confirmed.")], [])
            : await replay.CompareAsync(wish.RegionCode, former, candidate, wish.At.ToLocalDay(), cancellationToken);
        if (!compared.Ok)
        {
            return compared.Refusal;
        }

        var reason = wish.OverrideReason?.Trim() ?? "";
        return compared.Value.Promote || reason.Length is > 0 and <= LongestReason
            ? await ChooseAsync(wish, former.Id, current.Value.Choice?.Revision ?? 0, wish.CandidateId, compared.Value, reason, cancellationToken)
            : Worse(candidate.Id, former.Id, compared.Value);
    }

    private Task<Outcome<ModelChoiceRow>> ChooseAsync(
        ModelPromotion wish, string formerId, int revision, string candidateId, PromotionDecision decision, string reason, CancellationToken cancellationToken) =>
        databases.InTransactionAsync<Outcome<ModelChoiceRow>>(
            async db =>
            {
                await audit.LockAsync(db, cancellationToken);
                if ((await LatestAsync(db, wish.RegionCode, cancellationToken))?.Revision is { } now && now != revision)
                {
                    return Refusal.Of("MODEL-013", "比较期间另有人更换了模型。", "Somebody else changed the model during the comparison.", "请重新比较后再选用。", "Compare again, then choose.");
                }

                var row = new ModelChoiceRow
                {
                    RegionCode = wish.RegionCode,
                    Revision = revision + 1,
                    ModelId = candidateId,
                    FormerModelId = formerId,
                    Overridden = !decision.Promote,
                    Reason = reason,
                    DecisionJson = CanonicalJson.Write(decision),
                    ChosenBy = wish.By,
                    ChosenAt = wish.At,
                };
                db.ForecastModels.Add(row);
                var detail = new { row.Revision, row.ModelId, row.FormerModelId, row.Overridden, row.Reason, Compared = decision.Reasons };
                await audit.AppendAsync(db, "forecast.model", $"region:{wish.RegionCode}", detail, wish.By, wish.At, cancellationToken);
                return row;
            },
            cancellationToken);

    private static Task<ModelChoiceRow?> LatestAsync(AppDb db, string regionCode, CancellationToken cancellationToken) =>
        db.ForecastModels.AsNoTracking().Where(m => m.RegionCode == regionCode).OrderByDescending(m => m.Revision).FirstOrDefaultAsync(cancellationToken);

    private static Refusal Unknown(string id) =>
        Refusal.Of("MODEL-010", $"没有模型“{id}”。", $"There is no model \"{id}\".", "请从模型列表中选择，或先训练、安装该模型。", "Choose one of the list, or train or install it first.");

    private static Refusal Worse(string candidateId, string formerId, PromotionDecision decision) => new(
        "MODEL-012",
        new Text(
            $"“{candidateId}”不能替换“{formerId}”：{string.Join("", decision.Reasons.Select(r => r.Zh))}",
            $"\"{candidateId}\" does not replace \"{formerId}\": {string.Join(" ", decision.Reasons.Select(r => r.En))}"),
        new Text(
            $"请继续使用现用模型；确需更换的，写明理由（不超过{LongestReason}字），理由将记入审计日志。",
            $"Keep the model in use; to change all the same, give a reason (at most {LongestReason} characters), which goes into the audit log."));
}
