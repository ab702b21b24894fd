using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Observing;
using Emergency.Testing;

namespace Emergency.Forecasting.Tests.Indexing;

/// <summary>The index against figures that others found from the same files.</summary>
public sealed class PublishedFiguresTests
{
    [Fact]
    public void Beijing_has_48_heavy_days_in_2015_and_363_valid_days_in_the_year_to_October_2016()
    {
        var format = ObservationFormat.Find("uci-beijing").OrThrow();
        var archive = new HourArchive();
        foreach (var hour in Hours(format, "beijing"))
        {
            archive.Add(hour, format.CityOf(hour.Place));
        }

        Assert.Equal(["北京"], archive.Places);
        var days = archive.Days("北京", d => ShippedRules.Library.Aqi("110000", d).OrThrow());

        Assert.Equal(48, Span(days, LocalDay.Of(2015, 1, 1), LocalDay.Of(2015, 12, 31)).Above200);
        var year = Span(days, LocalDay.Of(2015, 11, 1), LocalDay.Of(2016, 10, 31));
        Assert.Equal((366, 363, 94, 42, 14), (year.Days, year.Valid, year.Above150, year.Above200, year.Above300));
        Assert.Equal(972, Span(days, LocalDay.Of(2013, 3, 1), LocalDay.Of(2015, 10, 31)).Valid);
        // HJ 663 leaves six days of the record without PM2.5.
        Assert.Equal(6, days.Count(d => d.ConcentrationOf(Core.Quantities.Pollutant.Pm25) is null));
    }

    [Fact]
    public void The_published_hourly_index_of_every_city_of_the_winter_is_recomputed()
    {
        var comparison = new HourlyComparison();
        foreach (var hour in Hours(ObservationFormat.Find("cnemc-cities").OrThrow(), "air-quality/city-hourly-national"))
        {
            comparison.Add(hour, AqiCalculatorTests.Of2012);
        }

        Assert.True(comparison.Compared > 980_000);
        Assert.Equal(0, comparison.NotComputable);
        Assert.Equal(comparison.Compared, comparison.RoundedToNearest.Exact);
        Assert.Equal(comparison.Compared, comparison.RoundedUp.WithinTwo);
        Assert.InRange(comparison.RoundedUp.ExactShare, 0.83, 0.85);
    }

    [Fact]
    public void The_published_hourly_index_of_sites_is_rounded_up_as_the_law_says()
    {
        var comparison = new HourlyComparison();
        foreach (var hour in Hours(ObservationFormat.Find("cnemc-live").OrThrow(), "air-quality/cnemc-live").Concat(
            Hours(ObservationFormat.Find("cnemc-sites").OrThrow(), "air-quality/site-hourly/china_sites_20180101.csv.gz")))
        {
            comparison.Add(hour, AqiCalculatorTests.Of2012);
        }

        Assert.True(comparison.Compared > 27_000);
        Assert.Equal(comparison.Compared, comparison.RoundedUp.Exact);
    }

    private static DayCounts Span(IReadOnlyList<DailyAir> days, LocalDay first, LocalDay last) => DayCounts.Of([.. days.Where(d => d.Day >= first && d.Day <= last)]);

    private static IEnumerable<HourlyAir> Hours(ObservationFormat format, string relative)
    {
        foreach (var file in ObservationFiles.Expand([SharedData.Path(relative)], format).OrThrow())
        {
            var problems = new List<ImportProblem>();
            using var stream = File.OpenRead(file);
            foreach (var hour in format.Hours!(stream, file, problems))
            {
                yield return hour;
            }

            Assert.Empty(problems);
        }
    }
}
