using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Staggering;

/// <summary>
/// Counts the days of a plan again after the choices of some enterprises changed: from a day on each day moves by what these enterprises cut and lose more or less than
/// before, as it arrives. Days before stay as they were counted.
/// </summary>
internal sealed class DayFigures
{
    private readonly Plan before;
    private readonly Plan after;
    private readonly PlanDays days;
    private readonly int from;
    private readonly ActivationScope scope;
    private readonly decimal restartShare = new StaggerRules().RestartShare;
    private readonly List<Enterprise> changed;
    private readonly ILookup<string, PlanChoice> old;
    private readonly ILookup<string, PlanChoice> now;
    private readonly Dictionary<UnitCourse, (IReadOnlyList<ProductionUnit> Units, DayCourse Old, DayCourse Now)> courses;

    private DayFigures(Plan before, Plan after, IReadOnlySet<string> codes, int from, ActivationScope scope)
    {
        (this.before, this.after, this.from, this.scope) = (before, after, from, scope);
        days = before.OverDays!;
        changed = [.. scope.Enterprises.Where(e => codes.Contains(e.Code))];
        (old, now) = (before.Choices.ToLookup(c => c.EnterpriseCode, StringComparer.Ordinal), after.Choices.ToLookup(c => c.EnterpriseCode, StringComparer.Ordinal));
        courses = days.Courses.Where(c => codes.Contains(c.EnterpriseCode)).ToDictionary(c => c, Courses);
    }

    /// <summary>The plan with its days counted again.</summary>
    /// <param name="before">The plan before.</param>
    /// <param name="after">The same with other choices of the enterprises.</param>
    /// <param name="changed">The enterprises.</param>
    /// <param name="from">First day that is counted again; all days for none.</param>
    /// <param name="scope">What the plan was made on, at its level.</param>
    /// <param name="why">Why a unit does what it does on its days, for the calendar; null to leave what is said.</param>
    /// <returns>The plan; refused where no edition has the level of a day, or as zones are refused.</returns>
    public static Outcome<Plan> Of(Plan before, Plan after, IReadOnlySet<string> changed, int from, ActivationScope scope, Func<UnitCourse, Text?> why)
    {
        var settings = before.Settings ?? new PlanSettings(PlanMode.Supplement);
        var composition = settings.For(scope.Request);
        var zones = ZoneMap.Of(composition, scope);
        if (!zones.Ok)
        {
            return zones.Refusal;
        }

        var targets = new Dictionary<WarningLevel, LevelTarget>();
        foreach (var level in before.OverDays!.Days.Select(d => d.Level).Distinct())
        {
            var target = EpisodePlanner.TargetOf(level, scope, scope.Rules);
            if (!target.Ok)
            {
                return target.Refusal;
            }

            targets[level] = level == WarningLevel.None ? target.Value : TargetRows.Target(target.Value, composition);
        }

        return new DayFigures(before, after, changed, from, scope).Plan(zones.Value, targets, why);
    }

    private Plan Plan(ZoneMap zones, Dictionary<WarningLevel, LevelTarget> targets, Func<UnitCourse, Text?> why)
    {
        var counted = days.Days.Select((day, d) => d < from ? day : Day(day, d, zones, targets[day.Level])).ToList();
        var moved = courses.ToDictionary(c => c.Key, c => Course(c.Key, c.Value.Units, c.Value.Old, c.Value.Now, why(c.Key)));
        List<UnitCourse> all = [.. days.Courses.Select(c => moved.GetValueOrDefault(c, c))];
        var restarts = days.RestartYuan + moved.Sum(m => m.Value.RestartYuan - m.Key.RestartYuan);
        var left = Enumerable.Range(from, counted.Count - from).ToList();
        var shown = left.Count == 0 ? days.Shown : left.OrderByDescending(d => Missing(counted[d])).ThenByDescending(d => counted[d].Level).First();
        var over = days with
        {
            Days = counted,
            Shown = shown,
            Courses = all,
            Burdens = [.. days.Burdens.Select(b => Burden(b, all, moved.Values))],
            LossYuan = counted.Sum(d => d.LossYuan) + restarts,
            RestartYuan = restarts,
            BindingYuan = days.BindingYuan + (left.Count * changed.Sum(e => After(now[e.Code]).Sum(c => c.LossYuanPerDay) - After(old[e.Code]).Sum(c => c.LossYuanPerDay))),
            BoundYuan = null,
            Gap = null,
            Shortages = [.. days.Shortages.Where(s => s.Day < from), .. left.SelectMany(d => Shortages(counted[d], d))],
            Changed = true,
        };
        return after with
        {
            Targets = counted[shown].Targets,
            IndustryCut = counted[shown].IndustryCut,
            MobileCut = counted[shown].MobileCut,
            DustCut = counted[shown].DustCut,
            LossYuanPerDay = counted[shown].LossYuan,
            OverDays = over,
        };
    }

