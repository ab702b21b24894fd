using Emergency.Forecasting.Observing;

namespace Emergency.Cli;

/// <summary>Problems of imported files on stderr, one a line, so that a screen, a log and grep show the same.</summary>
internal static class ProblemList
{
    /// <summary>Lines printed; <c>--json</c> has them all.</summary>
    private const int Most = 50;

    /// <summary>Prints errors before remarks: many remarks must not hide an error.</summary>
    public static void Print(IReadOnlyList<ImportProblem> problems)
    {
        foreach (var p in problems.OrderByDescending(p => p.Fatal).Take(Most))
        {
            var where = string.Join(' ', new[] { p.File, p.Row > 0 ? $"第{p.Row}行" : "", p.Column }.Where(t => t.Length > 0));
            Console.Error.WriteLine(
                $"{(p.Fatal ? "错误/error" : "提示/remark")} {where}：“{p.Value}”，应为{p.Expected.Zh}。{p.Remedy.Zh} / expected {p.Expected.En}. {p.Remedy.En}");
        }

        if (problems.Count > Most)
        {
            Console.Error.WriteLine($"另有 {problems.Count - Most} 条，见 --json / {problems.Count - Most} more, see --json");
        }
    }
}
