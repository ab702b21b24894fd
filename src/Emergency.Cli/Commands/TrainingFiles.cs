using System.CommandLine;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;

namespace Emergency.Cli.Commands;

/// <summary>Files that <c>train</c> and <c>verify</c> read: observations of a city, its weather, and weather forecasts of the past.</summary>
internal sealed class TrainingFiles
{
    private readonly Argument<string[]> files = AirOptions.Files();
    private readonly Option<string> format = AirOptions.Format();
    private readonly Option<string?> place = new("--place") { Description = "城市（文件只含一个城市时可省略）/ city (may be left out when the files hold one)", HelpName = "P" };
    private readonly Option<string[]> weather = Many("--weather", "实况天气文件；默认为资料本身所含 / files of observed weather; by default what the observation files hold");
    private readonly Option<string?> weatherFormat = new("--weather-format") { Description = $"实况天气格式 / format of the observed weather: {Formats(runs: false)}", HelpName = "F" };
    private readonly Option<string[]> runs = Many("--weather-forecast", "历史天气预报文件或文件夹 / files or folders of weather forecasts of the past");
    private readonly Option<string> runFormat = new("--weather-forecast-format") { Description = $"格式 / format: {Formats(runs: true)}", HelpName = "F", DefaultValueFactory = _ => "weather-runs" };

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> Options => [format, place, weather, weatherFormat, runs, runFormat];

    /// <summary>The files argument.</summary>
    public Argument<string[]> Files => files;

    /// <summary>Reads everything of the city.</summary>
    /// <param name="parsed">Command line.</param>
    /// <param name="air">Rule books.</param>
    /// <param name="until">First hour that training may not look at.</param>
    /// <param name="progress">Told after every file.</param>
    /// <param name="cancel">Stops between files.</param>
    public Outcome<TrainingData> Read(ParseResult parsed, AirFiles air, Hour until, IProgress<(double Share, string Label)> progress, CancellationToken cancel)
    {
        var (formatId, paths) = (parsed.GetRequiredValue(format), parsed.GetRequiredValue(files));
        var known = ObservationFormat.Find(formatId);
        if (!known.Ok)
        {
            return known.Refusal;
        }

        // The only city of a format is known by the format (uci-beijing); elsewhere it must be named.
        var name = parsed.GetValue(place) ?? known.Value.CityOf("");
        if (string.IsNullOrEmpty(name))
        {
            return Refusal.Of("TRAIN-003", "请用 --place 指定城市。", "Name the city with --place.", "例如 --place 太原。", "For instance --place 太原.");
        }

        var observed = air.Read(paths, formatId, [name], progress, cancel);
        if (!observed.Ok)
        {
            return observed.Refusal;
        }

        var seen = Weather(parsed, name, formatId, paths);
        var forecast = parsed.GetRequiredValue(runs) is { Length: > 0 } runPaths ? Runs(runPaths, parsed.GetRequiredValue(runFormat), name) : new List<WeatherRun>();
        return !seen.Ok ? seen.Refusal
            : !forecast.Ok ? forecast.Refusal
            : new TrainingData(name, observed.Value[name].Hours, observed.Value[name].Days, until) { Weather = seen.Value is { Count: > 0 } series ? series : null, Runs = forecast.Value };
    }

    private Outcome<WeatherSeries> Weather(ParseResult parsed, string name, string airFormat, string[] airPaths)
    {
        var named = parsed.GetRequiredValue(weather);
        var own = WeatherFormat.All.FirstOrDefault(f => f.Id == airFormat && f.Id != "csv");
        if (named.Length == 0 && own is null)
        {
            return WeatherSeries.Of([]);
        }

        var id = named.Length == 0 ? airFormat : parsed.GetValue(weatherFormat) ?? "csv";
        var found = WeatherFormat.Find(id);
        if (!found.Ok || found.Value.Hours is not { } read)
        {
            return found.Refusal ?? NotThatKind(id);
        }

        var list = ObservationFiles.Expand(named.Length == 0 ? airPaths : named, id, found.Value.BelongsInFolder);
        if (!list.Ok)
        {
            return list.Refusal;
        }

        var (hours, problems) = (new List<WeatherHour>(), new List<ImportProblem>());
        foreach (var file in list.Value)
        {
            using var stream = File.OpenRead(file);
            hours.AddRange(read(stream, Path.GetFileName(file), problems));
        }

        return Fatal(problems) is { } refusal ? refusal : WeatherSeries.Of([.. hours.Select(h => h with { Place = name })]);
    }

    private static Outcome<List<WeatherRun>> Runs(string[] paths, string id, string name)
    {
        var found = WeatherFormat.Find(id);
        if (!found.Ok || found.Value.Runs is not { } read)
        {
            return found.Refusal ?? NotThatKind(id);
        }

        var list = ObservationFiles.Expand(paths, id, found.Value.BelongsInFolder);
        if (!list.Ok)
        {
            return list.Refusal;
        }

        var (runs, problems) = (new List<WeatherRun>(), new List<ImportProblem>());
        foreach (var file in list.Value)
        {
            using var stream = File.OpenRead(file);
            runs.AddRange(read(stream, Path.GetFileName(file), problems).Select(r => r with { Place = name }));
        }

        return Fatal(problems) is { } refusal ? refusal : runs;
    }

    private static Refusal NotThatKind(string id) => Refusal.Of(
        "WEATHER-006",
        $"格式“{id}”不含所需的内容（实况与预报格式不同）。",
        $"The format \"{id}\" does not hold what is wanted here (observed weather and forecasts have formats of their own).",
        $"实况：{Formats(runs: false)}；预报：{Formats(runs: true)}。",
        $"Observed: {Formats(runs: false)}; forecasts: {Formats(runs: true)}.");

    private static Refusal? Fatal(List<ImportProblem> problems) => problems.FirstOrDefault(p => p.Fatal) is { } fatal
        ? Refusal.Of(
            "WEATHER-007",
            $"有{problems.Count(p => p.Fatal)}处错误，第一处：{fatal.File} 第{fatal.Row}行 {fatal.Column}“{fatal.Value}”，应为{fatal.Expected.Zh}。",
            $"{problems.Count(p => p.Fatal)} error(s), the first: {fatal.File} row {fatal.Row} {fatal.Column} \"{fatal.Value}\", expected {fatal.Expected.En}.",
            fatal.Remedy.Zh,
            fatal.Remedy.En)
        : null;

    private static Option<string[]> Many(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private static string Formats(bool runs) => string.Join(", ", WeatherFormat.All.Where(f => (f.Runs is not null) == runs).Select(f => f.Id));
}
