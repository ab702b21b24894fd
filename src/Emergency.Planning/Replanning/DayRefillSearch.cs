using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Staggering;
using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Planning.Replanning;

/// <summary>What the search for stand-ins found.</summary>
/// <param name="Steps">By block and day of the plan: the step it takes, for blocks that do more than before; others are missing.</param>
/// <param name="Rows">Each row with its day of the plan.</param>
/// <param name="Result">Result of the search; null when there was nothing to look for.</param>
/// <param name="Bound">No way within the rules costs less, however the rule of the sum is met [yuan].</param>
/// <param name="BandGaveWay">True when the targets can only be reached, or come nearer, with more burden days for some than the band of their group allows.</param>
internal sealed record DayRefillFound(IReadOnlyDictionary<int, IReadOnlyList<int>> Steps, IReadOnlyList<(int Day, TargetRow Row)> Rows, StaggerResult? Result, double Bound, bool BandGaveWay);

/// <summary>
/// The search for who steps in on which of the days that are left, with the rules and the search of a plan over days. A block that was not asked beyond what binds on these days
/// takes any pattern over them that its stops before let it; one that is asked on some of them can only be asked on all; nobody is asked less on any day.
/// </summary>
internal sealed class DayRefillSearch
{
    private const decimal ShareDigits = 1_000_000_000_000m;

    private readonly ReplanRequest request;
    private readonly DayKept kept;
    private readonly Plan reduced;
    private readonly PlanDays before;
    private readonly CompositionRequest composition;
    private readonly StaggerRules rules;
    private readonly int count;
    private readonly int?[][] places;

    /// <param name="request">Request.</param>
    /// <param name="kept">What is kept of the plan.</param>
    /// <param name="reduced">The plan with what is missing taken out of its days.</param>
    /// <param name="model">All that the blocks may do over the days of the plan.</param>
    public DayRefillSearch(ReplanRequest request, DayKept kept, Plan reduced, EpisodeModel model)
    {
        (this.request, this.kept, this.reduced, Model) = (request, kept, reduced, model);
        before = request.Predecessor.OverDays!;
        var settings = request.Predecessor.Settings!;
        (composition, rules) = (settings.For(request.Activation), settings.Days!.Rules(settings.GapTarget));
        count = Math.Max(0, before.Days.Count - kept.First);
        var own = request.Predecessor.Choices.Where(c => c is { Binding: true, UnitId.Length: > 0 } && c.Effect.Rule().Production).ToLookup(c => c.EnterpriseCode, StringComparer.Ordinal);
        places = [.. model.Blocks.Select(b => before.Days.Select((_, d) => Place(b, d, own[b.Enterprise.Code])).ToArray())];
        var lost = model.Blocks.Where((_, i) => places[i].Contains(null)).Select(b => b.Enterprise.Code).Concat(kept.Missing).ToHashSet(StringComparer.Ordinal);
        Free = [.. model.Blocks.Select((b, i) => (b, i)).Where(x => !lost.Contains(x.b.Enterprise.Code) && Spells(x.i) is not null).Select(x => x.i)];
    }

    public EpisodeModel Model { get; }

    /// <summary>Blocks that may step in.</summary>
    public IReadOnlyList<int> Free { get; }

    /// <summary>Step of a block on a day before.</summary>
    public int StepOf(int block, int day) => places[block][day] ?? 0;

    public DayRefillFound Solve(CancellationToken cancel)
    {
        // Where one way to meet the rule of the sum asks for nothing, nothing is missing.
        var rows = Rows();
        if (rows.Exists(r => r.Count == 0) || rows.Count == 0)
        {
            return new(new Dictionary<int, IReadOnlyList<int>>(), [], null, 0, false);
        }

        var banded = Solve(rows, band: true, cancel);
        if (banded.Result!.Shortage is null || rules.FairDays is null)
        {
            return banded;
        }

        var free = Solve(rows, band: false, cancel) with { BandGaveWay = true };
        return free.Result!.Shortage is not { } left || left.Missing.Sum() < banded.Result.Shortage.Missing.Sum() ? free : banded;
    }

