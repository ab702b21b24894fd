using System.CommandLine;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Observing;

namespace Emergency.Cli.Commands;

/// <summary>Files that <c>train</c> and <c>verify</c> read: observations of a city, its weather, and weather forecasts of the past.</summary>
internal sealed class TrainingFiles
{
    private readonly Argument<string[]> files = AirOptions.Files();
    private readonly Option<string> format = AirOptions.Format();
    private readonly Option<string?> place = new("--place") { Description = "城市（文件只含一个城市时可省略）/ city (may be left out when the files hold one)", HelpName = "P" };
    private readonly WeatherOptions weather = new();

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> Options => [format, place, .. weather.Options];

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

        var seen = weather.Read(parsed, name, formatId, paths);
        return seen.Ok
            ? new TrainingData(name, observed.Value[name].Hours, observed.Value[name].Days, until) { Weather = seen.Value.Observed, Runs = seen.Value.Runs }
            : seen.Refusal;
    }
}
