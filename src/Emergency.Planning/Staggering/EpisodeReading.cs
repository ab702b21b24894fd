using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Planning.Staggering;

/// <summary>Reads a plan from a solution: every day counted again by the activation, targets, courses, burdens.</summary>
internal sealed class EpisodeReading(EpisodeSolution solution)
{
    private readonly EpisodeRequest request = solution.Request;
    private readonly EpisodeModel model = solution.Model;
    private readonly IReadOnlyList<StaggerPattern> patterns = solution.Result.Patterns;
    private readonly ILookup<string, int> blocksOf = Enumerable.Range(0, solution.Model.Blocks.Count).ToLookup(b => solution.Model.Blocks[b].Enterprise.Code);

    public EpisodePlan Plan()
    {
        var explained = new EpisodeExplanation(solution);
        var courses = model.Blocks.Select((_, b) => Course(b, explained)).ToList();
        var (choices, decisions, counted) = Count(courses);
        var days = Enumerable.Range(0, model.KindOf.Count).Select(day => Day(day, counted[day])).ToList();
        var restarts = courses.Sum(c => c.RestartYuan);
        var loss = days.Sum(d => d.LossYuan) + restarts;
        var bound = solution.Result.Shortage is null ? Math.Min(loss, Math.Floor((decimal)solution.Bound) + model.KindOf.Sum(model.FixedLoss)) : (decimal?)null;
        var scope = model.Scopes[0];
        return new EpisodePlan(
            scope.Request.RegionCode,
            request.Day.Mode,
            scope.List.Version(),
            days,
            choices,
            courses,
            EpisodeBurdens.Of(solution, courses),
            loss,
            restarts,
            model.KindOf.Sum(kind => model.FixedLoss(kind) + model.Blocks.Sum(b => b.Steps[0][kind].Loss)),
            bound,
            bound is null ? null : loss > 0 ? (double)((loss - bound.Value) / loss) : 0,
            solution.Result.Status,
            Shortages(),
            decisions,
            scope.Basis([new InputRef("episode-settings", ContentHash.OfJson(Settings())), .. request.Floor is { } floor ? (InputRef[])[new("episode-floor", ContentHash.OfJson(floor))] : []]));
    }

    /// <summary>
    /// Counts every day by the activation, as if the list ordered what was chosen. To the gram and the yuan it is what the search summed (steps at their full effect), or
    /// the mapping has a bug.
    /// </summary>
    private (List<EpisodeChoice> Choices, List<Text> Decisions, List<(Emissions Cut, decimal Loss)> Days) Count(List<UnitCourse> courses)
    {
        var courseOf = courses.SelectMany(c => c.UnitIds.Select(u => (Key: (c.EnterpriseCode, u), Course: c))).ToDictionary(x => x.Key, x => x.Course);
        var found = new List<(PlanChoice Choice, List<int> Days)>();
        var decisions = new List<Text>();
        var said = new HashSet<Text>();
        var days = model.KindOf.Select(_ => (Cut: Emissions.Zero, Loss: 0m)).ToList();
        foreach (var enterprise in model.Scopes[0].Enterprises)
        {
            var own = blocksOf[enterprise.Code].ToList();
            var known = new Dictionary<string, (IReadOnlyList<PlanChoice> Choices, IReadOnlyList<Text> Decisions)>(StringComparer.Ordinal);
            var asked = new Dictionary<(string, string, Emissions, decimal), (PlanChoice Choice, List<int> Days)>();
            for (var day = 0; day < model.KindOf.Count; day++)
            {
                var kind = model.KindOf[day];
                var taken = own.ConvertAll(b => model.On(b, patterns[b], day));
                var key = $"{kind}:{string.Join(' ', own.Select(b => patterns[b].On(day)))}";
                if (!known.TryGetValue(key, out var result))
                {
                    Measure[] rows = [.. taken.SelectMany(o => o.Parts).Where(p => p is { Row: not null, Source: not OptionSource.Floor }).Select(p => p.Row!)];
                    known[key] = result = new EnterpriseActivation(enterprise, model.Scopes[kind], request.Day.Mode, rows).Decide();
                    Check(model.Fixed[kind][enterprise.Code], taken, result.Choices, enterprise.Code, day);
                    decisions.AddRange(result.Decisions.Where(said.Add));
                }

                days[day] = (days[day].Cut + result.Choices.Select(c => c.Cut).Sum(), days[day].Loss + result.Choices.Sum(c => c.LossYuanPerDay));
                foreach (var choice in result.Choices.Where(c => c.Binding))
                {
                    var place = (choice.UnitId, choice.MeasureText, choice.Cut, choice.LossYuanPerDay);
                    if (!asked.TryGetValue(place, out var entry))
                    {
                        asked[place] = entry = (Explained(choice, own, day, courseOf), []);
                    }

                    entry.Days.Add(day);
                }
            }

            found.AddRange(asked.Values);
            found.AddRange(own.Where(b => patterns[b] is { Base: 0, Days: 0 }).SelectMany(b => model.Blocks[b].Units.Select(u => (Spared(model.Blocks[b], u, courseOf[(enterprise.Code, u.UnitId)]), new List<int>()))));
        }

        return ([.. found.Select(f => new EpisodeChoice(f.Choice, f.Days))], decisions, days);
    }

