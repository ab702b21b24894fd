using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Rulings;

namespace Emergency.Planning.Activation;

/// <summary>Decides one enterprise: which measures bind it, what each unit does, what a person must still decide.</summary>
/// <param name="enterprise">Enterprise.</param>
/// <param name="scope">What is activated.</param>
/// <param name="mode">Which rows hold before anything is asked.</param>
/// <param name="asked">Measures asked of its units beyond the rows that hold; they are counted like those.</param>
internal sealed class EnterpriseActivation(Enterprise enterprise, ActivationScope scope, PlanMode mode, IReadOnlyList<Measure> asked)
{
    private readonly List<PlanChoice> choices = [];
    private readonly List<Text> decisions = [];
    private readonly EnterpriseStanding standing = new(enterprise, scope, mode);
    private readonly ActivationRules rules = scope.Rules;
    private readonly Dictionary<string, Emissions> left = [];

    private string GradeZh => standing.GradeZh;

    private PerformanceGrade Grade => standing.Grade;

    public (IReadOnlyList<PlanChoice> Choices, IReadOnlyList<Text> Decisions) Decide()
    {
        if (Grade != enterprise.Grade)
        {
            Decision($"等级{enterprise.Grade.Name().Zh}自 {enterprise.GradeValidFrom} 起生效，启动日尚未生效，按未评级处理", $"its grade {enterprise.Grade.Name().En} counts only from {enterprise.GradeValidFrom}; it is treated as ungraded");
        }

        Exemptions();
        foreach (var unit in standing.Units)
        {
            left[unit.UnitId] = unit.Daily;
            DecideUnit(unit, [.. standing.RowsOf(unit), .. asked.Where(m => m.UnitId == unit.UnitId)]);
        }

        OtherMeasures();
        if (choices.TrueForAll(c => c is { Binding: false, Effect: EffectKind.Voluntary, UnitId.Length: > 0 }))
        {
            Spare();
        }

        return (choices, decisions);
    }

    /// <summary>Notes who is exempt from production measures, and who is not although the list says so.</summary>
    private void Exemptions()
    {
        if (standing.LetGo is { } ruling)
        {
            if (ruling.MaximumLoad is null)
            {
                SpareEnterprise(ruling.Sentence(), needsDecision: false);
            }

            return;
        }

        if (standing.Exempt)
        {
            SpareEnterprise(new("情景设定：免除本企业的停产、限产措施（仅为推演，并非规定）。", "Let go by the scenario: no stop, no limit (an assumption, not a rule)."), needsDecision: false);
            return;
        }

        if (standing.Small && !standing.Named)
        {
            SpareEnterprise(new($"小微涉气企业，不停产、不限产（{rules.Measures.SmallEmitterSource}）。", $"Small emitter: neither stopped nor limited ({rules.Measures.SmallEmitterSource.Document})."), needsDecision: false);
            return;
        }

        if (standing.GuaranteeRefused)
        {
            Decision($"列为保障类但等级为{GradeZh}，低于{rules.Grades.GuaranteeMinimum.Name().Zh}级，不按保障类处理（{rules.Grades.GuaranteeSource}）", $"listed as a guarantee enterprise but graded {Grade.Name().En}, below {rules.Grades.GuaranteeMinimum.Name().En}: not treated as one");
        }

        if (standing.Unfixed && !standing.Named)
        {
            SpareEnterprise(new($"保障类企业，只能完成保障任务（{rules.Measures.GuaranteeSource}）；清单未核定其最大负荷，须人工核定。", $"Guarantee enterprise: only the guaranteed task ({rules.Measures.GuaranteeSource.Document}); the list fixes no maximum load, a person must."), needsDecision: true);
        }
    }

