using System.Globalization;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Replanning;

/// <summary>Makes the plan out of what the search found: kept choices word for word, the changed units counted again as if the list ordered them.</summary>
internal static class RefilledPlan
{
    private const int MostNamed = 3;

    public static Plan Of(ReplanRequest request, PlanSettings settings, RefillSearch search, Solution solution)
    {
        var (scope, plan) = (search.Model.Scope, request.Predecessor);
        var chosen = solution.Result.Choice;
        var changed = chosen.Select((o, i) => (Option: o, Block: i)).Where(x => x.Option > 0).Select(x => x.Block).ToList();
        var choices = Choices(search, chosen, changed);
        var industry = choices.Select(c => c.Cut).Sum();
        var added = changed.Select(b => solution.Model.Blocks[b].Options[chosen[b]].Cut).Sum();
        if (industry != search.Kept.Cut(_ => true) + added)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The units that step in were found with {added} beyond {search.Kept.Cut(_ => true)}, the count gives {industry}."));
        }

        var loss = choices.Sum(c => c.LossYuanPerDay);
        var region = request.Activation.RegionCode;
        var (mobile, dust) = (scope.Mobile(region), scope.Dust(region));
        var refill = RefillReading.Of(request, search, solution, loss - search.Kept.Loss, Decisions(search, chosen, changed));
        var bound = refill.Bound is { } extra ? Math.Min(loss, search.Kept.Loss + Math.Max(0, extra - (request.ChangeYuan * changed.Count))) : (decimal?)null;
        return new Plan(
            region,
            plan.Level,
            settings.Mode,
            plan.ListVersion,
            choices,
            TargetShares.Compare(industry + mobile + dust, scope.Society, search.Target),
            industry,
            mobile,
            dust,
            loss,
            [.. plan.Decisions, .. refill.Decisions],
            scope.Basis(
                new InputRef("plan", ContentHash.OfJson(plan)),
                new InputRef("missing", ContentHash.OfJson(request.Missing.OrderBy(m => m.EnterpriseCode, StringComparer.Ordinal).ThenBy(m => m.UnitId, StringComparer.Ordinal))),
                new InputRef("plan-settings", ContentHash.OfJson(new { request.ChangeYuan, request.ShortagePrice }))))
        {
            Optimum = new PlanOptimum(
                solution.Result.Status,
                bound,
                bound is null ? null : loss > 0 ? (double)((loss - bound.Value) / loss) : 0,
                solution.Result.Shortage is null ? OptimumOf.Prices(solution) : [],
                [.. search.Asked.Targets.SelectMany((zone, z) => OptimumOf.Zone(zone, CutOf(choices, RefillSearch.Zone(scope, search.Asked, z)) + zone.Other))],
                OptimumOf.StandIns(solution),
                solution.Model.Blocks.Count(b => b.Options.Count > 1),
                null),
            Settings = settings,
            Running = scope.Running,
            Refill = refill with { Asked = request.Asked },
            Ruled = plan.Ruled,
        };
    }

    private static Emissions CutOf(IReadOnlyList<PlanChoice> choices, Func<string, bool> enterprise) => choices.Where(c => enterprise(c.EnterpriseCode)).Select(c => c.Cut).Sum();

    /// <summary>Enterprises without a change keep their choices; of the others only what changed is taken from the new count.</summary>
    private static List<PlanChoice> Choices(RefillSearch search, IReadOnlyList<int> chosen, List<int> changed)
    {
        var model = search.Model;
        var by = changed.ToLookup(b => model.Blocks[b].Enterprise.Code);
        var place = model.Blocks.Select((b, i) => (b.Enterprise.Code, i)).ToLookup(x => x.Code, x => x.i);
        var because = Because(search.Kept.Lost);
        var choices = new List<PlanChoice>();
        foreach (var group in search.Kept.Choices.GroupBy(c => c.EnterpriseCode))
        {
            if (!by.Contains(group.Key))
            {
                choices.AddRange(group);
                continue;
            }

            var asked = place[group.Key].SelectMany(b => search.Further.Blocks[b].Options[chosen[b]].Parts).Where(p => p is { Row: not null, Source: not OptionSource.Floor }).Select(p => p.Row!).ToList();
            var moved = by[group.Key].SelectMany(b => model.Blocks[b].Units.Select(u => (u.UnitId, Block: b))).ToDictionary(x => x.UnitId, x => x.Block);
            var counted = new EnterpriseActivation(model.Blocks[by[group.Key].First()].Enterprise, model.Scope, model.Mode, asked).Decide().Choices;
            choices.AddRange(counted.Select(c => moved.TryGetValue(c.UnitId, out var block) && c.Effect.Rule().Production && !Same(c, group)
                ? Added(c, search.Further.Blocks[block], chosen[block], because)
                : group.FirstOrDefault(k => k.UnitId == c.UnitId && k.Effect == c.Effect && k.MeasureText == c.MeasureText) is { } kept ? kept with { Cut = c.Effect.Rule().Production ? kept.Cut : c.Cut } : c));
            choices.AddRange(group.Where(k => k is { Binding: false, Effect: EffectKind.Voluntary, UnitId.Length: > 0 } && !counted.Any(c => c.UnitId == k.UnitId)));
        }

        return choices;
    }

    /// <summary>True when a unit of a block that moved does what it did before: only others of the block do more.</summary>
    private static bool Same(PlanChoice counted, IEnumerable<PlanChoice> kept) =>
        kept.Any(k => k.UnitId == counted.UnitId && k.Effect == counted.Effect && k.Cut == counted.Cut && k.MeasureText == counted.MeasureText);

    private static PlanChoice Added(PlanChoice choice, ChoiceBlock block, int option, Text because)
    {
        var taken = block.Options[option];
        var single = taken.Parts.Zip(block.Units).Any(p => p.Second.UnitId == choice.UnitId && p.First.SingleLine);
        return choice with
        {
            Added = true,
            NeedsDecision = choice.NeedsDecision || single,
            Why = new(
                $"{because.Zh}，由本企业补位：“{choice.MeasureText}”，多减 {Kg(taken.Cut)}，多损失 {Yuan(taken.Loss)} 元/天，在余下的办法中总损失最小。",
                $"{because.En}; this enterprise steps in with \"{choice.MeasureText}\": {Kg(taken.Cut)} more for {Yuan(taken.Loss)} yuan/day more, the least total loss among what is left."),
        };
    }

    private static List<Text> Decisions(RefillSearch search, IReadOnlyList<int> chosen, List<int> changed)
    {
        var stops = changed.SelectMany(b => search.Further.Blocks[b].Units.Zip(search.Further.Blocks[b].Options[chosen[b]].Parts).Where(p => p.Second.SingleLine).Select(p => new Text(
            $"{search.Model.Blocks[b].Enterprise.Name}：{p.First.Process}只有一条生产线，补位要求全停，须人工确认。",
            $"{search.Model.Blocks[b].Enterprise.Name} ({search.Model.Blocks[b].Enterprise.Code}): {p.First.Process} has one line only and stepping in stops it; a person must confirm.")));
        return [.. Released(search.Kept.Lost), .. stops];
    }

    /// <summary>Who is released.</summary>
    public static IEnumerable<Text> Released(IReadOnlyList<MissingDelivery> lost) =>
        lost.Where(m => m.Ground == MissingGround.Objection).GroupBy(m => m.EnterpriseCode).Select(g => new Text(
            $"{g.First().EnterpriseName}：采纳异议，不再要求{string.Join("、", g.Select(m => m.Process.Length == 0 ? "全厂措施" : m.Process).Distinct())}。",
            $"{g.First().EnterpriseName} ({g.Key}): its objection is accepted; {string.Join(", ", g.Select(m => m.Process.Length == 0 ? "the whole enterprise" : m.Process).Distinct())} released."));

    /// <summary>Who is missing and why, to begin a sentence with.</summary>
    public static Text Because(IReadOnlyList<MissingDelivery> lost)
    {
        var who = lost.GroupBy(m => (m.EnterpriseName, m.Ground)).Select(g => g.Key).ToList();
        var named = who.Take(MostNamed).ToList();
        var more = who.Count - named.Count;
        return new(
            $"因{string.Join("、", named.Select(n => n.EnterpriseName + n.Ground.Name().Zh))}{(more > 0 ? $"等{who.Count}家" : "")}",
            $"Because of {string.Join(", ", named.Select(n => $"{n.EnterpriseName} ({n.Ground.Name().En})"))}{(more > 0 ? $" and {more} more" : "")}");
    }

    /// <summary>Kilograms in words.</summary>
    public static string Kg(Emissions cut, string unit = "kg/d") =>
        string.Join(" ", EmittedPollutants.All.Where(p => cut[p] > 0).Select(p => $"{p.Code()} {cut[p].ToString("#,0.#", CultureInfo.InvariantCulture)}")) + " " + unit;

    /// <summary>Yuan in words.</summary>
    public static string Yuan(decimal yuan) => yuan.ToString("#,0", CultureInfo.InvariantCulture);
}
