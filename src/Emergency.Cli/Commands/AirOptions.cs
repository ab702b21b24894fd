using System.CommandLine;
using System.Globalization;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Cli.Commands;

/// <summary>Options that <c>forecast</c> and <c>advise</c> share.</summary>
internal static class AirOptions
{
    public static Argument<string[]> Files() => new("FILE") { Description = "文件或文件夹，可为.gz / files or folders, plain or .gz", Arity = ArgumentArity.OneOrMore };

    public static Option<string> Format() => new("--format") { Description = $"格式 / format: {Formats}", HelpName = "F", Required = true };

    public static Option<string[]> History() => new("--history")
    {
        Description = "供模型拟合的历史文件 / files of history for the model to fit on",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    public static Option<string> HistoryFormat() => new("--history-format") { Description = $"历史文件格式 / format of the history: {Formats}", HelpName = "F", DefaultValueFactory = _ => "aqistudy" };

    private static string Formats => string.Join(", ", ObservationFormat.All.Select(f => f.Id));

    /// <summary>A day written yyyy-MM-dd.</summary>
    public static Outcome<LocalDay> Day(string text) =>
        LocalDay.Parse(text) is { } day
            ? day
            : Refusal.Of("FORECAST-004", $"“{text}”不是日期。", $"\"{text}\" is no date.", "请写作 2019-01-11。", "Write it like 2019-01-11.");

    /// <summary>An issue time in ISO 8601 with offset, on a full hour.</summary>
    public static Outcome<Hour> At(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && instant == Hour.Containing(instant).Start && text.Contains('T', StringComparison.Ordinal)
            && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
            ? Hour.Containing(instant)
            : Refusal.Of("FORECAST-005", $"“{text}”不是带时区的整点时刻。", $"\"{text}\" is no full hour with offset.", "请写作 2019-01-11T00:00+08:00。", "Write it like 2019-01-11T00:00+08:00.");

    /// <summary>Observations of the places with their history in front; a place without history keeps its observations.</summary>
    public static Outcome<IReadOnlyDictionary<string, PlaceAir>> Read(
        AirFiles files, string[] paths, string format, string[] history, string historyFormat, IReadOnlyCollection<string> places, IProgress<(double Share, string Label)> progress, CancellationToken cancel)
    {
        var observed = files.Read(paths, format, places, progress, cancel);
        if (!observed.Ok || history.Length == 0)
        {
            return observed;
        }

        var before = files.Read(history, historyFormat, places, progress, cancel);
        if (!before.Ok)
        {
            return before;
        }

        return observed.Value.ToDictionary(
            o => o.Key,
            o => new PlaceAir(
                [.. before.Value[o.Key].Hours, .. o.Value.Hours],
                [.. before.Value[o.Key].Days, .. o.Value.Days]));
    }
}
