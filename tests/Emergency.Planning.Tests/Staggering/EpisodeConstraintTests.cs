using Emergency.Planning.Optimising;
using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Planning.Tests.Staggering;

/// <summary>Each rule of several days with a case that comes out otherwise without it.</summary>
public sealed class EpisodeConstraintTests
{
    /// <summary>Without the proof by going through all patterns, which would find the optimum whatever the search does.</summary>
    private static readonly StaggerSettings Exact = new() { GapTarget = 0, Answers = 4_000 };

    /// <summary>Blocks that stop at a cost for a cut of 10, and the cut asked on each day.</summary>
    private static StaggerInstance Instance(double[] asked, (StaggerBlock Block, double Cost, double Restart)[] blocks, int? band = null, double? mostStarts = null)
    {
        var builder = new StaggerInstanceBuilder(1, 2, new int[asked.Length]) { BandWidth = band, MostStarts = mostStarts };
        foreach (var (block, cost, restart) in blocks)
        {
            builder.AddBlock(block);
            builder.AddOption(0, new DayOption(0, false, [0]));
            builder.AddOption(restart, new DayOption(cost, true, [10]));
        }

        for (var day = 0; day < asked.Length; day++)
        {
            builder.AddRow(new("P", day, -1, [1], asked[day]));
        }

        return builder.Build();
    }

    private static StaggerResult Solve(StaggerInstance instance, int nodes = 0) => StaggerOptimiser.Solve(instance, Exact with { MostNodes = nodes }, cancel: TestContext.Current.CancellationToken);

    [Fact]
    public void A_stop_lasts_its_fewest_days()
    {
        Assert.Equal(5, Solve(Instance([10, 0, 0], [(new(0), 5, 0)])).Cost);
        Assert.Equal(10, Solve(Instance([10, 0, 0], [(new(0) { FewestStopDays = 2 }, 5, 0)])).Cost);
    }

    [Fact]
    public void Between_two_stops_it_runs_its_fewest_days()
    {
        Assert.Equal(10, Solve(Instance([10, 0, 10], [(new(0), 5, 0)])).Cost);
        Assert.Equal(15, Solve(Instance([10, 0, 10], [(new(0) { FewestRunDays = 2 }, 5, 0)])).Cost);
    }

    [Fact]
    public void There_are_no_more_stops_than_may_be()
    {
        Assert.Equal(10, Solve(Instance([10, 0, 10], [(new(0), 5, 0)])).Cost);
        Assert.Equal(15, Solve(Instance([10, 0, 10], [(new(0) { MostSpells = 1 }, 5, 0)])).Cost);
        Assert.Equal(20, Solve(Instance([10, 0, 10, 0, 10], [(new(0), 5, 0)])).Cost);
    }

    [Fact]
    public void A_restart_is_paid_for_each_stop()
    {
        Assert.Equal(12, Solve(Instance([10, 0, 10], [(new(0), 5, 1)])).Cost);
        Assert.Equal(21, Solve(Instance([10, 0, 10], [(new(0), 5, 6)])).Cost);
    }

    [Fact]
    public void On_its_first_day_only_a_part_arrives()
    {
        Assert.Equal(5, Solve(Instance([0, 10], [(new(0), 5, 0)])).Cost);
        Assert.Equal(10, Solve(Instance([0, 10], [(new(0) { Ramp = [0.5] }, 5, 0)])).Cost);
        var late = Solve(Instance([10, 0], [(new(0) { Ramp = [0.5] }, 5, 0)]));
        Assert.Equal(PlanStatus.Infeasible, late.Status);
        Assert.Equal(5, late.Shortage!.Attainable[0]);
        Assert.Equal(5, late.Shortage.Missing[0]);
    }

    [Fact]
    public void A_band_makes_equals_take_turns()
    {
        (StaggerBlock, double, double)[] blocks = [(new(0) { Group = 0 }, 5, 0), (new(0) { Group = 0 }, 6, 0)];
        Assert.Equal(20, Solve(Instance([10, 10, 10, 10], blocks)).Cost);
        Assert.Equal(22, Solve(Instance([10, 10, 10, 10], blocks, band: 1)).Cost);
        Assert.Equal(21, Solve(Instance([10, 10, 10, 10], blocks, band: 2)).Cost);
    }

    [Fact]
    public void Worse_grades_carry_no_fewer_days()
    {
        (StaggerBlock, double, double)[] blocks = [(new(0) { Group = 0, Rank = 0 }, 5, 0), (new(0) { Group = 0, Rank = 2 }, 7, 0)];
        Assert.Equal(10, Solve(Instance([10, 10], blocks)).Cost);
        var kept = Solve(Instance([10, 10], blocks, band: 0), nodes: 1_000);
        Assert.Equal(12, kept.Cost);
        Assert.Equal((1, 1), (kept.Levels[(0, 0)], kept.Levels[(0, 2)]));
    }

