using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.WhatIf;

/// <summary>A way to let an enterprise off, or to grade it better, and what that comes to for itself and for the others.</summary>
/// <param name="Case">What is supposed.</param>
/// <param name="Grade">Grade supposed; null when the grade stays.</param>
/// <param name="All">What all together lose more [yuan/day]; null when the targets are then out of reach.</param>
/// <param name="SavesYuanPerDay">What the enterprise itself saves [yuan/day].</param>
/// <param name="OthersYuanPerDay">What the others lose more [yuan/day].</param>
/// <param name="Explanation">The same in a sentence.</param>
public sealed record LetOff(Text Case, PerformanceGrade? Grade, Difference? All, decimal SavesYuanPerDay, decimal OthersYuanPerDay, Text Explanation);

/// <summary>A constraint and what it makes the enterprise's extra cut worth.</summary>
/// <param name="Name">Target, or the grade order.</param>
/// <param name="YuanPerDay">Worth of the cut for that target at the prices; for the grade order, what it costs [yuan/day].</param>
public sealed record BindingConstraint(Text Name, decimal YuanPerDay);

/// <summary>Why an enterprise is asked, and what would change that.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="Grade">Its grade on the start day.</param>
/// <param name="LossYuanPerDay">Its loss in the plan [yuan/day].</param>
/// <param name="BeyondYuanPerDay">Of this, beyond what binds it anyway [yuan/day].</param>
/// <param name="Cut">Its cut in the plan [kg/day].</param>
/// <param name="Measures">What it is asked, with the plan's reasons.</param>
/// <param name="Constraints">Which constraints its extra cut serves, the weightiest first; empty when nothing beyond what binds is asked.</param>
/// <param name="LetOffs">Ways to let it off.</param>
/// <param name="Grades">Better grades, best first: the argument for rising.</param>
public sealed record EnterpriseWhy(
    string EnterpriseCode,
    string EnterpriseName,
    PerformanceGrade Grade,
    decimal LossYuanPerDay,
    decimal BeyondYuanPerDay,
    Emissions Cut,
    IReadOnlyList<PlanChoice> Measures,
    IReadOnlyList<BindingConstraint> Constraints,
    IReadOnlyList<LetOff> LetOffs,
    IReadOnlyList<LetOff> Grades);

/// <summary>Answers why an enterprise is asked, by solving again without it or with another grade.</summary>
public static class EnterpriseReasons
{
    /// <summary>Enterprises of a ranking when none are named.</summary>
    public const int DefaultMost = 10;

    /// <summary>Answers for named enterprises, or for those that lose most beyond what binds them.</summary>
    /// <param name="scenario">Scenario.</param>
    /// <param name="context">Context.</param>
    /// <param name="codes">Enterprises; empty for the <paramref name="most"/> that lose most.</param>
    /// <param name="most">Length of the ranking.</param>
    /// <param name="progress">Progress.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>The answers; refused as the scenario's plan is, with WHATIF-012 (an activation has nothing to choose) or WHATIF-013 (no such enterprise in the region).</returns>
    public static Outcome<IReadOnlyList<EnterpriseWhy>> Of(Scenario scenario, WhatIfContext context, IReadOnlyList<string> codes, int most = DefaultMost, IProgress<WhatIfProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(codes);
        var start = Chosen.Of(scenario, context, cancel);
        return start.Ok ? Of(start.Value, codes, most, progress, cancel) : start.Refusal;
    }

    internal static Outcome<IReadOnlyList<EnterpriseWhy>> Of(Composed start, IReadOnlyList<string> codes, int most, IProgress<WhatIfProgress>? progress, CancellationToken cancel)
    {
        var enterprises = start.Solution.Model.Enterprises;
        if (codes.FirstOrDefault(c => !enterprises.Any(e => e.Enterprise.Code == c)) is { } unknown)
        {
            return Refusal.Of("WHATIF-013", $"响应地区的清单中没有企业 {unknown}。", $"The list has no enterprise {unknown} in the region that responds.", "请核对统一社会信用代码。", "Check the unified social credit code.");
        }

        var question = new Question(start, cancel);
        var chosen = codes.Count > 0 ? codes : question.Dearest(most);
        var answers = new List<EnterpriseWhy>();
        foreach (var code in chosen)
        {
            progress?.Report(new((double)answers.Count / chosen.Count, new($"单家理由 {answers.Count + 1}/{chosen.Count}", $"reasons {answers.Count + 1}/{chosen.Count}")));
            answers.Add(question.Answer(enterprises.First(e => e.Enterprise.Code == code)));
        }

        return answers;
    }

