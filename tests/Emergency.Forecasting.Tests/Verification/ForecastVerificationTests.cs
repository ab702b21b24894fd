using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification;
using static Emergency.Forecasting.Tests.Verification.ScoredAir;

namespace Emergency.Forecasting.Tests.Verification;

public class ForecastVerificationTests
{
    /// <summary>Three hundred days with spells of heavy pollution.</summary>
    private static readonly double[] Values = [.. Enumerable.Range(0, 300).Select(i => Math.Round(150 + (80 * Math.Sin(i / 3.0)) + (50 * Math.Sin(i / 17.0)) + (i * 37 % 23)))];

    private static readonly IReadOnlyList<DailyAir> Observed = [.. Values.Select((v, i) => Day(i, v))];

    [Fact]
    public void A_perfect_forecast_has_no_error_detects_everything_and_has_full_skill()
    {
        var score = ForecastVerification.Score(Input(Observed, [.. Runs(20, 280, (_, v) => v)]) with { TrainingDays = Observed });
        Assert.Equal(10, score.Leads.Count);
        Assert.All(score.Leads, l =>
        {
            Assert.Equal((0, 0, 0), (l.Pm25.Rmse, l.Pm25.Mae, l.Pm25.Bias));
            Assert.Equal(1, l.Pm25.R2);
            Assert.Equal((1, 1), (l.Level!.Forecast.Exact, l.Level.Forecast.WithinOne));
            Assert.Equal((1, 0, 1), (l.Events[VerifiedEvent.Aqi150].Table.Pod, l.Events[VerifiedEvent.Aqi150].Table.Far, l.Events[VerifiedEvent.Aqi150].Table.Csi));
            Assert.Equal(1, l.Events[VerifiedEvent.Yellow].Table.Csi);
            Assert.Equal(1, l.Events[VerifiedEvent.Aqi150].BrierSkill);
            Assert.Equal(0, l.Crps);
            Assert.Equal(1, l.Pm25.Coverage80);
        });
        Assert.All(score.Announced.Where(a => a.Forecasts > 0), a => Assert.Equal(1, a.Share));
        Assert.All(score.Timing, t => Assert.Equal((0.0, t.Start.Forecasts), (t.Start.MeanAbsolute ?? 0, t.Start.Matched)));
    }

    [Fact]
    public void Errors_of_three_days_computed_by_hand()
    {
        // Forecast 100, 100, 100 for 90, 120, 160: errors 10, −20, −60.
        var lead = ForecastVerification.Score(Input(Days(50, 90, 120, 160), Run(1, [100]), Run(2, [100]), Run(3, [100]))).Leads.Single();
        Assert.Equal(Math.Sqrt((100 + 400 + 3600) / 3.0), lead.Pm25.Rmse, 9);
        Assert.Equal(30, lead.Pm25.Mae, 9);
        Assert.Equal(-70 / 3.0, lead.Pm25.Bias, 9);
        Assert.Equal(1.0 / 3, lead.Pm25.Coverage80!.Value, 9);
        Assert.Equal(20, lead.Pm25.Sharpness!.Value, 9);

        // Persistence says 50, 90, 120: errors −40, −30, −40.
        Assert.Equal(Math.Sqrt((1600 + 900 + 1600) / 3.0), lead.Pm25.RmsePersistence!.Value, 9);

        // Categories: 100 is 2; 90, 120, 160 are 2, 3, 4.
        Assert.Equal((1.0 / 3, 2.0 / 3), (lead.Level!.Forecast.Exact, lead.Level.Forecast.WithinOne));
        Assert.Null(lead.Pm25.RmseClimatology);
    }

