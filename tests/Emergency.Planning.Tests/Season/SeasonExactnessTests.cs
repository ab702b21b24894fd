using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Season;
using Emergency.Planning.Staggering.Patterns;
using Emergency.Planning.Tests.Composing;
using static Emergency.Planning.Tests.Season.SmallSeasons;

namespace Emergency.Planning.Tests.Season;

/// <summary>Seasons against complete enumeration, and laws.</summary>
public sealed class SeasonExactnessTests
{
    /// <summary>Every placing of single stops of three plants with different pollutants is tried; evenness is counted here from the days, not by the planner.</summary>
    [Fact]
    public void The_most_even_placing_of_all_is_found_and_the_bound_lies_below_it()
    {
        var found = 0;
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var plants = Enumerable.Range(1, 3).Select(n => Plant(n, output: random.Next(1_000, 50_000))).Select(p => (p.Item1, new[] { p.Item2[0] with { Daily = new(random.Next(1, 100), random.Next(1, 100), random.Next(100), 0) } }, p.Item3)).ToArray();
            var off = random.Next(2, 6);
            var request = Request(SmallCity.Of(plants)) with { OffShare = off / 10m };
            var plan = Make(request).OrThrow();
            var daily = plants.Select(p => p.Item2[0].Daily).ToArray();
            var pollutants = EmittedPollutants.All.Where(p => daily.Any(d => d[p] > 0)).ToArray();
            decimal Missing(int[] from) => pollutants.Average(q =>
            {
                var level = daily.Sum(d => d[q]) * off / Periods;
                return Enumerable.Range(0, Periods).Average(t => Math.Max(0, level - daily.Where((_, n) => t >= from[n] && t < from[n] + off).Sum(d => d[q])) / level);
            });
            var places = Enumerable.Range(0, Periods - off + 1).ToArray();
            var least = places.SelectMany(a => places.SelectMany(b => places.Select(c => Missing([a, b, c])))).Min();
            var bound = plan.ValueYuan == 0 ? 0 : (plan.BoundYuan!.Value - (plan.ValueYuan - Priced(plan, request, plants, off)));
            Assert.True(bound <= (least * Weight(request, plants, off)) + 1, $"seed {seed}: bound {bound}, least {least}");
            Assert.True(plan.Unevenness >= least - 0.000001m, $"seed {seed}: {plan.Unevenness} below {least}");
            found += plan.Unevenness <= least + 0.000001m ? 1 : 0;
        }

