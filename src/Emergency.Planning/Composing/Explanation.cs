using System.Globalization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Composing;

/// <summary>Says of every unit with a choice why it is asked or spared, in one sentence with the numbers.</summary>
internal sealed class Explanation(Solution solution)
{
    private readonly ChoiceModel model = solution.Model;
    private readonly Dictionary<(string, string), (int Block, int Part)> places = Places(solution.Model);

    /// <summary>The choices of the activation with their reasons, spared units with theirs, and the points for a person.</summary>
    public (List<PlanChoice> Choices, List<Text> Decisions) Of(IEnumerable<(IReadOnlyList<PlanChoice> Choices, IReadOnlyList<Text> Decisions)> results)
    {
        var choices = new List<PlanChoice>();
        var decisions = new List<Text>();
        foreach (var (enterprise, result) in model.Enterprises.Zip(results))
        {
            var counted = result.Choices.Select(Explained).ToList();
            var spared = enterprise.Blocks.SelectMany(b => b.Units).Where(u => !counted.Any(c => c.UnitId == u.UnitId && c.Effect.Rule().Production)).Select(u => Spared(enterprise, u)).ToList();

            // Sentences for each unit say more than the one for the enterprise as a whole.
            choices.AddRange(counted.Where(c => spared.Count == 0 || c.Binding || c.UnitId.Length > 0 || c.NeedsDecision));
            choices.AddRange(spared);
            decisions.AddRange(result.Decisions);
            decisions.AddRange(enterprise.Blocks.SelectMany(SingleLines));
        }

        return (choices, decisions);
    }

    private PlanChoice Explained(PlanChoice choice)
    {
        if (!choice.Effect.Rule().Production || !places.TryGetValue((choice.EnterpriseCode, choice.UnitId), out var place))
        {
            return choice;
        }

        var part = Chosen(place.Block).Parts[place.Part];
        var why = Why(place.Block);
        return choice with
        {
            Why = part.Source == OptionSource.Floor ? new(choice.Why.Zh.TrimEnd('。') + "；" + why.Zh, choice.Why.En.TrimEnd('.') + "; " + why.En) : why,
            NeedsDecision = choice.NeedsDecision || part.SingleLine,
            Added = part.Source != OptionSource.Floor,
        };
    }

    private PlanChoice Spared(EnterpriseChoice of, ProductionUnit unit) => new(
        of.Enterprise.Code, of.Enterprise.Name, of.Blocks[0].Standing.Grade, unit.UnitId, unit.Process, false, EffectKind.Voluntary, null, CountingUnit.None, null, null, null, null, Emissions.Zero, 0, "", Why(places[(unit.EnterpriseCode, unit.UnitId)].Block), false);

    private IEnumerable<Text> SingleLines(ChoiceBlock block)
    {
        var option = Chosen(places[(block.Enterprise.Code, block.Units[0].UnitId)].Block);
        return block.Units.Zip(option.Parts).Where(p => p.Second is { SingleLine: true, Source: not OptionSource.Floor }).Select(p => new Text(
            $"{block.Enterprise.Name}：{p.First.Process}只有一条生产线，方案要求全停，须人工确认。",
            $"{block.Enterprise.Name} ({block.Enterprise.Code}): {p.First.Process} has one line only and the plan stops it; a person must confirm."));
    }

    private BlockOption Chosen(int block) => model.Blocks[block].Options[solution.Result.Choice[block]];

    private Text Why(int number)
    {
        var block = model.Blocks[number];
        var figures = solution.Result.Figures[number];
        var chosen = solution.Result.Choice[number];
        return figures.Reason == BlockReason.NoChoice ? Held(block, block.Options[chosen], chosen)
            : solution.Result.Shortage is not null ? WhenShort(block, chosen)
            : chosen == 0 ? WhySpared(block, figures)
            : WhyAsked(block, block.Options[chosen], figures);
    }

    /// <summary>The planner's own bounds leave nothing else.</summary>
    private static Text Held(ChoiceBlock block, BlockOption option, int chosen) => chosen == 0
        ? new("情景设定：不再加码（仅为推演）。", "Held by the scenario: not asked for more (an assumption).")
        : new(
            $"{Beyond(block, block.Options[0]).Zh}“{option.Text}”：情景设定的下限（仅为推演）。",
            $"{Beyond(block, block.Options[0]).En} \"{option.Text}\": the scenario's own demand (an assumption).");

