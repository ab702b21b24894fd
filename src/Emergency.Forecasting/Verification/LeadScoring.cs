using Emergency.Core.Time;

namespace Emergency.Forecasting.Verification;

/// <summary>From the cases of one lead to its scores.</summary>
internal static class LeadScoring
{
    /// <summary>Days in service over which the error is compared with the card.</summary>
    public const int DaysInService = 30;

    /// <summary>Thirty-day spans that fit into the shortest record whose spans are compared.</summary>
    private const int FewestSpans = 3;

    /// <summary>Scores a lead; null when no PM2.5 was observed.</summary>
    public static LeadScore? Score(int lead, List<ForecastCase> cases, ProbabilityCuts cuts, VerificationInput input)
    {
        if (QuantityOf(cases, c => c.Pm25, input.Seed) is not { } pm25)
        {
            return null;
        }

        var scored = cases.Where(c => c.Pm25 is not null).Select(c => DayOf(c, cuts[VerifiedEvent.Aqi150, lead])).ToList();
        return new(
            lead,
            cases.Select(c => c.Day).Distinct().Count(),
            pm25,
            QuantityOf(cases, c => c.Aqi, input.Seed),
            QuantityOf(cases, c => c.Ozone, input.Seed),
            LevelOf([.. cases.Select(c => c.Category).OfType<CategoryCase>()]),
            VerifiedEvents.All.Where(e => cases.Exists(c => c.Events[(int)e] is not null)).ToDictionary(e => e, e => EventOf(e, cases, cuts[e, lead], input)),
            Mean(cases.Select(c => c.Crps)),
            Mean(cases.Select(c => c.CrpsClimatology)))
        {
            RatioLimit30 = RatioLimit(scored),
            Cases = scored,
        };
    }

    private static QuantityScore? QuantityOf(List<ForecastCase> cases, Func<ForecastCase, QuantityCase?> select, int seed)
    {
        var pairs = cases.Where(c => select(c) is not null).Select(c => (c.Day, Pair: select(c)!.Value)).ToList();
        if (pairs.Count == 0)
        {
            return null;
        }

        double Squared(Func<QuantityCase, double> forecast) => pairs.Average(p => Math.Pow(forecast(p.Pair) - p.Pair.Observed, 2));
        var mean = pairs.Average(p => p.Pair.Observed);
        var variance = pairs.Average(p => Math.Pow(p.Pair.Observed - mean, 2));
        var error = Squared(p => p.Forecast);
        var interval = pairs.Where(p => !double.IsNaN(p.Pair.Low)).Select(p => p.Pair).ToList();
        var range = BlockBootstrap.Range(
            ByDay(pairs, p => p.Day, 2, (p, sums) =>
            {
                sums[0]++;
                sums[1] += Math.Pow(p.Pair.Forecast - p.Pair.Observed, 2);
            }),
            s => s[0] == 0 ? null : Math.Sqrt(s[1] / s[0]),
            seed);
        return new(
            pairs.Count,
            Math.Sqrt(error),
            pairs.Average(p => Math.Abs(p.Pair.Forecast - p.Pair.Observed)),
            pairs.Average(p => p.Pair.Forecast - p.Pair.Observed),
            variance > 0 ? 1 - (error / variance) : null,
            Known(Math.Sqrt(Squared(p => p.Climatology))),
            Known(Math.Sqrt(Squared(p => p.Persistence))),
            range,
            interval.Count == 0 ? null : interval.Average(p => p.Observed >= p.Low && p.Observed <= p.High ? 1.0 : 0),
            interval.Count == 0 ? null : interval.Average(p => p.High - p.Low));
    }

    private static LevelScore? LevelOf(List<CategoryCase> cases)
    {
        LevelShare? Share(Func<CategoryCase, int?> forecast)
        {
            var pairs = cases.Where(c => forecast(c) is not null).Select(c => Math.Abs(forecast(c)!.Value - c.Observed)).ToList();
            return pairs.Count == 0 ? null : new((double)pairs.Count(d => d == 0) / pairs.Count, (double)pairs.Count(d => d <= 1) / pairs.Count);
        }

        return Share(c => c.Forecast) is { } forecast ? new(cases.Count, forecast, Share(c => c.Persistence), Share(c => c.Climatology)) : null;
    }

