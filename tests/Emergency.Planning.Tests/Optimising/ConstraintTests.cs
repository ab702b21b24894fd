using Emergency.Planning.Optimising;

namespace Emergency.Planning.Tests.Optimising;

/// <summary>Each rule on a list small enough to reckon by hand, with what would be chosen without it.</summary>
public sealed class ConstraintTests
{
    private static readonly SolveSettings Exact = new() { GapTarget = 0, MostNodes = 10_000 };

    [Fact]
    public void A_row_of_the_region_is_covered_at_least_cost()
    {
        var builder = new PlanInstanceBuilder(1, 1, GradeOrderRule.None);
        Block(builder, (0, 0), (100, 10));
        Block(builder, (0, 0), (30, 5));
        Block(builder, (0, 0), (50, 6));
        builder.AddRow(new("SO2", CoveringRow.WholeRegion, [1], 10));

        Assert.Equal([0, 1, 1], Solve(builder, 80).Choice);
    }

    [Fact]
    public void Without_rows_nobody_is_asked()
    {
        var builder = new PlanInstanceBuilder(1, 1, GradeOrderRule.None);
        Block(builder, (0, 0), (100, 10));

        Assert.Equal([0], Solve(builder, 0).Choice);
    }

    [Fact]
    public void A_zone_that_must_reach_its_own_share_is_not_helped_by_its_neighbour()
    {
        PlanInstanceBuilder Builder(bool zoneRow)
        {
            var builder = new PlanInstanceBuilder(1, 2, GradeOrderRule.None);
            Block(builder, 0, (0, 0), (10, 10));
            Block(builder, 1, (0, 0), (90, 4));
            builder.AddRow(new("region", CoveringRow.WholeRegion, [1], 10));
            if (zoneRow)
            {
                builder.AddRow(new("zone 1", 1, [1], 3));
            }

            return builder;
        }

        Assert.Equal([1, 0], Solve(Builder(zoneRow: false), 10).Choice);
        Assert.Equal([1, 1], Solve(Builder(zoneRow: true), 100).Choice);
    }

    [Fact]
    public void A_row_with_two_weights_lets_one_pollutant_stand_in_for_another()
    {
        PlanInstanceBuilder Builder(bool swap)
        {
            var builder = new PlanInstanceBuilder(2, 1, GradeOrderRule.None);
            Block(builder, [(0, [0, 0]), (1_000, [10, 0])]);
            Block(builder, [(0, [0, 0]), (50, [0, 20])]);
            foreach (var row in swap ? new CoveringRow[] { new("SO2+NOx", -1, [0.1, 0.1], 2) } : [new("SO2", -1, [0.1, 0], 1), new("NOx", -1, [0, 0.1], 1)])
            {
                builder.AddRow(row);
            }

            return builder;
        }

        Assert.Equal([0, 1], Solve(Builder(swap: true), 50).Choice);
        Assert.Equal([1, 1], Solve(Builder(swap: false), 1_050).Choice);
    }

    [Fact]
    public void A_better_grade_is_not_asked_for_more_than_a_worse_one()
    {
        // B would stop for 10; then D must stand as high, or do it alone for 40.
        var instance = Graded(GradeOrderRule.Thresholds, (0, [(0, 0, 0), (4, 10, 20)]), (2, [(0, 0, 0), (3, 25, 10), (4, 40, 20)]));
        var free = Graded(GradeOrderRule.None, (0, [(0, 0, 0), (4, 10, 20)]), (2, [(0, 0, 0), (3, 25, 10), (4, 40, 20)]));

        Assert.Equal([1, 0], PlanOptimiser.Solve(free, Exact, cancel: TestContext.Current.CancellationToken).Choice);
        var result = PlanOptimiser.Solve(instance, Exact, cancel: TestContext.Current.CancellationToken);
        Assert.Equal([0, 2], result.Choice);
        Assert.Equal([0, 0], Assert.Single(result.Groups).Stages);
    }

    [Fact]
    public void The_order_asks_of_a_worse_grade_only_what_its_process_can_do()
    {
        // The kiln of grade D can go to stage 2 at most: at that stage B may stop.
        var result = PlanOptimiser.Solve(Graded(GradeOrderRule.Thresholds, (0, [(0, 0, 0), (4, 10, 20)]), (2, [(0, 0, 0), (2, 5, 1)])), Exact, cancel: TestContext.Current.CancellationToken);

        Assert.Equal([1, 1], result.Choice);
        Assert.Equal(BlockReason.AskedByOrder, result.Figures[1].Reason);
    }

    [Fact]
    public void A_better_grade_at_its_binding_minimum_does_not_push_the_worse_ones_up()
    {
        var result = PlanOptimiser.Solve(Graded(GradeOrderRule.Thresholds, (0, [(2, 10, 20)]), (2, [(0, 0, 0), (4, 90, 50)])), Exact, cancel: TestContext.Current.CancellationToken);

        Assert.Equal([0, 0], result.Choice);
        Assert.Equal(BlockReason.NoChoice, result.Figures[0].Reason);
    }

