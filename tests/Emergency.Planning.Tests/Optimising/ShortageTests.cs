using Emergency.Planning.Optimising;

namespace Emergency.Planning.Tests.Optimising;

/// <summary>What is said when not everything can be reached, and when the search is stopped.</summary>
public sealed class ShortageTests
{
    private static readonly SolveSettings Exact = new() { GapTarget = 0, MostNodes = 10_000 };

    [Fact]
    public void A_row_out_of_reach_is_named_with_the_most_it_can_reach()
    {
        var result = PlanOptimiser.Solve(Two(25, 5), Exact, cancel: TestContext.Current.CancellationToken);

        Assert.Equal(PlanStatus.Infeasible, result.Status);
        Assert.True(double.IsPositiveInfinity(result.Bound) && double.IsNaN(result.Gap));
        Assert.Equal(20, result.Shortage!.Attainable[0], 6);
        Assert.Equal([0], result.Shortage.Clash);
        // Everything that helps is done, and the rest is said to be missing.
        Assert.Equal([1, 1], result.Choice);
        Assert.Equal(5, result.Shortage.Missing[0], 6);
        Assert.Equal(0, result.Shortage.Missing[1]);
    }

    [Fact]
    public void Rows_that_can_be_reached_alone_but_not_together_are_named_together()
    {
        // One furnace: it can spare SO2 or VOCs, not both. The third row has nothing to do with it.
        var builder = new PlanInstanceBuilder(3, 1, GradeOrderRule.None);
        builder.AddBlock(0);
        builder.AddOption(0, 0, 0, 0, 0);
        builder.AddOption(10, 1, 10, 0, 0);
        builder.AddOption(10, 1, 0, 10, 0);
        builder.AddBlock(0);
        builder.AddOption(0, 0, 0, 0, 0);
        builder.AddOption(5, 1, 0, 0, 10);
        builder.AddRow(new("SO2", -1, [1, 0, 0], 8));
        builder.AddRow(new("VOCs", -1, [0, 1, 0], 6));
        builder.AddRow(new("PM", -1, [0, 0, 1], 6));
        var result = PlanOptimiser.Solve(builder.Build(), Exact, cancel: TestContext.Current.CancellationToken);

        Assert.Equal(PlanStatus.Infeasible, result.Status);
        Assert.Equal([0, 1], result.Shortage!.Clash);
        Assert.Equal([10.0, 10, 10], result.Shortage.Attainable.Select(a => Math.Round(a, 6)));
        Assert.Equal(1, result.Choice[1]);
        Assert.Equal(1, result.Shortage.Missing.Count(m => m > 0));
    }

    [Fact]
    public void The_price_of_a_shortage_decides_whether_it_is_bought()
    {
        PlanResult At(double price) => PlanOptimiser.Solve(Two(25, 5), Exact with { ShortagePrices = [price, price] }, cancel: TestContext.Current.CancellationToken);

        // The dear plant costs 100 for 10 kg.
        Assert.Equal([1, 0], At(9).Choice);
        Assert.Equal([1, 1], At(11).Choice);
        var cheap = At(9).Shortage!;
        Assert.Equal(15 * 9, cheap.ShortageCost, 6);
        Assert.InRange(cheap.Bound, (15 * 9 + 50) * (1 - 1e-8), 15 * 9 + 50 + 1e-6);
    }

    [Theory]
    [InlineData(GradeOrderRule.Thresholds)]
    [InlineData(GradeOrderRule.Uniform)]
    public void The_grade_order_never_lowers_the_most_a_row_can_reach(GradeOrderRule rule)
    {
        // When everybody stands at the highest stage, every order holds.
        double Most(GradeOrderRule order) => Assert.Single(PlanOptimiser.Solve(Impossible(order), Exact, cancel: TestContext.Current.CancellationToken).Shortage!.Attainable);

        Assert.Equal(70, Most(GradeOrderRule.None), 6);
        Assert.Equal(70, Most(rule), 6);

        static PlanInstance Impossible(GradeOrderRule order)
        {
            var builder = new PlanInstanceBuilder(1, 1, order);
            foreach (var (rank, stage, cut) in new[] { (0, 4, 40), (1, 2, 20), (2, 3, 10) })
            {
                builder.AddBlock(0, 0, rank);
                builder.AddOption(0, 0, 0);
                builder.AddOption(10, stage, cut);
            }

            builder.AddRow(new("SO2", -1, [1], 71));
            return builder.Build();
        }
    }