    private DayRefillFound Solve(IReadOnlyList<IReadOnlyList<(int Day, TargetRow Row)>> sets, bool band, CancellationToken cancel)
    {
        var blocks = Free.Where(b => !band || InBand(b)).ToList();
        var solved = sets
            .Select(rows => (Rows: rows, Instance: Instance(blocks, rows, band)))
            .Select(x => (x.Rows, Result: StaggerOptimiser.Solve(x.Instance, new() { GapTarget = rules.GapTarget, Threads = composition.Settings.Threads, ShortagePrices = request.ShortagePrice is { } price ? [.. x.Rows.Select(_ => (double)price)] : null }, null, cancel)))
            .OrderBy(x => x.Result.Shortage is null ? 0 : 1).ThenBy(x => x.Result.Cost + (x.Result.Shortage?.ShortageCost ?? 0))
            .ToList();
        return new(Taken(blocks, solved[0].Result), solved[0].Rows, solved[0].Result, solved.Min(s => s.Result.Bound), false);
    }

    private Dictionary<int, IReadOnlyList<int>> Taken(List<int> blocks, StaggerResult result)
    {
        var taken = new Dictionary<int, IReadOnlyList<int>>();
        foreach (var (b, pattern) in blocks.Zip(result.Patterns))
        {
            List<int> steps = [.. before.Days.Select((_, d) => d >= kept.First && Option(b, pattern.On(d - kept.First)) is var step && More(b, step, d) is not null ? step : StepOf(b, d))];
            if (steps.Where((step, d) => step > StepOf(b, d)).Any())
            {
                taken[b] = steps;
            }
        }

        return taken;
    }

    /// <summary>The days that are left, each a kind of its own, because each block begins from what it is asked on that day.</summary>
    private StaggerInstance Instance(List<int> blocks, IReadOnlyList<(int Day, TargetRow Row)> rows, bool band)
    {
        var bands = band && rules.FairDays is > 0 && blocks.Exists(b => Model.Groups[b].Length > 0 && LevelOf(b) is not null);
        var builder = new StaggerInstanceBuilder(EmittedPollutants.All.Count, Model.Zones[0].Zones, [.. Enumerable.Range(0, count)])
        {
            BandWidth = bands ? rules.FairDays : null,
            FixedLevels = bands ? new Dictionary<int, int> { [0] = 0 } : new Dictionary<int, int>(),
            MostStarts = StartsLeft(),
        };
        foreach (var b in blocks)
        {
            var block = Model.Blocks[b];
            builder.AddBlock(new(Model.Zones[0].Of(block.Enterprise))
            {
                Group = bands && Model.Groups[b].Length > 0 && LevelOf(b) is not null ? 0 : -1,
                Ramp = [.. Model.Ramp(block).Select(share => (double)share)],
                FewestStopDays = block.FewestStopDays,
                FewestRunDays = block.FewestRunDays,
                MostSpells = Spells(b)!.Value,
            });
            builder.AddOption(0, [.. Enumerable.Range(0, count).Select(_ => new DayOption(0, false, [.. EmittedPollutants.All.Select(_ => 0.0)]))]);
            foreach (var step in Options(b))
            {
                builder.AddOption((double)block.Restart(step, rules.RestartShare), [.. Enumerable.Range(kept.First, count).Select(d => Day(b, step, d))]);
            }
        }

        if (blocks.Count == 0)
        {
            builder.AddBlock(new(0));
            builder.AddOption(0, [.. Enumerable.Range(0, count).Select(_ => new DayOption(0, false, [.. EmittedPollutants.All.Select(_ => 0.0)]))]);
        }

        foreach (var (day, row) in rows)
        {
            builder.AddRow(new(row.Row.Name, day - kept.First, row.Row.Zone, row.Row.Weights, row.Row.Required));
        }

        return builder.Build();
    }

