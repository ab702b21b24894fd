using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Verification;
using Emergency.Testing;
using Emergency.Warnings.Advice;
using static Emergency.Warnings.Tests.Advice.AdviceAir;

namespace Emergency.Warnings.Tests.Advice;

/// <summary>
/// The reference forecasts of verification on twelve stations of Beijing, November 2015 to October 2016, against an independent computation on the same data:
/// what every model is compared with must be right first.
/// </summary>
public class BeijingLevelsTests
{
    private static readonly LocalDay From = LocalDay.Of(2015, 11, 1);
    private static readonly LocalDay To = LocalDay.Of(2016, 10, 31);

    [Fact]
    public void Persistence_climatology_and_observed_runs_are_those_of_an_independent_computation()
    {
        var days = Beijing();
        var runs = Enumerable.Range(-9, 366 + 9).Select(i => From.Plus(i)).Where(d => d <= To).Select(Blank).ToList();
        var training = days.Where(d => d.Day < From).ToList();
        var score = ForecastVerification.Score(new("北京", WeatherSetting.None, runs, days, training, Aqi) { Levels = DailyLevels.Of(Rules2024), From = From, To = To });

        Assert.All(score.Leads, l => Assert.Equal(363, l.Days));
        int Observed(VerifiedEvent e) => score.Leads[0].Events[e].Table.Observed;
        Assert.Equal((94, 42, 14), (Observed(VerifiedEvent.Aqi150), Observed(VerifiedEvent.Aqi200), Observed(VerifiedEvent.Aqi300)));
        Assert.Equal(6, score.Announced.First(a => a is { Level: 3, DaysAhead: 1 }).Forecasts);

        double[] persistence = [63.1, 85.1, 89.9, 96.7, 97.2, 97.1];
        double[] csi150 = [.38, .25, .19, .14, .13, .16];
        double[] csiOrange = [.28, .12, .07, .07, .10, .16];
        int[] leads = [1, 2, 3, 5, 7, 10];
        for (var i = 0; i < leads.Length; i++)
        {
            var lead = score.Leads[leads[i] - 1];
            Assert.Equal(persistence[i], lead.Pm25.RmsePersistence!.Value, 1.0);
            Assert.Equal(csi150[i], lead.Events[VerifiedEvent.Aqi150].Persistence.Csi!.Value, 0.01);
            Assert.Equal(csiOrange[i], lead.Events[VerifiedEvent.Orange].Persistence.Csi!.Value, 0.04);

            // The climatology there is another smoothing of the same training days.
            Assert.Equal(70.4, lead.Pm25.RmseClimatology!.Value, 1.0);
            Assert.Equal(35.3, lead.CrpsClimatology!.Value, 1.5);
        }
    }

    /// <summary>A forecast that says nothing: the references are made from the observations alone.</summary>
    private static VerifiedRun Blank(LocalDay issued)
    {
        double[] zeros = new double[10];
        var days = Enumerable.Range(1, 10).Select(lead => new ForecastDay(lead, issued.Plus(lead - 1), 1, 0, 1, 1, 1, 0, 1, null, 0, 0, 0, 0) { WithOzone = new(0, 0, 0, 0) });
        return new(issued.FirstHour, new([.. days], [zeros], []) { WarningTrajectories = [zeros], Pm25Trajectories = [zeros] });
    }

    private static IReadOnlyList<DailyAir> Beijing()
    {
        var format = ObservationFormat.Find("uci-beijing").OrThrow();
        var stations = new List<HourlyAir>();
        foreach (var file in ObservationFiles.Expand([SharedData.Path("beijing")], format).OrThrow())
        {
            using var stream = File.OpenRead(file);
            stations.AddRange(format.Hours!(stream, Path.GetFileName(file), []));
        }

        return DailyIndex.ComputeCity("北京", stations, Aqi);
    }
}
