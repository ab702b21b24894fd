using System.CommandLine;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Spectre.Console;

namespace Emergency.Cli;

/// <summary>What all commands share: results as JSON, refusals as exit codes, progress on stderr.</summary>
internal static class Terminal
{
    /// <summary>Exit code of a refusal (bad input, forbidden move).</summary>
    public const int Refused = 2;

    /// <summary>Progress and remarks go to stderr, so that stdout holds the result alone.</summary>
    public static IAnsiConsole Error { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    private const string StandardOutput = "-";

    /// <summary>The option every command has: a file, or none for the standard output.</summary>
    public static Option<FileInfo?> JsonOption() => new("--json")
    {
        Description = "把结果以 JSON 写入文件；不给文件则写到标准输出 / write the result to FILE as JSON, without FILE to the standard output",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = given => new FileInfo(given.Tokens.Count == 0 ? StandardOutput : given.Tokens[0].Value),
    };

    /// <summary>Where the result as JSON takes the standard output, what a command tells people goes to stderr.</summary>
    public static void LeaveOutputTo(ParseResult parsed)
    {
        var json = parsed.CommandResult.Command.Options.OfType<Option<FileInfo?>>().FirstOrDefault(o => o.Name == "--json");
        if (json is not null && parsed.Errors.Count == 0 && parsed.GetValue(json)?.ToString() == StandardOutput)
        {
            Console.SetOut(Console.Error);
        }
    }

    /// <summary>Writes the result as indented JSON with a final line break, if it was asked for.</summary>
    public static void WriteJson<T>(FileInfo? file, T value)
    {
        if (file is null)
        {
            return;
        }

        file.Directory?.Create();
        using var stream = file.ToString() == StandardOutput ? Console.OpenStandardOutput() : file.Create(); // straight into it: a plan of a nation is half a gigabyte
        System.Text.Json.JsonSerializer.Serialize(stream, value, CanonicalJson.Indented);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Prints a refusal on one line of stderr, Chinese then English, and gives the exit code.</summary>
    public static int Refuse(Refusal refusal)
    {
        Console.Error.WriteLine($"{refusal.Code} {refusal.Sentence.Zh}{refusal.Remedy.Zh} / {refusal.Sentence.En} {refusal.Remedy.En}");
        return Refused;
    }

    /// <summary>
    /// Runs work with a progress bar on stderr. <paramref name="work"/> reports the share done, 0 to 1, and a short label. Where stderr is a file or a pipe there
    /// is no bar, so that a refusal stays the one line there; <paramref name="lines"/> prints a plain line for each new label instead.
    /// </summary>
    public static Task<T> WithProgress<T>(string title, Func<IProgress<(double Share, string Label)>, Task<T>> work, bool lines = false)
    {
        if (Console.IsErrorRedirected)
        {
            return work(lines ? new DirectProgress(new LineProgress(title).Report) : new DirectProgress(_ => { }));
        }

        return Error.Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(title), maxValue: 1);
            var progress = new DirectProgress(report =>
            {
                task.Value = report.Share;
                task.Description = Markup.Escape($"{title} {report.Label}");
            });
            return await work(progress);
        });
    }

    private sealed class DirectProgress(Action<(double Share, string Label)> report) : IProgress<(double Share, string Label)>
    {
        public void Report((double Share, string Label) value) => report(value);
    }

    /// <summary>Progress for a file or a pipe: a plain line "title 42 % label" for each new label.</summary>
    private sealed class LineProgress(string title)
    {
        private string last = "";

        public void Report((double Share, string Label) value)
        {
            if (value.Label.Length > 0 && value.Label != last)
            {
                last = value.Label;
                Console.Error.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{title} {value.Share:P0} {value.Label}"));
            }
        }
    }
}
