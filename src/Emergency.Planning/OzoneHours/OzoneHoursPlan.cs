using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.OzoneHours;

/// <summary>What is to be shifted out of the ozone hours of a day.</summary>
/// <param name="List">The list in force.</param>
/// <param name="RegionCode">Region: a city, or a county of it.</param>
/// <param name="Day">Day planned for; its grades count.</param>
/// <param name="Running">Controls that already run.</param>
/// <param name="DecidedBy">User name, or "system".</param>
/// <param name="DecidedAt">When.</param>
public sealed record OzoneHoursRequest(EmergencyReductionList List, string RegionCode, LocalDay Day, IReadOnlyList<RunningControl> Running, string DecidedBy, DateTimeOffset DecidedAt)
{
    /// <summary>Share of the VOCs that the listed units of the region emit in the window which is to leave it [0–1]; null for the rows of the list alone. No text sets one.</summary>
    public decimal? Share { get; init; }

    /// <summary>The search ends when (loss − bound) ÷ loss is no larger [0–1).</summary>
    public double GapTarget { get; init; } = 0.001;
}

/// <summary>The editions that ozone hours follow.</summary>
/// <param name="Planning">Region tree, grades and general rules for measures; the targets are not used, because ozone hours have none.</param>
/// <param name="Ozone">Season, window, industries.</param>
public sealed record OzoneHoursRules(ActivationRules Planning, OzoneRules Ozone);

/// <summary>What one unit does in the window, and why.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="Grade">Its grade on the day.</param>
/// <param name="UnitId">Unit.</param>
/// <param name="Process">Process name.</param>
/// <param name="Listed">True when the list orders it; false when it is asked to reach the share.</param>
/// <param name="Effect">Stop window, lower load or what the list says.</param>
/// <param name="FromHour">Clock hour at which it begins.</param>
/// <param name="ToHour">Clock hour at which it ends.</param>
/// <param name="ReadyFromHour">Clock hour at which ramping down must begin, so that the unit stands when the window begins; may lie before midnight (negative).</param>
/// <param name="VocsKg">VOCs that leave the window [kg]. They are shifted to other hours as far as production is made up: no cut of the day.</param>
/// <param name="LossYuan">Loss of the day, an upper bound where the list files none [yuan].</param>
/// <param name="MeasureText">What is ordered.</param>
/// <param name="Why">One sentence.</param>
/// <param name="NeedsDecision">True when a person must confirm.</param>
public sealed record OzoneShift(
    string EnterpriseCode,
    string EnterpriseName,
    PerformanceGrade Grade,
    string UnitId,
    string Process,
    bool Listed,
    EffectKind Effect,
    int FromHour,
    int ToHour,
    decimal ReadyFromHour,
    decimal VocsKg,
    decimal LossYuan,
    string MeasureText,
    Text Why,
    bool NeedsDecision);

/// <summary>A unit that emits VOCs in the window and is not asked.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="UnitId">Unit.</param>
/// <param name="Process">Process name.</param>
/// <param name="VocsKg">What it emits in the window [kg].</param>
/// <param name="Why">One sentence.</param>
public sealed record OzoneSpared(string EnterpriseCode, string EnterpriseName, string UnitId, string Process, decimal VocsKg, Text Why);

/// <summary>Who shifts which process out of the ozone hours of a day.</summary>
/// <param name="RegionCode">Region.</param>
/// <param name="Day">Day.</param>
/// <param name="FromHour">Clock hour at which the window begins.</param>
/// <param name="ToHour">Clock hour at which it ends.</param>
/// <param name="Shifts">Who is asked.</param>
/// <param name="Spared">Who emits VOCs in the window and is not asked.</param>
/// <param name="WindowVocsKg">VOCs that the listed units of the region emit in the window when nothing is asked, running controls taken off [kg].</param>
/// <param name="RequiredVocsKg">What is to leave the window [kg]; 0 without a share.</param>
/// <param name="ShiftedVocsKg">What leaves it [kg].</param>
/// <param name="MissingVocsKg">What is missing [kg].</param>
/// <param name="LossYuan">Loss of the day [yuan].</param>
/// <param name="BoundYuan">No choice that reaches the share loses less [yuan]; null without a share, or when it is out of reach.</param>
/// <param name="PriceYuanPerKg">What the last kilogram costs [yuan/kg]; null as above.</param>
/// <param name="Status">How the search ended; null without a share.</param>
/// <param name="OutdoorBans">Work outdoors that is banned in the window.</param>
/// <param name="Decisions">Points a person must decide.</param>
/// <param name="Basis">Inputs and editions.</param>
public sealed record OzoneHoursPlan(
    string RegionCode,
    LocalDay Day,
    int FromHour,
    int ToHour,
    IReadOnlyList<OzoneShift> Shifts,
    IReadOnlyList<OzoneSpared> Spared,
    decimal WindowVocsKg,
    decimal RequiredVocsKg,
    decimal ShiftedVocsKg,
    decimal MissingVocsKg,
    decimal LossYuan,
    decimal? BoundYuan,
    decimal? PriceYuanPerKg,
    PlanStatus? Status,
    Text OutdoorBans,
    IReadOnlyList<Text> Decisions,
    Basis Basis);
