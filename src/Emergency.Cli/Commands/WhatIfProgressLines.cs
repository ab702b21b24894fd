using System.Globalization;
using Emergency.Planning.WhatIf;

namespace Emergency.Cli.Commands;

/// <summary>Says on stderr what a what-if is doing, once it has taken two seconds and then once a second at most.</summary>
internal sealed class WhatIfProgressLines(TimeProvider clock) : IProgress<WhatIfProgress>
{
    private readonly long started = clock.GetTimestamp();
    private double next = 2;

    /// <summary>Seconds since the planning began.</summary>
    public double Seconds => clock.GetElapsedTime(started).TotalSeconds;

    public void Report(WhatIfProgress value)
    {
        if (Seconds >= next)
        {
            next = Math.Floor(Seconds) + 1;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Seconds:F0} s：{value.Doing.Zh} / {value.Doing.En}"));
        }
    }
}
