using Emergency.Core.Quantities;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Core.Tests.Quantities;

public sealed class EmissionsTests
{
    private static readonly Gen<Emissions> Amounts =
        from a in Gen.Choose(0, 1_000_000)
        from b in Gen.Choose(0, 1_000_000)
        from c in Gen.Choose(0, 1_000_000)
        from d in Gen.Choose(0, 1_000_000)
        select new Emissions(a / 100m, b / 100m, c / 100m, d / 100m);

    [Fact]
    public void The_indexer_gives_each_pollutant_its_own_amount()
    {
        Emissions emissions = new(1, 2, 3, 4);

        Assert.Equal([1, 2, 3, 4], EmittedPollutants.All.Select(p => emissions[p]));
        Assert.Throws<ArgumentOutOfRangeException>(() => emissions[(EmittedPollutant)9]);
    }

    [Fact]
    public void What_is_added_can_be_taken_away_again() => Law.Holds(Amounts.Two(), p => p.Item1 + p.Item2 - p.Item2 == p.Item1);

    [Fact]
    public void The_order_of_adding_does_not_matter() => Law.Holds(Amounts.Two(), p => p.Item1 + p.Item2 == p.Item2 + p.Item1);

    [Fact]
    public void Zero_changes_nothing() => Law.Holds(Amounts, e => e + Emissions.Zero == e && e * 1 == e && e * 0 == Emissions.Zero);

    [Fact]
    public void Scaling_a_sum_is_summing_the_scaled() => Law.Holds(Amounts.Two(), p => (p.Item1 + p.Item2) * 0.5m == (p.Item1 * 0.5m) + (p.Item2 * 0.5m));

    [Fact]
    public void Named_forms_equal_the_operators() =>
        Law.Holds(Amounts.Two(), p => p.Item1.Add(p.Item2) == p.Item1 + p.Item2 && p.Item1.Subtract(p.Item2) == p.Item1 - p.Item2 && p.Item1.Multiply(3) == p.Item1 * 3);

    [Fact]
    public void The_smaller_and_the_larger_are_taken_pollutant_by_pollutant_and_make_up_the_sum() =>
        Law.Holds(Amounts.Two(), p => p.Item1.Min(p.Item2) + p.Item1.Max(p.Item2) == p.Item1 + p.Item2
            && EmittedPollutants.All.All(q => p.Item1.Min(p.Item2)[q] == Math.Min(p.Item1[q], p.Item2[q])));

    [Fact]
    public void Nothing_is_left_only_when_no_pollutant_is_above_zero()
    {
        Assert.True(Emissions.Zero.IsZero);
        Assert.True(new Emissions(0, -1, 0, 0).IsZero);
        Assert.All(EmittedPollutants.All, p => Assert.False(new Emissions(p == EmittedPollutant.So2 ? 1 : 0, p == EmittedPollutant.Nox ? 1 : 0, p == EmittedPollutant.Pm ? 1 : 0, p == EmittedPollutant.Vocs ? 1 : 0).IsZero));
    }
}
