using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification.InService;
using static Emergency.Forecasting.Tests.Verification.ScoredAir;

namespace Emergency.Forecasting.Tests.Verification.InService;

public class ServiceScoresTests
{
    private static readonly Dictionary<string, IReadOnlyList<CardScore>> Cards = new() { ["m-1"] = [new(1, 25, 0, 0.8, 0.7)] };

    [Fact]
    public void Yesterday_is_scored_at_every_lead_that_forecast_it()
    {
        var scores = Of(Days(50, 60, 100), Issued(1, [70, 90]), Issued(2, [120]));
        Assert.Equal([(First.Plus(1), 1, 10.0), (First.Plus(2), 2, -10.0), (First.Plus(2), 1, 20.0)], scores.Select(s => (s.Day, s.Lead, s.Error!.Value)));
        Assert.Equal([true, true, false], scores.Select(s => s.Inside80!.Value));
        Assert.Equal([0, 0, 1], scores.Select(s => s.CategoriesOff!.Value));
        Assert.All(scores, s => Assert.Equal(("m-1", 0, false), (s.ModelId, s.IssueHour, s.Was150)));
    }

    [Fact]
    public void The_surprise_counts_in_standard_deviations_of_the_interval()
    {
        // 80 % from 100/e^1.2816 to 100·e^1.2816 is a standard deviation of one in logarithms; 272 is e times the median.
        var (low, high) = (100 * Math.Exp(-1.2816), 100 * Math.Exp(1.2816));
        var forecast = Issued(1, [100]);
        forecast = forecast with { Days = [forecast.Days[0] with { Pm25Low = low, Pm25High = high }] };
        Assert.Equal(1, Of(Days(50, 271.828), forecast).Single().Surprise!.Value, 3);
    }

    [Fact]
    public void A_figure_by_hand_is_scored_beside_the_models_and_never_in_its_place()
    {
        var figure = new ManualFigure(First.Plus(1).Start, "m-1", First.Plus(1), 95, 160);
        var scores = ServiceScores.Of(new(Place, [Issued(1, [70])], [figure], Days(50, 100), [], Rules), First, First.Plus(9));
        Assert.Equal([FigureSource.Model, FigureSource.Forecaster], scores.Select(s => s.Source));
        Assert.Equal([-30, -5], scores.Select(s => s.Error!.Value));
        Assert.Equal(2, scores[1].CategoriesOff);
        Assert.Null(scores[1].Inside80);
        Assert.Equal(scores, CanonicalJson.Read<List<DayScore>>(CanonicalJson.Write(scores)));
        Assert.Equal(2, ServiceScores.Rolling(scores, First.Plus(1), Cards).Count);
    }

    [Fact]
    public void Days_without_observation_and_other_places_are_not_scored()
    {
        Assert.Empty(Of(Days(50, null), Issued(1, [70])));
        Assert.Empty(Of(Days(50, 60), Issued(1, [70]) with { Place = "阳泉" }));
    }

    [Fact]
    public void The_rolling_score_takes_thirty_days_and_keeps_issue_hours_apart()
    {
        var observed = Enumerable.Range(0, 60).Select(i => Day(i, 100)).ToList();
        var midnight = Enumerable.Range(0, 60).Select(i => Issued(i, [i < 30 ? 200 : 110]));
        var afternoon = Enumerable.Range(0, 59).Select(i => Issued(i + 1, [140]) with { IssuedAt = First.Plus(i).Start.AddHours(16) });
        var scores = Of(observed, [.. midnight, .. afternoon]);
        var rolling = ServiceScores.Rolling(scores, First.Plus(59), Cards);
        Assert.Equal([(0, 30, 10.0, 10.0), (16, 30, 40.0, 40.0)], rolling.Select(r => (r.IssueHour, r.Days, r.Rmse, r.Bias)));
        Assert.Equal(25, rolling[0].Card!.Rmse);
        Assert.Null(rolling[0].Ratio);
    }

    internal static Forecast Issued(int firstDay, IReadOnlyList<double> values) => new(
        Place,
        First.Plus(firstDay).Start,
        "m-1",
        WeatherSetting.Forecast,
        Run(firstDay, values).Output.Days,
        [],
        [],
        new Basis([], [], "m-1", "system", First.Start));

    private static IReadOnlyList<DayScore> Of(IReadOnlyList<DailyAir> observed, params Forecast[] forecasts) =>
        ServiceScores.Of(new(Place, forecasts, [], observed, [], Rules), First, First.Plus(99));
}
