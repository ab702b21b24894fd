using System.Diagnostics;
using System.Globalization;
using Emergency.Forecasting.Observing;
using Emergency.Storage;
using Emergency.Storage.Audit;
using Emergency.Storage.Observations;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Benchmarks;

/// <summary>
/// Import of files as the command does it, from the compressed files to the commit, into an empty database and a second time into the full one, beside the two
/// things it cannot beat: reading the files without storing anything, and storing the rows, already in memory, with nothing around it (one prepared INSERT, one
/// COPY; the same table with the same indexes, one transaction).
/// Options: --data DIR, --format F (cnemc-cities), --postgres CONNECTION (left out: SQLite only), --runs N (3; the median counts).
/// </summary>
internal static class ImportBenchmark
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var id = options.Find("format") ?? "cnemc-cities";
        var format = ObservationFormat.Find(id).OrThrow();
        var read = format.Hours ?? throw new ArgumentException($"{id} holds no hours.");
        var paths = ObservationFiles.Expand([options.Get("data")], format).OrThrow();
        var runs = options.Number("runs", 3);

        var rows = paths.SelectMany(path => ObservationReading.Of(path, read).Hours).ToList();
        var values = rows.Sum(row => (long)row.Count);
        Console.WriteLine($"{paths.Count} files, {paths.Sum(p => new FileInfo(p).Length) / 1e6:F1} MB compressed, {rows.Count} rows, {values} values; median of {runs} runs");
        Console.WriteLine();
        Console.WriteLine("| what | seconds | values/s | rows/s |");
        Console.WriteLine("|---|---:|---:|---:|");

        var reading = Report("read the files, store nothing", await MedianAsync(runs, () => Task.FromResult(Timed(() => paths.Sum(path => ObservationReading.Of(path, read).Hours.Count)))));
        using var folder = new SqliteFolder();
        await DatabaseAsync("SQLite", "plain prepared INSERT", () => folder.NewSqlite(), StoreCeilings.InsertAsync);
        if (options.Find("postgres") is { } server)
        {
            await using var databases = new PostgresDatabases(server);
            await DatabaseAsync("PostgreSQL", "plain COPY", databases.NewAsync, StoreCeilings.CopyAsync);
        }

        double Report(string what, double seconds)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {seconds:F2} | {values / seconds:N0} | {rows.Count / seconds:N0} |"));
            return seconds;
        }

        async Task DatabaseAsync(string name, string ceilingName, Func<Task<BenchmarkDatabase>> create, Func<AppDb, IReadOnlyList<(int PlaceId, HourlyAir Hour)>, Task> store)
        {
            var places = rows.Select(r => r.Place).Distinct().Select((place, i) => (place, i)).ToDictionary(p => p.place, p => p.i + 1);
            var numbered = rows.ConvertAll(row => (places[row.Place], row));
            var ceiling = Report($"{name}: {ceilingName} of rows in memory", await MedianAsync(runs, async () =>
            {
                await using var db = (await create()).CreateDbContext();
                return await TimedAsync(() => store(db, numbered));
            }));

            BenchmarkDatabase? full = null;
            var import = Report($"{name}: import from .gz", await MedianAsync(runs, async () =>
            {
                var database = full = await create();
                return await TimedAsync(() => ImportAsync(database, expectNew: values));
            }));
            var again = Report($"{name}: the same import again", await MedianAsync(runs, () => TimedAsync(() => ImportAsync(full!, expectNew: 0))));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name}: import reaches {ceiling / import:P0} of its ceiling; reading alone takes {reading / import:P0} of its time; again {ceiling / again:P0} | | | |"));
        }

        async Task ImportAsync(BenchmarkDatabase database, long expectNew)
        {
            var desk = new ObservationDesk(database, database.Dialect, new AuditLog(database.Dialect));
            var import = await desk.ImportAsync(id, paths.Select(path => ObservationReading.Of(path, read)), "benchmark", Now, null, CancellationToken.None);
            if (import.Inserted != expectNew || import.Changed != 0)
            {
                throw new InvalidOperationException($"Expected {expectNew} new values, got {import}.");
            }
        }
    }

    private static double Timed(Func<int> work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> TimedAsync(Func<Task> work)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> MedianAsync(int runs, Func<Task<double>> timed)
    {
        var seconds = new List<double>();
        for (var run = 0; run < runs; run++)
        {
            seconds.Add(await timed());
        }

        seconds.Sort();
        return seconds[seconds.Count / 2];
    }
}