    private DayOption Day(int b, int step, int d)
    {
        var (kind, burden) = (Model.KindOf[d], Model.Blocks[b].IsBurden(Math.Max(step, StepOf(b, d)), Model.KindOf[d]) && !Model.Blocks[b].IsBurden(StepOf(b, d), Model.KindOf[d]));
        return More(b, step, d) is { } more
            ? new((double)(Math.Max(0, Model.Blocks[b].Steps[step][kind].Loss - Model.Blocks[b].Steps[StepOf(b, d)][kind].Loss) + request.ChangeYuan), burden, [.. EmittedPollutants.All.Select(p => (double)more[p])])
            : new(0, burden, [.. EmittedPollutants.All.Select(_ => 0.0)]);
    }

    /// <summary>What a step cuts on a day beyond what the block does anyway; null when that is no more [kg/day].</summary>
    private Emissions? More(int b, int step, int d)
    {
        var (steps, kind) = (Model.Blocks[b].Steps, Model.KindOf[d]);
        return step > StepOf(b, d) && steps[step][kind].Cut - steps[StepOf(b, d)][kind].Cut is { IsZero: false } more ? more : null;
    }

    /// <summary>Steps that cut no less than what the block does, of any pollutant on any of the days.</summary>
    private List<int> Options(int b) =>
        [.. Enumerable.Range(1, Model.Blocks[b].Steps.Count - 1).Where(step => Enumerable.Range(kept.First, count).All(d => More(b, step, d) is not { } more || more.Max(Emissions.Zero) == more))];

    private int Option(int b, int option) => option == 0 ? 0 : Options(b)[option - 1];

    /// <summary>
    /// Stops that a block may still begin on the days that are left; null when it cannot step in: its shortest stop does not fit, it has stopped often enough, or it has not run
    /// long enough since. Zero lets it be asked on all of them only.
    /// </summary>
    private int? Spells(int b)
    {
        var block = Model.Blocks[b];
        bool Asked(int d) => block.IsBurden(StepOf(b, d), Model.KindOf[d]);
        if (count == 0 || block.FewestStopDays > count)
        {
            return null;
        }

        if (kept.First > 0 && Asked(kept.First - 1))
        {
            return 0;
        }

        var stops = Enumerable.Range(0, kept.First).Where(d => Asked(d) && !Asked(d + 1)).ToList();
        if (stops.Count > 0 && kept.First - 1 - stops[^1] < block.FewestRunDays)
        {
            return null;
        }

        return Enumerable.Range(kept.First, count).Any(Asked) ? 0
            : stops.Count >= rules.MostSpells && stops.Count > 0 ? null
            : rules.MostSpells - stops.Count;
    }

    /// <summary>Where a band was asked for: who may carry the whole width of it still. Who carries least of its group steps in first.</summary>
    private bool InBand(int b) => rules.FairDays is not { } width || LevelOf(b) is not { } level
        || (width > 0 && Enumerable.Range(0, before.Days.Count).Count(d => Model.Blocks[b].IsBurden(StepOf(b, d), Model.KindOf[d])) <= level);

    private int? LevelOf(int b) => Model.Groups[b].Length == 0 ? null
        : before.Burdens.FirstOrDefault(g => g.Group == Model.Groups[b] && g.Grade == Model.Blocks[b].Standing.Grade)?.Level;

    /// <summary>What the limit of starts leaves on the day that has most already.</summary>
    private double? StartsLeft() => rules.MostStartsPerDay is not { } most ? null : Math.Max(0.5, most - reduced.OverDays!.Days.Skip(kept.First).Max(d => d.Steps));

    /// <summary>What is missing on each day that is left, in the ways that the rule of the sum lets it be asked. No more than the plan before reached on that day.</summary>
    private List<IReadOnlyList<(int Day, TargetRow Row)>> Rows()
    {
        var days = Enumerable.Range(kept.First, count).Select(d => (Day: d, Sets: Rows(d))).ToList();
        return [.. Enumerable.Range(0, days.Select(d => d.Sets.Count).DefaultIfEmpty(0).Max())
            .Select(i => (IReadOnlyList<(int, TargetRow)>)[.. days.SelectMany(d => d.Sets[Math.Min(i, d.Sets.Count - 1)].Select(r => (d.Day, r)))])];
    }

