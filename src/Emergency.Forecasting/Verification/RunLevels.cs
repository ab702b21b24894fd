using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Verification;

/// <summary>
/// Warning levels of the days of one forecast: the rule applied to each member and to the medians, with four observed days in front, so that a run that has
/// begun goes on.
/// <code>
///   observed            (running day)   leads
///   D−3  D−2  D−1  D         r          1 … 10
/// </code>
/// Issued within a day, the running day counts with the mean of the last observed day and of lead 1, as the warning advice takes it.
/// </summary>
internal sealed class RunLevels
{
    private const int TailDays = 4;
    private const int Highest = 3;

    private readonly int[,] reaching;
    private readonly int members;
    private readonly int[] median;

    private RunLevels(int[,] reaching, int members, int[] median)
    {
        this.reaching = reaching;
        this.members = members;
        this.median = median;
    }

    /// <summary>Leads of the forecast.</summary>
    public int Leads => median.Length;

    /// <summary>P(level or higher) on a lead 1 … 10.</summary>
    public double Probability(int level, int lead) => (double)reaching[level, lead - 1] / members;

    /// <summary>Level of the median course on a lead.</summary>
    public int Median(int lead) => median[lead - 1];

    /// <summary>Applies the rule to a forecast.</summary>
    public static RunLevels Of(VerifiedRun run, ObservedDays observed, DayLevels levels)
    {
        var moment = new IssueMoment(run.IssuedAt);
        var leads = run.Output.Days.Count;
        var front = TailDays + moment.Skipped;
        var course = new double[front + leads];
        for (var i = 0; i < TailDays; i++)
        {
            course[i] = observed[moment.LastDay.Date.DayNumber - TailDays + 1 + i].ForWarnings;
        }

        IReadOnlyList<int> Levels(IReadOnlyList<double> days)
        {
            for (var lead = 0; lead < leads; lead++)
            {
                course[front + lead] = days[lead];
            }

            if (moment.Skipped > 0)
            {
                course[TailDays] = double.IsNaN(course[TailDays - 1]) ? days[0] : (course[TailDays - 1] + days[0]) / 2;
            }

            return levels(course);
        }

        var medians = run.Output.Days.Select(d => d.AqiForWarnings ?? d.AqiWithoutOzone).ToList();
        int[] median = [.. Levels(medians).Skip(front)];
        var members = run.Output.WarningTrajectories is { Count: > 0 } w ? w : run.Output.Trajectories is { Count: > 0 } t ? t : [medians];
        var reaching = new int[Highest + 1, leads];
        foreach (var member in members)
        {
            var reached = Levels(member);
            for (var lead = 0; lead < leads; lead++)
            {
                for (var level = 1; level <= reached[front + lead]; level++)
                {
                    reaching[level, lead]++;
                }
            }
        }

        return new(reaching, members.Count, median);
    }
}
