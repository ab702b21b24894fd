using System.Globalization;
using System.Text;
using Emergency.Planning.Activation;
using Emergency.Planning.RunningControls;

namespace Emergency.Planning.Season;

/// <summary>
/// A season plan as running controls of the kind off-peak: emergency plans of the winter then neither ask again for what is down nor count its cut twice (rules.md 4.7).
/// </summary>
public static class SeasonControls
{
    /// <summary>The controls, in the order of the plan.</summary>
    public static IReadOnlyList<RecordedControl> Of(SeasonPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var note = string.Create(CultureInfo.InvariantCulture, $"{plan.Year}—{plan.Year + 1}年错峰生产安排");
        return [.. plan.Enterprises.SelectMany(e => e.Units).SelectMany(u => u.Stops.Select(s => new RecordedControl(u.EnterpriseCode, u.UnitId, RunningControlKind.Season, s.Share, s.From, s.Until, note)))];
    }

    /// <summary>The controls as the CSV file that <see cref="RunningControlFile"/> reads.</summary>
    public static string Csv(SeasonPlan plan)
    {
        var text = new StringBuilder(RunningControlFile.Header).Append('\n');
        foreach (var control in Of(plan))
        {
            text.Append(CultureInfo.InvariantCulture, $"{control.EnterpriseCode},{Quoted(control.UnitId)},season,{control.StoppedShare},{control.From},{control.Until},{control.Note}\n");
        }

        return text.ToString();
    }

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
