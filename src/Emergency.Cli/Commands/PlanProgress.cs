using System.Globalization;
using Emergency.Planning.Composing;

namespace Emergency.Cli.Commands;

/// <summary>Says on stderr how far a search has come, once it has taken two seconds and then once a second.</summary>
internal sealed class PlanProgress(TimeProvider clock) : IProgress<CompositionProgress>
{
    private long started = clock.GetTimestamp();
    private double next = 2;

    /// <summary>The list is read: the planning begins now.</summary>
    public void Begin() => started = clock.GetTimestamp();

    /// <summary>Seconds since the planning began.</summary>
    public double Seconds => clock.GetElapsedTime(started).TotalSeconds;

    public void Report(CompositionProgress value)
    {
        if (Seconds < next)
        {
            return;
        }

        next = Math.Floor(Seconds) + 1;
        var gap = value.LossYuanPerDay - value.BoundYuanPerDay;
        Console.Error.WriteLine(double.IsFinite(gap) && value.LossYuanPerDay > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Seconds:F0} s：损失 / loss {value.LossYuanPerDay:#,0}，下界 / bound {value.BoundYuanPerDay:#,0}，差距 / gap {gap / value.LossYuanPerDay:P2}（Ctrl+C 停在当前方案 / stops at this plan）")
            : string.Create(CultureInfo.InvariantCulture, $"{Seconds:F0} s：尚无方案 / no plan yet"));
    }
}
