using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Emergency.Benchmarks.Planning;

/// <summary>What a general solver reached.</summary>
/// <param name="Seconds">Wall time, reading the file included.</param>
/// <param name="Cost">Cost of its plan; null when it found none.</param>
/// <param name="Note">Its last word.</param>
internal sealed record ReferenceAnswer(double Seconds, double? Cost, string Note);

/// <summary>General solvers of Debian, called as programs: <c>cbc</c> (coinor-cbc) and <c>glpsol</c> (glpk-utils).</summary>
internal static partial class ReferenceSolver
{
    /// <summary>Null when the program is not installed.</summary>
    public static ReferenceAnswer? Cbc(string lp, double gap, int seconds) =>
        Run("cbc", [lp, "-ratioGap", Number(gap), "-seconds", Number(seconds), "-timeMode", "elapsed", "-threads", "2", "-solve", "-quit"], seconds, text =>
            (Find(CbcObjective(), text), text.Contains("No feasible solution found", StringComparison.Ordinal) ? "no plan found" : text.Contains("Stopped on time limit", StringComparison.Ordinal) ? $"stopped at the limit, its bound {CbcBound().Match(text).Groups[1].Value}" : "gap reached"));

    /// <summary>Null when the program is not installed.</summary>
    public static ReferenceAnswer? Glpk(string lp, double gap, int seconds)
    {
        var solution = lp + ".glpk";
        File.Delete(solution);
        return Run("glpsol", ["--lp", lp, "--mipgap", Number(gap), "--tmlim", Number(seconds), "-o", solution], seconds, text =>
        {
            var written = File.Exists(solution) ? File.ReadAllText(solution) : "";
            var status = GlpkStatus().Match(written).Groups[1].Value.Trim();
            return (status.StartsWith("INTEGER", StringComparison.Ordinal) && status != "INTEGER UNDEFINED" && status != "INTEGER EMPTY" ? Find(GlpkObjective(), written) : null, text.Contains("TIME LIMIT EXCEEDED", StringComparison.Ordinal) ? "stopped at the limit" : "gap reached");
        });
    }

    private static ReferenceAnswer? Run(string program, string[] arguments, int seconds, Func<string, (double? Cost, string Note)> read)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var watch = Stopwatch.StartNew();
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        {
            process!.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            // Reading the model and its root relaxation do not always look at the clock: after thrice the limit the program is ended.
            using var late = new Timer(_ => process.Kill(), null, TimeSpan.FromSeconds(3 * seconds), Timeout.InfiniteTimeSpan);
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var (cost, note) = read(text);
            return new(watch.Elapsed.TotalSeconds, cost, note);
        }
    }

    private static double? Find(Regex figure, string text) => figure.Match(text) is { Success: true } found ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Objective value:\s+(\S+)")]
    private static partial Regex CbcObjective();

    [GeneratedRegex(@"Lower bound:\s+(\S+)")]
    private static partial Regex CbcBound();

    [GeneratedRegex(@"Status:\s+(.+)")]
    private static partial Regex GlpkStatus();

    [GeneratedRegex(@"Objective:\s+\S+ = (\S+)")]
    private static partial Regex GlpkObjective();
}