    private IReadOnlyList<IReadOnlyList<TargetRow>> Rows(int d)
    {
        var (scope, asked, was, now) = (Model.Scopes[Model.KindOf[d]], Model.Zones[Model.KindOf[d]], before.Days[d], reduced.OverDays!.Days[d]);
        if (was.Level == WarningLevel.None)
        {
            return [[]];
        }

        var zones = ZoneMap.Of(composition with { Zones = [.. asked.Targets.Select(z => Within(z, was))] }, scope).OrThrow();
        Emissions Given(int? zone) => zone is { } z ? EmittedPollutants.All.Select((p, _) => OnlyOf(p, Reached(now, asked.Targets[z], p) - asked.Targets[z].Other[p])).Sum() : now.IndustryCut;
        return TargetRows.Alternatives(scope, zones, Within(TargetRows.Target(scope.Target, composition), scope.Society.Daily, was.IndustryCut + was.MobileCut + was.DustCut), Given);
    }

    /// <summary>A gap that was accepted with the plan before is not filled now: no more is asked of a pollutant than that plan reached on the day.</summary>
    private static LevelTarget Within(LevelTarget target, Emissions society, Emissions before)
    {
        decimal Of(EmittedPollutant p) => society[p] > 0 ? Share(before[p], society[p]) : 1;
        var sum = target.SwapMinSum is { } swap ? Math.Min(swap, Of(EmittedPollutant.So2) + Of(EmittedPollutant.Nox)) : (decimal?)null;
        return target with
        {
            SwapMinSum = sum,
            MinFraction = target.MinFraction.ToDictionary(x => x.Key, x => sum is not null && x.Key is EmittedPollutant.So2 or EmittedPollutant.Nox ? x.Value : Math.Min(x.Value, Of(x.Key))),
        };
    }

    private static ZoneTarget Within(TargetZone zone, EpisodeDay before) =>
        zone.Target with { Shares = zone.Target.Shares.ToDictionary(s => s.Key, s => zone.Base[s.Key] > 0 ? Math.Min(s.Value, Share(Reached(before, zone, s.Key), zone.Base[s.Key])) : s.Value) };

    private static decimal Reached(EpisodeDay day, TargetZone zone, EmittedPollutant pollutant) =>
        day.Zones.FirstOrDefault(z => z.Zone == zone.Target.Zone && z.Pollutant == pollutant)?.ReachedKgPerDay ?? zone.Other[pollutant];

    private static Emissions OnlyOf(EmittedPollutant pollutant, decimal kg)
    {
        decimal At(EmittedPollutant p) => p == pollutant ? kg : 0;
        return new(At(EmittedPollutant.So2), At(EmittedPollutant.Nox), At(EmittedPollutant.Pm), At(EmittedPollutant.Vocs));
    }

    /// <summary>Rounded down, so that the last digit of a division never asks for a gram more than there was.</summary>
    private static decimal Share(decimal part, decimal whole) => Math.Floor(part / whole * ShareDigits) / ShareDigits;

    /// <summary>Step of a block on a day in the plan before; null when it cannot be found again among its steps.</summary>
    private int? Place(EpisodeBlock block, int day, IEnumerable<PlanChoice> own)
    {
        var holds = own.Where(c => c.HoldsOn(before.Days[day].Day)).GroupBy(c => c.UnitId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        bool Gives(UnitOption part, ProductionUnit unit, bool text) => holds.TryGetValue(unit.UnitId, out var choice)
            ? part.Row is not null && part.Cut == choice.Cut && (text ? part.Row.Text == choice.MeasureText : part.Share == choice.StoppedShare)
            : part.Row is null;
        int Find(bool text) => block.Steps.ToList().FindIndex(s => s[Model.KindOf[day]].Parts.Zip(block.Units).All(p => Gives(p.First, p.Second, text)));
        return Find(text: true) is var exact and >= 0 ? exact : Find(text: false) is var like and >= 0 ? like : null;
    }
}
