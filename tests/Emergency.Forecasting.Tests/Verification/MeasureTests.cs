using Emergency.Forecasting.Verification;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Verification;

/// <summary>The single measures against published figures, hand-made examples and laws.</summary>
public class MeasureTests
{
    [Fact]
    public void Finleys_tornado_forecasts_of_1884_have_their_published_scores()
    {
        // Wilks, Statistical Methods in the Atmospheric Sciences, table 8.1: 28 hits, 72 false alarms, 23 misses, 2680 correct rejections.
        var finley = new ContingencyTable(28, 23, 72, 2680);
        Assert.Equal(0.549, finley.Pod!.Value, 3);
        Assert.Equal(0.720, finley.Far!.Value, 3);
        Assert.Equal(0.228, finley.Csi!.Value, 3);
        Assert.Equal(2803, finley.Count);
    }

    [Fact]
    public void A_table_without_events_and_alarms_has_no_ratio()
    {
        var quiet = new ContingencyTable(0, 0, 0, 9);
        Assert.Null(quiet.Pod);
        Assert.Null(quiet.Far);
        Assert.Null(quiet.Csi);
    }

    [Fact]
    public void The_success_index_never_exceeds_detection_or_the_share_of_true_alarms() => Law.Holds(
        Law.Pair.Select(p => (Forecast: p.Probability > 0.5, p.Happened)).ListOf(),
        pairs => ContingencyTable.Of(pairs) is var t && !(t.Csi > t.Pod) && !(t.Csi > 1 - t.Far + 1e-12) && t.Count == pairs.Count);

    [Fact]
    public void Brier_score_of_a_hand_made_example()
    {
        // (0.9 − 1)² + (0.3 − 0)² + (0.5 − 1)² = 0.01 + 0.09 + 0.25 = 0.35
        var score = BrierScore.Of([(0.9, true), (0.3, false), (0.5, true)]);
        Assert.Equal(0.35 / 3, score!.Value, 12);
        Assert.Null(BrierScore.Of([]));
        Assert.Equal(0.5, BrierScore.Skill(0.1, 0.2)!.Value, 12);
        Assert.Null(BrierScore.Skill(0.1, 0));
    }

    [Fact]
    public void The_frequency_of_an_event_is_the_best_constant_probability() => Law.Holds(
        Law.Pair.NonEmptyListOf().SelectMany(pairs => Gen.Choose(0, 100).Select(p => (pairs, p / 100.0))),
        given =>
        {
            var frequency = given.pairs.Average(p => p.Happened ? 1.0 : 0);
            double Constant(double p) => BrierScore.Of([.. given.pairs.Select(x => (p, x.Happened))])!.Value;
            return Constant(frequency) <= Constant(given.Item2) + 1e-12;
        });

    [Fact]
    public void Crps_of_one_member_is_the_absolute_error() => Law.Holds(
        Law.Value.SelectMany(x => Law.Value.Select(y => (x, y))),
        v => Math.Abs(Crps.Of([v.x], v.y) - Math.Abs(v.x - v.y)) < 1e-9);

    [Fact]
    public void Crps_is_the_double_sum_of_its_definition_in_any_order() => Law.Holds(
        Law.Value.NonEmptyListOf().SelectMany(m => Law.Value.Select(y => (m, y))),
        given =>
        {
            var (members, y) = (given.m, given.y);
            var plain = members.Average(x => Math.Abs(x - y)) - (0.5 * members.Average(x => members.Average(other => Math.Abs(x - other))));
            return Math.Abs(plain - Crps.Of(members, y)) < 1e-8 && Math.Abs(plain - Crps.Of(Enumerable.Reverse(members), y)) < 1e-8;
        });

    [Fact]
    public void Crps_of_a_normal_distribution_is_the_published_closed_form()
    {
        // Gneiting and Raftery 2007, eq. 5: at the mean σ (√2 − 1) / √π = 0.2337 σ, one σ beside it 0.6024 σ.
        var members = Enumerable.Range(0, 20000).Select(i => MathNet.Numerics.Distributions.Normal.InvCDF(100, 10, (i + 0.5) / 20000)).ToList();
        Assert.Equal(2.337, Crps.Of(members, 100), 2);
        Assert.Equal(6.024, Crps.Of(members, 110), 2);
    }

    [Fact]
    public void Crps_without_members_is_an_error() => Assert.Throws<ArgumentException>(() => Crps.Of([], 1));

    [Fact]
    public void Reliability_sorts_into_bins_and_counts_days_once()
    {
        var bins = Reliability.Of([(0.05, false, 1), (0.62, true, 1), (0.68, false, 1), (0.65, true, 2), (1, true, 3)]);
        Assert.Equal([0, 0.6, 0.9], bins.Select(b => b.From));
        var sixty = bins[1];
        Assert.Equal(0.65, sixty.MeanProbability, 12);
        Assert.Equal(2.0 / 3, sixty.Frequency, 12);
        Assert.Equal((3, 2), (sixty.Cases, sixty.Days));
        Assert.Equal(1.645 * Math.Sqrt(0.65 * 0.35 / 2), sixty.Margin, 12);
        Assert.Equal(1, bins[^1].Until);
    }

    [Fact]
    public void Bins_of_a_table_weigh_to_the_base_rate() => Law.Holds(
        Law.Pair.NonEmptyListOf(),
        pairs =>
        {
            var bins = Reliability.Of(pairs.Select((p, i) => (p.Probability, p.Happened, i)));
            return Math.Abs((bins.Sum(b => b.Cases * b.Frequency) / pairs.Count) - pairs.Average(p => p.Happened ? 1.0 : 0)) < 1e-9;
        });

    [Fact]
    public void Only_bins_with_enough_days_are_judged()
    {
        var few = new ReliabilityBin(0.5, 0.6, 0.55, 1, 19, 19, 0.2);
        var many = new ReliabilityBin(0.1, 0.2, 0.15, 0.2, 20, 20, 0.1);
        Assert.Same(many, new ReliabilityTable(VerifiedEvent.Aqi150, 1, 3, [many, few]).Worst);
        Assert.Null(new ReliabilityTable(VerifiedEvent.Aqi150, 1, 3, [few]).Worst);
    }
}
