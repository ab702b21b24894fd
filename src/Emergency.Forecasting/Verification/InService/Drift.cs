using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Verification.InService;

/// <summary>In which way a model in service has left what its card promises.</summary>
public enum DriftKind
{
    /// <summary>The error of thirty days is larger than nineteen in twenty such spans of the test year.</summary>
    Error,

    /// <summary>The errors have kept to one side.</summary>
    Bias,

    /// <summary>Too many observations lie outside the 80 % interval.</summary>
    Coverage,
}

/// <summary>A finding of drift, with its reason.</summary>
/// <param name="ModelId">Model.</param>
/// <param name="IssueHour">Clock hour of issue.</param>
/// <param name="Lead">Lead.</param>
/// <param name="Kind">In which way.</param>
/// <param name="Since">First day of the span that shows it.</param>
/// <param name="Value">What was found.</param>
/// <param name="Limit">What it exceeds (or, for the coverage, falls below).</param>
/// <param name="Reason">For people.</param>
public sealed record DriftFinding(string ModelId, int IssueHour, int Lead, DriftKind Kind, LocalDay Since, double Value, double Limit, Text Reason);

/// <summary>
/// Watches a model in service at leads 1 to 3. Three rules, each free of the season (an error of 60 µg/m³ is ordinary in January and alarming in July):
/// <code>
///   error     RMSE ÷ RMSE of climatology over 30 days      &gt; limit of the card (one in twenty spans of the test period)
///   bias      CUSUM S = max(0, S + z − ½), both signs      &gt; 10     (Page 1954; z = DayScore.Surprise)
///   coverage  share inside the 80 % interval over 30 days  &lt; 0.8 − 2.33 √(0.16 · 1.5 ÷ n)
/// </code>
/// The limit of 10 and the factor 1.5 allow for the likeness of neighbouring days (correlation of the errors about 0.3): a sound model is then reported about
/// once in four years at one lead by the bias rule, and in less than one span in a hundred by the coverage rule.
/// </summary>
public static class Drift
{
    /// <summary>Days below which nothing is judged.</summary>
    public const int FewestDays = 20;

    /// <summary>Days over which the CUSUM runs.</summary>
    public const int CusumDays = 60;

    private const int LastLead = 3;
    private const double Slack = 0.5;
    private const double CusumLimit = 10;
    private const double Nominal = 0.8;
    private const double OneInHundred = 2.33;
    private const double NeighbourFactor = 1.5;

    /// <summary>Findings at a day, by model, issue hour and lead. Figures by hand are not watched.</summary>
    /// <param name="scores">Scores of single days, at least the last sixty.</param>
    /// <param name="until">Last day.</param>
    /// <param name="cards">Cards by model id.</param>
    public static IReadOnlyList<DriftFinding> Find(IReadOnlyList<DayScore> scores, LocalDay until, IReadOnlyDictionary<string, IReadOnlyList<CardScore>> cards)
    {
        var watched = scores.Where(s => s.Source == FigureSource.Model && s.Lead <= LastLead && s.Day <= until).ToList();
        var rolling = ServiceScores.Rolling(watched, until, cards).Where(r => r.Days >= FewestDays);
        return
        [
            .. rolling.Select(r => Error(r, until)).OfType<DriftFinding>(),
            .. rolling.Select(r => Coverage(r, until)).OfType<DriftFinding>(),
            .. watched
                .Where(s => s.Day > until.Plus(-CusumDays) && s.Surprise is not null)
                .GroupBy(s => (s.ModelId, s.IssueHour, s.Lead))
                .Where(g => g.Count() >= FewestDays)
                .Select(g => Bias([.. g.OrderBy(s => s.Day)]))
                .OfType<DriftFinding>(),
        ];
    }

    private static DriftFinding? Error(RollingScore r, LocalDay until) => r.Ratio is { } ratio && r.Card?.RatioLimit30 is { } limit && ratio > limit
        ? new(
            r.ModelId,
            r.IssueHour,
            r.Lead,
            DriftKind.Error,
            until.Plus(1 - ServiceScores.RollingDays),
            ratio,
            limit,
            new(
                Words($"近30天（{r.Days}天有效）第{r.Lead}天预报PM2.5均方根误差{r.Rmse:0.0} µg/m³，为气候平均误差的{ratio:0.00}倍，超过检验期95%情形的上限{limit:0.00}倍。请检查观测和气象资料；若持续，请重新训练。"),
                Words($"In the last 30 days ({r.Days} valid) the RMSE of PM2.5 at lead {r.Lead} is {r.Rmse:0.0} µg/m³, {ratio:0.00} of that of climatology; nineteen in twenty such spans of the test period stayed below {limit:0.00}. Check observations and weather; retrain if it goes on.")))
        : null;

    private static DriftFinding? Coverage(RollingScore r, LocalDay until)
    {
        var limit = Nominal - (OneInHundred * Math.Sqrt(Nominal * (1 - Nominal) * NeighbourFactor / r.Days));
        return r.Coverage80 is { } covered && covered < limit
            ? new(
                r.ModelId,
                r.IssueHour,
                r.Lead,
                DriftKind.Coverage,
                until.Plus(1 - ServiceScores.RollingDays),
                covered,
                limit,
                new(
                    Words($"近30天（{r.Days}天有效）第{r.Lead}天的80%区间只包住{covered:0%}的实况，低于随机波动的下限{limit:0%}：区间偏窄，概率不可按字面理解。"),
                    Words($"In the last 30 days ({r.Days} valid) the 80 % interval at lead {r.Lead} held {covered:0%} of the observations, below the {limit:0%} that chance allows: intervals are too narrow, probabilities not to be taken at their word.")))
            : null;
    }

    private static DriftFinding? Bias(List<DayScore> days)
    {
        var (high, low) = (0.0, 0.0);
        var (highSince, lowSince) = (days[0].Day, days[0].Day);
        foreach (var day in days)
        {
            (high, highSince) = Step(high, highSince, day.Surprise!.Value, day.Day);
            (low, lowSince) = Step(low, lowSince, -day.Surprise.Value, day.Day);
        }

        var (sum, since, tooLow) = high >= low ? (high, highSince, true) : (low, lowSince, false);
        var last = days[^1];
        return sum > CusumLimit
            ? new(
                last.ModelId,
                last.IssueHour,
                last.Lead,
                DriftKind.Bias,
                since,
                sum,
                CusumLimit,
                new(
                    Words($"自{since}起第{last.Lead}天预报持续{(tooLow ? "偏低" : "偏高")}：标准化误差累积和{sum:0.0}，超过界限{CusumLimit:0}。可能是排放、站点或气象资料有变，请检查；若持续，请重新训练。"),
                    Words($"Since {since} forecasts of lead {last.Lead} have been too {(tooLow ? "low" : "high")}: the cumulated standardised error is {sum:0.0}, above the limit of {CusumLimit:0}. Emissions, stations or weather data may have changed: check; retrain if it goes on.")))
            : null;
    }

    /// <summary>One step of the CUSUM, and the day on which the present climb began.</summary>
    private static (double Sum, LocalDay Since) Step(double sum, LocalDay since, double surprise, LocalDay day)
    {
        var next = Math.Max(0, sum + surprise - Slack);
        return (next, sum == 0 ? day : since);
    }

    private static string Words(FormattableString text) => FormattableString.Invariant(text);
}
