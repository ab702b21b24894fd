using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Observing;

/// <summary>
/// Gathers the hours of a file, one row each, and settles hours that stand in it twice: the later row wins, and both rows are named. Yields nothing of
/// a file with a fatal problem, so that no caller can use half of it.
/// </summary>
internal sealed class HourCollector(FileProblems problems)
{
    private readonly Dictionary<(string Place, Hour Hour), (int Index, int Row)> seen = [];
    private readonly List<HourlyAir> hours = [];

    public void Add(HourlyAir hour, int row)
    {
        if (seen.TryGetValue((hour.Place, hour.Hour), out var first))
        {
            Report(hours[first.Index], first.Row, hour, row);
            hours[first.Index] = hour;
            seen[(hour.Place, hour.Hour)] = (first.Index, row);
            return;
        }

        seen.Add((hour.Place, hour.Hour), (hours.Count, row));
        hours.Add(hour);
    }

    /// <summary>
    /// The hours in the order of their first rows, without those that say nothing (retired sites are listed for years); none when the file has a fatal problem.
    /// </summary>
    public IReadOnlyList<HourlyAir> Finish()
    {
        problems.Close();
        return problems.AnyFatal ? [] : hours.FindAll(h => !h.Empty);
    }

    private void Report(HourlyAir earlier, int earlierRow, HourlyAir later, int row)
    {
        var place = $"{later.Place} {later.Hour}";
        if (earlier == later)
        {
            problems.Remark(
                row,
                "",
                place,
                new Text("每个地点每小时一行", "one row for each place and hour"),
                new Text($"与第{earlierRow}行完全相同，计一次。", $"The same as row {earlierRow}; counted once."));
        }
        else
        {
            problems.Remark(
                row,
                "",
                place,
                new Text("每个地点每小时一行", "one row for each place and hour"),
                new Text($"与第{earlierRow}行数值不同，采用靠后的第{row}行；请核对两行。", $"Differs from row {earlierRow}; the later row {row} is used. Compare the two."));
        }
    }
}
