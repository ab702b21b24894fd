using Emergency.Planning.Optimising;
using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Planning.Tests.Staggering;

/// <summary>What holds of every plan over days.</summary>
public sealed class EpisodeLawTests
{
    private static readonly StaggerSettings Exact = new() { GapTarget = 0, Answers = 6_000 };

    private static StaggerResult Solve(StaggerInstance instance, StaggerSettings? settings = null) => StaggerOptimiser.Solve(instance, settings ?? Exact, cancel: TestContext.Current.CancellationToken);

    [Fact]
    public void One_day_without_rotation_is_the_plan_of_one_day() => Law.Holds(Law.Seeds, seed =>
    {
        var random = new Random(seed);
        var one = new PlanInstanceBuilder(2, 2, GradeOrderRule.None);
        var days = new StaggerInstanceBuilder(2, 2, [0]);
        for (var b = 0; b < 6; b++)
        {
            var zone = random.Next(2);
            one.AddBlock(zone);
            days.AddBlock(new(zone));
            var size = 10 + (90 * random.NextDouble());
            foreach (var share in (double[])[0, 0.3, 1])
            {
                var (cost, cuts) = (share * size * (1 + random.NextDouble()), new[] { size * share, size * share * random.NextDouble() });
                one.AddOption(cost, share > 0 ? 1 : 0, cuts);
                days.AddOption(0, new DayOption(cost, share > 0, cuts));
            }
        }

        for (var q = 0; q < 2; q++)
        {
            double[] weights = [1 - q, q];
            var required = 150 * random.NextDouble();
            one.AddRow(new($"P{q}", q == 0 ? -1 : 1, weights, required / (1 + q)));
            days.AddRow(new($"P{q}", 0, q == 0 ? -1 : 1, weights, required / (1 + q)));
        }

        var (single, several) = (PlanOptimiser.Solve(one.Build(), new() { GapTarget = 0 }), Solve(days.Build()));
        return single.Shortage is not null ? several.Shortage is not null : Math.Abs(single.Cost - several.Cost) <= 1e-7 * (1 + single.Cost);
    }, 40);

    [Fact]
    public void Other_units_change_nothing() => Law.Holds(Law.Seeds, seed =>
    {
        var rules = EpisodeRules.All[seed % EpisodeRules.All.Count];
        var (grams, kilograms) = (Solve(SmallEpisodes.Make(rules, seed, unit: 1000)), Solve(SmallEpisodes.Make(rules, seed)));
        var fen = Solve(SmallEpisodes.Make(rules, seed, yuan: 100));
        return kilograms.Shortage is not null || (Math.Abs(grams.Cost - kilograms.Cost) <= 1e-7 * (1 + kilograms.Cost) && Math.Abs(fen.Cost - (100 * kilograms.Cost)) <= 1e-5 * (1 + kilograms.Cost));
    }, 40);

    [Fact]
    public void Asking_for_more_never_costs_less() => Law.Holds(Law.Seeds, seed =>
    {
        var rules = EpisodeRules.All[seed % EpisodeRules.All.Count];
        var (less, more) = (Solve(SmallEpisodes.Make(rules, seed, harder: 0.7)), Solve(SmallEpisodes.Make(rules, seed)));
        return more.Shortage is not null || (less.Shortage is null && less.Cost <= more.Cost * (1 + 1e-7) + 1e-6);
    }, 40);

    [Fact]
    public void Any_number_of_threads_gives_the_same_plan()
    {
        foreach (var seed in Enumerable.Range(1, 6))
        {
            var instance = SmallEpisodes.Make(EpisodeRules.All[^1], seed);
            var (one, three) = (Solve(instance, Exact with { Threads = 1 }), Solve(instance, Exact with { Threads = 3 }));
            Assert.Equal(one.Patterns, three.Patterns);
            Assert.Equal((one.Cost, one.Bound, one.Passes), (three.Cost, three.Bound, three.Passes));
            Assert.Equal(one.Rows.Select(r => r.Price), three.Rows.Select(r => r.Price));
        }
    }

    [Fact]
    public void A_cancelled_search_still_returns_a_plan_that_keeps_the_rules()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var instance = SmallEpisodes.Make(EpisodeRules.All[^1], 3);
        var result = StaggerOptimiser.Solve(instance, Exact, cancel: cancelled.Token);
        Assert.Null(StaggerRecount.Breach(instance, result.Patterns));
        Assert.True(result.Shortage is not null || result.Bound <= result.Cost);
    }

    [Fact]
    public void A_price_of_what_is_missing_counts_only_where_not_everything_can_be_reached()
    {
        StaggerInstance Asking(double kilograms)
        {
            var builder = new StaggerInstanceBuilder(1, 1, [0]);
            builder.AddBlock(new(0));
            builder.AddOption(0, new DayOption(0, false, [0]));
            builder.AddOption(0, new DayOption(100, true, [10]));
            builder.AddRow(new("P", 0, -1, [1], kilograms));
            return builder.Build();
        }

        Assert.Equal((100, true), (Solve(Asking(10), Exact with { ShortagePrices = [5] }).Cost, Solve(Asking(10)).Shortage is null));
        var (dear, cheap) = (Solve(Asking(20)), Solve(Asking(20), Exact with { ShortagePrices = [5] }));
        Assert.Equal((PlanStatus.Infeasible, 100, 10), (dear.Status, dear.Cost, dear.Shortage!.Missing[0]));
        Assert.Equal((PlanStatus.Infeasible, 0, 100), (cheap.Status, cheap.Cost, cheap.Shortage!.ShortageCost));
    }
}