    private static void Check((Emissions Cut, decimal Loss) given, List<BlockOption> taken, IReadOnlyList<PlanChoice> counted, string enterprise, int day)
    {
        var (cut, loss) = (given.Cut + taken.Select(o => o.Cut).Sum(), given.Loss + taken.Sum(o => o.Loss));
        if (cut != counted.Select(c => c.Cut).Sum() || loss != counted.Sum(c => c.LossYuanPerDay))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{enterprise}, day {day}: chosen with {cut} and {loss} yuan, the activation counts {counted.Select(c => c.Cut).Sum()} and {counted.Sum(c => c.LossYuanPerDay)} yuan."));
        }
    }

    private PlanChoice Explained(PlanChoice choice, List<int> own, int day, Dictionary<(string, string), UnitCourse> courses)
    {
        var block = own.FindIndex(b => model.Blocks[b].Units.Any(u => u.UnitId == choice.UnitId));
        if (block < 0 || !choice.Effect.Rule().Production || !model.Blocks[own[block]].IsBurden(patterns[own[block]].On(day), model.KindOf[day]))
        {
            return choice;
        }

        var at = model.Blocks[own[block]].Units.ToList().FindIndex(u => u.UnitId == choice.UnitId);
        var part = model.On(own[block], patterns[own[block]], day).Parts[at];
        return part.Source == OptionSource.Floor ? choice : choice with { Why = courses[(choice.EnterpriseCode, choice.UnitId)].Why, Added = true, NeedsDecision = choice.NeedsDecision || part.SingleLine };
    }

    private static PlanChoice Spared(EpisodeBlock block, ProductionUnit unit, UnitCourse course) => new(
        block.Enterprise.Code, block.Enterprise.Name, block.Standing.Grade, unit.UnitId, unit.Process, false, EffectKind.Voluntary, null, CountingUnit.None, null, null, null, null, Emissions.Zero, 0, "", course.Why, false);

    private EpisodeDay Day(int day, (Emissions Cut, decimal Loss) counted)
    {
        var kind = model.KindOf[day];
        var scope = model.Scopes[kind];
        var region = scope.Request.RegionCode;
        var late = patterns.Select((pattern, b) => model.On(b, pattern, day).Cut - model.Arriving(b, pattern, day)).Sum();
        var industry = counted.Cut - late;
        var (mobile, dust) = (scope.Mobile(region), scope.Dust(region));
        return new(
            request.Day.Activation.StartDay.Plus(day),
            scope.Target.Level,
            TargetShares.Compare(industry + mobile + dust, scope.Society, solution.Targets[kind]),
            scope.Target.Level == WarningLevel.None ? [] : [.. model.Zones[kind].Targets.SelectMany((zone, z) => Zone(zone, z, day))],
            [.. solution.Rows.Zip(solution.Result.Rows).Where(r => r.Second.Row.Day == day).SelectMany(r => r.First.Weights.Select(w => new PlanPrice(r.First.Zone, w.Pollutant, Math.Round((decimal)(r.Second.Price * w.Weight), 4), r.First.Swap)))],
            industry,
            mobile,
            dust,
            counted.Loss,
            (int)Math.Round(solution.Result.Starts[day]));
    }

    private IEnumerable<ZoneReached> Zone(TargetZone zone, int number, int day)
    {
        var kind = model.KindOf[day];
        var cut = zone.Other + model.FixedCut(kind, number) + patterns.Select((pattern, b) => (pattern, b)).Where(x => model.Zones[kind].Of(model.Blocks[x.b].Enterprise) == number).Select(x => model.Arriving(x.b, x.pattern, day)).Sum();
        return zone.Target.Shares.OrderBy(s => s.Key).Select(s => new ZoneReached(
            zone.Target.Zone, s.Key, s.Value, zone.Base[s.Key] > 0 ? Math.Round(cut[s.Key] / zone.Base[s.Key], 6) : 1, zone.Base[s.Key], Math.Round(cut[s.Key], 3), Math.Round(Math.Max(0, (s.Value * zone.Base[s.Key]) - cut[s.Key]), 3), zone.BaseText));
    }

    private UnitCourse Course(int b, EpisodeExplanation explained)
    {
        var (block, pattern) = (model.Blocks[b], patterns[b]);
        var days = Enumerable.Range(0, model.KindOf.Count).ToList();
        var restart = block.Restart(pattern.Base, request.Rules.RestartShare)
            + (pattern.Spells().Count() * Math.Max(0, block.Restart(pattern.Raised, request.Rules.RestartShare) - block.Restart(pattern.Base, request.Rules.RestartShare)));
        bool Burden(int day) => block.IsBurden(pattern.On(day), model.KindOf[day]);
        return new(
            block.Enterprise.Code,
            block.Enterprise.Name,
            block.Standing.Grade,
            [.. block.Units.Select(u => u.UnitId)],
            string.Join('、', block.Units.Select(u => u.Process)),
            [.. days.Select(d => Burden(d) ? model.On(b, pattern, d).Text : "")],
            [.. days.Select(d => model.On(b, pattern, d).Share)],
            days.Count(Burden),
            days.Sum(d => model.On(b, pattern, d).Loss - block.Steps[0][model.KindOf[d]].Loss) + restart,
            restart,
            model.Groups[b],
            explained.Why(b));
    }

    private List<DayShortage> Shortages()
    {
        if (solution.Result.Shortage is not { } shortage)
        {
            return [];
        }

        return [.. solution.Result.Rows.Select((row, r) => (row.Row, Missing: shortage.Missing[r], Most: shortage.Attainable[r])).Where(x => x.Missing > 0).Select(x =>
        {
            var beyond = !StaggerRecount.Meets(x.Row, x.Most);
            return new DayShortage(x.Row.Day, x.Row.Name, Math.Round((decimal)x.Missing, 3), beyond, beyond
                ? new($"第{x.Row.Day + 1}天 {x.Row.Name}：有选择的单元须减 {x.Row.Required:#,0.#} kg，规则之内当天最多能减 {x.Most:#,0.#}，本方案缺 {x.Missing:#,0.#}。", $"Day {x.Row.Day + 1}, {x.Row.Name}: units with a choice must cut {x.Row.Required:#,0.#} kg and can cut {x.Most:#,0.#} at most that day; the plan is {x.Missing:#,0.#} short.")
                : new($"第{x.Row.Day + 1}天 {x.Row.Name}：单看当天可以达到（最多 {x.Most:#,0.#} kg），与其他各天、天数公平或每日启停上限合在一起时缺 {x.Missing:#,0.#}{(request.Day.Settings.ShortagePrice is null ? "" : "，或补足的代价超过每公斤缺口的价格上限")}。", $"Day {x.Row.Day + 1}, {x.Row.Name}: can be reached by itself ({x.Most:#,0.#} kg at most), not together with the other days, fairness or the limit of starts{(request.Day.Settings.ShortagePrice is null ? "" : ", or only above the price of a shortage")}; {x.Missing:#,0.#} short."));
        })];
    }

    private object Settings() => new
    {
        request.Day.Mode,
        levels = request.Levels,
        targets = request.Day.Targets.OrderBy(t => t.Key).Select(t => new { pollutant = t.Key.Code(), share = t.Value }),
        zones = request.Day.Zones.OrderBy(z => z.Zone, StringComparer.Ordinal).Select(z => new { z.Zone, shares = z.Shares.OrderBy(s => s.Key).Select(s => new { pollutant = s.Key.Code(), share = s.Value }) }),
        request.Rules,
        earlier = request.Earlier.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => new { enterprise = e.Key, e.Value.Days, e.Value.Yuan }),
        request.Day.Settings.LoadSteps,
        request.Day.Settings.MostLineSteps,
        request.Day.Settings.Swap,
        request.Day.Settings.ShortagePrice,
    };
}