    [Fact]
    public void The_point_value_of_pm25_is_the_mean_where_the_model_gives_one()
    {
        var run = Run(1, [100]);
        var withMean = run with { Output = run.Output with { Days = [run.Output.Days[0] with { Pm25Mean = 130, Category = 4 }] } };
        var lead = ForecastVerification.Score(Input(Days(50, 120), withMean)).Leads.Single();
        Assert.Equal(10, lead.Pm25.Rmse);
        Assert.Equal(0, lead.Level!.Forecast.Exact);
        Assert.Equal(1, lead.Level.Forecast.WithinOne);
    }

    [Fact]
    public void A_day_that_was_not_observed_counts_nowhere()
    {
        var score = ForecastVerification.Score(Input(Days(50, 90, null, 160), Run(1, [100, 100, 100, 100])));
        Assert.Equal([1, 3], score.Leads.Select(l => l.Lead));
        Assert.Equal((LocalDay.Of(2016, 1, 2), LocalDay.Of(2016, 1, 4)), (score.From, score.To));
    }

    [Fact]
    public void Persistence_carries_the_last_valid_day_on_for_ten_days_and_no_longer()
    {
        double?[] gap = [80, .. Enumerable.Repeat((double?)null, 11), 100];
        var reached = ForecastVerification.Score(Input(Days(gap)) with { Runs = [Run(11, [100, 100])] }).Leads.Single();
        Assert.Equal(20, reached.Pm25.RmsePersistence);
        Assert.Null(ForecastVerification.Score(Input(Days(gap)) with { Runs = [Run(12, [100])] }).Leads.Single().Pm25.RmsePersistence);
    }

    [Fact]
    public void Persistence_of_warning_levels_knows_the_past_only()
    {
        // A rule by which two polluted days in a row are a run: on the first day nobody knows that the second follows.
        IReadOnlyList<int> TwoDays(IReadOnlyList<double> days) =>
            [.. days.Select((d, i) => d > 150 && ((i > 0 && days[i - 1] > 150) || (i + 1 < days.Count && days[i + 1] > 150)) ? 1 : 0)];
        var observed = Days(50, 50, 50, 50, 180, 180, 50);
        var score = ForecastVerification.Score(Input(observed, [.. Enumerable.Range(1, 6).Select(i => Run(i, [100]))]) with { Levels = TwoDays });
        var yellow = score.Leads.Single().Events[VerifiedEvent.Yellow];

        // Days 4 and 5 are yellow. Persistence: on day 4's evening there is no run yet (miss of day 5); on day 5's there is one (false alarm of day 6).
        Assert.Equal(new ContingencyTable(0, 2, 1, 3), yellow.Persistence);
    }

    [Fact]
    public void Changing_days_after_the_issue_changes_no_reference_and_no_probability()
    {
        var runs = Runs(20, 100, (_, v) => v * 1.1, 0.8, 1, 1.3).ToArray();
        var one = ForecastVerification.Score(Input(Observed, runs) with { To = First.Plus(60) });
        var later = Observed.Select((d, i) => i > 60 ? Day(i, 400) : d).ToList();
        var two = ForecastVerification.Score(Input(later, runs) with { To = First.Plus(60) });
        Assert.Equal(one.Leads.Select(l => l.Pm25), two.Leads.Select(l => l.Pm25));
        Assert.Equal(one.Leads.Select(l => l.Events[VerifiedEvent.Aqi200]), two.Leads.Select(l => l.Events[VerifiedEvent.Aqi200]));
    }

    [Fact]
    public void Cuts_come_from_out_of_fold_forecasts_and_never_from_the_scored_days()
    {
        var runs = Runs(200, 280, (_, v) => v * 0.8, 0.7, 0.8, 0.9, 1, 1.1).ToArray();
        var known = Runs(20, 180, (_, v) => v * 0.8, 0.7, 0.8, 0.9, 1, 1.1).ToList();
        var input = Input(Observed, runs) with { OutOfFold = known, From = First.Plus(200), To = First.Plus(289) };
        var cut = ForecastVerification.Score(input).Leads[0].Events[VerifiedEvent.Aqi200].Cut;
        Assert.True(cut.Chosen);
        Assert.True(cut.Value < 0.5);

        // Forecasts of the scored days among the out-of-fold ones are left out.
        Assert.Equal(cut, ForecastVerification.Score(input with { OutOfFold = [.. known, .. runs] }).Leads[0].Events[VerifiedEvent.Aqi200].Cut);

        // Other truth in the scored days leaves the cut as it is.
        var otherTruth = Observed.Select((d, i) => i >= 200 ? Day(i, 50) : d).ToList();
        Assert.Equal(cut, ForecastVerification.Score(input with { Observed = otherTruth }).Leads[0].Events[VerifiedEvent.Aqi200].Cut);
    }

