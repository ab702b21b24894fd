using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.Rulings;
using Emergency.Planning.Tests.Composing;
using FsCheck;
using FsCheck.Fluent;
using static Emergency.Planning.Tests.Composing.SmallCity;

namespace Emergency.Planning.Tests.Rulings;

/// <summary>One enterprise exempted or added: what it changes in a plan, what it leaves alone, and how it comes back.</summary>
public sealed class RuledPlanTests
{
    private static readonly DateTimeOffset Now = ChinaTime.At(new DateOnly(2024, 12, 10), 9);

    // Firm 1 stops half of its only unit, firm 2 (B) limits by a tenth, firm 3 is asked nothing and offers a stop.
    private static SmallCity City() => SmallCity.Of(
        (Firm(1, PerformanceGrade.C), [Unit(1, All(200)), Unit(1, All(40), id: "U2")], [Row(1, EffectKind.OutputLimit, 0.5m, All(100), 1_000), Row(1, EffectKind.Stop, null, All(40), 500, CountingUnit.None, unit: "U2")]),
        (Firm(2, PerformanceGrade.B), [Unit(2, All(100))], [Row(2, EffectKind.OutputLimit, 0.1m, All(10), 400)]),
        (Firm(3, PerformanceGrade.C), [Unit(3, All(100), count: 4)], [Row(3, EffectKind.Stop, null, All(100), 9_000, CountingUnit.None, origin: MeasureOrigin.Option)]));

    [Fact]
    public void An_exempted_enterprise_is_spared_with_its_reason_and_everybody_else_stays_word_for_word()
    {
        var before = City().Plan(PlanMode.Activate);
        var after = Ruled(City(), before, Exempt(1, "", "headquarters"));

        var spared = Assert.Single(after.Choices, c => c.EnterpriseCode == SampleList.Code(1));
        Assert.Equal((false, EffectKind.Voluntary, Emissions.Zero), (spared.Binding, spared.Effect, spared.Cut));
        Assert.Contains("个案豁免（晋市气防办函〔2024〕9号）：指挥部书面决定，在保供", spared.Why.Zh, StringComparison.Ordinal);
        Assert.Equal(Text(Others(before, 1)), Text(Others(after, 1)));
        Assert.Equal(before.IndustryCut - All(140), after.IndustryCut);
        Assert.Equal(before.Targets.Select(t => t.ReachedKgPerDay - 140), after.Targets.Select(t => t.ReachedKgPerDay));
        Assert.Contains(after.Basis.Inputs, i => i.Name == "rulings");
    }

    [Fact]
    public void A_guarantee_leaves_the_load_of_its_task_and_binds_to_it()
    {
        var after = Ruled(City(), City().Plan(PlanMode.Activate), Exempt(2, "", "heat", 0.95m));
        var choice = Assert.Single(after.Choices, c => c.EnterpriseCode == SampleList.Code(2));
        Assert.Equal((true, EffectKind.OutputLimit, 0.05m, All(5)), (choice.Binding, choice.Effect, choice.Amount, choice.Cut));
        Assert.Equal("工序U1只完成保障任务，负荷不超过95%", choice.MeasureText);
    }

    [Fact]
    public void An_exempted_unit_leaves_the_other_units_of_its_enterprise_as_they_were()
    {
        var before = City().Plan(PlanMode.Activate);
        var after = Ruled(City(), before, Exempt(1, "U2", "headquarters"));
        Assert.Equal(Text(before.Choices.Where(c => c.UnitId == "U1")), Text(after.Choices.Where(c => c.UnitId == "U1")));
        Assert.False(after.Choices.Single(c => c.UnitId == "U2").Binding);
    }

