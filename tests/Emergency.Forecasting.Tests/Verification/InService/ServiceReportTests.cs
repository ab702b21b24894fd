using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification.InService;
using static Emergency.Forecasting.Tests.Verification.InService.ServiceScoresTests;
using static Emergency.Forecasting.Tests.Verification.ScoredAir;

namespace Emergency.Forecasting.Tests.Verification.InService;

public class ServiceReportTests
{
    [Fact]
    public void Models_settings_and_issue_hours_are_never_mixed()
    {
        Forecast[] issued =
        [
            Issued(1, [70, 90]), Issued(2, [120]), Issued(3, [80]),
            Issued(1, [70]) with { ModelId = "m-2" },
            Issued(4, [70]) with { Setting = WeatherSetting.None },
            Issued(2, [70]) with { IssuedAt = First.Plus(1).Start.AddHours(16) },
        ];
        var reports = Reports(issued);

        Assert.Equal(4, reports.Count);
        Assert.Equal(("m-1", WeatherSetting.Forecast, 0, 3), (reports[0].ModelId, reports[0].Setting, reports[0].IssueHour, reports[0].Forecasts.Count));
        Assert.All(reports, r => Assert.Single(r.Score.IssueHours));
    }

    [Fact]
    public void Of_one_issue_the_last_revision_counts_and_a_hindcast_never()
    {
        var reports = Reports([Issued(1, [70]), Issued(1, [60]), Issued(2, [60]) with { Setting = WeatherSetting.Perfect }]);
        var report = Assert.Single(reports);
        Assert.Equal(0, report.Score.Leads[0].Pm25.Rmse);
        Assert.Equal(1, report.Score.Runs);
    }

    [Fact]
    public void Without_a_day_that_is_over_there_is_no_report()
    {
        Assert.Empty(Reports([]));
        Assert.Empty(Reports([Issued(30, [70])]));
    }

    [Fact]
    public void The_forecaster_is_compared_on_the_corrected_days_alone()
    {
        var figure = new ManualFigure(First.Plus(1).Start, "m-1", First.Plus(1), 65, null);
        var scores = ServiceScores.Of(new(Place, [Issued(1, [70, 500])], [figure], Days(50, 60, 100), [], Rules), First, First.Plus(9));
        var compared = HandComparison.Of(scores);

        Assert.Equal((1, 1, 10.0, 5.0), (compared.Days, compared.Pm25Days, compared.RmseModel!.Value, compared.RmseByHand!.Value));
        Assert.Equal(0, compared.Categories);
        Assert.Null(HandComparison.Of([]).RmseByHand);
    }

    private static IReadOnlyList<ServiceReport> Reports(Forecast[] issued) =>
        ServiceReport.Of(Place, issued, Days(50, 60, 100, 80, 70), [], First, First.Plus(9), Rules, null, 0.2);
}
