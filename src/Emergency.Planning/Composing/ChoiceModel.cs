using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Composing;

/// <summary>
/// All blocks of a request with their zones, order groups, ranks and stages: the way from the list to an instance of the optimiser and back. Blocks are numbered in the
/// order of enterprise codes and unit ids, whatever the order of the list's rows.
/// </summary>
internal sealed class ChoiceModel
{
    /// <summary>Ranks of the grade order, best first. Grades that are not here are free of it: A and leading choose for themselves, the ungraded cannot be compared.</summary>
    internal static readonly IReadOnlyList<IReadOnlyList<PerformanceGrade>> Ranks = [[PerformanceGrade.B], [PerformanceGrade.BMinus], [PerformanceGrade.C, PerformanceGrade.NonLeading], [PerformanceGrade.D]];

    private readonly CompositionSettings settings;
    private readonly int[] group;
    private readonly int[] rank;
    private readonly ILookup<string, ShareLimit> limits;
    private PlanInstance? packed;

    public ChoiceModel(CompositionRequest request, ActivationScope scope, ZoneMap zones, IReadOnlyDictionary<(string, string), UnitOption> milder)
    {
        (settings, Scope, Mode, Zones) = (request.Settings, scope, request.Mode, zones);
        limits = request.Limits.ToLookup(l => l.EnterpriseCode);
        Enterprises = [.. scope.Enterprises.Select(e => EnterpriseBlocks.Of(e, scope, request.Mode, settings, milder))];
        Blocks = [.. Enterprises.SelectMany(e => e.Blocks)];
        (group, rank) = Places();
    }

    private ChoiceModel(ChoiceModel like, EnterpriseChoice other, ILookup<string, ShareLimit> limits)
    {
        (settings, Scope, Mode, Zones, this.limits) = (like.settings, like.Scope, like.Mode, like.Zones, limits);
        Enterprises = [.. like.Enterprises.Select(e => e.Enterprise.Code == other.Enterprise.Code ? other : e)];
        Blocks = [.. Enterprises.SelectMany(e => e.Blocks)];
        (group, rank) = Places();
    }

    public ActivationScope Scope { get; }

    public PlanMode Mode { get; }

    public ZoneMap Zones { get; }

    public OrderScope Order => settings.Order;

    public IReadOnlyList<EnterpriseChoice> Enterprises { get; }

    public IReadOnlyList<ChoiceBlock> Blocks { get; }

    /// <summary>Cut of whatever has no choice, in the whole region or in one zone [kg/day].</summary>
    public Emissions FixedCut(int? zone = null) => Enterprises.Where(e => zone is null || Zones.Of(e.Enterprise) == zone).Select(e => e.FixedCut).Sum();

    /// <summary>Loss of what holds anyway [yuan/day].</summary>
    public decimal BindingLoss => FixedLoss + Blocks.Sum(b => b.Options[0].Loss);

    public decimal FixedLoss => Enterprises.Sum(e => e.FixedLoss);

    /// <summary>Stage of a share: about 20 %, 30 %, 50 %, stop by default.</summary>
    public int Stage(decimal share) => settings.StageFrom.Count(from => share >= from);

    /// <summary>The same with one enterprise choosing otherwise (its grade changed, its floor lifted).</summary>
    public ChoiceModel With(EnterpriseChoice other) => new(this, other, limits);

    /// <summary>The same with one enterprise held to what binds it anyway. It keeps its place in the grade order, so that fewer plans are left, never others.</summary>
    public ChoiceModel Holding(string code)
    {
        var own = limits.SelectMany(l => l).Where(l => l.EnterpriseCode != code).Append(new(code, null, 0));
        return new(this, Enterprises.First(e => e.Enterprise.Code == code), own.ToLookup(l => l.EnterpriseCode));
    }

    /// <summary>The instance under some rows; blocks and options are packed once.</summary>
    public PlanInstance Instance(IEnumerable<CoveringRow> rows) => (packed ??= Packed()).WithRows([.. rows]);

    private PlanInstance Packed()
    {
        var rule = settings.Order switch
        {
            OrderScope.None => GradeOrderRule.None,
            OrderScope.Uniform => GradeOrderRule.Uniform,
            _ => GradeOrderRule.Thresholds,
        };
        var builder = new PlanInstanceBuilder(EmittedPollutants.All.Count, Zones.Zones, rule);
        for (var b = 0; b < Blocks.Count; b++)
        {
            builder.AddBlock(Zones.Of(Blocks[b].Enterprise), group[b], rank[b]);
            foreach (var option in Blocks[b].Options)
            {
                builder.AddOption((double)option.Loss, Stage(option.Share), (double)option.Cut.So2, (double)option.Cut.Nox, (double)option.Cut.Pm, (double)option.Cut.Vocs);
            }
        }

        var instance = builder.Build();
        return limits.Count == 0 ? instance : instance.Allowing(Allowed);
    }

    /// <summary>Whether the planner's own bounds leave an option: what binds anyway always stays, and who has none so strict goes as far as it can.</summary>
    private bool Allowed(int block, int option)
    {
        var options = Blocks[block].Options;
        foreach (var limit in limits[Blocks[block].Enterprise.Code])
        {
            bool Within(int o) => o == 0 || options[o].Share <= (limit.AtMost ?? 1);
            var most = Enumerable.Range(0, options.Count).Where(Within).Max(o => options[o].Share);
            if (!Within(option) || options[option].Share < Math.Min(limit.AtLeast ?? 0, most))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The option each unit takes, those without a choice included.</summary>
    public IEnumerable<(Enterprise Enterprise, ProductionUnit Unit, UnitOption Option)> Parts(IReadOnlyList<int> choice)
    {
        var block = 0;
        foreach (var enterprise in Enterprises)
        {
            var taken = enterprise.Blocks.Select(b => (b.Units, Option: b.Options[choice[block++]])).ToList();
            foreach (var (units, option) in taken.Concat(enterprise.Fixed))
            {
                for (var u = 0; u < units.Count; u++)
                {
                    yield return (enterprise.Enterprise, units[u], option.Parts[u]);
                }
            }
        }
    }

    /// <summary>Order group and rank of every block.</summary>
    private (int[] Group, int[] Rank) Places()
    {
        var order = Blocks.Select(GroupKey).ToList();
        var numbers = order.OfType<string>().Distinct().Order(StringComparer.Ordinal).Select((key, i) => (key, i)).ToDictionary(x => x.key, x => x.i);
        int[] groups = [.. order.Select(key => key is null ? PlanInstanceBuilder.FreeOfOrder : numbers[key])];
        var present = Ranks.Where(grades => Blocks.Any(b => grades.Contains(b.Standing.Grade))).ToList();
        return (groups, [.. Blocks.Select((b, i) => groups[i] < 0 ? 0 : present.FindIndex(grades => grades.Contains(b.Standing.Grade)))]);
    }

    private string? GroupKey(ChoiceBlock block)
    {
        if (settings.Order == OrderScope.None || block.Standing.Treatment == GradeTreatment.Voluntary || !Ranks.Any(grades => grades.Contains(block.Standing.Grade)))
        {
            return null;
        }

        var industry = block.Enterprise.KeyIndustry.Length > 0 ? block.Enterprise.KeyIndustry : block.Enterprise.Industry;
        return settings.Order == OrderScope.Region ? industry : $"{industry}|{block.Enterprise.RegionCode}";
    }
}
