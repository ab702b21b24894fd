using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Tests.Composing;

/// <summary>
/// Every choice of a small city tried, with the rules written out once more in the plainest way. What a measure cuts and costs is read from an activation of the list
/// with that measure added, so that nothing of the way from list to optimiser is shared.
/// </summary>
internal sealed class Enumerated
{
    private readonly SmallCity city;
    private readonly IReadOnlyList<Measure> original;
    private readonly CompositionSettings settings;
    private readonly LevelTarget target = Rules.ForPlans().Targets.Levels.Single(t => t.Level == WarningLevel.Orange);
    private readonly List<(Enterprise Firm, ProductionUnit Unit, List<(decimal Share, Emissions Cut, decimal Loss)> Options)> units = [];
    private readonly Plan start;
    private readonly decimal? own;

    public Enumerated(SmallCity city, PlanMode mode, CompositionSettings settings, decimal? share)
    {
        (this.city, original, this.settings, own) = (Starting(city, mode), city.Measures, settings, share);
        start = Activated([]);
        foreach (var unit in city.Units)
        {
            var firm = city.Enterprises.Single(e => e.Code == unit.EnterpriseCode);
            var before = Before(unit);
            var now = start.Choices.FirstOrDefault(c => c.EnterpriseCode == unit.EnterpriseCode && c.UnitId == unit.UnitId);
            var options = new List<(decimal Share, Emissions Cut, decimal Loss)> { (Math.Max(before, now?.StoppedShare ?? 0), now?.Cut ?? Emissions.Zero, now?.LossYuanPerDay ?? 0) };
            foreach (var measure in before >= 1 ? [] : Candidates(firm, unit))
            {
                var with = Activated([measure]).Choices.Single(c => c.EnterpriseCode == unit.EnterpriseCode && c.UnitId == unit.UnitId);
                if (with.StoppedShare > options[0].Share && EmittedPollutants.All.All(p => with.Cut[p] >= options[0].Cut[p]) && with.Cut != options[0].Cut && !options.Any(o => o.Share == with.StoppedShare))
                {
                    options.Add((with.StoppedShare, with.Cut, with.LossYuanPerDay));
                }
            }

            units.Add((firm, unit, options));
        }
    }

    public long Combinations => units.Aggregate(1L, (product, u) => product * u.Options.Count);

    /// <summary>Least loss of a choice that keeps every rule; null when there is none.</summary>
    public decimal? Least(IReadOnlyList<ZoneTarget> zones)
    {
        decimal? least = null;
        var choice = new int[units.Count];
        while (true)
        {
            var loss = start.LossYuanPerDay + units.Select((u, i) => u.Options[choice[i]].Loss - u.Options[0].Loss).Sum();
            if ((least is null || loss < least) && TargetsHold(choice, zones) && OrderHolds(choice))
            {
                least = loss;
            }

            var at = 0;
            while (at < choice.Length && ++choice[at] == units[at].Options.Count)
            {
                choice[at++] = 0;
            }

            if (at == choice.Length)
            {
                return least;
            }
        }
    }

    /// <summary>The list as it holds before anything is chosen: a composition has the guide's rows only, and the stop of D at the loss the list files.</summary>
    private static SmallCity Starting(SmallCity city, PlanMode mode)
    {
        if (mode != PlanMode.Compose)
        {
            return city;
        }

        bool Guaranteed(Measure m) => Firm(city, m.EnterpriseCode) is { Guarantee: not GuaranteeKind.None, Grade: PerformanceGrade.A or PerformanceGrade.B or PerformanceGrade.Ungraded };
        var stops = city.Units.Where(u => Firm(city, u.EnterpriseCode).Grade == PerformanceGrade.D).Select(u =>
            new Measure(u.EnterpriseCode, u.UnitId, ListLevel.Orange, MeasureOrigin.List, EffectKind.Stop, null, CountingUnit.None, null, null, null, u.Daily, Math.Floor(Rate(city, u) * (u.CanStop == CanStop.Yes ? 1 : 1 - u.LowestLoad)), "D"));
        return city with { Measures = [.. city.Measures.Where(m => Guaranteed(m) || m.Origin == MeasureOrigin.Guide).Select(m => Guaranteed(m) ? m : m with { Origin = MeasureOrigin.List }), .. stops] };
    }

    private Plan Activated(IReadOnlyList<Measure> more) =>
        ActivationPlanner.Activate((city with { Measures = [.. city.Measures, .. more.Select(m => m with { Origin = MeasureOrigin.PlantPlan, Level = ListLevel.Orange })] }).Request(PlanMode.Supplement).Activation, Rules.ForPlans()).OrThrow();

    private List<Measure> Candidates(Enterprise firm, ProductionUnit unit)
    {
        if (firm.SmallEmitter || firm is { Guarantee: not GuaranteeKind.None, Grade: PerformanceGrade.A or PerformanceGrade.B or PerformanceGrade.Ungraded })
        {
            return [];
        }

        var rows = original.Where(m => m.EnterpriseCode == firm.Code && m.UnitId == unit.UnitId).ToList();
        if (firm.Grade == PerformanceGrade.A)
        {
            return [.. rows.Where(m => m.Origin == MeasureOrigin.Option && m.Level == ListLevel.Orange)];
        }

        // A unit's own rows come before the steps that are derived, its list before options, the cheaper first.
        return [.. rows.OrderBy(m => m.Origin == MeasureOrigin.Option).ThenBy(m => m.LossYuanPerDay), .. Steps(unit)];
    }

