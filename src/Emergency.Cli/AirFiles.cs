using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Observing;

namespace Emergency.Cli;

/// <summary>Air of one place as forecast and advice need it.</summary>
/// <param name="Hours">Hourly values of the place, oldest first; the mean of its stations where the place is a city of stations.</param>
/// <param name="Days">Daily values, oldest first, days of a history file in front.</param>
internal sealed record PlaceAir(IReadOnlyList<HourlyAir> Hours, IReadOnlyList<DailyAir> Days);

/// <summary>Reads observation files for the commands that work on files, with the rule books that travel with the product.</summary>
internal sealed class AirFiles
{
    private AirFiles(RegionTree regions, RuleLibrary library)
    {
        Regions = regions;
        Library = library;
    }

    /// <summary>The regions.</summary>
    public RegionTree Regions { get; }

    /// <summary>The rule books.</summary>
    public RuleLibrary Library { get; }

    /// <summary>Opens the rule books.</summary>
    public static Outcome<AirFiles> Open()
    {
        var regions = RegionTree.Load(ShippedData.RegionsFile).Tree;
        if (!regions.Ok)
        {
            return regions.Refusal;
        }

        var library = RuleLibrary.Load(ShippedData.RulesFolder, regions.Value).Library;
        return library.Ok ? new AirFiles(regions.Value, library.Value) : library.Refusal;
    }

    /// <summary>Region code of a place by its name; the nation's when the place is no known region.</summary>
    public string RegionOf(string place) => Regions.FindByName(place)?.Code ?? "cn";

    /// <summary>Reads the places from the files; remarks and problems go to stderr.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="formatId">Their format.</param>
    /// <param name="places">Cities or stations wanted.</param>
    /// <param name="progress">Told after every file.</param>
    /// <param name="cancel">Stops between files.</param>
    public Outcome<IReadOnlyDictionary<string, PlaceAir>> Read(
        IReadOnlyList<string> paths, string formatId, IReadOnlyCollection<string> places, IProgress<(double Share, string Label)> progress, CancellationToken cancel)
    {
        var archive = new HourArchive();
        var hours = places.ToDictionary(p => p, _ => new List<HourlyAir>());
        var days = places.ToDictionary(p => p, _ => new List<DailyAir>());
        var refusal = Each(
            paths,
            formatId,
            (format, hour) =>
            {
                var city = format.CityOf(hour.Place);
                if (places.Contains(hour.Place))
                {
                    archive.Add(hour);
                    hours[hour.Place].Add(hour);
                }

                if (city is not null && places.Contains(city))
                {
                    archive.Add(hour, city);
                    hours[city].Add(hour);
                }
            },
            day =>
            {
                if (places.Contains(day.Place))
                {
                    days[day.Place].Add(DailyIndex.Recompute(day, Library.Aqi(RegionOf(day.Place), day.Day).OrThrow()));
                }
            },
            progress,
            cancel);
        if (refusal is not null)
        {
            return refusal;
        }

        var air = places.ToDictionary(p => p, p => new PlaceAir(
            Together(p, hours[p]),
            [.. days[p].Concat(archive.Days(p, day => Library.Aqi(RegionOf(p), day).OrThrow())).OrderBy(d => d.Day)]));
        return air.FirstOrDefault(a => a.Value.Days.Count == 0) is { Key: { } missing }
            ? Refusal.Of(
                "OBSERVATION-005",
                $"文件中没有“{missing}”的数据。",
                $"The files hold nothing of \"{missing}\".",
                "请核对地名写法（城市不带“市”）和文件。",
                "Check the name (cities without 市) and the files.")
            : air;
    }

    /// <summary>Reads the hours of every place of the files, in ordinal order of the places; daily values are passed over.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="formatId">Their format.</param>
    /// <param name="progress">Told after every file.</param>
    /// <param name="cancel">Stops between files.</param>
    public static Outcome<IReadOnlyDictionary<string, List<HourlyAir>>> ReadPlaces(
        IReadOnlyList<string> paths, string formatId, IProgress<(double Share, string Label)> progress, CancellationToken cancel)
    {
        var places = new SortedDictionary<string, List<HourlyAir>>(StringComparer.Ordinal);
        var refusal = Each(
            paths,
            formatId,
            (_, hour) =>
            {
                if (!places.TryGetValue(hour.Place, out var hours))
                {
                    places.Add(hour.Place, hours = []);
                }

                hours.Add(hour);
            },
            _ => { },
            progress,
            cancel);
        return refusal is null ? places : refusal;
    }

    /// <summary>Goes through the files; refused when a path, the format or anything in a file is wrong.</summary>
    private static Refusal? Each(
        IReadOnlyList<string> paths,
        string formatId,
        Action<ObservationFormat, HourlyAir> hour,
        Action<PublishedDay> day,
        IProgress<(double Share, string Label)> progress,
        CancellationToken cancel)
    {
        var format = ObservationFormat.Find(formatId);
        var files = format.Ok ? ObservationFiles.Expand(paths, format.Value) : format.Refusal;
        if (!format.Ok || !files.Ok)
        {
            return format.Refusal ?? files.Refusal;
        }

        var problems = new List<ImportProblem>();
        for (var i = 0; i < files.Value.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var name = Path.GetFileName(files.Value[i]);
            progress.Report(((double)i / files.Value.Count, name));
            using var stream = File.OpenRead(files.Value[i]);
            foreach (var read in format.Value.Hours?.Invoke(stream, name, problems) ?? [])
            {
                hour(format.Value, read);
            }

            foreach (var read in format.Value.Days?.Invoke(stream, name, problems) ?? [])
            {
                day(read);
            }
        }

        return problems.FirstOrDefault(p => p.Fatal) is { } fatal
            ? Refusal.Of(
                "OBSERVATION-004",
                $"有{problems.Count(p => p.Fatal)}处错误，第一处：{fatal.File} 第{fatal.Row}行 {fatal.Column}“{fatal.Value}”，应为{fatal.Expected.Zh}。",
                $"{problems.Count(p => p.Fatal)} error(s), the first: {fatal.File} row {fatal.Row} {fatal.Column} \"{fatal.Value}\", expected {fatal.Expected.En}.",
                fatal.Remedy.Zh,
                fatal.Remedy.En)
            : null;
    }

    /// <summary>One value an hour: as given, or the mean of the stations of a city.</summary>
    private static List<HourlyAir> Together(string place, List<HourlyAir> hours) =>
        [.. hours.GroupBy(h => h.Hour).OrderBy(g => g.Key).Select(g => new HourlyAir(
            place,
            g.Key,
            g.Average(h => h.Pm25),
            g.Average(h => h.Pm10),
            g.Average(h => h.So2),
            g.Average(h => h.No2),
            g.Average(h => h.O3),
            g.Average(h => h.Co)))];
}