    [Fact]
    public void No_blocks_can_reach_nothing()
    {
        var builder = new PlanInstanceBuilder(1, 1, GradeOrderRule.Thresholds);
        Assert.Equal(PlanStatus.WithinGap, PlanOptimiser.Solve(builder.Build(), cancel: TestContext.Current.CancellationToken).Status);

        builder.AddRow(new("SO2", -1, [1], 5));
        var result = PlanOptimiser.Solve(builder.Build(), cancel: TestContext.Current.CancellationToken);
        Assert.Equal(PlanStatus.Infeasible, result.Status);
        Assert.Equal(5, result.Shortage!.Missing[0]);
    }

    [Fact]
    public void A_search_cancelled_before_it_began_still_returns_a_plan_with_an_honest_bound()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var instance = CityInstance.Make(300, GradeOrderRule.Thresholds, true, seed: 2);
        var stopped = PlanOptimiser.Solve(instance, Exact, cancel: cancelled.Token);
        var full = PlanOptimiser.Solve(instance, cancel: TestContext.Current.CancellationToken);

        Assert.True(stopped.Bound <= full.Cost);
        Assert.True(stopped.Status is PlanStatus.Cancelled or PlanStatus.Undecided, stopped.Status.ToString());
        Assert.True(stopped.Status == PlanStatus.Undecided || stopped.Cost >= full.Bound);
    }

    [Fact]
    public void A_search_cancelled_on_the_way_returns_the_best_plan_so_far()
    {
        using var source = new CancellationTokenSource();
        var instance = CityInstance.Make(300, GradeOrderRule.Thresholds, true, seed: 2);
        var heard = new List<SolveProgress>();
        var result = PlanOptimiser.Solve(instance, Exact, new Listener(p =>
        {
            heard.Add(p);
            source.Cancel();
        }), source.Token);

        Assert.NotEmpty(heard);
        Assert.Equal(PlanStatus.Cancelled, result.Status);
        Assert.True(result.Gap > 0 && result.Cost <= heard[0].Cost * (1 + 1e-12), $"gap {result.Gap}, cost {result.Cost}, heard {heard[0]}");
    }

    [Fact]
    public void A_time_limit_stops_by_the_given_clock()
    {
        var result = PlanOptimiser.Solve(CityInstance.Make(300, GradeOrderRule.Thresholds, true, seed: 2), Exact with { TimeLimit = TimeSpan.FromSeconds(1), Clock = new RunAway() }, cancel: TestContext.Current.CancellationToken);

        Assert.True(result.Status is PlanStatus.BudgetSpent or PlanStatus.Undecided, result.Status.ToString());
    }

    private static PlanInstance Two(double so2, double nox)
    {
        var builder = new PlanInstanceBuilder(2, 1, GradeOrderRule.None);
        builder.AddBlock(0);
        builder.AddOption(0, 0, 0, 0);
        builder.AddOption(50, 1, 10, 5);
        builder.AddBlock(0);
        builder.AddOption(0, 0, 0, 0);
        builder.AddOption(100, 1, 10, 0);
        builder.AddRow(new("SO2", -1, [1, 0], so2));
        builder.AddRow(new("NOx", -1, [0, 1], nox));
        return builder.Build();
    }

    private sealed class Listener(Action<SolveProgress> hear) : IProgress<SolveProgress>
    {
        public void Report(SolveProgress value) => hear(value);
    }

    /// <summary>A clock on which every look is ten seconds later.</summary>
    private sealed class RunAway : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => now += 10;
    }
}
