using System.Text.Json.Serialization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;

namespace Emergency.Planning.ReductionList;

/// <summary>One version of the emergency reduction list (应急减排清单). Immutable; its content hash is its version.</summary>
/// <param name="Enterprises">Gas-emitting enterprises.</param>
/// <param name="Units">Their lines, furnaces, boilers.</param>
/// <param name="Measures">Measures per unit and level.</param>
/// <param name="Mobile">Mobile-source measures.</param>
/// <param name="Dust">Dust-source measures.</param>
/// <param name="Society">Whole-society daily emission per year: the denominator of every share.</param>
public sealed record EmergencyReductionList(
    IReadOnlyList<Enterprise> Enterprises,
    IReadOnlyList<ProductionUnit> Units,
    IReadOnlyList<Measure> Measures,
    IReadOnlyList<MobileSource> Mobile,
    IReadOnlyList<DustSource> Dust,
    IReadOnlyList<SocietyEmission> Society);

/// <summary>Why an enterprise is a guarantee enterprise (保障类).</summary>
public enum GuaranteeKind
{
    /// <summary>It is none.</summary>
    None,

    /// <summary>Heat supply, load fixed by heat demand (以热定产).</summary>
    HeatDemand,

    /// <summary>Load fixed by order volume (以量定产).</summary>
    OrderVolume,

    /// <summary>Waste co-processing.</summary>
    WasteTreatment,

    /// <summary>Livelihood supply (food, medicine, energy).</summary>
    Livelihood,
}

/// <summary>An enterprise of the list.</summary>
/// <param name="Code">Unified social credit code, 18 characters with a valid check digit.</param>
/// <param name="Name">Name.</param>
/// <param name="RegionCode">County code.</param>
/// <param name="Township">Township or zone name; empty when unknown.</param>
/// <param name="Zone">Control zone; empty when the territory is not zoned.</param>
/// <param name="Longitude">Degrees east, WGS-84; null when unknown.</param>
/// <param name="Latitude">Degrees north, WGS-84; null when unknown.</param>
/// <param name="Industry">National industry name.</param>
/// <param name="KeyIndustry">Code of the key industry, or of another met in practice; empty when none.</param>
/// <param name="Grade">Performance grade.</param>
/// <param name="GradeScheme">Scheme of the grade; empty when ungraded.</param>
/// <param name="GradeValidFrom">First day on which the grade counts; null when ungraded.</param>
/// <param name="Guarantee">Guarantee ground.</param>
/// <param name="SmallEmitter">Small gas emitter (小微涉气).</param>
/// <param name="PermitNumber">Discharge permit; empty when unknown.</param>
/// <param name="ContactName">Person or post to call.</param>
/// <param name="ContactPhone">Phone.</param>
/// <param name="WebhookUrl">Address of the enterprise's own system for signed orders; empty when none.</param>
public sealed record Enterprise(
    string Code,
    string Name,
    string RegionCode,
    string Township,
    string Zone,
    double? Longitude,
    double? Latitude,
    string Industry,
    string KeyIndustry,
    PerformanceGrade Grade,
    string GradeScheme,
    LocalDay? GradeValidFrom,
    GuaranteeKind Guarantee,
    bool SmallEmitter,
    string PermitNumber,
    string ContactName,
    string ContactPhone,
    string WebhookUrl)
{
    /// <summary>Mailbox that receives orders; null when none. Left out of the canonical form when null, so that lists from before this column keep their version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    /// <summary>Address of the enterprise's own system for CAP 1.2 messages; null when none, and then left out like <see cref="Email"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CapUrl { get; init; }
}

/// <summary>Kind of unit.</summary>
public enum UnitKind
{
    /// <summary>Production line.</summary>
    Line,

    /// <summary>Furnace.</summary>
    Furnace,

    /// <summary>Coke oven.</summary>
    Oven,

    /// <summary>Boiler.</summary>
    Boiler,

    /// <summary>Kiln.</summary>
    Kiln,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Whether a unit can stop at short notice.</summary>
public enum CanStop
{
    /// <summary>Yes.</summary>
    Yes,

    /// <summary>Only its load can be lowered.</summary>
    LoadOnly,

    /// <summary>Neither.</summary>
    No,
}

/// <summary>A process of an enterprise: one or more equal lines, furnaces, ovens, boilers or kilns.</summary>
/// <param name="EnterpriseCode">Owner.</param>
/// <param name="UnitId">Id within the enterprise.</param>
/// <param name="Process">Process name (喷雾干燥, 烧成 …).</param>
/// <param name="Kind">Kind.</param>
/// <param name="Count">Number of equal lines or machines in use.</param>
/// <param name="Capacity">Capacity in the unit of <paramref name="CountingBasis"/>; null when unknown.</param>
/// <param name="CountingBasis">What the capacity counts (t/d, t/h, 炭化室 …).</param>
/// <param name="Daily">Normal daily emission of all lines together [kg/day].</param>
/// <param name="OutputYuanPerDay">Daily output value of all lines together [yuan/day].</param>
/// <param name="RampDownHours">Hours from order to full effect.</param>
/// <param name="RampUpHours">Hours from lift to full load.</param>
/// <param name="MinimumStopHours">Shortest stop that makes sense.</param>
/// <param name="CanStop">Whether it can stop.</param>
/// <param name="LowestLoad">Lowest load it can run at [0–1].</param>
/// <param name="MeterIds">Electricity meters, space separated.</param>
public sealed record ProductionUnit(
    string EnterpriseCode,
    string UnitId,
    string Process,
    UnitKind Kind,
    int Count,
    decimal? Capacity,
    string CountingBasis,
    Emissions Daily,
    decimal OutputYuanPerDay,
    decimal RampDownHours,
    decimal RampUpHours,
    decimal MinimumStopHours,
    CanStop CanStop,
    decimal LowestLoad,
    string MeterIds);

/// <summary>When a measure applies.</summary>
public enum ListLevel
{
    /// <summary>Yellow warning.</summary>
    Yellow,

