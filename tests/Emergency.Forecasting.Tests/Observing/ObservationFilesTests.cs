using Emergency.Forecasting.Observing;
using Emergency.Testing;

namespace Emergency.Forecasting.Tests.Observing;

public sealed class ObservationFilesTests
{
    private static ObservationFormat Format(string id) => ObservationFormat.Find(id).OrThrow();

    [Fact]
    public void A_folder_means_its_files_of_the_format_at_any_depth_in_ordinal_order()
    {
        using var folder = new TempFolder();
        folder.Write("b/china_cities_20190102.csv.gz", "");
        folder.Write("a/china_cities_20190103.csv", "");
        folder.Write("a/china_sites_20190103.csv", "");
        folder.Write("a/readme.md", "");

        var files = ObservationFiles.Expand([folder.Path], Format("cnemc-cities")).OrThrow();

        Assert.Equal(["a/china_cities_20190103.csv", "b/china_cities_20190102.csv.gz"], files.Select(f => Path.GetRelativePath(folder.Path, f).Replace('\\', '/')));
    }

    [Fact]
    public void The_made_up_forecasts_beside_the_Beijing_stations_are_no_observations()
    {
        using var folder = new TempFolder();
        folder.Write("PRSA_Data_Dongsi_20130301-20161031.csv.gz", "");
        folder.Write("weather-forecast/draw1.csv.gz", "");

        Assert.Single(ObservationFiles.Expand([folder.Path], Format("uci-beijing")).OrThrow());
    }

    [Fact]
    public void Monthly_summaries_are_passed_over_in_a_folder()
    {
        using var folder = new TempFolder();
        folder.Write("晋城.csv", "");
        folder.Write("monthly/晋城.csv", "");

        Assert.Single(ObservationFiles.Expand([folder.Path], Format("aqistudy")).OrThrow());
    }

    [Fact]
    public void A_named_file_is_taken_whatever_its_name_and_only_once()
    {
        using var folder = new TempFolder();
        folder.Write("x.dat", "");

        Assert.Single(ObservationFiles.Expand([folder["x.dat"], folder["x.dat"]], Format("csv")).OrThrow());
    }

    [Fact]
    public void A_missing_path_an_empty_folder_and_an_unknown_format_are_refused()
    {
        using var folder = new TempFolder();

        Assert.Equal("OBSERVATION-002", ObservationFiles.Expand([folder["none"]], Format("csv")).Refusal?.Code);
        Assert.Equal("OBSERVATION-003", ObservationFiles.Expand([folder.Path], Format("csv")).Refusal?.Code);
        Assert.Equal("OBSERVATION-001", ObservationFormat.Find("excel").Refusal?.Code);
    }

    [Fact]
    public void Every_format_reads_hours_or_days_and_never_both() =>
        Assert.All(ObservationFormat.All, f => Assert.True((f.Hours is null) != (f.Days is null), f.Id));
}
