using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Staggering;

namespace Emergency.Planning.Replanning;

/// <summary>Refills a plan over days: what is missing is taken out of the days that are left, the search finds who steps in on which of them, and the days are counted again.</summary>
internal sealed class DayRefill
{
    private readonly ReplanRequest request;
    private readonly Plan plan;
    private readonly DayKept kept;
    private readonly EpisodeModel model;
    private readonly DayRefillSearch search;
    private readonly DayRefillFound found;
    private readonly List<LocalDay> days;
    private readonly ILookup<string, int> changed;

    private DayRefill(ReplanRequest request, DayKept kept, DayRefillSearch search, DayRefillFound found)
    {
        (this.request, this.kept, this.search, this.found) = (request, kept, search, found);
        (plan, model) = (request.Predecessor, search.Model);
        days = [.. plan.OverDays!.Days.Select(d => d.Day)];
        changed = found.Steps.Keys.Order().ToLookup(b => model.Blocks[b].Enterprise.Code);
    }

    /// <summary>The plan that takes the place of the predecessor; refused as its days are opened.</summary>
    public static Outcome<Plan> Of(ReplanRequest request, ActivationScope scope, ActivationRules rules, CancellationToken cancel)
    {
        var plan = request.Predecessor;
        var settings = plan.Settings!;
        var kept = new DayKept(request);
        var missing = request.Missing.Select(m => m.EnterpriseCode).ToHashSet(StringComparer.Ordinal);
        var reduced = DayFigures.Of(plan, plan with { Choices = All(plan, kept.Choices) }, missing, kept.Today, scope, _ => null);
        if (!reduced.Ok)
        {
            return reduced.Refusal;
        }

        var model = EpisodePlanner.Open(new EpisodeRequest(settings.For(request.Activation), [.. plan.OverDays!.Days.Select(d => d.Level)]) { Rules = settings.Days!.Rules(settings.GapTarget), Floor = plan.Level }, rules);
        if (!model.Ok)
        {
            return model.Refusal;
        }

        var search = new DayRefillSearch(request, kept, reduced.Value, model.Value);
        return new DayRefill(request, kept, search, search.Solve(cancel)).Plan(reduced.Value, scope);
    }

    private Outcome<Plan> Plan(Plan reduced, ActivationScope scope)
    {
        var why = found.Steps.Keys.ToDictionary(b => b, Why);
        var choices = kept.Choices.ToDictionary(c => c.Key, c => changed.Contains(c.Key) ? Enterprise(c.Key, c.Value, why) : c.Value, StringComparer.Ordinal);
        foreach (var code in changed.Select(g => g.Key).Where(code => !choices.ContainsKey(code)))
        {
            choices[code] = Enterprise(code, [], why);
        }

        var blockOf = found.Steps.Keys.ToDictionary(b => (model.Blocks[b].Enterprise.Code, model.Blocks[b].Units[0].UnitId));
        var counted = DayFigures.Of(reduced, reduced with { Choices = All(plan, choices) }, changed.Select(g => g.Key).ToHashSet(StringComparer.Ordinal), kept.First, scope, c => blockOf.TryGetValue((c.EnterpriseCode, c.UnitIds[0]), out var b) ? why[b] : null);
        if (!counted.Ok)
        {
            return counted.Refusal;
        }

        var decisions = Decisions();
        return counted.Value with
        {
            Decisions = [.. plan.Decisions, .. decisions],
            Basis = scope.Basis(
                new InputRef("plan", ContentHash.OfJson(plan)),
                new InputRef("missing", ContentHash.OfJson(request.Missing.OrderBy(m => m.EnterpriseCode, StringComparer.Ordinal).ThenBy(m => m.UnitId, StringComparer.Ordinal))),
                new InputRef("plan-settings", ContentHash.OfJson(new { request.ChangeYuan, request.ShortagePrice }))),
            Running = scope.Running,
            Refill = Refill(counted.Value.OverDays!.LossYuan - reduced.OverDays!.LossYuan, decisions),
        };
    }

    private PlanRefill Refill(decimal extraLoss, IReadOnlyList<Text> decisions)
    {
        var result = found.Result;
        return new(
            request.PredecessorId,
            kept.Lost,
            found.Steps.Count,
            extraLoss,
            result is null ? 0 : Math.Round((decimal)result.Cost, 2),
            result is null ? 0 : result.Shortage is null ? Math.Floor((decimal)Math.Min(found.Bound, result.Cost) * 100) / 100 : null,
            result?.Status ?? PlanStatus.WithinGap,
            [.. found.Rows.Select((r, i) => new RefillRow(r.Row.Row.Name, Kg(r.Row.Row.Required), result!.Shortage is { } most ? Kg(most.Attainable[i]) : null, result.Shortage is { } left ? Kg(left.Missing[i]) : 0) { Day = days[r.Day] })],
            [],
            decisions)
        { Days = [.. days.Skip(kept.First)], Asked = request.Asked };
    }

