using Emergency.Dispatch.Delivery;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Dispatch.Tests.Delivery;

public sealed class BackoffTests
{
    private static readonly Backoff Backoff = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5), 14);

    [Fact]
    public void A_delay_lies_between_nothing_and_its_doubling_ceiling() =>
        Prop.ForAll(Gen.Choose(1, 60).ToArbitrary(), ArbMap.Default.ArbFor<int>(), (attempt, key) =>
        {
            var delay = Backoff.After($"k{key}", attempt, null);
            return delay >= TimeSpan.Zero && delay <= Backoff.Cap && delay.TotalSeconds <= 2 * Math.Pow(2, attempt - 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Delays_of_many_messages_are_spread_over_the_whole_range()
    {
        var quarters = Enumerable.Range(0, 4000).CountBy(i => (int)(Backoff.After($"order{i}", 3, null) / TimeSpan.FromSeconds(2.0001))).ToDictionary(q => q.Key, q => q.Value);
        Assert.Equal(4, quarters.Count);
        Assert.All(quarters.Values, count => Assert.InRange(count, 900, 1100));
    }

    [Fact]
    public void What_the_receiver_asks_for_is_waited_up_to_the_cap()
    {
        Assert.Equal(TimeSpan.FromSeconds(60), Backoff.After("k", 1, TimeSpan.FromSeconds(60)));
        Assert.Equal(Backoff.Cap, Backoff.After("k", 1, TimeSpan.FromDays(365)));
    }

    [Fact]
    public void Replayed_it_waits_the_same() => Assert.Equal(Backoff.After("k", 7, null), Backoff.After("k", 7, null));
}