    [Fact]
    public void Who_carried_more_earlier_is_spared_now()
    {
        (StaggerBlock, double, double)[] blocks = [(new(0) { Group = 0, Earlier = 3 }, 5, 0), (new(0) { Group = 0 }, 7, 0)];
        var result = Solve(Instance([10, 10], blocks, band: 1));
        Assert.Equal(14, result.Cost);
        Assert.Equal(0, result.Patterns[0].Days | result.Patterns[0].Base);
    }

    [Fact]
    public void No_day_has_more_starts_than_may_be()
    {
        (StaggerBlock, double, double)[] blocks = [(new(0), 5, 0), (new(0), 6, 0)];
        var free = Solve(Instance([0, 20, 0, 0], blocks));
        Assert.Equal((11, 2), (free.Cost, (int)free.Starts[1]));
        var limited = Solve(Instance([0, 20, 0, 0], blocks, mostStarts: 1));

        // One begins a day ahead, or one stays down until the other is back.
        Assert.Equal(21, limited.Cost);
        Assert.All(limited.Starts, s => Assert.True(s <= 1));
    }

    [Fact]
    public void A_row_of_a_zone_counts_its_blocks_only()
    {
        var builder = new StaggerInstanceBuilder(1, 2, [0]);
        foreach (var (zone, cost) in new[] { (0, 5.0), (1, 9.0) })
        {
            builder.AddBlock(new(zone));
            builder.AddOption(0, new DayOption(0, false, [0]));
            builder.AddOption(0, new DayOption(cost, true, [10]));
        }

        builder.AddRow(new("zone", 0, 1, [1], 10));
        Assert.Equal(9, Solve(builder.Build()).Cost);
    }

    [Fact]
    public void What_binds_on_a_day_is_no_burden_and_is_counted_there_only()
    {
        var builder = new StaggerInstanceBuilder(1, 1, [0, 1]) { BandWidth = 0 };
        for (var b = 0; b < 2; b++)
        {
            builder.AddBlock(new(0) { Group = 0 });
            builder.AddOption(0, new DayOption(0, false, [0]), new DayOption(3, false, [b == 0 ? 10 : 0]));
            builder.AddOption(0, new DayOption(5, true, [10]), new DayOption(b == 0 ? 3 : 5, b > 0, [10]));
        }

        builder.AddRow(new("P", 0, -1, [1], 10));
        builder.AddRow(new("P", 1, -1, [1], 10));
        var result = Solve(builder.Build());

        // Binding loses 6. The first block's day costs 5; the second must carry a day too, cheapest on the second day, where it has 3 of the 5 to lose anyway.
        Assert.Equal(13, result.Cost);
        Assert.Equal([1, 1], StaggerRecount.Count(builder.Build(), result.Patterns).Burden);
    }

    [Fact]
    public void What_a_block_gives_beyond_its_zones_target_raises_no_share_of_it()
    {
        var builder = new StaggerInstanceBuilder(1, 2, [0]);
        foreach (var (cost, cut) in (ReadOnlySpan<(double, double)>)[(100, 20), (80, 10)])
        {
            builder.AddBlock(new(0));
            builder.AddOption(0, new DayOption(0, false, [0]));
            builder.AddOption(0, new DayOption(cost, true, [cut]));
        }

        builder.AddRow(new("P", 0, 0, [1], 10));

        // Half of the first would cost 50, and there is no half of it.
        Assert.InRange(Solve(builder.Build()).Bound, 79.9, 80);
    }

    [Fact]
    public void The_recount_finds_every_breach()
    {
        var instance = Instance([10, 10, 10], [(new(0) { Group = 0, FewestStopDays = 2, FewestRunDays = 1, MostSpells = 1 }, 5, 0), (new(0) { Group = 0 }, 6, 0)], band: 0, mostStarts: 1);
        StaggerPattern nothing = new(0, 0, 0);
        Assert.Contains("less than 2 days", StaggerRecount.Breach(instance, [new(0, 1, 0b001), nothing]), StringComparison.Ordinal);
        Assert.Contains("no pattern", StaggerRecount.Breach(instance, [new(0, 1, 0b101), nothing]), StringComparison.Ordinal);
        Assert.Contains("step up or down", StaggerRecount.Breach(instance, [new(0, 1, 0b011), new(0, 1, 0b011)]), StringComparison.Ordinal);
        Assert.Contains("no one band", StaggerRecount.Breach(instance, [new(0, 1, 0b011), nothing]), StringComparison.Ordinal);
        Assert.Null(StaggerRecount.Breach(instance, [nothing, nothing]));
        var result = Solve(instance);
        Assert.Throws<InvalidOperationException>(() => StaggerRecount.Check(instance, result with { Cost = result.Cost - 1 }));
        Assert.Throws<InvalidOperationException>(() => StaggerRecount.Check(instance, result with { Bound = 1e9, Shortage = null }));
        Assert.Throws<InvalidOperationException>(() => StaggerRecount.Check(instance, result with { Shortage = null, Patterns = [nothing, nothing] }));
    }
}