    /// <summary>Orange warning.</summary>
    Orange,

    /// <summary>Red warning.</summary>
    Red,

    /// <summary>Off-peak season.</summary>
    Season,

    /// <summary>Ozone hours.</summary>
    OzoneHours,

    /// <summary>Control below a warning.</summary>
    PreControl,
}

/// <summary>Where a measure comes from.</summary>
public enum MeasureOrigin
{
    /// <summary>The list: binding.</summary>
    List,

    /// <summary>The plant plan (一厂一策): binding.</summary>
    PlantPlan,

    /// <summary>The guide: the floor.</summary>
    Guide,

    /// <summary>An option that may be negotiated.</summary>
    Option,
}

/// <summary>What a measure does (measures.json effectKinds).</summary>
public enum EffectKind
{
    /// <summary>Self-chosen reductions, no binding amount.</summary>
    Voluntary,

    /// <summary>Stop the unit.</summary>
    Stop,

    /// <summary>Stop, kiln kept warm (停产保窑).</summary>
    StopKeepWarm,

    /// <summary>Stop a share of the lines, counted in whole lines.</summary>
    StopLines,

    /// <summary>Stop a number of machines.</summary>
    StopUnits,

    /// <summary>Limit output by a share of the baseline.</summary>
    OutputLimit,

    /// <summary>Lengthen coking time to so many hours.</summary>
    CokingTime,

    /// <summary>Cap on emission concentration [mg/m³].</summary>
    EmissionCap,

    /// <summary>Stop between two clock hours.</summary>
    StopWindow,

    /// <summary>Ban vehicles at or below an emission standard.</summary>
    VehicleBan,

    /// <summary>Halve or limit vehicles.</summary>
    VehicleQuota,

    /// <summary>Bank the furnace (焖炉).</summary>
    Bank,

    /// <summary>Run at the lowest load.</summary>
    LowestLoad,

    /// <summary>Stop site work, cover, sprinkle.</summary>
    DustControl,
}

/// <summary>In what a share or number is counted (计量基准).</summary>
public enum CountingUnit
{
    /// <summary>Whole production lines (以生产线计).</summary>
    Line,

    /// <summary>Whole machines, furnaces, gasifiers.</summary>
    Unit,

    /// <summary>Share of output against the baseline.</summary>
    Output,

    /// <summary>Hours.</summary>
    Hour,

    /// <summary>mg/m³.</summary>
    Concentration,

    /// <summary>Vehicles.</summary>
    Vehicle,

    /// <summary>Not counted.</summary>
    None,
}

/// <summary>A measure for one unit at one level.</summary>
/// <param name="EnterpriseCode">Owner.</param>
/// <param name="UnitId">Unit; empty for the whole enterprise.</param>
/// <param name="Level">When it applies.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Effect">What it does.</param>
/// <param name="Amount">How much: share 0–1, number, hours or mg/m³ by <paramref name="CountedIn"/>; null when the effect has none.</param>
/// <param name="CountedIn">Counting unit.</param>
/// <param name="FromHour">First clock hour for windows; null for all day.</param>
/// <param name="ToHour">Clock hour at which a window ends; null for all day.</param>
/// <param name="SwitchAfterHours">Elapsed hours after which it gives way to the next row; null when it does not.</param>
/// <param name="Cut">Cut [kg/day] as filed in the list.</param>
/// <param name="LossYuanPerDay">Loss [yuan/day].</param>
/// <param name="Text">The binding text of the measure.</param>
public sealed record Measure(
    string EnterpriseCode,
    string UnitId,
    ListLevel Level,
    MeasureOrigin Origin,
    EffectKind Effect,
    decimal? Amount,
    CountingUnit CountedIn,
    int? FromHour,
    int? ToHour,
    int? SwitchAfterHours,
    Emissions Cut,
    decimal LossYuanPerDay,
    string Text);

/// <summary>A mobile-source row: a fleet or user with its measure at a level.</summary>
/// <param name="Id">Id within the list.</param>
/// <param name="Name">Fleet, bulk user or area.</param>
/// <param name="RegionCode">County code.</param>
/// <param name="Level">When it applies.</param>
/// <param name="Daily">Normal daily emission [kg/day].</param>
/// <param name="Cut">Cut at the level [kg/day].</param>
/// <param name="Text">Measure text.</param>
public sealed record MobileSource(string Id, string Name, string RegionCode, ListLevel Level, Emissions Daily, Emissions Cut, string Text);

/// <summary>A dust-source row: a site, road or yard with its measure at a level.</summary>
/// <param name="Id">Id within the list.</param>
/// <param name="Name">Site.</param>
/// <param name="RegionCode">County code.</param>
/// <param name="Level">When it applies.</param>
/// <param name="Daily">Normal daily emission [kg/day].</param>
/// <param name="Cut">Cut at the level [kg/day].</param>
/// <param name="Text">Measure text.</param>
public sealed record DustSource(string Id, string Name, string RegionCode, ListLevel Level, Emissions Daily, Emissions Cut, string Text);

/// <summary>Whole-society daily emission (全社会排放量) of a region in a year.</summary>
/// <param name="RegionCode">Region.</param>
/// <param name="Year">Base year.</param>
/// <param name="Daily">Emission of industry, mobile, dust, domestic and other sources together [kg/day].</param>
/// <param name="Source">Where the figures come from ("assumed" is said here).</param>
public sealed record SocietyEmission(string RegionCode, int Year, Emissions Daily, string Source);