    private (IReadOnlyList<ProductionUnit>, DayCourse, DayCourse) Courses(UnitCourse course)
    {
        List<ProductionUnit> units = [.. scope.List.Units.Where(u => u.EnterpriseCode == course.EnterpriseCode && course.UnitIds.Contains(u.UnitId))];
        return (units, new(units, days, old[course.EnterpriseCode], Unruled(before, course)), new(units, days, now[course.EnterpriseCode], Unruled(after, course)));
    }

    private static IReadOnlyList<PlanChoice>? Unruled(Plan plan, UnitCourse course) => plan.Ruled?.FirstOrDefault(r => r.EnterpriseCode == course.EnterpriseCode)?.Without;

    private EpisodeDay Day(EpisodeDay day, int d, ZoneMap zones, LevelTarget target)
    {
        var more = changed.ToDictionary(e => e.Code, e => More(e.Code, day, d), StringComparer.Ordinal);
        var industry = day.IndustryCut + more.Values.Sum();
        var steps = courses.Values.Sum(c => (c.Now.Steps(d) ? 1 : 0) - (c.Old.Steps(d) ? 1 : 0));
        return day with
        {
            Targets = TargetShares.Compare(industry + day.MobileCut + day.DustCut, scope.Society, target),
            Zones = [.. day.Zones.Select(z => Zone(z, changed.Where(e => zones.Targets.ElementAtOrDefault(zones.Of(e))?.Target.Zone == z.Zone).Sum(e => more[e.Code][z.Pollutant])))],
            // Prices were those of the choice before; they stand with that plan.
            Prices = [],
            IndustryCut = industry,
            LossYuan = day.LossYuan + changed.Sum(e => On(now[e.Code], day).Sum(c => c.LossYuanPerDay) - On(old[e.Code], day).Sum(c => c.LossYuanPerDay)),
            Steps = Math.Max(0, day.Steps + steps),
        };
    }

    /// <summary>What an enterprise cuts on a day beyond the plan before, as it arrives [kg/day].</summary>
    private Emissions More(string code, EpisodeDay day, int d)
    {
        var own = courses.Where(c => c.Key.EnterpriseCode == code).Select(c => c.Value).ToList();
        return On(now[code], day).Select(c => c.Cut).Sum() - own.Select(c => c.Now.Late(d)).Sum() - (On(old[code], day).Select(c => c.Cut).Sum() - own.Select(c => c.Old.Late(d)).Sum());
    }

    private static ZoneReached Zone(ZoneReached zone, decimal more)
    {
        var reached = zone.ReachedKgPerDay + more;
        return zone with
        {
            ReachedKgPerDay = reached,
            ReachedFraction = zone.BaseKgPerDay > 0 ? Math.Round(reached / zone.BaseKgPerDay, 6) : 1,
            MissingKgPerDay = Math.Round(Math.Max(0, (zone.RequiredFraction * zone.BaseKgPerDay) - reached), 3),
        };
    }