    private void DecideUnit(ProductionUnit unit, IReadOnlyList<Measure> rows)
    {
        var control = scope.ControlOf(unit);
        if (control is { StoppedShare: >= 1 })
        {
            left[unit.UnitId] = Emissions.Zero;
            choices.Add(Choice(unit, EffectKind.Stop, null, CountingUnit.None, null, Emissions.Zero, 0, "保持停产，未经批准不得恢复", new($"已因{Kind(control.Kind).Zh}停产，应急期间不得恢复生产，减排量不重复计算。", $"Already down ({Kind(control.Kind).En}): it must not resume, and its cut is not counted again."), false, 1));
            return;
        }

        var before = control?.StoppedShare ?? 0;
        left[unit.UnitId] -= unit.Daily * before;
        if (rows.Count == 0)
        {
            if (standing.ExemptionOf(unit) is { UnitId.Length: > 0 } exemption)
            {
                choices.Add(Choice(unit, EffectKind.Voluntary, null, CountingUnit.None, null, Emissions.Zero, 0, "", exemption.Sentence(), false, 0) with { Binding = false });
            }

            return;
        }

        var strictest = UnitCounting.Strictest(rows, unit, rules.Measures);
        var (cut, loss) = UnitCounting.Beyond(strictest, unit, before);
        left[unit.UnitId] -= cut;
        var ruling = standing.RulingBehind(strictest.Row, unit);
        var floor = mode == PlanMode.Compose || ruling is not null ? null : BelowGuide(unit, strictest);
        var why = Why(strictest, rows.Count, control, floor, ruling);
        choices.Add(Choice(unit, strictest.Effect, strictest.Amount, strictest.CountedIn, strictest.LinesStopped, cut, loss, strictest.Row.Text, why, strictest.NeedsDecision || floor is not null, strictest.Share) with
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
        var guide = standing.Measures.Where(m => m.Level == scope.Level && m.Origin == MeasureOrigin.Guide && m.Effect.Rule().Production && (m.UnitId == unit.UnitId || m.UnitId.Length == 0)).FirstPhase();
        var share = guide.Select(m => MeasureCounting.Count(m, unit, rules.Measures).Share).DefaultIfEmpty(0).Max();
        return share > chosen.Share ? new($"清单措施（{Percents.Of(chosen.Share)}）弱于指南（{Percents.Of(share)}），须修订清单", $"the list ({Percents.Of(chosen.Share)}) is weaker than the guide ({Percents.Of(share)}): the list must be revised") : null;
    }

    private List<LaterPhase> Later(Measure first, ProductionUnit unit)
    {
        var phases = new List<LaterPhase>();
        var after = first.SwitchAfterHours;
        foreach (var row in standing.Measures.Where(m => m.Level == first.Level && m.Origin == first.Origin && m.UnitId == first.UnitId && m.Effect.Rule().Production && after is not null && (m.SwitchAfterHours ?? int.MaxValue) > after).OrderBy(m => m.SwitchAfterHours ?? int.MaxValue))
        {
            var counted = MeasureCounting.Count(row, unit, rules.Measures);
            phases.Add(new LaterPhase(after!.Value, counted.Effect, counted.Amount, counted.CountedIn, counted.LinesStopped, counted.Cut, row.Text));
            after = row.SwitchAfterHours ?? after;
        }

        return phases;
    }

    private Text Why(CountedMeasure chosen, int candidates, RunningControl? control, Text? floor, Ruling? ruling)
    {
        var ordered = standing.Treatment == GradeTreatment.Stop && chosen.Row.Origin == MeasureOrigin.Guide;
        var origin = chosen.Row.Origin switch
        {
            MeasureOrigin.PlantPlan => new Text("一厂一策", "plant plan"),
            MeasureOrigin.Guide => new("技术指南", "guide"),
            _ => new("应急减排清单", "list"),
        };
        var zh = ordered
            ? $"{GradeZh}企业停产（{standing.Source}）"
            : $"{GradeZh}，{origin.Zh}规定的本级别措施{(standing.Treatment == GradeTreatment.Voluntary ? "（严于自主减排，按清单执行）" : "")}";
        var en = ordered
            ? $"{standing.GradeEn}: stop"
            : $"{standing.GradeEn}: measure of the {origin.En} for this level{(standing.Treatment == GradeTreatment.Voluntary ? " (stricter than self-chosen: the list holds)" : "")}";
        if (ruling is not null)
        {
            var said = ruling.Sentence();
            (zh, en) = (said.Zh.TrimEnd('。'), said.En.TrimEnd('.'));
        }
        else if (enterprise.Guarantee != GuaranteeKind.None && !ordered)
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
        foreach (var (row, unit, cut) in ResidualMeasures.Count(standing.Binding, standing.Units, left))
        {
            var vehicles = ResidualMeasures.CountedElsewhere(row);
            choices.Add(Choice(unit, row.Effect, row.Amount, row.CountedIn, null, cut, row.LossYuanPerDay, row.Text, standing.RulingBehind(row, null)?.Sentence() ?? new(
                $"{GradeZh}，应急减排清单规定的本级别措施{(vehicles ? "；车辆减排量计入移动源清单" : "")}。",
                $"{standing.GradeEn}: measure of the list for this level{(vehicles ? "; vehicle emissions are counted in the mobile list" : "")}."), false, 0) with
            { FromHour = row.FromHour, ToHour = row.ToHour });
        }
    }

    private void Spare()
    {
        if (standing.Treatment == GradeTreatment.Voluntary)
        {
            var offers = standing.Measures.Where(m => m.Level == scope.Level && m.Origin == MeasureOrigin.Option).ToList();
            var offered = offers.Select(m => m.Cut).Sum();
            SpareEnterprise(new(
                $"{GradeZh}企业自主减排（{standing.Source}）{(offers.Count > 0 ? $"；自报措施{offers.Count}项（SO2 {offered.So2}、NOx {offered.Nox}、PM {offered.Pm}、VOCs {offered.Vocs} kg/天），不计入减排量" : "")}。",
                $"{standing.GradeEn}: reductions of its own choice{(offers.Count > 0 ? $"; {offers.Count} offers (SO2 {offered.So2}, NOx {offered.Nox}, PM {offered.Pm}, VOCs {offered.Vocs} kg/day) are noted, not counted" : "")}."), needsDecision: false);
            return;
        }

        SpareEnterprise(new($"{GradeZh}，清单在本级别没有约束性措施。", $"{standing.GradeEn}: the list has no binding measure at this level."), needsDecision: false);
    }

    private void SpareEnterprise(Text why, bool needsDecision)
    {
        choices.Insert(0, new PlanChoice(enterprise.Code, enterprise.Name, Grade, "", "", false, EffectKind.Voluntary, null, CountingUnit.None, null, null, null, null, Emissions.Zero, 0, "", why, needsDecision));
        if (needsDecision)
        {
            Decision(why.Zh.TrimEnd('。'), why.En.TrimEnd('.'));
        }
    }

    private PlanChoice Choice(ProductionUnit? unit, EffectKind effect, decimal? amount, CountingUnit countedIn, int? lines, Emissions cut, decimal loss, string text, Text why, bool needsDecision, decimal share) =>
        new(enterprise.Code, enterprise.Name, Grade, unit?.UnitId ?? "", unit?.Process ?? "", true, effect, amount, countedIn, lines, lines is null ? null : unit?.Count, null, null, cut, loss, text, why, needsDecision) { StoppedShare = share };

    private void Decision(string zh, string en) => decisions.Add(new($"{enterprise.Name}：{zh}。", $"{enterprise.Name} ({enterprise.Code}): {en}."));

    private static Text Kind(RunningControlKind kind) => kind switch
    {
        RunningControlKind.Season => new("错峰生产", "off-peak production"),
        RunningControlKind.Repair => new("检修", "repair"),
        RunningControlKind.Stopped => new("其他原因", "another reason"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
