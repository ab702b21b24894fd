using Emergency.Core;

namespace Emergency.Forecasting.Models;

/// <summary>
/// From a rule for the middle to a whole forecast: medians, 80 % intervals and trajectories from the rule's held-out residuals, probabilities by counting
/// trajectories. The same for every model of this folder, so that they differ in their rule alone.
/// </summary>
internal static class ForecastPipeline
{
    /// <summary>Valid days of history below which nothing is fitted.</summary>
    public const int DaysToFit = 30;

    private const int Members = 200;
    private const int FewestVectors = 20;

    /// <summary>Runs a rule on an input.</summary>
    /// <exception cref="ArgumentException">There is no valid day before the issue time; <see cref="Forecaster"/> refuses such an input beforehand.</exception>
    public static ModelOutput Run(PointRule rule, ForecastInput input, int seed)
    {
        var past = new KnownPast(input);
        var judged = past[ForecastQuantity.AqiWithoutOzone];
        if (judged.Count == 0 || past[ForecastQuantity.Pm25].Count == 0)
        {
            throw new ArgumentException("A forecast needs at least one valid day before the issue time.", nameof(input));
        }

        var tooShort = judged.Count < DaysToFit;
        var parts = Enum.GetValues<ForecastQuantity>().ToDictionary(q => q, q => Predict(past, q, tooShort ? new PersistenceRule() : rule, seed));
        var members = ChooseMembers(parts, seed);
        var courses = Courses(parts[ForecastQuantity.AqiWithoutOzone], members, input.AqiCap);
        var warningCourses = Courses(parts[ForecastQuantity.AqiForWarnings], members, input.AqiCap);
        var days = Enumerable.Range(1, IssueMoment.Leads).Select(lead => Day(past, parts, courses, lead, input.AqiCap)).ToList();
        return new(days, courses, Remarks(past, rule, tooShort, parts)) { WarningTrajectories = warningCourses };
    }

    private static Part Predict(KnownPast past, ForecastQuantity quantity, PointRule rule, int seed)
    {
        var residuals = past[quantity].Count < DaysToFit ? HeldOutResiduals.Assume(seed) : HeldOutResiduals.Learn(past, quantity, rule);
        if (!residuals.Assumed && residuals.CompleteDays.Count < FewestVectors)
        {
            residuals = HeldOutResiduals.Assume(seed);
        }

        var predict = rule.Fit(past, quantity, past.MayFit);
        var middle = new double[IssueMoment.Leads];
        for (var lead = 1; lead <= IssueMoment.Leads; lead++)
        {
            var prediction = predict(past.LastDay, lead);
            middle[lead - 1] = prediction.Base + (residuals.Weights[lead - 1] * prediction.Shift);
        }

        return new(middle, residuals);
    }

    /// <summary>Past issue days whose residual vectors become the members: the same days for both indices, drawn without repetition, in order of time.</summary>
    private static List<int> ChooseMembers(Dictionary<ForecastQuantity, Part> parts, int seed)
    {
        var all = parts[ForecastQuantity.AqiWithoutOzone].Residuals.CompleteDays;
        var common = all.Intersect(parts[ForecastQuantity.AqiForWarnings].Residuals.CompleteDays).ToArray();
        new Random(seed).Shuffle(common);
        return common.Take(Members).Order().ToList();
    }

    private static List<IReadOnlyList<double>> Courses(Part part, List<int> members, int? cap) =>
        members.Select(day => (IReadOnlyList<double>)part.Middle.Zip(part.Residuals.Vector(day), (middle, missed) => Value(middle + missed, cap)).ToList()).ToList();

