using System.CommandLine;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;
using Emergency.Storage.Weather;

namespace Emergency.Cli.Commands;

/// <summary>Weather of one place, as files gave it.</summary>
/// <param name="Observed">Observed hours; null when there are none.</param>
/// <param name="Runs">Forecasts, in any order.</param>
internal sealed record PlaceWeather(WeatherSeries? Observed, IReadOnlyList<WeatherRun> Runs)
{
    /// <summary>The forecasts, to choose from.</summary>
    public RunArchive Archive { get; } = new(Runs);
}

/// <summary>Options for files of weather, observed and forecast, which several commands share.</summary>
internal sealed class WeatherOptions
{
    private readonly Option<string[]> weather = Many("--weather", "实况天气文件；默认为资料本身所含 / files of observed weather; by default what the observation files hold");
    private readonly Option<string?> weatherFormat = new("--weather-format") { Description = $"实况天气格式 / format of the observed weather: {Formats(runs: false)}", HelpName = "F" };
    private readonly Option<string[]> runs = Many("--weather-forecast", "天气预报文件或文件夹 / files or folders of weather forecasts");
    private readonly Option<string> runFormat = new("--weather-forecast-format")
    {
        Description = $"格式 / format: {Formats(runs: true)}; {Formats(runs: false)}（须有 / with --weather-issued）",
        HelpName = "F",
        DefaultValueFactory = _ => "weather-runs",
    };

    private readonly Option<string?> issued = new("--weather-issued") { Description = "天气预报文件的发布时刻（文件不含时）/ hour at which the forecast files became known, where they do not say", HelpName = "TIME" };

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> Options => [weather, weatherFormat, runs, runFormat, issued];

    /// <summary>Reads the weather of a place.</summary>
    /// <param name="parsed">Command line.</param>
    /// <param name="name">Place: every file is taken as its weather.</param>
    /// <param name="airFormat">Format of the observation files, which may hold weather too.</param>
    /// <param name="airPaths">The observation files.</param>
    public Outcome<PlaceWeather> Read(ParseResult parsed, string name, string airFormat, string[] airPaths)
    {
        var seen = Weather(parsed, name, airFormat, airPaths);
        if (!seen.Ok)
        {
            return seen.Refusal;
        }

        var forecast = parsed.GetRequiredValue(runs) is { Length: > 0 } paths ? Runs(paths, parsed.GetRequiredValue(runFormat), name, parsed.GetValue(issued)) : new List<WeatherRun>();
        return forecast.Ok ? new PlaceWeather(seen.Value is { Count: > 0 } series ? series : null, forecast.Value) : forecast.Refusal;
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

    private static Outcome<List<WeatherRun>> Runs(string[] paths, string id, string name, string? issued)
    {
        var found = WeatherFormat.Find(id);
        var issuedAt = issued is null ? default(Outcome<Hour>?) : AirOptions.At(issued);
        if ((found.Refusal ?? issuedAt?.Refusal) is { } unknown)
        {
            return unknown;
        }

        if (found.Value!.Runs is null == issuedAt is null)
        {
            return NotIssued(id, issuedAt is null);
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
            var fileName = Path.GetFileName(file);
            var reading = new WeatherReading(fileName, found.Value.Hours?.Invoke(stream, fileName, problems) ?? [], found.Value.Runs?.Invoke(stream, fileName, problems) ?? [], []);
            runs.AddRange((issuedAt is { } at ? reading.AsRuns(id, at.Value) : reading).Runs.Select(r => r with { Place = name }));
        }

        return Fatal(problems) is { } refusal ? refusal : runs;
    }

    private static Refusal NotThatKind(string id) => Refusal.Of(
        "WEATHER-006",
        $"格式“{id}”不含所需的内容（实况与预报格式不同）。",
        $"The format \"{id}\" does not hold what is wanted here (observed weather and forecasts have formats of their own).",
        $"实况：{Formats(runs: false)}；预报：{Formats(runs: true)}。",
        $"Observed: {Formats(runs: false)}; forecasts: {Formats(runs: true)}.");

    private static Refusal NotIssued(string id, bool missing) => missing
        ? Refusal.Of(
            "WEATHER-008", $"{id} 格式的文件没有发布时刻。", $"Files of {id} do not say when they became known.", "请用 --weather-issued 指定。", "Say it with --weather-issued.")
        : Refusal.Of("WEATHER-008", $"{id} 格式的文件自带起报时刻。", $"Files of {id} carry their own issue times.", "请去掉 --weather-issued。", "Leave --weather-issued out.");

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
