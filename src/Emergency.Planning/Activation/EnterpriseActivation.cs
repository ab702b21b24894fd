using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Checks;

namespace Emergency.Planning.Activation;

/// <summary>Decides one enterprise: which measures bind it, what each unit does, what a person must still decide.</summary>
internal sealed class EnterpriseActivation(
    Enterprise enterprise,
    IReadOnlyList<ProductionUnit> units,
    IReadOnlyList<Measure> measures,
    ListLevel level,
    LocalDay startDay,
    ActivationRules rules,
    ILookup<(string, string), RunningControl> running)
{
    private readonly List<PlanChoice> choices = [];
    private readonly List<Text> decisions = [];
    private readonly List<Measure> binding = [.. measures.Where(m => m.Level == level && m.Binds()).FirstPhase()];
    private readonly PerformanceGrade grade = enterprise.GradeValidFrom is { } from && from > startDay ? PerformanceGrade.Ungraded : enterprise.Grade;

    private Emissions left = units.Aggregate(Emissions.Zero, (sum, u) => sum + u.Daily);

    private string GradeZh => grade switch
    {
        PerformanceGrade.Ungraded or PerformanceGrade.Leading or PerformanceGrade.NonLeading => grade.Name().Zh,
        _ => grade.Name().Zh + "级",
    };

    public (IReadOnlyList<PlanChoice> Choices, IReadOnlyList<Text> Decisions) Decide()
    {
        if (grade != enterprise.Grade)
        {
            Decision($"等级{enterprise.Grade.Name().Zh}自 {enterprise.GradeValidFrom} 起生效，启动日尚未生效，按未评级处理", $"its grade {enterprise.Grade.Name().En} counts only from {enterprise.GradeValidFrom}; it is treated as ungraded");
        }

        var (treatment, source) = rules.Grades.Treatments.TryGetValue(grade, out var found) ? found : (GradeTreatment.ListMeasures, rules.Grades.Edition.Dates);
        var production = ProductionRows(treatment, source.ToString());
        foreach (var unit in units)
        {
            DecideUnit(unit, production(unit), treatment, source.ToString());
        }

        OtherMeasures();
        if (choices.Count == 0)
        {
            Spare(treatment, source.ToString());
        }

        return (choices, decisions);
    }

    /// <summary>Gives the production measures that bind a unit, or none with the reason noted as a spared choice.</summary>
    private Func<ProductionUnit, IReadOnlyList<Measure>> ProductionRows(GradeTreatment treatment, string source)
    {
        var rows = binding.Where(m => m.Effect.Rule().Production).ToList();
        if (enterprise.SmallEmitter && rules.Measures.SmallEmitterExempt)
        {
            SpareEnterprise(new($"小微涉气企业，不停产、不限产（{rules.Measures.SmallEmitterSource}）。", $"Small emitter: neither stopped nor limited ({rules.Measures.SmallEmitterSource.Document})."), needsDecision: false);
            return _ => [];
        }

        var guaranteed = enterprise.Guarantee != GuaranteeKind.None;
        if (guaranteed && !EnterpriseChecks.GuaranteeAllowed(grade, gradedIndustry: false, rules.Grades))
        {
            guaranteed = false;
            Decision($"列为保障类但等级为{GradeZh}，低于{rules.Grades.GuaranteeMinimum.Name().Zh}级，不按保障类处理（{rules.Grades.GuaranteeSource}）", $"listed as a guarantee enterprise but graded {grade.Name().En}, below {rules.Grades.GuaranteeMinimum.Name().En}: not treated as one");
        }

        if (guaranteed && rows.Count == 0)
        {
            SpareEnterprise(new($"保障类企业，只能完成保障任务（{rules.Measures.GuaranteeSource}）；清单未核定其最大负荷，须人工核定。", $"Guarantee enterprise: only the guaranteed task ({rules.Measures.GuaranteeSource.Document}); the list fixes no maximum load, a person must."), needsDecision: true);
            return _ => [];
        }

        if (treatment == GradeTreatment.Stop && !guaranteed)
        {
            return unit => [.. Rows(rows, unit), Stop(unit)];
        }

        return unit => Rows(rows, unit);
    }

    /// <summary>The rows of the unit itself, and the unit's part of rows for the whole enterprise.</summary>
    private List<Measure> Rows(List<Measure> rows, ProductionUnit unit) =>
        [.. rows.Where(m => m.UnitId == unit.UnitId), .. rows.Where(m => m.UnitId.Length == 0).Select(m => PartOf(m, unit))];

    private Measure PartOf(Measure whole, ProductionUnit unit)
    {
        var all = units.Aggregate(Emissions.Zero, (sum, u) => sum + u.Daily);
        var output = units.Sum(u => u.OutputYuanPerDay);
        return whole with
        {
            UnitId = unit.UnitId,
            Cut = new(Part(whole.Cut.So2, unit.Daily.So2, all.So2), Part(whole.Cut.Nox, unit.Daily.Nox, all.Nox), Part(whole.Cut.Pm, unit.Daily.Pm, all.Pm), Part(whole.Cut.Vocs, unit.Daily.Vocs, all.Vocs)),
            LossYuanPerDay = output > 0 ? Math.Floor(whole.LossYuanPerDay * unit.OutputYuanPerDay / output) : Math.Floor(whole.LossYuanPerDay / units.Count),
        };

        static decimal Part(decimal cut, decimal own, decimal total) => total > 0 ? cut * own / total : 0;
    }

    /// <summary>The stop that the grade itself orders; its loss is at most the output value, the only figure there is.</summary>
    private Measure Stop(ProductionUnit unit) => new(
        enterprise.Code, unit.UnitId, level, MeasureOrigin.Guide, EffectKind.Stop, null, CountingUnit.None, null, null, null, unit.Daily, unit.OutputYuanPerDay, $"{unit.Process}停产");

    private void DecideUnit(ProductionUnit unit, IReadOnlyList<Measure> rows, GradeTreatment treatment, string gradeSource)
    {
        var control = running[(enterprise.Code, unit.UnitId)].OrderByDescending(r => r.StoppedShare).FirstOrDefault();
        if (control is { StoppedShare: >= 1 })
        {
            left -= unit.Daily;
            choices.Add(Choice(unit, EffectKind.Stop, null, CountingUnit.None, null, Emissions.Zero, 0, "保持停产，未经批准不得恢复", new($"已因{Kind(control.Kind).Zh}停产，应急期间不得恢复生产，减排量不重复计算。", $"Already down ({Kind(control.Kind).En}): it must not resume, and its cut is not counted again."), false, 1));
            return;
        }

        if (rows.Count == 0)
        {
            return;
        }

        var counted = rows
            .Select(m => MeasureCounting.Count(m, unit, rules.Measures))
            .OrderByDescending(c => c.Share)
            .ThenBy(c => c.Row.Origin)
            .ThenByDescending(c => EmittedPollutants.All.Sum(p => c.Cut[p]))
            .ThenBy(c => c.Row.Text, StringComparer.Ordinal)
            .ToList();
        var strictest = counted[0];
        var before = control?.StoppedShare ?? 0;
        var cut = MeasureCounting.Clip(strictest.Cut - (unit.Daily * before), unit.Daily);
        var loss = before > 0 && strictest.Share > 0 ? Math.Floor(strictest.Row.LossYuanPerDay * Math.Max(0, strictest.Share - before) / strictest.Share) : strictest.Row.LossYuanPerDay;
        left -= cut + (unit.Daily * before);
        var floor = BelowGuide(unit, strictest);
        var why = Why(strictest, counted.Count, control, treatment, gradeSource, floor);
        choices.Add(Choice(unit, strictest.Effect, strictest.Amount, strictest.CountedIn, strictest.LinesStopped, cut, strictest.Possible ? loss : 0, strictest.Row.Text, why, strictest.NeedsDecision || floor is not null, strictest.Share) with
        {
            Binding = strictest.Possible,
            FromHour = strictest.Row.FromHour,
            ToHour = strictest.Row.ToHour,
            LaterPhases = Later(strictest.Row, unit),
        });
        if (strictest.NeedsDecision)
        {
            Decision($"{unit.Process}：{strictest.Note!.Zh}", $"{unit.Process}: {strictest.Note.En}");
        }

        if (floor is not null)
        {
            Decision($"{unit.Process}：{floor.Zh}", $"{unit.Process}: {floor.En}");
        }
    }

    /// <summary>The guide is the floor (rules.md 6.12): says so when the list asks for less.</summary>
    private Text? BelowGuide(ProductionUnit unit, CountedMeasure chosen)
    {
        var guide = measures.Where(m => m.Level == level && m.Origin == MeasureOrigin.Guide && m.Effect.Rule().Production && (m.UnitId == unit.UnitId || m.UnitId.Length == 0)).FirstPhase();
        var share = guide.Select(m => MeasureCounting.Count(m, unit, rules.Measures).Share).DefaultIfEmpty(0).Max();
        return share > chosen.Share ? new($"清单措施（{Percents.Of(chosen.Share)}）弱于指南（{Percents.Of(share)}），须修订清单", $"the list ({Percents.Of(chosen.Share)}) is weaker than the guide ({Percents.Of(share)}): the list must be revised") : null;
    }

    private List<LaterPhase> Later(Measure first, ProductionUnit unit)
    {
        var phases = new List<LaterPhase>();
        var after = first.SwitchAfterHours;
        foreach (var row in measures.Where(m => m.Level == level && m.Origin == first.Origin && m.UnitId == first.UnitId && m.Effect.Rule().Production && after is not null && (m.SwitchAfterHours ?? int.MaxValue) > after).OrderBy(m => m.SwitchAfterHours ?? int.MaxValue))
        {
            var counted = MeasureCounting.Count(row, unit, rules.Measures);
            phases.Add(new LaterPhase(after!.Value, counted.Effect, counted.Amount, counted.CountedIn, counted.LinesStopped, counted.Cut, row.Text));
            after = row.SwitchAfterHours ?? after;
        }

        return phases;
    }

    private Text Why(CountedMeasure chosen, int candidates, RunningControl? control, GradeTreatment treatment, string gradeSource, Text? floor)
    {
        var ordered = treatment == GradeTreatment.Stop && chosen.Row.Origin == MeasureOrigin.Guide;
        var zh = ordered
            ? $"{GradeZh}企业停产（{gradeSource}）"
            : $"{GradeZh}，{(chosen.Row.Origin == MeasureOrigin.PlantPlan ? "一厂一策" : "应急减排清单")}规定的本级别措施{(treatment == GradeTreatment.Voluntary ? "（严于自主减排，按清单执行）" : "")}";
        var en = ordered
            ? $"Graded {grade.Name().En}: stop"
            : $"Graded {grade.Name().En}: measure of the {(chosen.Row.Origin == MeasureOrigin.PlantPlan ? "plant plan" : "list")} for this level{(treatment == GradeTreatment.Voluntary ? " (stricter than self-chosen: the list holds)" : "")}";
        if (enterprise.Guarantee != GuaranteeKind.None && !ordered)
        {
            (zh, en) = ($"{zh}；保障类企业只能完成保障任务（{rules.Measures.GuaranteeSource}）", $"{en}; guarantee enterprise, only the guaranteed task ({rules.Measures.GuaranteeSource.Document})");
        }

        if (candidates > 1)
        {
            (zh, en) = ($"{zh}；同时适用{candidates}项措施，从严执行（{rules.Measures.StricterPrevailsSource}）", $"{en}; the stricter of {candidates} measures prevails ({rules.Measures.StricterPrevailsSource.Document})");
        }

        if (control is not null)
        {
            (zh, en) = ($"{zh}；{Kind(control.Kind).Zh}已停{Percents.Of(control.StoppedShare)}，只计超出部分", $"{en}; {Percents.Of(control.StoppedShare)} is already down ({Kind(control.Kind).En}), only the rest counts");
        }

        foreach (var note in ((Text?[])[chosen.Note, floor]).OfType<Text>())
        {
            (zh, en) = ($"{zh}；{note.Zh}", $"{en}; {note.En}");
        }

        return new(zh + "。", en + ".");
    }

    /// <summary>Measures that do not lower production: caps and dust control cut what is left, vehicles are counted in the mobile list.</summary>
    private void OtherMeasures()
    {
        var rows = binding.Where(m => !m.Effect.Rule().Production && m.Effect != EffectKind.Voluntary);
        foreach (var group in rows.GroupBy(m => (m.UnitId, m.Effect)))
        {
            var row = group.OrderBy(m => m.Amount ?? decimal.MaxValue).ThenBy(m => m.Text, StringComparer.Ordinal).First();
            var unit = units.FirstOrDefault(u => u.UnitId == row.UnitId);
            var vehicles = row.Effect is EffectKind.VehicleBan or EffectKind.VehicleQuota;
            var rest = unit is null ? left : unit.Daily - Sum(choices.Where(c => c.UnitId == unit.UnitId).Select(c => c.Cut));
            var cut = vehicles ? Emissions.Zero : MeasureCounting.Clip(row.Cut, rest.Min(left));
            left -= cut;
            choices.Add(Choice(unit, row.Effect, row.Amount, row.CountedIn, null, cut, row.LossYuanPerDay, row.Text, new(
                $"{GradeZh}，应急减排清单规定的本级别措施{(vehicles ? "；车辆减排量计入移动源清单" : "")}。",
                $"Graded {grade.Name().En}: measure of the list for this level{(vehicles ? "; vehicle emissions are counted in the mobile list" : "")}."), false, 0) with
            { FromHour = row.FromHour, ToHour = row.ToHour });
        }
    }

    private void Spare(GradeTreatment treatment, string source)
    {
        if (treatment == GradeTreatment.Voluntary)
        {
            var offers = measures.Where(m => m.Level == level && m.Origin == MeasureOrigin.Option).ToList();
            var offered = Sum(offers.Select(m => m.Cut));
            SpareEnterprise(new(
                $"{GradeZh}企业自主减排（{source}）{(offers.Count > 0 ? $"；自报措施{offers.Count}项（SO2 {offered.So2}、NOx {offered.Nox}、PM {offered.Pm}、VOCs {offered.Vocs} kg/天），不计入减排量" : "")}。",
                $"Graded {grade.Name().En}: reductions of its own choice{(offers.Count > 0 ? $"; {offers.Count} offers (SO2 {offered.So2}, NOx {offered.Nox}, PM {offered.Pm}, VOCs {offered.Vocs} kg/day) are noted, not counted" : "")}."), needsDecision: false);
            return;
        }

        SpareEnterprise(new($"{GradeZh}，清单在本级别没有约束性措施。", $"Graded {grade.Name().En}: the list has no binding measure at this level."), needsDecision: false);
    }

    private void SpareEnterprise(Text why, bool needsDecision)
    {
        choices.Add(new PlanChoice(enterprise.Code, enterprise.Name, grade, "", "", false, EffectKind.Voluntary, null, CountingUnit.None, null, null, null, null, Emissions.Zero, 0, "", why, needsDecision));
        if (needsDecision)
        {
            Decision(why.Zh.TrimEnd('。'), why.En.TrimEnd('.'));
        }
    }

    private PlanChoice Choice(ProductionUnit? unit, EffectKind effect, decimal? amount, CountingUnit countedIn, int? lines, Emissions cut, decimal loss, string text, Text why, bool needsDecision, decimal share) =>
        new(enterprise.Code, enterprise.Name, grade, unit?.UnitId ?? "", unit?.Process ?? "", true, effect, amount, countedIn, lines, lines is null ? null : unit?.Count, null, null, cut, loss, text, why, needsDecision) { StoppedShare = share };

    private void Decision(string zh, string en) => decisions.Add(new($"{enterprise.Name}：{zh}。", $"{enterprise.Name} ({enterprise.Code}): {en}."));

    private static Text Kind(RunningControlKind kind) => kind switch
    {
        RunningControlKind.Season => new("错峰生产", "off-peak production"),
        RunningControlKind.Repair => new("检修", "repair"),
        RunningControlKind.Stopped => new("其他原因", "another reason"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static Emissions Sum(IEnumerable<Emissions> amounts) => amounts.Aggregate(Emissions.Zero, (sum, e) => sum + e);
}