    private static ForecastDay Day(KnownPast past, Dictionary<ForecastQuantity, Part> parts, List<IReadOnlyList<double>> courses, int lead, int? cap)
    {
        (double Low, double Middle, double High) Of(ForecastQuantity quantity, int? limit)
        {
            var part = parts[quantity];
            var (low, middle, high) = part.Residuals.Interval(lead);
            var centre = part.Middle[lead - 1];
            return (Value(centre + low, limit), Value(centre + middle, limit), Value(centre + high, limit));
        }

        double Above(double threshold) => courses.Count == 0 ? 0 : Math.Round((double)courses.Count(c => c[lead - 1] > threshold) / courses.Count, 4);

        var aqi = Of(ForecastQuantity.Aqi, cap);
        var withoutOzone = Of(ForecastQuantity.AqiWithoutOzone, cap);
        var pm25 = Of(ForecastQuantity.Pm25, null);
        var ozone = past[ForecastQuantity.O3Mda8].Count > 0 ? Of(ForecastQuantity.O3Mda8, null).Middle : (double?)null;

        // The index of all pollutants is never below the index of some of them; fitted apart, the two could cross by chance.
        return new(
            lead,
            past.Moment.DayOf(lead),
            Math.Max(aqi.Middle, withoutOzone.Middle),
            aqi.Low,
            Math.Max(aqi.High, withoutOzone.Middle),
            withoutOzone.Middle,
            pm25.Middle,
            pm25.Low,
            pm25.High,
            ozone,
            Above(100),
            Above(150),
            Above(200),
            Above(300))
        {
            AqiForWarnings = Math.Min(withoutOzone.Middle, Of(ForecastQuantity.AqiForWarnings, cap).Middle),
        };
    }

    private static double Value(double logarithm, int? cap) => Math.Round(Math.Min(Math.Exp(logarithm), cap ?? double.MaxValue), 1);

    private static List<Text> Remarks(KnownPast past, PointRule rule, bool tooShort, Dictionary<ForecastQuantity, Part> parts)
    {
        var judged = past[ForecastQuantity.AqiWithoutOzone];
        var remarks = new List<Text>
        {
            new("未使用气象预报：第1天有预报技巧，第3天起接近气候平均。", "No weather forecast was used: there is skill for day 1; from day 3 on this is close to climatology."),
        };
        if (tooShort)
        {
            remarks.Add(new(
                $"历史资料仅{judged.Count}个有效日（少于{DaysToFit}日），未拟合模型：按最近一日持续外推，区间按经验假定取宽。",
                $"Only {judged.Count} valid days of history (fewer than {DaysToFit}): no model was fitted, the last day is carried on with wide assumed intervals."));
        }
        else
        {
            if (!SeasonalNormal.Fit(judged, past.MayFit).Seasonal)
            {
                remarks.Add(new(
                    $"历史资料{judged.Count}个有效日未覆盖全年，气候平均不分季节。",
                    $"The {judged.Count} valid days of history do not cover the year: climatology is one mean for all seasons."));
            }

            if (parts[ForecastQuantity.AqiWithoutOzone].Residuals.Assumed)
            {
                remarks.Add(new("历史检验样本不足，区间和概率按经验假定。", "Too few past forecasts to learn from: intervals and probabilities rest on an assumed spread."));
            }

            if (rule is RidgeRule && judged.Count < RidgeRule.DaysForAllTerms)
            {
                remarks.Add(new(
                    $"历史资料仅{judged.Count}个有效日，模型只用三个因子。",
                    $"With {judged.Count} valid days of history the model uses three terms only."));
            }
        }

        if (double.IsNaN(judged[past.LastDay]))
        {
            var latest = judged.LatestValid(past.LastDay, past.LastDay - judged.First);
            remarks.Add(new(
                $"前一日（{past.Moment.LastDay}）无有效日值，最近有效日为{(latest is { } d ? DateOnly.FromDayNumber(d).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : "无")}。",
                $"The last day ({past.Moment.LastDay}) has no valid value; the latest that has is {(latest is { } e ? DateOnly.FromDayNumber(e).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : "none")}."));
        }

        if (rule is RidgeRule && double.IsNaN(past.Tendency.LastHours(past.LastDay)))
        {
            remarks.Add(new("起报前6小时缺少小时值，未用小时变化趋势。", "The six hours before the issue time are missing: no hourly tendency was used."));
        }

        return remarks;
    }

    /// <summary>Middle of the distribution in logarithms at each lead, and the residuals around it.</summary>
    private sealed record Part(double[] Middle, HeldOutResiduals Residuals);
}
