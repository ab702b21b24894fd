using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Checks;
using Emergency.Planning.Rulings;

namespace Emergency.Planning.Activation;

/// <summary>How an enterprise stands in a response: its grade on the start day, what that grade means, whether it is exempt, and which rows hold for it.</summary>
internal sealed class EnterpriseStanding
{
    private readonly Enterprise enterprise;
    private readonly ListLevel level;
    private readonly ActivationRules rules;
    private readonly PlanMode mode;
    private readonly List<Measure> production;
    private readonly IReadOnlyList<Ruling> rulings;
    private readonly List<Measure> named;

    /// <param name="enterprise">Enterprise.</param>
    /// <param name="scope">What is activated.</param>
    /// <param name="mode">
    /// <see cref="PlanMode.Compose"/> starts from the guide's rows instead of the list's, which it is to replace; only the load of a guarantee enterprise, audited for its
    /// task, is taken over.
    /// </param>
    public EnterpriseStanding(Enterprise enterprise, ActivationScope scope, PlanMode mode)
        : this(enterprise, scope.UnitsOf(enterprise), scope.MeasuresOf(enterprise), scope.Level, scope.Request.StartDay, scope.Rules, mode, scope.Request.Exempt.Contains(enterprise.Code), scope.Request.Risen.Contains(enterprise.Code), scope.RulingsOn(enterprise))
    {
    }

    /// <summary>The same for a control that is no warning level and has no target of its own.</summary>
    public EnterpriseStanding(Enterprise enterprise, IReadOnlyList<ProductionUnit> units, IReadOnlyList<Measure> measures, ListLevel level, LocalDay day, ActivationRules rules, PlanMode mode, bool exempt = false, bool risen = false, IReadOnlyList<Ruling>? rulings = null)
    {
        (this.enterprise, this.level, this.rules, this.mode) = (enterprise, level, rules, mode);
        (Units, Measures) = (units, measures);
        Grade = enterprise.GradeValidFrom is { } from && from > day ? PerformanceGrade.Ungraded : enterprise.Grade;
        (Treatment, Source) = rules.Grades.Treatments.TryGetValue(Grade, out var found) ? found : (GradeTreatment.ListMeasures, rules.Grades.Edition.Dates);
        this.rulings = rulings ?? [];
        LetGo = this.rulings.FirstOrDefault(r => r is { Kind: RulingKind.Exemption, UnitId.Length: 0 });
        Exempt = exempt || LetGo is not null;
        if (Treatment == GradeTreatment.Voluntary && risen)
        {
            Measures = [.. Measures.Where(m => !m.Binds() || !m.Effect.Rule().Production || m.Level > ListLevel.Red)];
        }

        Small = enterprise.SmallEmitter && rules.Measures.SmallEmitterExempt;
        var listed = enterprise.Guarantee != GuaranteeKind.None;
        Guaranteed = listed && EnterpriseChecks.GuaranteeAllowed(Grade, gradedIndustry: false, rules.Grades);
        GuaranteeRefused = listed && !Guaranteed;
        var fromGuide = mode == PlanMode.Compose && !Guaranteed;
        var filed = Measures.Where(m => m.Level == level && (fromGuide && m.Effect.Rule().Production ? m.Origin == MeasureOrigin.Guide : m.Binds())).FirstPhase().ToList();
        production = [.. filed.Where(m => m.Effect.Rule().Production)];
        List<Measure> added = [.. this.rulings.Where(r => r.Measure is not null).Select(r => r.Measure! with { Level = level, Origin = MeasureOrigin.List })];
        named = [.. added.Where(m => m.Effect.Rule().Production)];
        Binding = [.. filed, .. added.Where(m => !m.Effect.Rule().Production)];
    }

    public IReadOnlyList<ProductionUnit> Units { get; }

    public IReadOnlyList<Measure> Measures { get; }

    /// <summary>Grade on the start day.</summary>
    public PerformanceGrade Grade { get; }

    public GradeTreatment Treatment { get; }

    /// <summary>Source of the treatment.</summary>
    public SourceRef Source { get; }

    /// <summary>Let go as a whole, by a what-if or by a ruling.</summary>
    public bool Exempt { get; }

    /// <summary>The ruling that lets the whole enterprise go; null when there is none.</summary>
    public Ruling? LetGo { get; }

    /// <summary>True when a ruling names it with a measure of production of its own.</summary>
    public bool Named => named.Count > 0;

    /// <summary>The ruling that exempts a unit; null when there is none.</summary>
    public Ruling? ExemptionOf(ProductionUnit unit) => rulings.FirstOrDefault(r => r.Kind == RulingKind.Exemption && r.Covers(unit.UnitId));

    /// <summary>The ruling that a row of a unit or of the enterprise comes from; null when the list, the plan or the grade has it.</summary>
    /// <param name="row">Row.</param>
    /// <param name="unit">Unit whose production it lowers; null for a measure that does not lower production, from which nobody is exempt.</param>
    public Ruling? RulingBehind(Measure row, ProductionUnit? unit) =>
        (unit is not null && ExemptionOf(unit) is { } exemption && row.Text == CapText(unit, exemption) ? exemption : null) ?? rulings.FirstOrDefault(r => r.Measure is { } own && own.Text == row.Text && own.Effect == row.Effect && r.Covers(row.UnitId));

    /// <summary>A small emitter that is neither stopped nor limited.</summary>
    public bool Small { get; }

    /// <summary>A guarantee enterprise that may be one.</summary>
    public bool Guaranteed { get; }