    private Text WhyAsked(ChoiceBlock block, BlockOption option, BlockFigures figures)
    {
        var floor = block.Options[0];
        var (cut, loss) = (option.Cut - floor.Cut, option.Loss - floor.Loss);
        var worth = solution.Worth(model.Zones.Of(block.Enterprise), cut);
        var asked = new Text(
            $"{Beyond(block, floor).Zh}“{option.Text}”{Source(option).Zh}，多减 {Kg(cut)}，多损失 {Yuan(loss)} 元/天；这些减排量按本方案的边际价格值 {Yuan(worth)} 元/天",
            $"{Beyond(block, floor).En} \"{option.Text}\"{Source(option).En}: {Kg(cut)} more for {Yuan(loss)} yuan/day more, worth {Yuan(worth)} yuan/day at the plan's prices");
        var reason = figures.Reason switch
        {
            BlockReason.AskedByOrder => new Text(
                $"；单独看不划算，因绩效次序须做（{Group(block).Zh}内较好等级的也做到这一档），多付约 {Yuan((decimal)figures.Margin)} 元/天",
                $"; not worth it by itself, but the grade order asks it (better grades of {Group(block).En} do as much), at an extra {Yuan((decimal)figures.Margin)} yuan/day"),
            BlockReason.HeldByOrder => new(
                $"；按价格还可多做，因绩效次序（{Group(block).Zh}）不再加码，少省约 {Yuan((decimal)figures.Margin)} 元/天",
                $"; more would be worth it, but the grade order ({Group(block).En}) holds it back, at {Yuan((decimal)figures.Margin)} yuan/day"),
            BlockReason.LastKilograms => new($"；为补足最后的减排量选用，比按价格的最优多付约 {Yuan((decimal)figures.Margin)} 元/天", $"; taken for the last kilograms, {Yuan((decimal)figures.Margin)} yuan/day above its best at the prices"),
            _ => new($"，由别家代替约多付 {Yuan(Math.Max(0, worth - loss))} 元/天", $"; without it others would pay about {Yuan(Math.Max(0, worth - loss))} yuan/day more"),
        };
        var spare = block.Standing.Treatment == GradeTreatment.Voluntary ? new Text("；A级、引领性企业自报的措施", "; its own offer") : new Text("；A级或引领性企业自主减排，不作此要求", "; graded A or leading it would choose for itself");
        var basis = Basis(option);
        return new($"{asked.Zh}{reason.Zh}{spare.Zh}{basis.Zh}。", $"{asked.En}{reason.En}{spare.En}{basis.En}.");
    }

    private Text WhySpared(ChoiceBlock block, BlockFigures figures)
    {
        var (floor, zone) = (block.Options[0], model.Zones.Of(block.Enterprise));
        var next = block.Options.Skip(1).MinBy(o => o.Loss - floor.Loss - solution.Worth(zone, o.Cut - floor.Cut))!;
        var (loss, worth) = (next.Loss - floor.Loss, solution.Worth(zone, next.Cut - floor.Cut));
        var more = floor.Parts.Any(p => p.Row is not null) ? new Text("不再加码", "Not asked for more") : new Text("本级别不作要求", "Not asked at this level");
        return figures.Reason switch
        {
            BlockReason.HeldByOrder => new(
                $"{more.Zh}：“{next.Text}”按价格划算（值 {Yuan(worth)} 元/天，损失 {Yuan(loss)} 元/天），但绩效次序（{Group(block).Zh}）不许它严于较差等级。",
                $"{more.En}: \"{next.Text}\" would be worth it ({Yuan(worth)} against {Yuan(loss)} yuan/day), but the grade order ({Group(block).En}) does not ask it before worse grades."),
            BlockReason.LastKilograms => new(
                $"{more.Zh}：减排目标已由其他企业恰好达到，“{next.Text}”（损失 {Yuan(loss)} 元/天）可作替补。",
                $"{more.En}: the others just reach the targets; \"{next.Text}\" ({Yuan(loss)} yuan/day) stands in if one fails."),
            _ => new(
                $"{more.Zh}：最接近的一档“{next.Text}”多减 {Kg(next.Cut - floor.Cut)}，按本方案的边际价格值 {Yuan(worth)} 元/天，却多损失 {Yuan(loss)} 元/天。",
                $"{more.En}: the nearest step, \"{next.Text}\", would cut {Kg(next.Cut - floor.Cut)} more, worth {Yuan(worth)} yuan/day at the plan's prices, for {Yuan(loss)} yuan/day."),
        };
    }

