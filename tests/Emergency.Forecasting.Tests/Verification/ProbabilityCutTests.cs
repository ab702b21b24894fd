using Emergency.Forecasting.Verification;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Verification;

public class ProbabilityCutTests
{
    [Fact]
    public void The_cut_lies_between_the_best_one_seen_and_the_best_one_of_calibrated_probabilities()
    {
        // Seen: midway between 0.6 and 0.2. Calibrated: 1 / (1 + 1).
        var cut = ProbabilityCut.Choose([(0.9, true), (0.6, true), (0.2, false), (0.1, false)]);
        Assert.Equal((0.4 + 0.5) / 2, cut.Value, 12);
        Assert.Equal(1, cut.Csi);
        Assert.True(cut.Chosen);
    }

    [Fact]
    public void Of_equally_good_cuts_the_highest_is_taken()
    {
        // At 0.9: one hit, one miss: 1/2. At 0.2: two hits, two alarms: 1/2.
        var cut = ProbabilityCut.Choose([(0.9, true), (0.5, false), (0.4, false), (0.2, true)]);
        Assert.Equal((0.7 + (0.5 / 1.5)) / 2, cut.Value, 12);
        Assert.Equal(0.5, cut.Csi);
    }

    [Fact]
    public void Without_events_or_with_none_foreseen_the_cut_is_one_half_and_says_so()
    {
        Assert.Same(ProbabilityCut.Default, ProbabilityCut.Choose([]));
        Assert.Same(ProbabilityCut.Default, ProbabilityCut.Choose([(0.8, false)]));
        Assert.Same(ProbabilityCut.Default, ProbabilityCut.Choose([(0, true), (0, false)]));
        Assert.Equal((0.5, false), (ProbabilityCut.Default.Value, ProbabilityCut.Default.Chosen));
    }

    [Fact]
    public void No_other_cut_has_a_higher_success_index_and_the_order_of_the_cases_does_not_matter() => Law.Holds(
        Law.Pair.NonEmptyListOf(),
        pairs =>
        {
            var cut = ProbabilityCut.Choose(pairs);
            double At(double value) => ContingencyTable.Of(pairs.Select(p => (p.Probability >= value, p.Happened))).Csi ?? 0;
            return cut == ProbabilityCut.Choose(Enumerable.Reverse(pairs))
                && (!cut.Chosen || (cut.Value is > 0 and < 1 && Enumerable.Range(1, 100).All(p => At(p / 100.0) <= cut.Csi + 1e-12)));
        });

    [Fact]
    public void Of_calibrated_probabilities_the_best_cut_is_the_success_index_over_one_plus_itself()
    {
        // Of each 1000 forecasts of a probability, that share came.
        var pairs = Enumerable.Range(1, 99).SelectMany(p => Enumerable.Range(0, 1000).Select(i => (p / 100.0, i < 10 * p))).ToList();
        var cut = ProbabilityCut.Choose(pairs);
        Assert.Equal(cut.Csi!.Value / (1 + cut.Csi.Value), cut.Value, 0.005);
    }
}