    /// <summary>Listed as a guarantee enterprise but graded too low to be one.</summary>
    public bool GuaranteeRefused { get; }

    /// <summary>A guarantee enterprise whose load nothing fixes.</summary>
    public bool Unfixed => Guaranteed && production.Count == 0;

    /// <summary>All rows that hold at the level, first phase.</summary>
    public IReadOnlyList<Measure> Binding { get; }

    public string GradeZh => Grade switch
    {
        PerformanceGrade.Ungraded or PerformanceGrade.Leading or PerformanceGrade.NonLeading => Grade.Name().Zh,
        _ => Grade.Name().Zh + "级",
    };

    /// <summary>The grade at the beginning of an English sentence: "Graded B", "Ungraded".</summary>
    public string GradeEn => Grade switch
    {
        PerformanceGrade.Ungraded => "Ungraded",
        _ => "Graded " + Grade.Name().En,
    };

    /// <summary>The production measures that bind a unit: its rows, its part of rows for the whole enterprise, and the stop a grade orders.</summary>
    public IReadOnlyList<Measure> RowsOf(ProductionUnit unit) =>
        ExemptionOf(unit) is { } exemption ? Left(unit, exemption) : RowsFiled(unit);

    private List<Measure> RowsFiled(ProductionUnit unit) =>
        (Exempt && LetGo is null) || Small || Unfixed ? PartsOf(named, unit)
        : Treatment == GradeTreatment.Stop && !Guaranteed ? [.. PartsOf(production, unit), .. PartsOf(named, unit), Stop(unit)]
        : [.. PartsOf(production, unit), .. PartsOf(named, unit)];

    /// <summary>The rows of the unit itself, and the unit's part of rows for the whole enterprise.</summary>
    public List<Measure> PartsOf(IReadOnlyList<Measure> rows, ProductionUnit unit) =>
        [.. rows.Where(m => m.UnitId == unit.UnitId), .. rows.Where(m => m.UnitId.Length == 0).Select(m => PartOf(m, unit))];

    /// <summary>What an exemption leaves: nothing, or the load of the guaranteed task (rules.md 5.6, 5.7). It never asks more than would be asked without it.</summary>
    private List<Measure> Left(ProductionUnit unit, Ruling exemption)
    {
        if (exemption.MaximumLoad is not { } load || RowsFiled(unit) is not { Count: > 0 } filed)
        {
            return [];
        }

        var down = 1 - load;
        return UnitCounting.Strictest(filed, unit, rules.Measures).Share <= down ? filed : [new(enterprise.Code, unit.UnitId, level, MeasureOrigin.List, EffectKind.OutputLimit, down, CountingUnit.Output, null, null, null, unit.Daily * down, Math.Floor((LossRate(unit) ?? unit.OutputYuanPerDay) * down), CapText(unit, exemption))];
    }

    private static string CapText(ProductionUnit unit, Ruling exemption) => $"{unit.Process}只完成保障任务，负荷不超过{Percents.Of(exemption.MaximumLoad ?? 1)}";

    private Measure PartOf(Measure whole, ProductionUnit unit)
    {
        var all = Units.Select(u => u.Daily).Sum();
        var output = Units.Sum(u => u.OutputYuanPerDay);
        return whole with
        {
            UnitId = unit.UnitId,
            Cut = new(Part(whole.Cut.So2, unit.Daily.So2, all.So2), Part(whole.Cut.Nox, unit.Daily.Nox, all.Nox), Part(whole.Cut.Pm, unit.Daily.Pm, all.Pm), Part(whole.Cut.Vocs, unit.Daily.Vocs, all.Vocs)),
            LossYuanPerDay = output > 0 ? Math.Floor(whole.LossYuanPerDay * unit.OutputYuanPerDay / output) : Math.Floor(whole.LossYuanPerDay / Units.Count),
        };

        static decimal Part(decimal cut, decimal own, decimal total) => total > 0 ? cut * own / total : 0;
    }

    /// <summary>
    /// Loss of a unit for each share that is down, as the strictest production row of a warning level files it; null when none files a loss [yuan/day].
    /// </summary>
    public decimal? LossRate(ProductionUnit unit) =>
        PartsOf([.. Measures.Where(m => m.Level <= ListLevel.Red && m.Effect.Rule().Production && m.LossYuanPerDay > 0)], unit)
            .Select(m => (Row: m, Counted: MeasureCounting.Count(m, unit, rules.Measures)))
            .Where(f => f.Counted is { Share: > 0, Possible: true })
            .OrderByDescending(f => f.Counted.Share).ThenBy(f => f.Row.LossYuanPerDay)
            .Select(f => (decimal?)(f.Row.LossYuanPerDay / f.Counted.Share)).FirstOrDefault();

    /// <summary>
    /// The stop that the grade itself orders. Its loss is at most the output value, the only figure an activation has; a composition, which does without the list's rows,
    /// goes by the loss they file and by the load that can be taken.
    /// </summary>
    private Measure Stop(ProductionUnit unit)
    {
        var loss = mode == PlanMode.Compose ? Math.Floor((LossRate(unit) ?? unit.OutputYuanPerDay) * (unit.CanStop == CanStop.Yes ? 1 : 1 - unit.LowestLoad)) : unit.OutputYuanPerDay;
        return new(enterprise.Code, unit.UnitId, level, MeasureOrigin.Guide, EffectKind.Stop, null, CountingUnit.None, null, null, null, unit.Daily, loss, $"{unit.Process}停产");
    }
}