    private IEnumerable<Measure> Steps(ProductionUnit unit)
    {
        var rate = Rate(city with { Measures = original }, unit);
        Measure Step(EffectKind effect, decimal? amount, CountingUnit countedIn, decimal share) =>
            SmallCity.Row(1, effect, amount, unit.Daily * share, Math.Floor(rate * share), countedIn, unit: unit.UnitId) with { EnterpriseCode = unit.EnterpriseCode };
        if (unit is { CanStop: CanStop.Yes, Count: > 1 })
        {
            return Enumerable.Range(1, unit.Count).Select(k => Step(EffectKind.StopUnits, k, CountingUnit.Unit, (decimal)k / unit.Count));
        }

        var limits = settings.LoadSteps.Where(s => s < 1 - unit.LowestLoad).Select(s => Step(EffectKind.OutputLimit, s, CountingUnit.Output, s));
        return unit.CanStop == CanStop.Yes ? limits.Append(Step(EffectKind.Stop, null, CountingUnit.None, 1)) : limits.Append(Step(EffectKind.LowestLoad, null, CountingUnit.None, 1 - unit.LowestLoad));
    }

    private static decimal Rate(SmallCity city, ProductionUnit unit) =>
        city.Measures.Where(m => m.EnterpriseCode == unit.EnterpriseCode && m.UnitId == unit.UnitId && m.LossYuanPerDay > 0).OrderByDescending(m => m.Amount).ThenBy(m => m.LossYuanPerDay).Select(m => (decimal?)(m.LossYuanPerDay / m.Amount!.Value)).FirstOrDefault() ?? unit.OutputYuanPerDay;

    private static Enterprise Firm(SmallCity city, string code) => city.Enterprises.Single(e => e.Code == code);

    private decimal Before(ProductionUnit unit) => city.Running.Where(r => r.EnterpriseCode == unit.EnterpriseCode && r.UnitId == unit.UnitId).Select(r => r.StoppedShare).DefaultIfEmpty(0).Max();

    private bool TargetsHold(int[] choice, IReadOnlyList<ZoneTarget> zones)
    {
        var cut = start.IndustryCut + Sum(choice, _ => true);
        decimal Share(EmittedPollutant p) => cut[p] / city.Society[p];
        decimal Asked(EmittedPollutant p) => own ?? target.MinFraction[p];
        bool Meets(EmittedPollutant p) => Share(p) >= Asked(p);
        var pair = settings.Swap
            ? Share(EmittedPollutant.So2) + Share(EmittedPollutant.Nox) >= Asked(EmittedPollutant.So2) + Asked(EmittedPollutant.Nox)
            : Meets(EmittedPollutant.So2) && Meets(EmittedPollutant.Nox);
        return pair && Meets(EmittedPollutant.Pm) && Meets(EmittedPollutant.Vocs) && zones.All(z =>
        {
            var (code, part) = z.Zone == "泽州县" ? (SmallCity.Zezhou, 0.6m) : (SmallCity.Gaoping, 0.4m);
            var here = start.Choices.Where(c => Firm(city, c.EnterpriseCode).RegionCode == code).Aggregate(Emissions.Zero, (s, c) => s + c.Cut) + Sum(choice, f => f.RegionCode == code);
            return z.Shares.All(s => here[s.Key] >= s.Value * city.Society[s.Key] * part);
        });
    }

    private Emissions Sum(int[] choice, Func<Enterprise, bool> where) =>
        units.Select((u, i) => where(u.Firm) ? u.Options[choice[i]].Cut - u.Options[0].Cut : Emissions.Zero).Aggregate(Emissions.Zero, (s, c) => s + c);

    private bool OrderHolds(int[] choice)
    {
        if (settings.Order == OrderScope.None)
        {
            return true;
        }

        var ranked = units.Select((u, i) => (Unit: u, Rank: u.Firm.Grade switch { PerformanceGrade.B => 1, PerformanceGrade.C => 2, PerformanceGrade.D => 3, _ => 0 }, Stage: Stage(u.Options[choice[i]].Share), Stages: u.Options.Select(o => Stage(o.Share)).ToList())).Where(u => u.Rank > 0).ToList();
        return ranked.All(better => ranked.All(worse =>
            better.Rank >= worse.Rank || Group(better.Unit.Firm) != Group(worse.Unit.Firm) || better.Stage <= worse.Stage || better.Stage == better.Stages.Min() || worse.Stage == worse.Stages.Max()));
    }

    private string Group(Enterprise firm) => settings.Order == OrderScope.Region ? firm.KeyIndustry : firm.KeyIndustry + firm.RegionCode;

    private static int Stage(decimal share) => share >= 1 ? 4 : share >= 0.5m ? 3 : share >= 0.3m ? 2 : share >= 0.1m ? 1 : 0;
}
