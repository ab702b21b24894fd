using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Replanning;

/// <summary>The search for who steps in: every block from where it stands, rows for what is missing.</summary>
internal sealed class RefillSearch
{
    private const decimal ShareDigits = 1_000_000_000_000m;

    private readonly ReplanRequest request;
    private readonly CompositionRequest composition;

    public RefillSearch(ReplanRequest request, CompositionRequest composition, ActivationScope scope, ZoneMap asked, KeptChoices kept)
    {
        (this.request, this.composition, Asked, Kept) = (request, composition, asked, kept);
        Target = TargetRows.Target(scope.Target, composition);
        var zones = ZoneMap.Of(composition with { Zones = [.. asked.Targets.Select((zone, z) => Within(zone, kept.CutBefore(Zone(scope, asked, z)) + zone.Other))] }, scope).OrThrow();
        Model = new ChoiceModel(composition, scope, zones, new Dictionary<(string, string), UnitOption>());
        Places = kept.Places(Model);
        Further = Model.With([.. Model.Blocks.Select((b, i) => KeptChoices.Further(b, Places[i]))]);
    }

    /// <summary>Zones with the targets that were asked.</summary>
    public ZoneMap Asked { get; }

    public KeptChoices Kept { get; }

    /// <summary>Target of the level with the planner's own shares.</summary>
    public LevelTarget Target { get; }

    /// <summary>All that the blocks may do.</summary>
    public ChoiceModel Model { get; }

    /// <summary>Where each block stands; null for one that stays as it is.</summary>
    public IReadOnlyList<BlockOption?> Places { get; }

    /// <summary>The same blocks, each from where it stands.</summary>
    public ChoiceModel Further { get; }

    /// <summary>Enterprises of a zone.</summary>
    public static Func<string, bool> Zone(ActivationScope scope, ZoneMap zones, int number)
    {
        var members = scope.Enterprises.Where(e => zones.Of(e) == number).Select(e => e.Code).ToHashSet(StringComparer.Ordinal);
        return members.Contains;
    }

    public Solution Solve(IProgress<CompositionProgress>? progress, CancellationToken cancel)
    {
        var settings = new SolveSettings { GapTarget = composition.Settings.GapTarget, MostNodes = composition.Settings.MostNodes, Threads = composition.Settings.Threads };
        var region = Kept.Cut(_ => true);
        Emissions Given(int? zone) => zone is { } z ? Kept.Cut(Zone(Model.Scope, Model.Zones, z)) : region;
        var target = WithinBefore();
        var solved = TargetRows.Alternatives(Further, target, Given)
            .Select(rows => (Rows: rows, Instance: Further.Instance(rows.Select(r => r.Row), (double)request.ChangeYuan)))
            .Select(x => (x.Rows, x.Instance, Result: PlanOptimiser.Solve(x.Instance, settings with { ShortagePrices = request.ShortagePrice is { } price ? [.. x.Rows.Select(_ => (double)price)] : null }, progress is null ? null : new Relay(progress, (double)Kept.Loss), cancel)))
            .OrderBy(x => x.Result.Shortage is null ? 0 : 1).ThenBy(x => x.Result.Cost + (x.Result.Shortage?.ShortageCost ?? 0))
            .ToList();
        return new Solution(Further, Target, solved[0].Rows, solved[0].Instance, solved[0].Result) { Bound = solved.Min(s => s.Result.Bound), Capped = request.ShortagePrice is not null };
    }

    /// <summary>A gap that was accepted with the plan before is not filled now: no more is asked of a pollutant than that plan reached.</summary>
    private LevelTarget WithinBefore()
    {
        var scope = Model.Scope;
        var before = Kept.CutBefore(_ => true) + scope.Mobile(scope.Request.RegionCode) + scope.Dust(scope.Request.RegionCode);
        decimal Reached(EmittedPollutant p) => scope.Society.Daily[p] > 0 ? Share(before[p], scope.Society.Daily[p]) : 1;
        var sum = Target.SwapMinSum is { } swap ? Math.Min(swap, Reached(EmittedPollutant.So2) + Reached(EmittedPollutant.Nox)) : (decimal?)null;

        // Where the sum counts, each share alone is the other way to meet the rule and stays as the edition has it.
        return Target with
        {
            SwapMinSum = sum,
            MinFraction = Target.MinFraction.ToDictionary(x => x.Key, x => sum is not null && x.Key is EmittedPollutant.So2 or EmittedPollutant.Nox ? x.Value : Math.Min(x.Value, Reached(x.Key))),
        };
    }

    private static ZoneTarget Within(TargetZone zone, Emissions before) =>
        zone.Target with { Shares = zone.Target.Shares.ToDictionary(s => s.Key, s => zone.Base[s.Key] > 0 ? Math.Min(s.Value, Share(before[s.Key], zone.Base[s.Key])) : s.Value) };

    /// <summary>Rounded down, so that the last digit of a division never asks for a gram more than there was.</summary>
    private static decimal Share(decimal part, decimal whole) => Math.Floor(part / whole * ShareDigits) / ShareDigits;

    private sealed class Relay(IProgress<CompositionProgress> to, double keptLoss) : IProgress<SolveProgress>
    {
        public void Report(SolveProgress value) => to.Report(new(value.Cost + keptLoss, value.Bound + keptLoss, value.Nodes));
    }
}