    [Fact]
    public void A_named_enterprise_gets_the_officers_own_text_or_a_row_of_the_list_and_the_stricter_prevails()
    {
        var before = City().Plan(PlanMode.Activate);
        var own = Ruled(City(), before, Make(City(), new RulingDraft(RulingKind.Addition, SampleList.Code(3), "U1", "省调度令1号", "夜间高值", null) { Effect = EffectKind.StopUnits, Amount = 3, Text = "停3台窑" }));
        var stopped = Assert.Single(own.Choices, c => c.EnterpriseCode == SampleList.Code(3));
        Assert.Equal((true, All(75), 3, "停3台窑"), (stopped.Binding, stopped.Cut, stopped.LinesStopped!.Value, stopped.MeasureText));
        Assert.Contains("个案增列（省调度令1号）：夜间高值", stopped.Why.Zh, StringComparison.Ordinal);

        var offer = RulingDecisions.RowsFor(City().List, SampleList.Code(3), WarningLevel.Orange);
        var listed = Ruled(City(), before, Make(City(), new RulingDraft(RulingKind.Addition, SampleList.Code(3), "U1", "省调度令1号", "夜间高值", null) { Row = RulingDecisions.RowKey(Assert.Single(offer)) }));
        Assert.Equal((true, All(100)), (listed.Choices.Single(c => c.EnterpriseCode == SampleList.Code(3)).Binding, listed.Choices.Single(c => c.EnterpriseCode == SampleList.Code(3)).Cut));

        var milder = Ruled(City(), before, Make(City(), new RulingDraft(RulingKind.Addition, SampleList.Code(1), "U1", "省调度令1号", "夜间高值", null) { Effect = EffectKind.OutputLimit, Amount = 0.2m, Text = "限产20%" }));
        Assert.Equal(0.5m, milder.Choices.Single(c => c is { UnitId: "U1" } && c.EnterpriseCode == SampleList.Code(1)).Amount);
    }

    [Theory]
    [InlineData("RULING-001", "99", "", "heat", 0.5, "文1号")]
    [InlineData("RULING-001", "2", "U9", "heat", 0.5, "文1号")]
    [InlineData("RULING-002", "2", "", "heat", 0.5, " ")]
    [InlineData("RULING-004", "2", "", "unknown", 0.5, "文1号")]
    [InlineData("RULING-005", "1", "", "heat", 0.5, "文1号")]
    [InlineData("RULING-006", "2", "", "heat", 0.0, "文1号")]
    [InlineData("RULING-006", "2", "", "heat", 1.0, "文1号")]
    [InlineData("RULING-006", "2", "", "heat", null, "文1号")]
    public void What_no_ground_carries_is_refused(string code, string firm, string unit, string ground, double? load, string document) =>
        Assert.Equal(code, Decide(City(), new RulingDraft(RulingKind.Exemption, SampleList.Code(int.Parse(firm, null)), unit, document, "理由", null) { GroundCode = ground, MaximumLoad = (decimal?)load }).Refusal?.Code);

    [Fact]
    public void A_second_decision_on_the_same_unit_or_one_in_the_past_is_refused()
    {
        var held = Exempt(1, "", "headquarters");
        var draft = new RulingDraft(RulingKind.Addition, SampleList.Code(1), "U2", "文2号", "理由", null) { Text = "停产" };
        Assert.Equal("RULING-008", RulingDecisions.Decide(draft, "r", 2, Activation(City()) with { Rulings = [held] }, Rules.ForPlans(), Now).Refusal?.Code);
        Assert.Equal("RULING-003", Decide(City(), draft with { Until = Now }).Refusal?.Code);
        Assert.Equal("RULING-003", Decide(City(), draft with { From = Now.AddHours(1) }).Refusal?.Code);
        Assert.Equal("RULING-007", Decide(City(), draft with { Amount = 2 }).Refusal?.Code);
        Assert.Equal("RULING-007", Decide(City(), draft with { Text = "" }).Refusal?.Code);
    }