    private sealed class Question
    {
        private readonly Composed start;
        private readonly CancellationToken cancel;
        private readonly Counterfactual exact;
        private readonly ChoiceModel model;
        private readonly Dictionary<string, List<int>> blocks;

        public Question(Composed start, CancellationToken cancel)
        {
            (this.start, this.cancel, model, exact) = (start, cancel, start.Solution.Model, Counterfactual.Start(start, cancel));
            blocks = Enumerable.Range(0, model.Blocks.Count).GroupBy(b => model.Blocks[b].Enterprise.Code).ToDictionary(g => g.Key, g => g.ToList());
        }

        private Solution Base => exact.Solution;

        public List<string> Dearest(int most) =>
            [.. model.Enterprises.Select(e => (e.Enterprise.Code, Loss: Beyond(e.Enterprise.Code))).Where(e => e.Loss > 0).OrderByDescending(e => e.Loss).ThenBy(e => e.Code, StringComparer.Ordinal).Take(most).Select(e => e.Code)];

        public EnterpriseWhy Answer(EnterpriseChoice of)
        {
            var code = of.Enterprise.Code;
            var choices = start.Plan.Choices.Where(c => c.EnterpriseCode == code).ToList();
            return new(
                code,
                of.Enterprise.Name,
                choices.Select(c => c.Grade).FirstOrDefault(of.Enterprise.Grade),
                choices.Sum(c => c.LossYuanPerDay),
                Beyond(code),
                choices.Select(c => c.Cut).Sum(),
                choices,
                Constraints(code),
                [.. LetOffs(of)],
                [.. Grades(of)]);
        }

        private decimal Beyond(string code) => Own(code).Sum(b => Taken(start.Solution, b).Loss - model.Blocks[b].Options[0].Loss);

        private List<int> Own(string code) => blocks.GetValueOrDefault(code, []);

        private static BlockOption Taken(Solution solution, int block) => solution.Model.Blocks[block].Options[solution.Result.Choice[block]];

        private List<BindingConstraint> Constraints(string code)
        {
            var own = Own(code).Where(b => start.Solution.Result.Choice[b] > 0).ToList();
            var found = start.Solution.Rows.Zip(start.Solution.Result.Rows)
                .Select(r => new BindingConstraint(
                    new(r.First.Row.Name, r.First.Row.Name),
                    (decimal)own.Where(b => r.First.Row.Zone < 0 || r.First.Row.Zone == model.Zones.Of(model.Blocks[b].Enterprise)).Sum(b =>
                    {
                        var cut = Taken(start.Solution, b).Cut - model.Blocks[b].Options[0].Cut;
                        return r.Second.Price * r.First.Weights.Sum(w => w.Weight * (double)cut[w.Pollutant]);
                    })))
                .Append(new(new("绩效次序", "grade order"), (decimal)own.Select(b => start.Solution.Result.Figures[b]).Where(f => f.Reason == BlockReason.AskedByOrder).Sum(f => f.Margin)));
            return [.. found.Where(c => c.YuanPerDay >= 0.5m).Select(c => c with { YuanPerDay = Math.Round(c.YuanPerDay) }).OrderByDescending(c => c.YuanPerDay)];
        }

