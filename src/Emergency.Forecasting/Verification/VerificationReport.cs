using System.Text.Json;
using Emergency.Core.Decisions;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Verification;

/// <summary>
/// The scores as one JSON document, by setting: <c>{"settings":{"forecast":{"leads":[{"lead":1,"rmse":…,"events":{"aqi150":{"pod":…}}}]}}}</c>.
/// Flat where scripts read it; numbers are rounded to what one year of data can carry; what is undefined (no event, no reference) is null.
/// </summary>
public static class VerificationReport
{
    /// <summary>Writes the document, indented.</summary>
    /// <param name="scores">One score a setting.</param>
    public static string Json(IEnumerable<SettingScore> scores) => JsonSerializer.Serialize(Document(scores), CanonicalJson.Indented);

    /// <summary>The document as plain dictionaries, for callers that put more beside it (model, place, data).</summary>
    public static IReadOnlyDictionary<string, object?> Document(IEnumerable<SettingScore> scores) => new Dictionary<string, object?>
    {
        ["settings"] = scores.ToDictionary(s => Key(s.Setting), Setting),
    };

    /// <summary>Key of a setting: none, perfect, forecast.</summary>
    public static string Key(WeatherSetting setting) => setting switch
    {
        WeatherSetting.None => "none",
        WeatherSetting.Perfect => "perfect",
        WeatherSetting.Forecast => "forecast",
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting, null),
    };

    private static object Setting(SettingScore s) => new
    {
        From = s.From?.ToString(),
        To = s.To?.ToString(),
        s.Runs,
        s.IssueHours,
        s.Remarks,
        Leads = s.Leads.Select(Lead),
        Reliability = s.Reliability.Select(Table),
        Announced = s.Announced.Select(a => new { Level = VerifiedEvents.OfLevel(a.Level).Key(), a.DaysAhead, a.Forecasts, a.Announced, Share = Ratio(a.Share), a.Said, a.Came, FalseShare = Ratio(a.FalseShare) }),
        Timing = s.Timing.Select(t => new { t.Lead, Course = t.Course == TimedCourse.Median ? "median" : "probable", Start = Edge(t.Start), End = Edge(t.End) }),
    };

    private static Dictionary<string, object?> Lead(LeadScore l) => new()
    {
        ["lead"] = l.Lead,
        ["count"] = l.Pm25.Count,
        ["days"] = l.Days,
        ["rmse"] = Amount(l.Pm25.Rmse),
        ["rmseRange"] = Range(l.Pm25.RmseRange, 2),
        ["rmseClimatology"] = Amount(l.Pm25.RmseClimatology),
        ["rmsePersistence"] = Amount(l.Pm25.RmsePersistence),
        ["mae"] = Amount(l.Pm25.Mae),
        ["bias"] = Amount(l.Pm25.Bias),
        ["r2"] = Ratio(l.Pm25.R2),
        ["crps"] = Amount(l.Crps),
        ["crpsClimatology"] = Amount(l.CrpsClimatology),
        ["coverage80"] = Ratio(l.Pm25.Coverage80),
        ["sharpness"] = Amount(l.Pm25.Sharpness),
        ["coverage80Aqi"] = Ratio(l.AqiValue?.Coverage80),
        ["ratioLimit30"] = Ratio(l.RatioLimit30),
        ["aqi"] = Quantity(l.AqiValue),
        ["o3"] = Quantity(l.Ozone),
        ["levelExact"] = Ratio(l.Level?.Forecast.Exact),
        ["levelWithinOne"] = Ratio(l.Level?.Forecast.WithinOne),
        ["levelExactPersistence"] = Ratio(l.Level?.Persistence?.Exact),
        ["levelWithinOnePersistence"] = Ratio(l.Level?.Persistence?.WithinOne),
        ["levelExactClimatology"] = Ratio(l.Level?.Climatology?.Exact),
        ["levelWithinOneClimatology"] = Ratio(l.Level?.Climatology?.WithinOne),
        ["brierSkill150"] = Ratio(l.Events.GetValueOrDefault(VerifiedEvent.Aqi150)?.BrierSkill),
        ["events"] = VerifiedEvents.All.ToDictionary(e => e.Key(), e => Event(l.Events.GetValueOrDefault(e))),
    };

    private static object? Quantity(QuantityScore? q) => q is null ? null : new
    {
        q.Count,
        Rmse = Amount(q.Rmse),
        RmseRange = Range(q.RmseRange, 2),
        RmseClimatology = Amount(q.RmseClimatology),
        RmsePersistence = Amount(q.RmsePersistence),
        Mae = Amount(q.Mae),
        Bias = Amount(q.Bias),
        R2 = Ratio(q.R2),
        Coverage80 = Ratio(q.Coverage80),
        Sharpness = Amount(q.Sharpness),
    };

    private static object Event(EventScore? e) => new
    {
        Pod = Ratio(e?.Table.Pod),
        Far = Ratio(e?.Table.Far),
        Csi = Ratio(e?.Table.Csi),
        CsiRange = Range(e?.CsiRange, 3),
        CsiPersistence = Ratio(e?.Persistence.Csi),
        Cut = Ratio(e?.Cut.Value),
        CutChosen = e?.Cut.Chosen,
        Observed = e?.Table.Observed,
        Forecast = e?.Table.Forecast,
        Count = e?.Table.Count,
        Brier = Round(e?.Brier, 4),
        BrierSkill = Ratio(e?.BrierSkill),
        CostLoss = e?.AtCostLoss is { } t ? new { Pod = Ratio(t.Pod), Far = Ratio(t.Far), Csi = Ratio(t.Csi), t.Forecast } : null,
    };

    private static object Table(ReliabilityTable t) => new
    {
        Event = t.Event?.Key() ?? "aqi",
        t.FirstLead,
        t.LastLead,
        LargestDeviation = Ratio(t.Worst?.Deviation),
        Margin = Ratio(t.Worst?.Margin),
        MeanDeviation = Ratio(t.MeanDeviation),
        Bins = t.Bins.Select(b => new { b.From, b.Until, Probability = Ratio(b.MeanProbability), Frequency = Ratio(b.Frequency), b.Cases, b.Days, Margin = Ratio(b.Margin) }),
    };

    private static object Edge(EdgeTiming t) => new { t.Forecasts, t.Matched, MeanAbsolute = Amount(t.MeanAbsolute), Bias = Amount(t.Bias) };

    private static double[]? Range(ValueRange? range, int digits) => range is null ? null : [Math.Round(range.Low, digits), Math.Round(range.High, digits)];

    private static double? Amount(double? value) => Round(value, 2);

    private static double? Ratio(double? value) => Round(value, 3);

    private static double? Round(double? value, int digits) => value is { } v && double.IsFinite(v) ? Math.Round(v, digits) : null;
}