    [Fact]
    public void Without_out_of_fold_forecasts_the_cut_is_one_half_and_a_remark_says_so()
    {
        var score = ForecastVerification.Score(Input(Observed, [.. Runs(20, 60, (_, v) => v)]));
        Assert.All(score.Leads, l => Assert.Same(ProbabilityCut.Default, l.Events[VerifiedEvent.Red].Cut));
        Assert.Contains(score.Remarks, r => r.En.Contains("one half", StringComparison.Ordinal));
    }

    [Fact]
    public void A_lower_cost_than_loss_says_yes_more_often()
    {
        var input = Input(Observed, [.. Runs(20, 280, (i, v) => v * (i % 2 == 0 ? 0.8 : 1.2), 0.7, 0.9, 1, 1.1, 1.4)]);
        var cheap = ForecastVerification.Score(input with { CostLoss = 0.2 }).Leads[0].Events[VerifiedEvent.Aqi150];
        var dear = ForecastVerification.Score(input with { CostLoss = 0.8 }).Leads[0].Events[VerifiedEvent.Aqi150];
        Assert.True(cheap.AtCostLoss!.Value.Forecast > dear.AtCostLoss!.Value.Forecast);
        Assert.True(cheap.AtCostLoss.Value.Pod > dear.AtCostLoss.Value.Pod);
        Assert.Null(ForecastVerification.Score(input).Leads[0].Events[VerifiedEvent.Aqi150].AtCostLoss);
    }

    [Fact]
    public void Climatology_is_the_season_of_the_training_days()
    {
        // Two training years: 200 in January, 50 in July; the scored January is at 210.
        var training = Enumerable.Range(-730, 730).Select(i => Day(i, First.Plus(i).Date.Month is 12 or 1 or 2 ? 200 : 50)).ToList();
        var observed = Enumerable.Range(0, 20).Select(i => Day(i, 210)).ToList();
        var score = ForecastVerification.Score(Input(observed, Run(10, [210])) with { TrainingDays = training });
        var lead = score.Leads.Single();
        Assert.Equal(10, lead.Pm25.RmseClimatology!.Value, 9);
        Assert.Equal(10, lead.CrpsClimatology!.Value, 9);
        Assert.Equal(0, lead.Level!.Climatology!.Exact);
        Assert.Equal(1, lead.Level.Climatology.WithinOne);
        Assert.Equal(1, lead.Events[VerifiedEvent.Aqi200].BrierSkill!.Value, 9);
        Assert.Null(lead.Events[VerifiedEvent.Aqi150].BrierSkill);
    }

    [Fact]
    public void The_order_of_members_and_of_forecasts_changes_nothing()
    {
        var runs = Runs(20, 280, (i, v) => v * (1 + (0.2 * Math.Sin(i))), 0.7, 0.9, 1, 1.2, 1.5).ToArray();
        var shuffled = runs.Select(r => r with
        {
            Output = r.Output with
            {
                WarningTrajectories = [.. r.Output.WarningTrajectories.Reverse()],
                Pm25Trajectories = [.. r.Output.Pm25Trajectories.Reverse()],
            },
        }).ToArray();
        var (one, two) = (ForecastVerification.Score(Input(Observed, runs)), ForecastVerification.Score(Input(Observed, [.. shuffled.Reverse()])));
        Assert.Equal(VerificationReport.Json([one]), VerificationReport.Json([two]));
    }

