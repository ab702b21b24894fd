using System.Text.Json;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Tests.Optimising;

/// <summary>Laws that hold for every instance.</summary>
public sealed class LawTests
{
    private static readonly SolveSettings Exact = new() { GapTarget = 0, MostNodes = 100_000 };

    public static TheoryData<int> Combinations { get; } = [.. Enumerable.Range(0, Rules.All.Count)];

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Other_units_change_nothing(int rules) => Law.Holds(Law.Seeds, seed =>
    {
        var plain = Solve(SmallInstances.Make(Rules.All[rules], seed));
        var tonnes = Solve(SmallInstances.Make(Rules.All[rules], seed, unit: 0.001, yuan: 7));
        return plain.Status == tonnes.Status && (plain.Shortage is not null || (plain.Choice.SequenceEqual(tonnes.Choice) && Near(tonnes.Cost, 7 * plain.Cost)));
    }, 12);

    [Theory]
    [MemberData(nameof(Combinations))]
    public void The_numbering_of_zones_changes_nothing(int rules) => Law.Holds(Law.Seeds, seed =>
    {
        var plain = Solve(SmallInstances.Make(Rules.All[rules], seed));
        var reversed = Solve(SmallInstances.Make(Rules.All[rules], seed, reverseZones: true));
        return plain.Status == reversed.Status && (plain.Shortage is not null || Near(plain.Cost, reversed.Cost));
    }, 12);

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Higher_requirements_never_cost_less(int rules) => Law.Holds(Law.Seeds, seed =>
    {
        var mild = Solve(SmallInstances.Make(Rules.All[rules], seed));
        var hard = Solve(SmallInstances.Make(Rules.All[rules], seed, harder: 1.15));
        return hard.Shortage is not null || (mild.Shortage is null && hard.Cost >= mild.Cost * (1 - 1e-8));
    }, 12);

    [Fact]
    public void A_block_that_loses_its_chosen_option_never_lowers_the_cost() => Law.Holds(Law.Seeds, seed =>
    {
        // With an order the stages a block has are part of the rule, so that a block spared for good may free others; without one the law is plain.
        var rules = new Rules(GradeOrderRule.None, ZoneRows: seed % 2 == 0, Swap: seed % 3 == 0);
        var full = SmallInstances.Make(rules, seed);
        var plan = Solve(full);
        return plan.Shortage is not null || Enumerable.Range(0, full.Blocks).All(block =>
        {
            var without = Solve(SmallInstances.Make(rules, seed, without: (block, plan.Choice[block])));
            return without.Shortage is not null || without.Cost >= plan.Cost * (1 - 1e-8);
        });
    }, 40);

    [Theory]
    [MemberData(nameof(Combinations))]
    public void A_bound_from_a_search_cut_short_is_never_above_the_optimum(int rules) => Law.Holds(Law.Seeds, seed =>
    {
        var instance = SmallInstances.Make(Rules.All[rules], seed);
        var least = Enumeration.Least(instance);
        return new[] { (0.02, 0), (0.02, 1), (0.02, 3), (0.02, 500), (0.08, 500), (0.2, 500) }.All(way =>
        {
            var result = PlanOptimiser.Solve(instance, new() { GapTarget = way.Item1, MostNodes = way.Item2 });
            return least is { } cost
                ? result.Bound <= cost * (1 + 1e-9) && (result.Shortage is not null || result.Cost >= cost * (1 - 1e-9)) && (result.Status != PlanStatus.WithinGap || result.Cost * (1 - way.Item1) <= cost * (1 + 1e-8)) && result.Status != PlanStatus.Infeasible
                : result.Shortage is not null;
        });
    }, 40);

