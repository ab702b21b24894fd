using Emergency.Planning.Optimising;
using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Planning.Tests.Staggering;

/// <summary>Plans and bounds of small episodes against complete enumeration, rule by rule.</summary>
public sealed class EpisodeExactnessTests
{
    private const int Seeds = 30;

    public static TheoryData<int> Combinations { get; } = [.. Enumerable.Range(0, EpisodeRules.All.Count)];

    [Theory]
    [MemberData(nameof(Combinations))]
    public void The_search_alone_finds_most_optima_and_never_bounds_above_them(int rules)
    {
        var (feasible, found) = (0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var instance = SmallEpisodes.Make(EpisodeRules.All[rules], seed);
            if (new EpisodeEnumeration(instance).Least() is not { } cost)
            {
                continue;
            }

            feasible++;
            var result = StaggerOptimiser.Solve(instance, new() { GapTarget = 0, Answers = 6_000, MostNodes = 0 }, cancel: TestContext.Current.CancellationToken);
            Assert.True(result.Bound <= cost * (1 + 1e-7) + 1e-6, $"seed {seed}: bound {result.Bound}, enumeration {cost}");
            found += result.Shortage is null && result.Cost <= cost * (1 + 1e-7) ? 1 : 0;
        }

        Assert.True(found >= 0.7 * feasible, $"{found} of {feasible}");
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void The_plan_is_that_of_complete_enumeration_and_its_bound_never_above(int rules)
    {
        var (feasible, impossible) = (0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var instance = SmallEpisodes.Make(EpisodeRules.All[rules], seed);
            var enumeration = new EpisodeEnumeration(instance);
            var least = enumeration.Least();
            var result = StaggerOptimiser.Solve(instance, new() { GapTarget = 0, Answers = 6_000 }, cancel: TestContext.Current.CancellationToken);
            var where = $"{EpisodeRules.All[rules]} seed {seed}: {result.Status} cost {result.Cost} bound {result.Bound}, enumeration {least}";
            if (least is { } cost)
            {
                feasible++;
                Assert.True(result.Shortage is null, where);
                Assert.True(result.Bound <= cost * (1 + 1e-7) + 1e-6, where);
                Assert.True(enumeration.Keeps(result.Patterns), where);
                Assert.True(Math.Abs(result.Cost - cost) <= 1e-7 * (1 + cost), where);
            }
            else
            {
                impossible++;
                Assert.True(result.Shortage is not null && result.Status is PlanStatus.Infeasible or PlanStatus.Undecided, where);
            }
        }

        Assert.True(feasible >= 6, $"{feasible} with a plan, {impossible} without");
    }

    [Fact]
    public void Settling_levels_raises_the_bound_of_many_episodes_with_bands_and_lowers_none()
    {
        var (raised, compared) = (0, 0);
        for (var rules = 0; rules < EpisodeRules.All.Count; rules++)
        {
            for (var seed = 1; seed <= Seeds; seed++)
            {
                var instance = SmallEpisodes.Make(EpisodeRules.All[rules], seed);
                if (instance.BandWidth is null || new EpisodeEnumeration(instance).Least() is not { } cost)
                {
                    continue;
                }

                var settings = new StaggerSettings { GapTarget = 0, Answers = 500, MostNodes = 0 };
                var without = StaggerOptimiser.Solve(instance, settings with { LevelAnswers = 0 }, cancel: TestContext.Current.CancellationToken).Bound;
                var with = StaggerOptimiser.Solve(instance, settings, cancel: TestContext.Current.CancellationToken).Bound;
                Assert.InRange(with, without - (1e-9 * Math.Abs(without)), (cost * (1 + 1e-7)) + 1e-6);
                compared++;
                raised += with > without * (1 + 1e-6) ? 1 : 0;
            }
        }

        Assert.True(raised > 10, $"{raised} of {compared}");
    }
}