    [Fact]
    public void One_measure_for_all_of_a_rank_asks_everybody_the_same_as_far_as_they_have_it()
    {
        (int, (int, double, double)[])[] blocks = [(1, [(0, 0, 0), (2, 10, 10), (4, 30, 30)]), (1, [(0, 0, 0), (2, 20, 10)]), (1, [(0, 0, 0), (4, 50, 20)])];

        Assert.Equal([1, 0, 0], PlanOptimiser.Solve(Graded(GradeOrderRule.None, 10, blocks), Exact, cancel: TestContext.Current.CancellationToken).Choice);
        // At stage 2 the third has nothing between nothing and a stop, and stays at nothing.
        var uniform = PlanOptimiser.Solve(Graded(GradeOrderRule.Uniform, 10, blocks), Exact, cancel: TestContext.Current.CancellationToken);
        Assert.Equal([1, 1, 0], uniform.Choice);
        Assert.Equal(2, Assert.Single(uniform.Groups).Stages[1]);
    }

    [Fact]
    public void Uniform_measures_never_fall_with_the_rank()
    {
        var result = PlanOptimiser.Solve(Graded(GradeOrderRule.Uniform, (0, [(0, 0, 0), (2, 10, 20)]), (1, [(0, 0, 0), (2, 500, 1)])), Exact, cancel: TestContext.Current.CancellationToken);

        Assert.Equal([1, 1], result.Choice);
    }

    [Fact]
    public void A_block_free_of_the_order_takes_its_own_options_only()
    {
        var builder = new PlanInstanceBuilder(1, 1, GradeOrderRule.Thresholds);
        builder.AddBlock(0, PlanInstanceBuilder.FreeOfOrder);
        builder.AddOption(0, 0, 0);
        builder.AddOption(1, 4, 10);
        builder.AddBlock(0, 0, 2);
        builder.AddOption(0, 0, 0);
        builder.AddOption(100, 4, 10);
        builder.AddRow(new("SO2", -1, [1], 10));

        Assert.Equal([1, 0], Solve(builder, 1).Choice);
    }

    [Fact]
    public void Prices_explain_who_is_asked_and_who_is_spared()
    {
        var builder = new PlanInstanceBuilder(1, 1, GradeOrderRule.None);
        for (var i = 0; i < 40; i++)
        {
            Block(builder, (0, 0), (10 + i, 10));
        }

        builder.AddRow(new("SO2", -1, [1], 200));
        var result = Solve(builder, Enumerable.Range(0, 20).Sum(i => 10 + i));

        var price = Assert.Single(result.Rows).Price;
        Assert.InRange(price, 2.9, 3.0);
        Assert.All(Enumerable.Range(0, 19), i => Assert.Equal(BlockReason.WorthMore, result.Figures[i].Reason));
        Assert.All(Enumerable.Range(20, 20), i => Assert.Equal(BlockReason.NotWorth, result.Figures[i].Reason));
        Assert.Equal(10 * price - 10, result.Figures[0].Margin, 6);
        Assert.Equal(49 - 10 * price, result.Figures[39].Margin, 6);
    }

    private static PlanResult Solve(PlanInstanceBuilder builder, double cost)
    {
        var result = PlanOptimiser.Solve(builder.Build(), Exact, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(PlanStatus.WithinGap, result.Status);
        Assert.Equal(cost, result.Cost, 6);
        Assert.InRange(result.Bound, cost * (1 - 4e-9) - 1e-9, cost);
        return result;
    }

    private static void Block(PlanInstanceBuilder builder, params (double Cost, double Cut)[] options) => Block(builder, 0, options);

    private static void Block(PlanInstanceBuilder builder, int zone, params (double Cost, double Cut)[] options)
    {
        builder.AddBlock(zone);
        foreach (var (cost, cut) in options)
        {
            builder.AddOption(cost, 0, cut);
        }
    }

    private static void Block(PlanInstanceBuilder builder, (double Cost, double[] Cut)[] options)
    {
        builder.AddBlock(0);
        foreach (var (cost, cut) in options)
        {
            builder.AddOption(cost, 0, cut);
        }
    }

    private static PlanInstance Graded(GradeOrderRule rule, params (int Rank, (int Stage, double Cost, double Cut)[] Options)[] blocks) => Graded(rule, 20, blocks);

    private static PlanInstance Graded(GradeOrderRule rule, double required, (int Rank, (int Stage, double Cost, double Cut)[] Options)[] blocks)
    {
        var builder = new PlanInstanceBuilder(1, 1, rule);
        foreach (var (rank, options) in blocks)
        {
            builder.AddBlock(0, 0, rank);
            foreach (var (stage, cost, cut) in options)
            {
                builder.AddOption(cost, stage, cut);
            }
        }

        builder.AddRow(new("SO2", -1, [1], required));
        return builder.Build();
    }
}