        Assert.True(found >= 18, $"{found} of 20");
    }

    private static decimal Weight(SeasonRequest request, (Enterprise, ProductionUnit[], Measure[])[] plants, int off) =>
        (decimal)request.EvennessWeight * plants.Sum(p => p.Item2[0].OutputYuanPerDay) * off * 15.1m;

    private static decimal Priced(SeasonPlan plan, SeasonRequest request, (Enterprise, ProductionUnit[], Measure[])[] plants, int off) => plan.Unevenness!.Value * Weight(request, plants, off);

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Given_levels_hold_exactly_or_at_least_and_the_least_cost_is_that_of_enumeration(int band)
    {
        const int days = 4;
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            int[] owed = [random.Next(0, days + 1), random.Next(0, days + 1)];
            var builder = new StaggerInstanceBuilder(1, 1, new int[days]) { BandWidth = band, FixedLevels = new Dictionary<int, int> { [0] = owed[0], [1] = owed[1] } };
            var size = new double[4];
            var loss = new double[4];
            var restart = new double[4];
            for (var b = 0; b < 4; b++)
            {
                (size[b], loss[b], restart[b]) = (random.Next(5, 50), random.Next(1, 100), random.Next(0, 60));
                builder.AddBlock(new(0) { Group = b % 2, MostSpells = 2 });
                builder.AddOption(0, new DayOption(0, false, [0]));
                builder.AddOption(restart[b], new DayOption(loss[b], true, [size[b]]));
            }

            var required = size.Sum() * (band == 0 ? 0.1 : 0.3);
            for (var day = 0; day < days; day++)
            {
                builder.AddRow(new("r", day, -1, [1.0], required));
            }

            int[][] masks = [.. Enumerable.Range(0, 4).Select(b => Enumerable.Range(0, 1 << days).Where(m => int.PopCount(m) is var k && k >= owed[b % 2] && k <= owed[b % 2] + band).ToArray())];
            var least = double.PositiveInfinity;
            foreach (var a in masks[0])
            {
                foreach (var b in masks[1])
                {
                    foreach (var c in masks[2])
                    {
                        foreach (var d in masks[3])
                        {
                            int[] chosen = [a, b, c, d];
                            if (Enumerable.Range(0, days).All(t => chosen.Select((m, i) => (m >> t & 1) * size[i]).Sum() >= required - 1e-9))
                            {
                                least = Math.Min(least, chosen.Select((m, i) => (int.PopCount(m) * loss[i]) + (int.PopCount(m & ~(m << 1)) * restart[i])).Sum());
                            }
                        }
                    }
                }
            }

            var result = StaggerOptimiser.Solve(builder.Build(), new() { GapTarget = 0, Answers = 6_000 }, cancel: TestContext.Current.CancellationToken);
            Assert.Equal(double.IsPositiveInfinity(least), result.Shortage is not null);
            Assert.All(result.Patterns.Select((p, b) => (Days: p.Raised > p.Base ? int.PopCount(p.Days) : p.Base > 0 ? days : 0, Owed: owed[b % 2])), x => Assert.InRange(x.Days, x.Owed, x.Owed + band));
            if (result.Shortage is null)
            {
                Assert.Equal(least, result.Cost, 6);
                Assert.True(result.Bound <= least + 1e-6);
            }
        }
    }

    [Fact]
    public void A_member_that_breaks_its_given_level_is_a_breach()
    {
        var builder = new StaggerInstanceBuilder(1, 1, new int[3]) { BandWidth = 0, FixedLevels = new Dictionary<int, int> { [0] = 2 } };
        builder.AddBlock(new(0) { Group = 0 });
        builder.AddOption(0, new DayOption(0, false, [0]));
        builder.AddOption(0, new DayOption(1, true, [1]));
        var instance = builder.Build();
        Assert.NotNull(StaggerRecount.Breach(instance, [new StaggerPattern(0, 1, 1)]));
        Assert.NotNull(StaggerRecount.Breach(instance, [new StaggerPattern(0, 1, 7)]));
        Assert.Null(StaggerRecount.Breach(instance, [new StaggerPattern(0, 1, 6)]));
    }

    [Fact]
    public void Given_levels_need_a_band_and_days_that_there_are()
    {
        StaggerInstance Build(int? band, int level)
        {
            var builder = new StaggerInstanceBuilder(1, 1, new int[3]) { BandWidth = band, FixedLevels = new Dictionary<int, int> { [0] = level } };
            builder.AddBlock(new(0) { Group = 0 });
            builder.AddOption(0, new DayOption(0, false, [0]));
            return builder.Build();
        }

        Assert.Throws<InvalidOperationException>(() => Build(null, 1));
        Assert.Throws<InvalidOperationException>(() => Build(0, 4));
        Assert.NotNull(Build(0, 3));
    }

    [Fact]
    public void What_is_cut_is_the_sum_of_what_the_units_give_up() => Law.Holds(Law.Seeds, seed =>
    {
        var request = Random(seed);
        var plan = Make(request).OrThrow();
        var units = plan.Enterprises.SelectMany(e => e.Units).ToList();
        var daily = request.List.Units.ToDictionary(u => (u.EnterpriseCode, u.UnitId), u => u.Daily);
        var seasons = plan.Periods.Sum(p => p.Cut.Nox * p.Period.Days);
        return Math.Abs(seasons - units.Sum(u => u.CutKg.Nox)) < 0.001m
            && units.All(u => u.CutKg.Pm <= (daily[(u.EnterpriseCode, u.UnitId)].Pm * 151) + 0.001m)
            && Math.Abs(plan.LossYuan - units.Sum(u => u.LossYuan)) < 0.01m;
    }, 8);

    [Fact]
    public void Every_turn_is_as_long_as_owed_and_no_unit_stops_more_often_than_it_may() => Law.Holds(Law.Seeds, seed =>
    {
        var request = Random(seed);
        var plan = Make(request).OrThrow();
        var list = request.List.Units.ToDictionary(u => (u.EnterpriseCode, u.UnitId));
        return plan.Enterprises.SelectMany(e => e.Units).Where(u => u.Standing == SeasonStanding.Rotates).All(u =>
        {
            var unit = list[(u.EnterpriseCode, u.UnitId)];
            var before = request.Running.Where(r => r.EnterpriseCode == u.EnterpriseCode && r.Until is null).Select(r => r.StoppedShare).DefaultIfEmpty(0).Max();
            // Half of what is not down already, or what its lowest load allows.
            var owed = Math.Min(0.5m * (1 - before), unit.LowestLoad > 0 ? 1 - unit.LowestLoad - before : 1) * Periods;
            var above = u.Shares.Select(s => s > u.Shares.Min()).ToList();
            var spells = above.Where((a, i) => a && (i == 0 || !above[i - 1])).Count();
            return u.Shares.Sum() >= owed - (1m / unit.Count) && (spells <= request.MostStops || u.Shares.Distinct().Count() == 1) && u.Shares.Max() + before <= 1;
        });
    }, 12);

    [Fact]
    public void The_order_of_the_list_and_the_number_of_threads_change_nothing() => Law.Holds(Law.Seeds, seed =>
    {
        var request = Random(seed);
        var (first, second) = (Make(request).OrThrow(), Make(request with { Threads = 2, List = request.List with { Enterprises = [.. request.List.Enterprises.Reverse()], Units = [.. request.List.Units.Reverse()] } }).OrThrow());
        return SeasonControls.Csv(first) == SeasonControls.Csv(second) && first.ValueYuan == second.ValueYuan && first.Basis.Inputs[0] == second.Basis.Inputs[0];
    }, 5);

    [Fact]
    public void A_plan_never_lies_below_its_bound_and_two_stops_are_no_less_even_than_one() => Law.Holds(Law.Seeds, seed =>
    {
        var request = Random(seed) with { GapTarget = 0 };
        var (one, two) = (Make(request with { MostStops = 1 }).OrThrow(), Make(request with { MostStops = 2 }).OrThrow());
        return one.BoundYuan <= one.ValueYuan && two.BoundYuan <= two.ValueYuan && two.BoundYuan <= one.ValueYuan + 0.01m;
    }, 5);
}
