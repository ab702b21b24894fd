using Emergency.Planning.Optimising;

namespace Emergency.Planning.Tests.Optimising;

/// <summary>What the builder and the settings reject, and odd input that must still be planned.</summary>
public sealed class InputTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    [InlineData(1e16)]
    public void Costs_and_cuts_are_sane_numbers(double value)
    {
        var builder = Started();
        Assert.ThrowsAny<ArgumentException>(() => builder.AddOption(value, 0, 1));
        Assert.ThrowsAny<ArgumentException>(() => builder.AddOption(1, 0, value));
    }

    [Fact]
    public void Zones_groups_ranks_and_stages_have_their_ranges()
    {
        var builder = Started();
        builder.AddOption(0, 0, 0);
        Assert.ThrowsAny<ArgumentException>(() => builder.AddBlock(1));
        Assert.ThrowsAny<ArgumentException>(() => builder.AddBlock(-1));
        Assert.ThrowsAny<ArgumentException>(() => builder.AddBlock(0, -2));
        Assert.ThrowsAny<ArgumentException>(() => builder.AddBlock(0, 0, PlanInstanceBuilder.HighestRank + 1));
        Assert.ThrowsAny<ArgumentException>(() => builder.AddOption(0, PlanInstanceBuilder.HighestStage + 1, 0));
        Assert.ThrowsAny<ArgumentException>(() => builder.AddOption(0, 0, 0, 0));
        Assert.ThrowsAny<ArgumentException>(() => new PlanInstanceBuilder(0, 1, GradeOrderRule.None));
        Assert.ThrowsAny<ArgumentException>(() => new PlanInstanceBuilder(1, 0, GradeOrderRule.None));
        Assert.ThrowsAny<ArgumentException>(() => new PlanInstanceBuilder(1, 1, (GradeOrderRule)9));
    }

    [Fact]
    public void A_block_without_an_option_is_rejected()
    {
        Assert.Throws<InvalidOperationException>(() => new PlanInstanceBuilder(1, 1, GradeOrderRule.None).AddOption(0, 0, 0));
        var builder = Started();
        Assert.Throws<InvalidOperationException>(() => builder.AddBlock(0));
        Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Fact]
    public void Rows_have_one_non_negative_weight_a_pollutant()
    {
        var builder = Started();
        Assert.Throws<ArgumentException>(() => builder.AddRow(new("a", -1, [1, 1], 1)));
        Assert.Throws<ArgumentException>(() => builder.AddRow(new("a", -1, [0], 1)));
        Assert.Throws<ArgumentException>(() => builder.AddRow(new("a", -1, [-1], 1)));
        Assert.Throws<ArgumentException>(() => builder.AddRow(new("a", -1, [double.NaN], 1)));
        Assert.Throws<ArgumentException>(() => builder.AddRow(new("a", -1, [1], double.NaN)));
        Assert.ThrowsAny<ArgumentException>(() => builder.AddRow(new("a", 1, [1], 1)));
    }

    [Fact]
    public void More_kinds_of_rows_than_fit_are_rejected()
    {
        var builder = new PlanInstanceBuilder(2, 1, GradeOrderRule.None);
        builder.AddBlock(0);
        builder.AddOption(0, 0, 1, 1);
        for (var i = 0; i < 9; i++)
        {
            builder.AddRow(new($"row {i}", -1, [1, i], 1));
        }

        Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Fact]
    public void Too_many_threshold_patterns_are_rejected()
    {
        var builder = new PlanInstanceBuilder(1, 1, GradeOrderRule.Thresholds);
        builder.AddBlock(0, 0, 5);
        builder.AddOption(0, 7, 1);
        Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_rejected()
    {
        var builder = Started();
        builder.AddOption(0, 0, 0);
        var instance = builder.Build();
        foreach (var settings in new SolveSettings[] { new() { GapTarget = -0.1 }, new() { GapTarget = double.NaN }, new() { GapTarget = 1 }, new() { Threads = 0 }, new() { MostNodes = -1 }, new() { TimeLimit = TimeSpan.FromSeconds(1) }, new() { WarmPrices = [1] }, new() { ShortagePrices = [double.NaN] } })
        {
            Assert.ThrowsAny<ArgumentException>(() => PlanOptimiser.Solve(instance, settings, cancel: TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Odd_but_valid_input_is_planned()
    {
        // Six pollutants, equal rows twice, a row that asks for nothing, options alike, costs from nothing to very much, a group with one member.
        var builder = new PlanInstanceBuilder(6, 3, GradeOrderRule.Thresholds);
        for (var i = 0; i < 12; i++)
        {
            builder.AddBlock(i % 3, i == 0 ? 7 : PlanInstanceBuilder.FreeOfOrder, i % 3);
            builder.AddOption(0, 0, 0, 0, 0, 0, 0, 0);
            builder.AddOption(i == 3 ? 1e12 : 5 + i, 1, 1, 2, 3, 4, 5, 6);
            builder.AddOption(i == 3 ? 1e12 : 5 + i, 1, 1, 2, 3, 4, 5, 6);
        }

        double[] first = [1, 0, 0, 0, 0, 0];
        builder.AddRow(new("a", -1, first, 3));
        builder.AddRow(new("a again, less", -1, first, 2));
        builder.AddRow(new("twice a", -1, [2, 0, 0, 0, 0, 0], 6));
        builder.AddRow(new("nothing", 0, first, -4));
        builder.AddRow(new("all", 1, [1, 1, 1, 1, 1, 1], 20));
        var result = PlanOptimiser.Solve(builder.Build(), new() { GapTarget = 0, MostNodes = 5_000 }, cancel: TestContext.Current.CancellationToken);

        Assert.True(result.Status == PlanStatus.WithinGap, $"{result.Status}: cost {result.Cost}, bound {result.Bound}, {result.Nodes} nodes");
        Assert.Equal(5 + 6 + 7, result.Cost, 6);
        Assert.Equal([1, 1, 1, 0], result.Choice.Take(4).Select(c => Math.Min(c, 1)));
    }

    [Fact]
    public void A_plan_that_was_tampered_with_does_not_pass_the_recount()
    {
        var instance = CityInstance.Make(60, GradeOrderRule.Thresholds, true, seed: 9);
        var result = PlanOptimiser.Solve(instance, cancel: TestContext.Current.CancellationToken);
        Recount.Check(instance, result);

        Assert.Throws<InvalidOperationException>(() => Recount.Check(instance, result with { Cost = result.Cost + 1 }));
        Assert.Throws<InvalidOperationException>(() => Recount.Check(instance, result with { Bound = result.Cost * 1.01 }));
        Assert.Throws<InvalidOperationException>(() => Recount.Check(instance, result with { Rows = [result.Rows[0] with { Reached = result.Rows[0].Reached * 1.01 }, .. result.Rows.Skip(1)] }));
        Assert.Throws<InvalidOperationException>(() => Recount.Check(instance, result with { Choice = [.. result.Choice.Select(_ => 0)] }));
    }

    [Fact]
    public void The_recount_finds_a_pair_out_of_order()
    {
        foreach (var rule in new[] { GradeOrderRule.Thresholds, GradeOrderRule.Uniform })
        {
            foreach (var seed in Enumerable.Range(1, 40))
            {
                var instance = SmallInstances.Make(new(rule, false, false), seed);
                var choice = Enumerable.Range(0, instance.Blocks).Select(b => (b * 7 + seed) % instance.OptionsOf(b)).ToList();
                Assert.Equal(Enumeration.OrderHolds(instance, choice), Recount.OrderBreach(instance, choice) is null);
            }
        }
    }

    private static PlanInstanceBuilder Started()
    {
        var builder = new PlanInstanceBuilder(1, 1, GradeOrderRule.None);
        builder.AddBlock(0);
        return builder;
    }
}