/// <summary>Burdens by group and grade.</summary>
internal static class EpisodeBurdens
{
    public static List<GroupBurden> Of(EpisodeSolution solution, List<UnitCourse> courses)
    {
        var (model, days) = (solution.Model, solution.Model.KindOf.Count);
        var numbers = model.Groups.Where(g => g.Length > 0).Distinct().Order(StringComparer.Ordinal).Select((g, i) => (g, i)).ToDictionary(x => x.g, x => x.i);
        return [.. courses.Select((course, b) => (course, b)).Where(x => x.course.Group.Length > 0).GroupBy(x => (x.course.Group, x.course.Grade)).OrderBy(g => g.Key.Group, StringComparer.Ordinal).ThenBy(g => g.Key.Grade).Select(g =>
        {
            var earlier = g.Select(x => solution.Instance.Blocks[x.b].Earlier + x.course.BurdenDays).ToList();
            var output = g.Select(x => model.Blocks[x.b].Units.Sum(u => u.OutputYuanPerDay) * days).ToList();
            var shares = g.Zip(output).Select(x => x.Second > 0 ? Math.Round(x.First.course.LossYuan / x.Second, 6) : 0).ToList();
            var enterprises = g.Select(x => x.course.EnterpriseCode).Distinct();
            var (first, all) = (solution.Instance.Blocks[g.First().b], output.Sum());
            return new GroupBurden(
                g.Key.Group,
                NameOf(model.Blocks[g.First().b].Enterprise, solution),
                g.Key.Grade,
                g.Count(),
                solution.Result.Levels.TryGetValue((numbers[g.Key.Group], first.Rank), out var level) ? level : null,
                earlier.Min(),
                earlier.Average(),
                earlier.Max(),
                g.Sum(x => x.course.LossYuan),
                enterprises.Sum(e => solution.Request.Earlier.TryGetValue(e, out var carried) ? carried.Yuan : 0),
                all > 0 ? Math.Round(g.Sum(x => x.course.LossYuan) / all, 6) : 0,
                shares.Max());
        })];
    }

    private static Text NameOf(Enterprise enterprise, EpisodeSolution solution)
    {
        var rules = solution.Model.Scopes[0].Rules;
        var industry = enterprise.IndustryName(rules.Grades);
        var county = rules.Regions.Find(enterprise.RegionCode);
        return solution.Request.Rules.FairnessScope == FairnessScope.Region || county is null ? industry : new($"{county.Name} {industry.Zh}", $"{industry.En}, {county.NameEn}");
    }
}