    private List<Text> Decisions()
    {
        var stops = found.Steps.SelectMany(s => Enumerable.Range(kept.First, days.Count - kept.First)
            .Where(d => s.Value[d] > search.StepOf(s.Key, d))
            .SelectMany(d => model.Blocks[s.Key].Units.Zip(model.Blocks[s.Key].Steps[s.Value[d]][model.KindOf[d]].Parts))
            .Where(p => p.Second.SingleLine)
            .Select(p => (p.First.Process, s.Key))
            .Select(p => new Text(
                $"{model.Blocks[s.Key].Enterprise.Name}：{p.Process}只有一条生产线，补位要求全停，须人工确认。",
                $"{model.Blocks[s.Key].Enterprise.Name} ({model.Blocks[s.Key].Enterprise.Code}): {p.Process} has one line only and stepping in stops it; a person must confirm.")));
        Text[] band = found.BandGaveWay
            ? [new($"在同行业同等级相差不超过 {plan.Settings!.Days!.FairDays} 天之内补不足，补位企业的天数超出了这一幅度，须人工确认。", $"Within the band of {plan.Settings!.Days!.FairDays} days it cannot be refilled; who steps in carries more days than the band of its group, a person must confirm.")]
            : [];
        return [.. RefilledPlan.Released(kept.Lost), .. stops.Distinct(), .. band];
    }

    private Text Why(int b)
    {
        var (block, because) = (model.Blocks[b], RefilledPlan.Because(kept.Lost));
        var on = Enumerable.Range(kept.First, days.Count - kept.First).Where(d => found.Steps[b][d] > search.StepOf(b, d)).ToList();
        BlockOption To(int d) => block.Steps[found.Steps[b][d]][model.KindOf[d]];
        BlockOption From(int d) => block.Steps[search.StepOf(b, d)][model.KindOf[d]];
        var (cut, loss) = (on.Select(d => To(d).Cut - From(d).Cut).Sum(), on.Sum(d => To(d).Loss - From(d).Loss));
        var text = string.Join("；", on.Select(d => To(d).Text).Distinct());
        var list = string.Join('、', on.Select(d => d + 1));
        return new(
            $"{because.Zh}，由本企业在第{list}天补位：“{text}”，共多减 {RefilledPlan.Kg(cut, "kg")}，多损失 {RefilledPlan.Yuan(loss)} 元（不含重启），在余下的办法中总损失最小。",
            $"{because.En}; this enterprise steps in on day {list.Replace('、', ',')} with \"{text}\": {RefilledPlan.Kg(cut, "kg")} more for {RefilledPlan.Yuan(loss)} yuan more besides restarts, the least total loss among what is left.");
    }

    /// <summary>What an enterprise of which some units step in does: on days on which nothing changes as before, on the others counted again, and what did not change word for word.</summary>
    private List<PlanChoice> Enterprise(string code, IReadOnlyList<PlanChoice> own, Dictionary<int, Text> why)
    {
        var blocks = Enumerable.Range(0, model.Blocks.Count).Where(b => model.Blocks[b].Enterprise.Code == code).ToList();
        var moved = changed[code].SelectMany(b => model.Blocks[b].Units.Select(u => (u.UnitId, b))).ToDictionary(x => x.UnitId, x => x.b, StringComparer.Ordinal);
        int Step(int b, int d) => found.Steps.TryGetValue(b, out var steps) ? steps[d] : search.StepOf(b, d);

        // That a unit was spared on all days is no longer so.
        List<PlanChoice> still = [.. own.Where(c => c.Binding || (c.UnitId.Length > 0 && !moved.ContainsKey(c.UnitId)))];
        IReadOnlyList<PlanChoice> On(LocalDay? day)
        {
            var d = day is { } known ? days.IndexOf(known) : -1;
            var before = DayChoices.On(still, day);
            if (d < kept.First || blocks.TrueForAll(b => Step(b, d) == search.StepOf(b, d)))
            {
                return before;
            }

            var taken = blocks.ConvertAll(b => (Block: b, Option: model.Blocks[b].Steps[Step(b, d)][model.KindOf[d]]));
            var rows = taken.SelectMany(t => t.Option.Parts).Where(p => p is { Row: not null, Source: not OptionSource.Floor }).Select(p => p.Row!).ToList();
            var counted = new EnterpriseActivation(model.Blocks[blocks[0]].Enterprise, model.Scopes[model.KindOf[d]], PlanMode.Supplement, rows).Decide().Choices;
            return [.. before.Where(c => !c.Binding), .. counted.Where(c => c.Binding).Select(c => Word(c, before, moved, why, taken))];
        }

        return DayChoices.Join(days, kept.First, On, own);
    }

    private PlanChoice Word(PlanChoice counted, List<PlanChoice> before, Dictionary<string, int> moved, Dictionary<int, Text> why, List<(int Block, BlockOption Option)> taken)
    {
        var production = counted.Effect.Rule().Production;
        if (before.Find(c => c.Binding && c.UnitId == counted.UnitId && c.Effect == counted.Effect && c.MeasureText == counted.MeasureText && (!production || c.Cut == counted.Cut)) is { } same)
        {
            return production ? same : same with { Cut = counted.Cut };
        }

        if (!production || !moved.TryGetValue(counted.UnitId, out var block))
        {
            return counted;
        }

        var at = model.Blocks[block].Units.ToList().FindIndex(u => u.UnitId == counted.UnitId);
        return counted with { Added = true, NeedsDecision = counted.NeedsDecision || taken.First(t => t.Block == block).Option.Parts[at].SingleLine, Why = why[block] };
    }

    /// <summary>The choices of all enterprises, in the order of a plan over days.</summary>
    private static List<PlanChoice> All(Plan plan, IReadOnlyDictionary<string, IReadOnlyList<PlanChoice>> choices) =>
        [.. plan.Choices.Select(c => c.EnterpriseCode).Union(choices.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).SelectMany(code => choices[code])];

    private static decimal Kg(double kg) => double.IsFinite(kg) ? Math.Round((decimal)kg, 3) : 0;
}
