using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Observing;

/// <summary>
/// Gathers the hours of a file, one row each, and settles hours that stand in it twice: the later row wins, and both rows are named. Yields nothing of
/// a file with a fatal problem, so that no caller can use half of it.
/// </summary>
/// <param name="problems">Problems of the file.</param>
/// <param name="keyOf">Place and hour of a record.</param>
/// <param name="isEmpty">True when a record says nothing beyond place and hour.</param>
internal abstract class HourCollector<T>(FileProblems problems, Func<T, (string Place, Hour Hour)> keyOf, Predicate<T> isEmpty)
    where T : struct, IEquatable<T>
{
    private readonly Dictionary<(string Place, Hour Hour), (int Index, int Row)> seen = [];
    private readonly List<T> hours = [];

    public void Add(T hour, int row)
    {
        var key = keyOf(hour);
        if (seen.TryGetValue(key, out var first))
        {
            Report(hours[first.Index], first.Row, hour, row);
            hours[first.Index] = hour;
            seen[key] = (first.Index, row);
            return;
        }

        seen.Add(key, (hours.Count, row));
        hours.Add(hour);
    }

    /// <summary>
    /// The hours in the order of their first rows, without those that say nothing (retired sites are listed for years); none when the file has a fatal problem.
    /// </summary>
    public IReadOnlyList<T> Finish()
    {
        problems.Close();
        return problems.AnyFatal ? [] : hours.FindAll(hour => !isEmpty(hour));
    }

    private void Report(T earlier, int earlierRow, T later, int row)
    {
        var key = keyOf(later);
        var place = $"{key.Place} {key.Hour}";
        if (earlier.Equals(later))
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

/// <inheritdoc cref="HourCollector{T}"/>
internal sealed class HourCollector(FileProblems problems) : HourCollector<HourlyAir>(problems, hour => (hour.Place, hour.Hour), hour => hour.Empty);
