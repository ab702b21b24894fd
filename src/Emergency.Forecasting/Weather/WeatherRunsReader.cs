using System.Text;
using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Weather;

/// <summary>
/// Format <c>weather-runs</c>: many weather forecasts of one place in one table,
/// <c>issue_time,lead_hour,wind_u_m_s,wind_v_m_s,wind_speed_m_s,temperature_c,dew_point_c,pressure_hpa,rain_mm_h</c>, one row a run and hour, columns in any order.
/// <c>issue_time</c> is the first hour not yet observed, with its offset; <c>lead_hour</c> counts from it. Missing values are empty. The source is the file's name
/// up to its first dot. Split at commas without looking for quotes, since years of runs have millions of cells.
/// </summary>
internal static class WeatherRunsReader
{
    /// <summary>Longest lead taken [h]: sixteen days, the longest of the services.</summary>
    private const int LongestLead = 16 * 24;

    /// <summary>First room of a run [h].</summary>
    private const int TenDays = 240;

    private const string IssueColumn = "issue_time";
    private const string LeadColumn = "lead_hour";

    /// <summary>Columns of values, in the order of <see cref="WeatherVariable"/>.</summary>
    private static readonly string[] ValueColumns = ["wind_u_m_s", "wind_v_m_s", "wind_speed_m_s", "temperature_c", "dew_point_c", "pressure_hpa", "rain_mm_h"];

    public static IReadOnlyList<WeatherRun> Read(Stream stream, string fileName, ICollection<ImportProblem> found)
    {
        var problems = new FileProblems(fileName, found);
        var bytes = Cells.ReadAll(stream, problems);
        var runs = new SortedDictionary<Hour, Run>();
        problems.MaybeCutShort(bytes.Span);
        if (Cells.IsUtf8(bytes.Span, problems))
        {
            Rows(bytes.Span, runs, problems);
        }

        problems.Close();
        var source = fileName.Split('.')[0];
        return problems.AnyFatal ? [] : [.. runs.Select(run => new WeatherRun("", run.Key, source, run.Value.Finish()))];
    }

    private static void Rows(ReadOnlySpan<byte> rest, SortedDictionary<Hour, Run> runs, FileProblems problems)
    {
        var header = Encoding.UTF8.GetString(NextLine(ref rest)).Split(',').Select(name => name.Trim(' ', '"')).ToArray();
        string[] required = [IssueColumn, LeadColumn, .. ValueColumns];
        if (required.Any(column => !header.Contains(column)))
        {
            if (!problems.AnyFatal)
            {
                KnownHeaders.Refuse(header, required, problems);
            }

            return;
        }

        // Where each column of the file goes: 0 issue time, 1 lead, 2… values, −1 nowhere.
        var slots = Array.ConvertAll(header, column => Array.IndexOf(required, column));
        Span<Range> cells = new Range[required.Length];
        ReadOnlySpan<byte> lastIssue = [];
        Run? run = null;
        for (var row = 2; !rest.IsEmpty; row++)
        {
            var line = NextLine(ref rest);
            if (line.IsEmpty && rest.IsEmpty)
            {
                return;
            }

            var width = Split(line, slots, cells);
            if (width != slots.Length)
            {
                problems.WrongWidth(row, width, slots.Length);
                continue;
            }

            // Rows of a run stand together as a rule: its time is read once.
            var issue = line[cells[0]];
            if (run is null || !issue.SequenceEqual(lastIssue))
            {
                lastIssue = issue;
                run = RunOf(issue, row, runs, problems);
            }

            if (run is not null)
            {
                Values(line, cells, row, run, problems);
            }
        }
    }

    private static Run? RunOf(ReadOnlySpan<byte> cell, int row, SortedDictionary<Hour, Run> runs, FileProblems problems)
    {
        var text = Encoding.UTF8.GetString(cell);
        if (Cells.HourOf(text) is not { } hour)
        {
            problems.NotATime(row, IssueColumn, text, Cells.HourExpected);
            return null;
        }

        if (!runs.TryGetValue(hour, out var run))
        {
            runs.Add(hour, run = new Run(hour));
        }

        return run;
    }

    private static void Values(ReadOnlySpan<byte> line, ReadOnlySpan<Range> cells, int row, Run run, FileProblems problems)
    {
        if (!Cells.TryNumber(line[cells[1]], out var lead) || lead is < 0 or >= LongestLead || lead != Math.Floor(lead))
        {
            problems.Fatal(
                row,
                LeadColumn,
                Encoding.UTF8.GetString(line[cells[1]]),
                new Text($"0至{LongestLead - 1}的整小时", $"a whole number of hours, 0 to {LongestLead - 1}"),
                new Text("请更正预报时效。", "Correct the lead."));
            return;
        }

        if (run.Row((int)lead, row) is > 0 and var earlier)
        {
            problems.Fatal(
                row,
                LeadColumn,
                Encoding.UTF8.GetString(line[cells[1]]),
                new Text("每次预报每小时一行", "one row for each hour of a run"),
                new Text($"与第{earlier}行重复，请删除其一。", $"Row {earlier} says the same hour; remove one."));
        }

        for (var variable = 0; variable < ValueColumns.Length; variable++)
        {
            var cell = line[cells[variable + 2]];
            if (cell.IsEmpty)
            {
                continue;
            }

            if (!Cells.TryNumber(cell, out var value))
            {
                problems.NotANumber(row, ValueColumns[variable], Encoding.UTF8.GetString(cell), WeatherCells.UnitOf((WeatherVariable)variable));
            }
            else if (!WeatherCells.CanBe((WeatherVariable)variable, value))
            {
                WeatherCells.Impossible(problems, row, ValueColumns[variable], Encoding.UTF8.GetString(cell), (WeatherVariable)variable);
            }
            else
            {
                run.Hours[(WeatherVariable)variable][(int)lead] = (float)value;
            }
        }
    }

    /// <summary>Cuts a row into its cells, each put where its column goes; returns their number.</summary>
    private static int Split(ReadOnlySpan<byte> line, int[] slots, Span<Range> cells)
    {
        int width = 0, start = 0;
        while (true)
        {
            var length = line[start..].IndexOf((byte)',');
            var end = length < 0 ? line.Length : start + length;
            if (width < slots.Length && slots[width] >= 0)
            {
                cells[slots[width]] = start..end;
            }

            width++;
            if (length < 0)
            {
                return width;
            }

            start = end + 1;
        }
    }

    private static ReadOnlySpan<byte> NextLine(scoped ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    /// <summary>A run while its rows come in.</summary>
    private sealed class Run(Hour issue)
    {
        private int[] rows = new int[TenDays];
        private int count;

        public WeatherSeries Hours { get; private set; } = new(issue, TenDays);

        /// <summary>Notes the row of a lead; gives the row it had before, 0 for none.</summary>
        public int Row(int lead, int row)
        {
            if (lead >= rows.Length)
            {
                Array.Resize(ref rows, LongestLead);
                Hours = Hours.Within(new(issue, issue.Plus(LongestLead)));
            }

            count = Math.Max(count, lead + 1);
            (var earlier, rows[lead]) = (rows[lead], row);
            return earlier;
        }

        public WeatherSeries Finish() => count == Hours.Count ? Hours : Hours.Within(new(issue, issue.Plus(count)));
    }
}