    [Fact]
    public void Several_draws_of_one_issue_count_each_and_their_days_once()
    {
        var lead = ForecastVerification.Score(Input(Days(50, 90, 120), Run(1, [90]), Run(1, [110]), Run(2, [120]))).Leads.Single();
        Assert.Equal((3, 2), (lead.Pm25.Count, lead.Days));
        Assert.Equal(3, lead.Cases.Count);
    }

    [Fact]
    public void A_forecast_issued_in_the_afternoon_persists_the_last_complete_day()
    {
        // Issued on day 2 at 16:00: lead 1 is day 3; the running day (300) is not over.
        var run = Run(3, [100]) with { IssuedAt = First.Plus(2).FirstHour.Plus(16) };
        var lead = ForecastVerification.Score(Input(Days(50, 80, 300, 100), run)).Leads.Single();
        Assert.Equal(20, lead.Pm25.RmsePersistence);
    }

    [Fact]
    public void The_limit_of_thirty_days_is_what_one_in_twenty_spans_exceeds()
    {
        // Climatology says 150 to 250 alternating around 200: errors 50. The forecast errs by 10, in thirty days of the record by 40.
        double[] truth = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? 150.0 : 250)];
        var observed = truth.Select((v, i) => Day(i, v)).ToList();
        var runs = Enumerable.Range(20, 300).Select(i => Run(i, [truth[i] + (i is >= 100 and < 130 ? 40 : 10)])).ToArray();
        var lead = ForecastVerification.Score(Input(observed, runs) with { TrainingDays = observed }).Leads.Single();

        // 271 spans; one in twenty lies beyond the 14th from the top: 23 or 24 of its days are bad, √((23.5 · 40² + 6.5 · 10²) ÷ 30) ÷ 50 = 0.72.
        Assert.InRange(lead.RatioLimit30!.Value, 0.70, 0.74);
        Assert.Null(ForecastVerification.Score(Input(observed, [.. runs.Take(89)]) with { TrainingDays = observed }).Leads.Single().RatioLimit30);
        Assert.Null(ForecastVerification.Score(Input(observed, runs)).Leads.Single().RatioLimit30);
    }

    [Fact]
    public void Issue_hours_are_named_and_mixing_them_is_remarked()
    {
        var midnight = Run(1, [100]);
        Assert.Equal([0], ForecastVerification.Score(Input(Observed, midnight)).IssueHours);
        var mixed = ForecastVerification.Score(Input(Observed, midnight, Run(3, [100]) with { IssuedAt = First.Plus(2).FirstHour.Plus(16) }));
        Assert.Equal([0, 16], mixed.IssueHours);
        Assert.Contains(mixed.Remarks, r => r.En.Contains("0, 16", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_without_probabilities_of_the_full_index_is_scored_on_what_it_has_and_a_remark_says_so()
    {
        var run = Run(1, [160]);
        var poor = run with { Output = run.Output with { AqiTrajectories = [], Days = [run.Output.Days[0] with { WithOzone = null, Above150 = 0.7 }] } };
        var score = ForecastVerification.Score(Input(Days(50, 160), poor));
        Assert.Equal(0.09, score.Leads.Single().Events[VerifiedEvent.Aqi150].Brier!.Value, 9);
        Assert.Contains(score.Remarks, r => r.Zh.Contains("臭氧", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_to_score_is_an_empty_score()
    {
        var score = ForecastVerification.Score(Input(Observed));
        Assert.Empty(score.Leads);
        Assert.Null(score.From);
    }

    private static IEnumerable<VerifiedRun> Runs(int from, int to, Func<int, double, double> forecast, params double[] factors) =>
        Enumerable.Range(from, to - from).Select(i => Run(i, [.. Enumerable.Range(i, 10).Select(d => forecast(i, Values[d]))], factors));
}