        private IEnumerable<LetOff> LetOffs(EnterpriseChoice of)
        {
            var code = of.Enterprise.Code;
            var place = Own(code).Any(b => start.Solution.Instance.GroupOf(b) >= 0);
            if (of.Blocks.Count > 0)
            {
                yield return Against(of, model.Holding(code), Direction.NotLess, null, place
                    ? new("不加码，仍守绩效次序（同组较好等级的随之不高于它）", "not asked beyond what binds it, the grade order kept (better grades of its group may then do no more)")
                    : new("不加码", "not asked beyond what binds it"));
                if (place)
                {
                    yield return Against(of, model.With(of with { Blocks = [], Fixed = [.. of.Fixed, .. of.Blocks.Select(b => (b.Units, b.Options[0]))] }), Direction.Either, null, new("不加码，并不再列入绩效次序（破例）", "not asked beyond what binds it, and taken out of the grade order (an exception)"));
                }
            }

            var scope = model.Scope with { Request = model.Scope.Request with { Exempt = model.Scope.Request.Exempt.Append(code).ToHashSet() } };
            yield return Against(of, model.With(EnterpriseBlocks.Of(of.Enterprise, scope, model.Mode, start.Request.Settings, Milder(code))), Direction.Either, null, new("完全免除，须执行的措施也不做", "let go altogether, of what binds it too"));
        }

        private IEnumerable<LetOff> Grades(EnterpriseChoice of)
        {
            var rules = model.Scope.Rules.Grades;
            var now = start.Plan.Choices.Where(c => c.EnterpriseCode == of.Enterprise.Code).Select(c => c.Grade).FirstOrDefault(of.Enterprise.Grade);
            var possible = ScenarioRequest.GradesOf(of.Enterprise, rules);
            var scheme = possible.FirstOrDefault(p => p.Scheme == of.Enterprise.GradeScheme).Scheme ?? (possible.Count > 0 ? possible[0].Scheme : null);
            var scope = model.Scope with { Request = model.Scope.Request with { Risen = model.Scope.Request.Risen.Append(of.Enterprise.Code).ToHashSet() } };
            foreach (var (grade, _) in possible.Where(p => p.Scheme == scheme && p.Grade < now))
            {
                var risen = ScenarioRequest.Regraded(of.Enterprise, grade, scheme!, model.Scope.Request.StartDay);
                yield return Against(of, model.With(EnterpriseBlocks.Of(risen, scope, model.Mode, start.Request.Settings, Milder(of.Enterprise.Code))), Direction.Either, grade, new($"评为{grade.Name().Zh}级", $"graded {grade.Name().En}"));
            }
        }

        /// <summary>The milder plan without this enterprise: what is supposed of it holds there too.</summary>
        private Dictionary<(string, string), UnitOption> Milder(string code) => start.Milder.Where(m => m.Key.Item1 != code).ToDictionary(m => m.Key, m => m.Value);

        private LetOff Against(EnterpriseChoice of, ChoiceModel other, Direction direction, PerformanceGrade? grade, Text what)
        {
            if (Base.Result.Shortage is not null || exact.Against(other, Base.Target, direction, cancel) is not { } found)
            {
                return new(what, grade, null, 0, 0, new($"{what.Zh}：目标不能全部达到，无法比较。", $"{what.En}: not every target can then be reached, nothing to compare."));
            }

            var saves = Loss(Base, of.Enterprise.Code) - Loss(found.Solution, of.Enterprise.Code);
            var others = found.Difference.Value + saves;
            var all = found.Difference;
            return new(what, grade, all, saves, others, new(
                $"{what.Zh}：本企业每天少损失 {saves:#,0} 元，其他企业多损失 {others:#,0} 元，合计{(all.Value >= 0 ? $"多损失 {all.Value:#,0}" : $"少损失 {-all.Value:#,0}")} 元（{all.Low:#,0} 到 {all.High:#,0}）{(all.Value < 0 && direction == Direction.Either && grade is null ? "；合计更少，因为次序或须执行的措施不再约束" : "")}。",
                $"{what.En}: it loses {saves:#,0} yuan/day less, the others {others:#,0} more, together {all.Value:#,0} ({all.Low:#,0} to {all.High:#,0}){(all.Value < 0 && direction == Direction.Either && grade is null ? "; less in all, because the order or what binds no longer holds" : "")}."));
        }

        private static decimal Loss(Solution solution, string code)
        {
            var fixedLoss = solution.Model.Enterprises.First(e => e.Enterprise.Code == code).FixedLoss;
            return fixedLoss + solution.Model.Blocks.Select((b, i) => (b, i)).Where(x => x.b.Enterprise.Code == code).Sum(x => x.b.Options[solution.Result.Choice[x.i]].Loss);
        }
    }
}
