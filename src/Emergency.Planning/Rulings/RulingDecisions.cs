using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Checks;

namespace Emergency.Planning.Rulings;

/// <summary>Decides whether a ruling on one enterprise can be made. Pure.</summary>
public static class RulingDecisions
{
    /// <summary>Effects that a text of one's own may have: those that need no clock hours and no filed cut.</summary>
    public static IReadOnlyList<EffectKind> OwnEffects { get; } = [EffectKind.Stop, EffectKind.StopUnits, EffectKind.OutputLimit, EffectKind.LowestLoad, EffectKind.EmissionCap, EffectKind.VehicleBan, EffectKind.DustControl];

    /// <summary>How a form or a request names a row of the list.</summary>
    public static string RowKey(Measure row) => ContentHash.OfJson(row).Short;

    /// <summary>Rows of the list that may be taken for an addition: offers, rows of the guide, and rows of other warning levels.</summary>
    public static IReadOnlyList<Measure> RowsFor(EmergencyReductionList list, string enterpriseCode, WarningLevel level)
    {
        var now = ActivationPlanner.ListLevelOf(level);
        return [.. list.Measures.Where(m => m.EnterpriseCode == enterpriseCode && m.Level <= ListLevel.Red && m.Effect != EffectKind.Voluntary && !(m.Level == now && m.Binds()))
            .OrderBy(m => m.UnitId, StringComparer.Ordinal).ThenBy(m => m.Level).ThenBy(m => m.Origin).ThenBy(m => m.Text, StringComparer.Ordinal)];
    }

    /// <summary>Makes a ruling.</summary>
    /// <param name="draft">What is wanted.</param>
    /// <param name="responseId">Response.</param>
    /// <param name="number">Its number within the response.</param>
    /// <param name="activation">List, level, region and day; its rulings are those that hold.</param>
    /// <param name="rules">Editions.</param>
    /// <param name="now">Now.</param>
    /// <returns>
    /// The ruling; refused with RULING-001 (enterprise or unit not in the list), -002 (document or reason missing or too long), -003 (times), -004 (ground unknown), -005 (grade too
    /// low), -006 (load missing or out of range), -007 (measure makes no sense), -008 (another ruling holds).
    /// </returns>
    public static Outcome<Ruling> Decide(RulingDraft draft, string responseId, int number, ActivationRequest activation, ActivationRules rules, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentNullException.ThrowIfNull(rules);
        var enterprise = activation.List.Enterprises.FirstOrDefault(e => e.Code == draft.EnterpriseCode && rules.Regions.IsWithin(e.RegionCode, activation.RegionCode));
        var units = activation.List.Units.Where(u => u.EnterpriseCode == draft.EnterpriseCode).ToList();
        if (enterprise is null || (draft.UnitId.Length > 0 && !units.Exists(u => u.UnitId == draft.UnitId)))
        {
            return Refusal.Of("RULING-001", $"本响应所用清单在该地区没有企业 {draft.EnterpriseCode} {draft.UnitId}。", $"The list of the response has no enterprise {draft.EnterpriseCode} {draft.UnitId} in the region.", "请从清单中选择企业和单元。", "Choose enterprise and unit from the list.");
        }

        if (Plain(draft, activation, now) is { } wrong)
        {
            return wrong;
        }

        var ruling = new Ruling(
            $"{responseId}:r{number}", number, draft.Kind, enterprise.Code, enterprise.Name, draft.UnitId, units.FirstOrDefault(u => u.UnitId == draft.UnitId)?.Process ?? "", "",
            new("点名增列", "named in the order"), rules.Measures.AdditionSource, draft.Document.Trim(), draft.Why.Trim(), draft.From ?? now, draft.Until) { File = draft.File };
        return draft.Kind == RulingKind.Exemption ? Exempted(ruling, draft, enterprise, activation, rules) : Added(ruling, draft, units, activation);
    }

    private static Refusal? Plain(RulingDraft draft, ActivationRequest activation, DateTimeOffset now)
    {
        if (draft.Document.Trim() is not { Length: > 0 and <= 100 } || draft.Why.Trim() is not { Length: > 0 and <= 300 })
        {
            return Refusal.Of("RULING-002", "须写明文号（100字以内）和理由（300字以内）。", "A document number (up to 100 characters) and a reason (up to 300) are needed.", "个案决定要有据可查。", "Such a decision must rest on a document.");
        }

        if (draft.From > now || draft.Until <= now || draft.Until <= draft.From)
        {
            return Refusal.Of("RULING-003", "开始时间不能晚于现在，截止时间须晚于现在。", "It cannot begin later than now and must run out later than now.", "尚未开始的决定请到时再作；截止时间可以不填。", "Decide it when it begins; leave the end empty for the whole response.");
        }

        return activation.Rulings.FirstOrDefault(r => r.EnterpriseCode == draft.EnterpriseCode && r.Overlaps(draft.UnitId)) is { } held
            ? Refusal.Of("RULING-008", $"{held.EnterpriseName}已有第{held.Number}号个案决定（{held.Kind.Name().Zh}）。", $"Decision {held.Number} ({held.Kind.Name().En}) on {held.EnterpriseName} holds already.", "请先撤销该决定。", "Revoke it first.")
            : null;
    }

