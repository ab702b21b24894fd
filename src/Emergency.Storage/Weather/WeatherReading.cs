using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;

namespace Emergency.Storage.Weather;

/// <summary>One file of weather as read: its hours or its runs, or what is wrong with it.</summary>
/// <param name="File">Name of the file, as people know it.</param>
/// <param name="Hours">Observed hours; none when a problem is fatal.</param>
/// <param name="Runs">Forecasts; none when a problem is fatal.</param>
/// <param name="Problems">Errors and remarks.</param>
public sealed record WeatherReading(string File, IReadOnlyList<WeatherHour> Hours, IReadOnlyList<WeatherRun> Runs, IReadOnlyList<ImportProblem> Problems)
{
    /// <summary>True when the file must not be imported.</summary>
    public bool Broken => Problems.Any(p => p.Fatal);

    /// <summary>Reads a file, plain or gzip. A file that cannot be opened is a file with one fatal problem.</summary>
    public static WeatherReading Of(string path, WeatherFormat format)
    {
        var name = Path.GetFileName(path);
        var problems = new List<ImportProblem>();
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            return new WeatherReading(name, format.Hours?.Invoke(stream, name, problems) ?? [], format.Runs?.Invoke(stream, name, problems) ?? [], problems);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ImportProblem(
                name, 0, "", failure.Message, new Text("可读的文件", "a file that can be read"), new Text("请检查文件是否完整、是否有读取权限。", "Check that the file is whole and may be read.")));
            return new WeatherReading(name, [], [], problems);
        }
    }

    /// <summary>
    /// All files together as the weather of one place: runs take its name, hours become the mean of the stations that have them. A broken file stays as it is,
    /// so that the import is refused with its problems.
    /// </summary>
    public static IReadOnlyList<WeatherReading> ForPlace(string place, IReadOnlyList<WeatherReading> readings)
    {
        var mean = WeatherSeries.Of([.. readings.SelectMany(r => r.Hours)]);
        var hours = Enumerable.Range(0, mean.Count).Select(i => HourOf(place, mean, mean.First.Plus(i))).Where(hour => !hour.Empty).ToList();
        // The hours go with the last file, because only then all stations have been read.
        return [.. readings.Select((reading, i) => reading with
        {
            Hours = i == readings.Count - 1 ? hours : [],
            Runs = [.. reading.Runs.Select(run => run with { Place = place })],
        })];
    }

    /// <summary>The hours of each place as a forecast made known at an issue time: what lies before it is left out.</summary>
    public WeatherReading AsRuns(string source, Hour issuedAt) => this with
    {
        Hours = [],
        Runs =
        [
            .. from hour in Hours
               where hour.Hour >= issuedAt
               group hour by hour.Place into place
               let last = place.Max(hour => hour.Hour)
               select new WeatherRun(place.Key, issuedAt, source, WeatherSeries.Of([.. place]).Within(new HourRange(issuedAt, last.Plus(1)))),
        ],
    };

    private static WeatherHour HourOf(string place, WeatherSeries series, Hour hour)
    {
        double? Of(WeatherVariable variable) => series.At(variable, hour) is var value && float.IsNaN(value) ? null : value;
        return new WeatherHour(
            place,
            hour,
            Of(WeatherVariable.WindEast),
            Of(WeatherVariable.WindNorth),
            Of(WeatherVariable.WindSpeed),
            Of(WeatherVariable.Temperature),
            Of(WeatherVariable.DewPoint),
            Of(WeatherVariable.Pressure),
            Of(WeatherVariable.Rain));
    }
}

/// <summary>What an import of weather did.</summary>
/// <param name="ImportId">Number of the import; null when it was refused, and then nothing changed.</param>
/// <param name="Files">Files read.</param>
/// <param name="Rows">Observed hours of places read.</param>
/// <param name="Inserted">Values that were new.</param>
/// <param name="Changed">Values that were there with another value; the former rows are kept as revisions.</param>
/// <param name="Unchanged">Values that were there already.</param>
/// <param name="NewRuns">Forecasts that were new.</param>
/// <param name="KnownRuns">Forecasts that were there already.</param>
/// <param name="Problems">Errors (the import was refused) and remarks of all files, in the order of the files.</param>
public sealed record WeatherImport(
    int? ImportId, int Files, long Rows, long Inserted, long Changed, long Unchanged, long NewRuns, long KnownRuns, IReadOnlyList<ImportProblem> Problems)
{
    /// <summary>True when the import took place.</summary>
    public bool Accepted => ImportId is not null;
}