    private static EventScore EventOf(VerifiedEvent e, List<ForecastCase> cases, ProbabilityCut cut, VerificationInput input)
    {
        var pairs = cases.Where(c => c.Events[(int)e] is not null).Select(c => (c.Day, Case: c.Events[(int)e]!.Value)).ToList();
        ContingencyTable At(double probability) => ContingencyTable.Of(pairs.Select(p => (p.Case.Probability >= probability, p.Case.Happened)));
        var range = BlockBootstrap.Range(
            ByDay(pairs, p => p.Day, 2, (p, sums) =>
            {
                var said = p.Case.Probability >= cut.Value;
                sums[0] += said && p.Case.Happened ? 1 : 0;
                sums[1] += said || p.Case.Happened ? 1 : 0;
            }),
            s => s[1] == 0 ? null : s[0] / s[1],
            input.Seed);
        var brier = BrierScore.Of([.. pairs.Select(p => (p.Case.Probability, p.Case.Happened))]);
        var seasonal = BrierScore.Of([.. pairs.Select(p => (p.Case.Seasonal, p.Case.Happened))]);
        return new(
            e,
            At(cut.Value),
            cut,
            range,
            ContingencyTable.Of(pairs.Where(p => p.Case.Persisted is not null).Select(p => (p.Case.Persisted!.Value, p.Case.Happened))),
            input.CostLoss is { } ratio ? At(ratio) : null,
            brier,
            BrierScore.Skill(brier, seasonal));
    }

    private static ScoredDay DayOf(ForecastCase c, ProbabilityCut cut150)
    {
        var pm25 = c.Pm25!.Value;
        var event150 = c.Events[(int)VerifiedEvent.Aqi150];
        bool? said150 = event150 is { } e ? e.Probability >= cut150.Value : null;
        return new(
            new LocalDay(DateOnly.FromDayNumber(c.Day)),
            Math.Pow(pm25.Forecast - pm25.Observed, 2),
            Known(Math.Pow(pm25.Climatology - pm25.Observed, 2)),
            said150,
            event150?.Happened);
    }

    /// <summary>The 95th percentile over all spans of thirty consecutive days: a summer span is as calm as it is in service.</summary>
    private static double? RatioLimit(List<ScoredDay> scored)
    {
        if (scored.Exists(s => s.SquaredErrorClimatology is null))
        {
            return null;
        }

        var days = ByDay(scored, s => s.Day.Date.DayNumber, 2, (s, sums) =>
        {
            sums[0] += s.SquaredError;
            sums[1] += s.SquaredErrorClimatology!.Value;
        });
        if (days.Length < FewestSpans * DaysInService)
        {
            return null;
        }

        var ratios = Enumerable.Range(0, days.Length - DaysInService + 1)
            .Select(first => days.AsSpan(first, DaysInService).ToArray())
            .Select(span => (Error: span.Sum(d => d[0]), Climatology: span.Sum(d => d[1])))
            .Where(sum => sum.Climatology > 0)
            .Select(sum => Math.Sqrt(sum.Error / sum.Climatology))
            .Order()
            .ToList();
        return ratios.Count == 0 ? null : ratios[(int)Math.Ceiling(0.95 * (ratios.Count - 1))];
    }

    /// <summary>Sums of each consecutive day, in the order of time; days without a case are zero.</summary>
    private static double[][] ByDay<T>(IReadOnlyCollection<T> items, Func<T, int> dayOf, int width, Action<T, double[]> add)
    {
        var first = items.Min(dayOf);
        var sums = new double[items.Max(dayOf) - first + 1][];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = new double[width];
        }

        foreach (var item in items)
        {
            add(item, sums[dayOf(item) - first]);
        }

        return sums;
    }

    private static double? Mean(IEnumerable<double?> values) => values.Average();

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
