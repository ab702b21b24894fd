using Emergency.Core.Decisions;
using Emergency.Core.Time;

namespace Emergency.Core.Rules;

/// <summary>What a grade means in the off-peak season.</summary>
public enum SeasonDuty
{
    /// <summary>Nothing is asked beyond the rows of the list.</summary>
    Exempt,

    /// <summary>Off-peak production (错峰生产): off in part of the season, in turn with others.</summary>
    Rotate,

    /// <summary>Down all season.</summary>
    Stop,
}

/// <summary>Days on which the units of an industry are down whatever else holds.</summary>
/// <param name="Industry">Code of the key industry.</param>
/// <param name="Process">Word that the process names of its units contain.</param>
/// <param name="From">First day.</param>
/// <param name="Until">Last day.</param>
/// <param name="ExemptGrades">Grades that are spared.</param>
/// <param name="Source">Source of the dates.</param>
/// <param name="ExemptSource">Source and doubt of who is spared.</param>
public sealed record SeasonWindow(string Industry, string Process, LocalDay From, LocalDay Until, IReadOnlyList<PerformanceGrade> ExemptGrades, SourceRef Source, SourceRef ExemptSource);

/// <summary>Off-peak production of the autumn and winter in one edition (rules.md 10.1, 10.2).</summary>
/// <param name="Edition">The edition.</param>
/// <param name="FirstMonth">Month of the first day, 1–12.</param>
/// <param name="FirstDay">Day of that month.</param>
/// <param name="LastMonth">Month of the last day, 1–12; when it lies before the first, the season ends in the following year.</param>
/// <param name="LastDay">Day of that month.</param>
/// <param name="SeasonSource">Source of the dates.</param>
/// <param name="Industries">Codes of the key industries in scope.</param>
/// <param name="IndustriesSource">Source of the industries.</param>
/// <param name="Grades">What each grade means, with source.</param>
/// <param name="GreenFactorySource">Source of the exemption of green factories.</param>
/// <param name="SupplierSource">Source of the rule that heat and gas suppliers are lowered to their lowest load at most, never stopped.</param>
/// <param name="OffShare">Share of the season's periods in which a rotating unit is off, above 0, at most 1; a setting with its doubt.</param>
/// <param name="OffShareSource">Source and doubt of it.</param>
/// <param name="RestartShare">Restart cost as a share of the output value of the ramp-up hours, 0 or more; a setting with its doubt.</param>
/// <param name="HardToStopSource">Source of the rule that what cannot stop quickly lowers its load.</param>
/// <param name="Windows">Windows in which processes are down; none where no local text was read.</param>
public sealed record SeasonRules(
    RuleEdition Edition,
    int FirstMonth,
    int FirstDay,
    int LastMonth,
    int LastDay,
    SourceRef SeasonSource,
    IReadOnlyList<string> Industries,
    SourceRef IndustriesSource,
    IReadOnlyDictionary<PerformanceGrade, (SeasonDuty Duty, SourceRef Source)> Grades,
    SourceRef GreenFactorySource,
    SourceRef SupplierSource,
    decimal OffShare,
    SourceRef OffShareSource,
    decimal RestartShare,
    SourceRef HardToStopSource,
    IReadOnlyList<SeasonWindow> Windows)
{
    /// <summary>First and last day of the season that begins in a year.</summary>
    public (LocalDay First, LocalDay Last) DaysOf(int year)
    {
        var first = LocalDay.Of(year, FirstMonth, FirstDay);
        var last = LocalDay.Of(year, LastMonth, LastDay);
        return (first, last < first ? LocalDay.Of(year + 1, LastMonth, LastDay) : last);
    }
}