    [Fact]
    public void A_plan_brought_in_line_with_rulings_is_the_plan_made_under_them_and_without_them_the_one_before() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                var random = new Random(seed);
                var city = SmallCity.Random(seed);
                var free = city.Plan(PlanMode.Activate);
                var rulings = Some(city, random);
                var request = Activation(city);
                var under = ActivationPlanner.Activate(request with { Rulings = rulings }, Rules.ForPlans()).OrThrow();
                var some = RuledPlan.Of(free, request with { Rulings = [.. rulings.Take(rulings.Count / 2)] }, Rules.ForPlans()).OrThrow();
                var all = RuledPlan.Of(some, request with { Rulings = rulings }, Rules.ForPlans()).OrThrow();
                var none = RuledPlan.Of(all, request, Rules.ForPlans()).OrThrow();
                return Text(under.Choices) == Text(all.Choices) && under.IndustryCut == all.IndustryCut && Text(under.Ruled) == Text(all.Ruled) && Text(under.Targets) == Text(all.Targets)
                    && Text(free.Choices) == Text(none.Choices) && free.IndustryCut == none.IndustryCut && none.Ruled is null;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_choice_asks_nothing_more_of_whoever_is_exempt_and_no_less_of_whoever_is_named() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                var city = SmallCity.Random(seed);
                var rulings = Some(city, new Random(seed));
                var mode = seed % 2 == 0 ? PlanMode.Supplement : PlanMode.Compose;
                var request = city.Request(mode, share: 0.2m);
                var plan = PlanComposer.Make(request with { Activation = request.Activation with { Rulings = rulings } }, Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow();
                return rulings.All(r => plan.Choices.Where(c => c.EnterpriseCode == r.EnterpriseCode && c.UnitId.Length > 0 && r.Covers(c.UnitId) && !Stands(city, c)).All(c => r.Kind == RulingKind.Exemption
                    ? c.StoppedShare <= 1 - (r.MaximumLoad ?? 1)
                    : c.StoppedShare >= r.Measure!.Amount || c.NeedsDecision));
            }).QuickCheckThrowOnFailure();

    private static bool Stands(SmallCity city, PlanChoice choice) => city.Running.Any(r => r.EnterpriseCode == choice.EnterpriseCode && r.UnitId == choice.UnitId);

    private static List<Ruling> Some(SmallCity city, Random random)
    {
        var rulings = new List<Ruling>();
        foreach (var firm in city.Enterprises.Where(_ => random.Next(2) == 0))
        {
            var unit = random.Next(2) == 0 ? "" : "U1";
            var draft = random.Next(2) == 0
                ? new RulingDraft(RulingKind.Exemption, firm.Code, unit, "文1号", "理由", null) { GroundCode = "headquarters", MaximumLoad = random.Next(2) == 0 ? null : 0.7m }
                : new RulingDraft(RulingKind.Addition, firm.Code, unit, "文1号", "理由", null) { Effect = EffectKind.OutputLimit, Amount = 0.35m, Text = "限产35%" };
            rulings.Add(RulingDecisions.Decide(draft, "r", rulings.Count + 1, Activation(city), Rules.ForPlans(), Now).OrThrow());
        }

        return rulings;
    }

    private static Ruling Exempt(int firm, string unit, string ground, decimal? load = null) =>
        Make(City(), new RulingDraft(RulingKind.Exemption, SampleList.Code(firm), unit, "晋市气防办函〔2024〕9号", "在保供", null) { GroundCode = ground, MaximumLoad = load });

    private static Ruling Make(SmallCity city, RulingDraft draft) => Decide(city, draft).OrThrow();

    private static Core.Refusals.Outcome<Ruling> Decide(SmallCity city, RulingDraft draft) => RulingDecisions.Decide(draft, "r", 1, Activation(city), Rules.ForPlans(), Now);

    private static ActivationRequest Activation(SmallCity city) => city.Request(PlanMode.Activate).Activation;

    private static Plan Ruled(SmallCity city, Plan plan, params Ruling[] rulings) => RuledPlan.Of(plan, Activation(city) with { Rulings = rulings }, Rules.ForPlans()).OrThrow();

    private static IEnumerable<PlanChoice> Others(Plan plan, int firm) => plan.Choices.Where(c => c.EnterpriseCode != SampleList.Code(firm));

    private static string Text(object? value) => ContentHash.OfJson(value ?? "").Hex;
}
