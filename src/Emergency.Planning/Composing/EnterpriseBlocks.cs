using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Composing;

/// <summary>Units that choose together: one unit, or a whole enterprise where a measure is for all of it.</summary>
/// <param name="Enterprise">Enterprise.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Units">Units, in the order of the parts of each option.</param>
/// <param name="Options">What they may do, mildest first; at least two.</param>
internal sealed record ChoiceBlock(Enterprise Enterprise, EnterpriseStanding Standing, IReadOnlyList<ProductionUnit> Units, IReadOnlyList<BlockOption> Options);

/// <summary>What an enterprise may do: blocks with a choice, and what is fixed.</summary>
/// <param name="Enterprise">Enterprise.</param>
/// <param name="Blocks">Blocks.</param>
/// <param name="Fixed">Units without a choice, with what they do.</param>
/// <param name="OtherLoss">Loss by measures that do not lower production [yuan/day].</param>
/// <param name="Limits">What each limit keeps from being cut [kg/day].</param>
internal sealed record EnterpriseChoice(Enterprise Enterprise, IReadOnlyList<ChoiceBlock> Blocks, IReadOnlyList<(IReadOnlyList<ProductionUnit> Units, BlockOption Option)> Fixed, decimal OtherLoss, IReadOnlyDictionary<LimitKind, Emissions> Limits)
{
    public Emissions FixedCut => Fixed.Select(f => f.Option.Cut).Sum();

    public decimal FixedLoss => Fixed.Sum(f => f.Option.Loss) + OtherLoss;
}

/// <summary>What keeps emission from being cut.</summary>
internal enum LimitKind
{
    /// <summary>Down already.</summary>
    Running,

    /// <summary>Let go by a what-if.</summary>
    Exempt,

    /// <summary>Small emitters.</summary>
    Small,

    /// <summary>Guarantee enterprises.</summary>
    Guarantee,

    /// <summary>A and leading beyond their offers.</summary>
    Voluntary,

    /// <summary>Units that can neither stop nor lower their load, and the lowest load of the others.</summary>
    Process,
}

/// <summary>Makes the blocks of one enterprise.</summary>
internal static class EnterpriseBlocks
{
    private const decimal Whole = 1;

    /// <param name="enterprise">Enterprise.</param>
    /// <param name="scope">What is planned.</param>
    /// <param name="mode">Supplement or compose.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="milder">What the milder level asks of each unit.</param>
    /// <param name="whole">True when its units choose together although no measure of this level makes them.</param>
    public static EnterpriseChoice Of(Enterprise enterprise, ActivationScope scope, PlanMode mode, CompositionSettings settings, IReadOnlyDictionary<(string, string), UnitOption> milder, bool whole = false)
    {
        var standing = new EnterpriseStanding(enterprise, scope, mode);
        var options = new UnitOptions(standing, scope, settings, mode);
        var down = standing.Units.ToDictionary(u => u.UnitId, u => scope.ControlOf(u)?.StoppedShare ?? 0);
        var free = standing.Units.Where(u => down[u.UnitId] < 1).ToList();
        var byUnit = free.Select(u => options.Of(u, milder.GetValueOrDefault((u.EnterpriseCode, u.UnitId)))).ToList();
        var residual = ResidualMeasures.Rows(standing.Binding).ToList();
        var together = free.Count > 1 && (whole || options.ForWhole || residual.Any(m => m.UnitId.Length == 0 && !ResidualMeasures.CountedElsewhere(m) && !m.Cut.IsZero));
        List<(IReadOnlyList<ProductionUnit> Units, List<BlockOption> Options)> sets = together
            ? [(free, [.. Vectors(free, byUnit, options, settings).Select(parts => Count(free, parts, residual, down))])]
            : [.. free.Select((u, i) => ((IReadOnlyList<ProductionUnit>)[u], byUnit[i].Select(o => Count([u], [o], [.. residual.Where(m => m.UnitId == u.UnitId)], down)).ToList()))];
        var open = sets.Where(s => s.Options.Count > 1).ToList();
        var most = sets.Select(s => s.Options.Aggregate(Emissions.Zero, (most, o) => most.Max(o.Cut))).Sum();
        return new(
            enterprise,
            [.. open.Select(s => new ChoiceBlock(enterprise, standing, s.Units, s.Options))],
            [.. sets.Where(s => s.Options.Count == 1).Select(s => (s.Units, s.Options[0]))],
            residual.Sum(m => m.LossYuanPerDay),
            Limits(standing, down, most));
    }

    /// <summary>The production measures of each unit, and the caps on what they leave.</summary>
    private static BlockOption Count(IReadOnlyList<ProductionUnit> units, IReadOnlyList<UnitOption> parts, List<Measure> residual, Dictionary<string, decimal> down)
    {
        var cut = parts.Select(p => p.Cut).Sum();
        if (residual.Count > 0)
        {
            var left = units.Select((u, i) => (u.UnitId, Left: u.Daily - (u.Daily * down[u.UnitId]) - parts[i].Cut)).ToDictionary(x => x.UnitId, x => x.Left);
            cut += ResidualMeasures.Count(residual.Where(m => m.UnitId.Length == 0 || left.ContainsKey(m.UnitId)), units, left).Select(r => r.Cut).Sum();
        }

        var weights = units.Select(u => EmittedPollutants.All.Sum(p => u.Daily[p])).ToList();
        var all = weights.Sum();
        return new(parts, cut, parts.Sum(p => p.Loss), parts.Count == 1 ? parts[0].Share : all == 0 ? parts.Max(p => p.Share) : parts.Select((p, i) => p.Share * weights[i]).Sum() / all);
    }

    /// <summary>
    /// What the units of a whole enterprise may do together: each row for the whole enterprise, and each common step, every unit taking its mildest option that
    /// goes as far, or its strictest.
    /// </summary>
    private static IEnumerable<IReadOnlyList<UnitOption>> Vectors(List<ProductionUnit> units, List<IReadOnlyList<UnitOption>> options, UnitOptions source, CompositionSettings settings)
    {
        var asked = settings.LoadSteps.Append(Whole).Select(share => units.Select(_ => share).ToList())
            .Concat(source.WholeShares(units));
        return asked.Prepend([.. units.Select(_ => 0m)])
            .Select(shares => shares.Select((share, i) => Mildest(options[i], share)).ToList())
            .DistinctBy(places => string.Join(' ', places))
            .Select(places => places.Select((place, i) => options[i][place]).ToList());
    }

    /// <summary>Place of the mildest option that goes as far as a share, or of the strictest.</summary>
    private static int Mildest(IReadOnlyList<UnitOption> options, decimal share)
    {
        var place = 0;
        while (place < options.Count - 1 && options[place].Share < share)
        {
            place++;
        }

        return place;
    }

    private static Dictionary<LimitKind, Emissions> Limits(EnterpriseStanding standing, Dictionary<string, decimal> down, Emissions most)
    {
        var emitted = standing.Units.Select(u => u.Daily).Sum();
        var running = standing.Units.Select(u => u.Daily * Math.Min(1, down[u.UnitId])).Sum();
        var kind = standing.Exempt ? LimitKind.Exempt : standing.Small ? LimitKind.Small : standing.Guaranteed ? LimitKind.Guarantee : standing.Treatment == GradeTreatment.Voluntary ? LimitKind.Voluntary : LimitKind.Process;
        return new() { [LimitKind.Running] = running, [kind] = emitted - running - most };
    }
}