    /// <summary>Without a plan that reaches everything prices say nothing: only what is done counts.</summary>
    private Text WhenShort(ChoiceBlock block, int chosen)
    {
        var (floor, option) = (block.Options[0], block.Options[chosen]);
        return chosen == 0 && solution.Capped
            ? new("目标不能全部达到；本单元再加码的代价超过每公斤缺口的价格上限，或不能减少所缺的污染物，或受绩效次序限制。", "Not every target can be reached; more from this unit would cost more than the price for a kilogram short, or not lower what is missing, or the grade order holds it back.")
            : chosen == 0
            ? new("目标不能全部达到，但本单元再加码也不能减少所缺的污染物，或受绩效次序限制。", "Not every target can be reached, but more from this unit would not lower what is missing, or the grade order holds it back.")
            : new(
                $"目标不能全部达到，按缺口最小的方案：{Beyond(block, floor).Zh}“{option.Text}”{Source(option).Zh}，多减 {Kg(option.Cut - floor.Cut)}，多损失 {Yuan(option.Loss - floor.Loss)} 元/天{Basis(option).Zh}。",
                $"Not every target can be reached; the plan with the least shortage: {Beyond(block, floor).En} \"{option.Text}\"{Source(option).En}: {Kg(option.Cut - floor.Cut)} more for {Yuan(option.Loss - floor.Loss)} yuan/day more{Basis(option).En}.");
    }

    private static Text Beyond(ChoiceBlock block, BlockOption floor) => floor.Parts.Any(p => p.Row is not null)
        ? new($"{block.Standing.GradeZh}，在本级别须执行的措施之上加做", $"{block.Standing.GradeEn}: beyond what binds it at this level")
        : new($"{block.Standing.GradeZh}，加做", $"{block.Standing.GradeEn}: asked for");

    private static Text Source(BlockOption option) => option.Parts.Max(p => p.Source) switch
    {
        OptionSource.Listed => new("（本企业清单已有的更严措施）", " (a stricter row of its own)"),
        OptionSource.Offered => new("（可选措施）", " (an option row)"),
        OptionSource.Milder => new("（较低级别方案已要求）", " (asked at the milder level already)"),
        OptionSource.Derived => new("（按整条线或负荷推算的档次）", " (a step of whole lines or load)"),
        _ => new("", ""),
    };

    /// <summary>How the loss of derived steps was found.</summary>
    private static Text Basis(BlockOption option)
    {
        var derived = option.Parts.Where(p => p.Source == OptionSource.Derived).ToList();
        return derived.Count == 0 ? new("", "")
            : derived.All(p => p.Rate is not null) ? new("；损失按本单元清单所列损失与停产份额折算", "; its loss in proportion to the loss its own rows file")
            : new("；清单未列损失，按所停部分的产值计（上限）", "; no loss is filed, so the output value of what stops is taken, an upper bound");
    }

    private Text Group(ChoiceBlock block)
    {
        var industry = block.Enterprise.IndustryName(model.Scope.Rules.Grades);
        var county = model.Scope.Rules.Regions.Find(block.Enterprise.RegionCode);
        return model.Order == OrderScope.Region ? industry : new($"{county?.Name}{industry.Zh}", $"{industry.En} in {county?.NameEn}");
    }

    private static string Kg(Emissions cut) =>
        string.Join(" ", EmittedPollutants.All.Where(p => cut[p] > 0).Select(p => $"{p.Code()} {cut[p].ToString("#,0.#", CultureInfo.InvariantCulture)}")) is { Length: > 0 } text ? text + " kg/d" : "0 kg/d";

    private static string Yuan(decimal yuan) => yuan.ToString("#,0", CultureInfo.InvariantCulture);

    private static Dictionary<(string, string), (int, int)> Places(ChoiceModel model) =>
        model.Blocks.SelectMany((b, block) => b.Units.Select((u, part) => (Key: (u.EnterpriseCode, u.UnitId), Place: (block, part)))).ToDictionary(x => x.Key, x => x.Place);
}
