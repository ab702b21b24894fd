using Emergency.Testing;

namespace Emergency.Cli.Tests.Harness;

public sealed class FixedClockTests
{
    private readonly FixedClock clock = FixedClock.AtChina(2019, 1, 11, 18);

    [Fact]
    public void It_stands_still_in_utc() => Assert.Equal(new DateTimeOffset(2019, 1, 11, 10, 0, 0, TimeSpan.Zero), clock.GetUtcNow());

    [Fact]
    public async Task A_delay_ends_when_the_clock_passes_it_and_not_before()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(10), clock, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.False(delay.IsCompleted);

        clock.Advance(TimeSpan.FromMinutes(1));
        await delay;
    }

    [Fact]
    public void A_repeating_timer_fires_at_each_of_its_times_and_sees_the_clock_there()
    {
        List<DateTimeOffset> seen = [];
        var start = clock.GetUtcNow();
        using var timer = clock.CreateTimer(_ => seen.Add(clock.GetUtcNow()), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal([start.AddSeconds(1), start.AddSeconds(3), start.AddSeconds(5)], seen);
        Assert.Equal(start.AddSeconds(6), clock.GetUtcNow());
    }

    [Fact]
    public void A_timer_due_at_once_fires_at_once()
    {
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        Assert.Equal(1, fired);
    }

    [Fact]
    public void A_disposed_timer_is_silent()
    {
        var fired = 0;
        clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)).Dispose();

        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(0, fired);
    }
}
