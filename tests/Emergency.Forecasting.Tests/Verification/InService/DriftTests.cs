using Emergency.Core.Time;
using Emergency.Forecasting.Verification.InService;
using static Emergency.Forecasting.Tests.Verification.ScoredAir;

namespace Emergency.Forecasting.Tests.Verification.InService;

public class DriftTests
{
    private static readonly Dictionary<string, IReadOnlyList<CardScore>> Cards = new() { ["m-1"] = [new(1, 25, 0, 0.8, 0.7)] };

    [Fact]
    public void A_sound_model_gives_no_finding() => Assert.Empty(Find(Series(seed: 1, bias: 0, spread: 1)));

    [Fact]
    public void A_sound_model_is_reported_for_bias_about_once_in_four_years()
    {
        // Errors of neighbouring days correlated at 0.3, forty years; a report within thirty days of the last one is the same.
        const double Correlation = 0.3;
        const int Years = 40;
        var random = new Random(4);
        var state = 0.0;
        var days = Enumerable.Range(0, 365 * Years).Select(i =>
        {
            state = (Correlation * state) + (Math.Sqrt(1 - (Correlation * Correlation)) * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1));
            return Score(i, state);
        }).ToList();
        var (reports, last) = (0, -999);
        for (var day = Drift.CusumDays; day < days.Count; day += 3)
        {
            if (Drift.Find(days.GetRange(day - Drift.CusumDays, Drift.CusumDays), First.Plus(day - 1), Cards).Any(f => f.Kind == DriftKind.Bias))
            {
                reports += day - last > 30 ? 1 : 0;
                last = day;
            }
        }

        Assert.InRange((double)reports / Years, 0.1, 0.4);
    }

    [Theory]
    [InlineData(1.2, "偏低")]
    [InlineData(-1.2, "偏高")]
    public void Errors_on_one_side_are_found_with_the_day_they_began(double bias, string word)
    {
        var finding = Assert.Single(Find(Series(seed: 1, bias, spread: 1, from: 40)), f => f.Kind == DriftKind.Bias);
        Assert.InRange(finding.Since - First, 30, 46);
        Assert.Contains(word, finding.Reason.Zh, StringComparison.Ordinal);
        Assert.True(finding.Value > finding.Limit);
    }

    [Fact]
    public void Intervals_that_hold_too_little_are_found()
    {
        var finding = Assert.Single(Find(Series(seed: 1, bias: 0, spread: 3)), f => f.Kind == DriftKind.Coverage);
        Assert.True(finding.Value < finding.Limit);
        Assert.Contains("30", finding.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_beyond_the_limit_of_the_card_is_found()
    {
        // RMSE 30 against 40 of climatology: 0.75, and the card allows 0.7.
        var days = Enumerable.Range(0, 30).Select(i => Score(i, 0) with { Pm25 = 130, ObservedPm25 = 100, Climatology = 140 }).ToList();
        var finding = Assert.Single(Find(days, 29), f => f.Kind == DriftKind.Error);
        Assert.Equal((0.75, 0.7), (finding.Value, finding.Limit));
        Assert.Empty(Find([.. days.Select(d => d with { Climatology = 150 })], 29));
        Assert.Empty(Find(days.Skip(11).ToList(), 29));
    }

    [Fact]
    public void Figures_by_hand_and_leads_beyond_three_are_not_watched()
    {
        var days = Series(seed: 1, bias: 3, spread: 1);
        Assert.NotEmpty(Find(days));
        Assert.Empty(Find([.. days.Select(d => d with { Source = FigureSource.Forecaster })]));
        Assert.Empty(Find([.. days.Select(d => d with { Lead = 4 })]));
    }

    private static IReadOnlyList<DriftFinding> Find(IReadOnlyList<DayScore> days, int until = 59) => Drift.Find(days, First.Plus(until), Cards);

    private static List<DayScore> Series(int seed, double bias, double spread, int from = 0)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 60).Select(i => Score(i, (spread * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1)) + (i >= from ? bias : 0)))];
    }

    private static DayScore Score(int day, double surprise) => new(
        "m-1", FigureSource.Model, First.Plus(day).Start, 1, First.Plus(day), 100, 100, null, Math.Abs(surprise) <= 1.2816, surprise, 0, 0.1, false);
}