    private UnitCourse Course(UnitCourse course, IReadOnlyList<ProductionUnit> units, DayCourse old, DayCourse now, Text? why)
    {
        bool Own(PlanChoice c) => units.Any(u => u.UnitId == c.UnitId) || (units.Count > 1 && c.UnitId.Length == 0);
        decimal Beyond(ILookup<string, PlanChoice> choices, EpisodeDay day) => On(choices[course.EnterpriseCode], day).Where(Own).Sum(c => c.LossYuanPerDay) - After(choices[course.EnterpriseCode]).Where(Own).Sum(c => c.LossYuanPerDay);
        string Asked(EpisodeDay day) => string.Join("；", On(this.now[course.EnterpriseCode], day).Where(c => Own(c) && c.Days is not null && c.Effect.Rule().Production).Select(c => c.MeasureText).Distinct());
        var restart = Math.Max(0, course.RestartYuan + now.Restarts(restartShare) - old.Restarts(restartShare));
        List<string> measures = [.. days.Days.Select((day, d) => d < from ? course.Measures[d] : Asked(day))];
        return course with
        {
            Measures = measures,
            Shares = [.. days.Days.Select((_, d) => d < from ? course.Shares[d] : now.Share(d))],
            BurdenDays = measures.Count(m => m.Length > 0),
            LossYuan = course.LossYuan - course.RestartYuan + restart + days.Days.Skip(from).Sum(day => Beyond(this.now, day) - Beyond(this.old, day)),
            RestartYuan = restart,
            Why = why ?? course.Why,
        };
    }

    private GroupBurden Burden(GroupBurden burden, List<UnitCourse> all, IEnumerable<UnitCourse> moved)
    {
        bool In(UnitCourse c) => c.Group == burden.Group && c.Grade == burden.Grade;
        if (!moved.Any(In))
        {
            return burden;
        }

        var own = all.FindAll(In);
        var shares = own.ConvertAll(c => (Loss: c.LossYuan, Output: scope.List.Units.Where(u => u.EnterpriseCode == c.EnterpriseCode && c.UnitIds.Contains(u.UnitId)).Sum(u => u.OutputYuanPerDay) * days.Days.Count));
        var output = shares.Sum(s => s.Output);
        return burden with
        {
            LeastDays = own.Min(c => c.BurdenDays),
            MeanDays = own.Average(c => c.BurdenDays),
            MostDays = own.Max(c => c.BurdenDays),
            LossYuan = own.Sum(c => c.LossYuan),
            LossShare = output > 0 ? Math.Round(own.Sum(c => c.LossYuan) / output, 6) : 0,
            MostLossShare = shares.Max(s => s.Output > 0 ? Math.Round(s.Loss / s.Output, 6) : 0),
        };
    }

    private static IEnumerable<DayShortage> Shortages(EpisodeDay day, int d) =>
        day.Targets.Where(t => t.MissingKgPerDay > 0).Select(t => (Name: t.Pollutant.Code(), t.MissingKgPerDay))
            .Concat(day.Zones.Where(z => z.MissingKgPerDay > 0).Select(z => (Name: $"{z.Zone} {z.Pollutant.Code()}", z.MissingKgPerDay)))
            .Select(x => new DayShortage(d, x.Name, x.MissingKgPerDay, false, new(
                $"第{d + 1}天 {x.Name}：按现行安排缺 {x.MissingKgPerDay:#,0.#} kg。",
                $"Day {d + 1}, {x.Name}: {x.MissingKgPerDay:#,0.#} kg short as things stand.")));

    private static decimal Missing(EpisodeDay day) => day.Targets.Sum(t => t.MissingKgPerDay) + day.Zones.Sum(z => z.MissingKgPerDay);

    private static IEnumerable<PlanChoice> On(IEnumerable<PlanChoice> choices, EpisodeDay day) => choices.Where(c => c.Binding && c.HoldsOn(day.Day));

    private static IEnumerable<PlanChoice> After(IEnumerable<PlanChoice> choices) => choices.Where(c => c.Binding && c.Days is null);
}