    [Theory]
    [InlineData(GradeOrderRule.None, false)]
    [InlineData(GradeOrderRule.Thresholds, true)]
    [InlineData(GradeOrderRule.Uniform, true)]
    public void Any_number_of_threads_gives_the_same_bytes(GradeOrderRule rule, bool zoneRows)
    {
        var instance = CityInstance.Make(4_000, rule, zoneRows, seed: 5);
        var bytes = new[] { 1, 2, 4 }.Select(threads => JsonSerializer.Serialize(PlanOptimiser.Solve(instance, new() { Threads = threads, MostNodes = 12 }, cancel: TestContext.Current.CancellationToken))).ToList();

        Assert.Equal(bytes[0], bytes[1]);
        Assert.Equal(bytes[0], bytes[2]);
    }

    [Theory]
    [InlineData(GradeOrderRule.Thresholds, true)]
    [InlineData(GradeOrderRule.Uniform, false)]
    public void A_city_is_planned_within_a_small_gap(GradeOrderRule rule, bool zoneRows)
    {
        var result = PlanOptimiser.Solve(CityInstance.Make(1_500, rule, zoneRows, seed: 11), new() { MostNodes = 40 }, cancel: TestContext.Current.CancellationToken);

        Assert.Null(result.Shortage);
        Assert.InRange(result.Gap, 0, 0.02);
    }

    [Fact]
    public void Prices_of_an_earlier_plan_lead_to_a_plan_as_good()
    {
        var instance = CityInstance.Make(1_000, GradeOrderRule.Thresholds, true, seed: 3);
        var cold = PlanOptimiser.Solve(instance, cancel: TestContext.Current.CancellationToken);
        var warm = PlanOptimiser.Solve(instance, new() { WarmPrices = [.. cold.Rows.Select(r => r.Price)] }, cancel: TestContext.Current.CancellationToken);

        Assert.True(warm.Passes < cold.Passes, $"{warm.Passes} passes against {cold.Passes}");
        Assert.InRange(warm.Cost, cold.Bound, cold.Cost * 1.01);
    }

    private static PlanResult Solve(PlanInstance instance) => PlanOptimiser.Solve(instance, Exact);

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-8 * (1 + Math.Abs(b));
}

/// <summary>Larger made-up instances.</summary>
internal static class CityInstance
{
    public static PlanInstance Make(int blocks, GradeOrderRule rule, bool zoneRows, int seed)
    {
        const int zones = 6, industries = 5;
        double[] share = [0, 0.2, 0.3, 0.5, 1];
        var random = new Random(seed);
        var builder = new PlanInstanceBuilder(4, zones, rule);
        var total = new double[zones, 4];
        for (var i = 0; i < blocks; i++)
        {
            var (zone, industry) = (random.Next(zones), random.Next(industries));
            builder.AddBlock(zone, random.Next(20) == 0 ? PlanInstanceBuilder.FreeOfOrder : zone * industries + industry, random.Next(3));
            var size = Math.Exp(2 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5));
            var emission = Enumerable.Range(0, 4).Select(p => (p + industry) % 3 == 0 ? 0 : size * 50 * random.NextDouble()).ToArray();
            var loss = size * 10_000 * (0.2 + random.NextDouble());
            var stages = random.Next(3) == 0 ? 3 : 5;
            for (var s = 0; s < stages; s++)
            {
                builder.AddOption(loss * Math.Pow(share[s], 1.3), s, [.. emission.Select(e => e * share[s])]);
            }

            for (var p = 0; p < 4; p++)
            {
                total[zone, p] += emission[p];
            }
        }

        for (var p = 0; p < 4; p++)
        {
            var weights = Enumerable.Range(0, 4).Select(q => q == p ? 1.0 : 0).ToArray();
            builder.AddRow(new($"P{p}", -1, weights, 0.2 * Enumerable.Range(0, zones).Sum(z => total[z, p])));
            for (var z = 0; zoneRows && z < zones; z++)
            {
                builder.AddRow(new($"P{p} zone {z}", z, weights, 0.15 * total[z, p]));
            }
        }

        return builder.Build();
    }
}