    private static Outcome<Ruling> Exempted(Ruling ruling, RulingDraft draft, Enterprise enterprise, ActivationRequest activation, ActivationRules rules)
    {
        if (rules.Measures.ExemptionGrounds.FirstOrDefault(g => g.Code == draft.GroundCode) is not { } ground)
        {
            return Refusal.Of("RULING-004", $"没有代码为“{draft.GroundCode}”的豁免依据。", $"There is no ground of exemption \"{draft.GroundCode}\".", $"可用：{string.Join("、", rules.Measures.ExemptionGrounds.Select(g => g.Code))}。", $"Known: {string.Join(", ", rules.Measures.ExemptionGrounds.Select(g => g.Code))}.");
        }

        var grade = enterprise.GradeValidFrom is { } from && from > activation.StartDay ? PerformanceGrade.Ungraded : enterprise.Grade;
        if (ground.GradeBound && !EnterpriseChecks.GuaranteeAllowed(grade, gradedIndustry: false, rules.Grades))
        {
            return Refusal.Of("RULING-005", $"{enterprise.Name}等级为{grade.Name().Zh}，低于{rules.Grades.GuaranteeMinimum.Name().Zh}级，不能按保障类豁免（{rules.Grades.GuaranteeSource}）。", $"{enterprise.Name} is graded {grade.Name().En}, below {rules.Grades.GuaranteeMinimum.Name().En}: no guarantee exempts it ({rules.Grades.GuaranteeSource.Document}).", "如确有必要，请由指挥部书面决定。", "If it must be, headquarters decides in writing.");
        }

        if (draft.MaximumLoad is <= 0 or >= 1 || (ground.Load == LoadRule.Required && draft.MaximumLoad is null))
        {
            return Refusal.Of("RULING-006", $"“{ground.Name.Zh}”须核定最大负荷，大于0、小于1。", $"\"{ground.Name.En}\" needs a largest load above 0 and below 1.", "例如 0.6，表示不超过平时负荷的60%。", "For example 0.6: at most 60 % of normal running.");
        }

        return ruling with { GroundCode = ground.Code, Ground = ground.Name, Source = ground.Source, MaximumLoad = draft.MaximumLoad };
    }

    private static Outcome<Ruling> Added(Ruling ruling, RulingDraft draft, List<ProductionUnit> units, ActivationRequest activation)
    {
        if (draft.Row.Length > 0)
        {
            return RowsFor(activation.List, draft.EnterpriseCode, activation.Level).FirstOrDefault(m => RowKey(m) == draft.Row) is { } row && row.UnitId == draft.UnitId
                ? ruling with { Measure = row with { SwitchAfterHours = null } }
                : Senseless("所选措施不在清单中，或不属于所选单元。", "The row chosen is not in the list, or not of the unit chosen.");
        }

        var rule = draft.Effect.Rule();
        var about = units.Where(u => draft.UnitId.Length == 0 || u.UnitId == draft.UnitId).ToList();
        var amountFits = rule.Amount switch
        {
            AmountKind.None => draft.Amount is null,
            AmountKind.Share => draft.Amount is > 0 and <= 1,
            AmountKind.Number => draft.Amount is >= 1 && draft.Amount == decimal.Truncate(draft.Amount.Value) && draft.Amount <= about.Sum(u => u.Count),
            AmountKind.Quantity => draft.Amount > 0,
            _ => true,
        };
        if (!OwnEffects.Contains(draft.Effect) || !amountFits || (rule.NeedsUnit && draft.UnitId.Length == 0) || draft.Text.Trim() is not { Length: > 0 and <= 200 })
        {
            return Senseless("须写明措施文本（200字以内）；限产比例大于0、不超过1，停运台数不超过单元台数，按台、按最低负荷的措施须选单元，停产不填数量。", "A text (up to 200 characters) is needed; a share above 0 and at most 1, machines up to those of the unit, a unit for machines and lowest load, no amount for a stop.");
        }

        // What cannot be said of the whole enterprise as one share is counted by the share of each of its units.
        var cut = about.Select(u => u.Daily * Share(draft, u)).Sum();
        var loss = Math.Floor(about.Sum(u => u.OutputYuanPerDay * Share(draft, u)));
        var level = ActivationPlanner.ListLevelOf(activation.Level) ?? ListLevel.Yellow;
        return ruling with
        {
            Measure = new(draft.EnterpriseCode, draft.UnitId, level, MeasureOrigin.List, draft.Effect, draft.Amount, rule.CountedIn[0], null, null, null, cut, loss, draft.Text.Trim()),
        };
    }

    private static decimal Share(RulingDraft draft, ProductionUnit unit) => draft.Effect switch
    {
        EffectKind.Stop => 1,
        EffectKind.StopUnits => (draft.Amount ?? 0) / unit.Count,
        EffectKind.OutputLimit => draft.Amount ?? 0,
        EffectKind.LowestLoad => 1 - unit.LowestLoad,
        _ => 0,
    };

    private static Refusal Senseless(string zh, string en) => Refusal.Of("RULING-007", zh, en, "请改正措施后再预览。", "Mend the measure and preview again.");
}
