namespace Emergency.Core.Rules;

/// <summary>The rule books the product asks for.</summary>
public static class RuleBooks
{
    /// <summary>Air quality index: breakpoints, rounding, categories, validity (HJ 633, HJ 663).</summary>
    public const string Aqi = "aqi";

    /// <summary>Warning triggers, averaging, joining of episodes, lifting.</summary>
    public const string WarningTriggers = "warning-triggers";

    /// <summary>Minimum cut of the whole-society emission per pollutant and level, with the SO2+NOx swap.</summary>
    public const string ReductionTargets = "reduction-targets";

    /// <summary>Which grades exist and how each is treated.</summary>
    public const string GradeSchemes = "grade-schemes";

    /// <summary>General rules for measures: counting in lines, single lines, guarantee and small emitters.</summary>
    public const string MeasureRules = "measure-rules";

    /// <summary>Acknowledgement, execution and daily report deadlines, and how starts are spread.</summary>
    public const string ReportDeadlines = "report-deadlines";

    /// <summary>Summer hours in which processes that emit VOCs are shifted.</summary>
    public const string OzoneHours = "ozone-hours";

    /// <summary>Off-peak production of the autumn and winter.</summary>
    public const string SeasonControls = "season-controls";

    /// <summary>What holds for starting, raising and prolonging a response.</summary>
    public const string ResponseRules = "response-rules";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Aqi, WarningTriggers, ReductionTargets, GradeSchemes, MeasureRules, ReportDeadlines, OzoneHours, SeasonControls, ResponseRules];
}
