using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Verification;

/// <summary>
/// Scores forecasts against what was observed afterwards, beside persistence and climatology on the same days. Only days that were forecast and observed count;
/// nothing is filled. Every measure is defined in docs/verification.md.
/// </summary>
public static class ForecastVerification
{
    private static readonly (int First, int Last)[] LeadGroups = [(1, 3), (4, 6), (7, 10), (1, 10)];

    /// <summary>Scores one model in one weather setting.</summary>
    public static SettingScore Score(VerificationInput input)
    {
        var observed = new ObservedDays(input.Place, input.Observed, input.Levels);
        var maker = new CaseMaker(input, observed, new(input.Place, input.TrainingDays, input.Levels));
        var targets = input.Runs.SelectMany(r => r.Output.Days).Select(d => d.Day).ToList();
        var from = input.From ?? (targets.Count == 0 ? null : targets.Min());
        var to = input.To ?? (targets.Count == 0 ? null : targets.Max());
        bool Scored(int day) => day >= from?.Date.DayNumber && day <= to?.Date.DayNumber;

        var levels = input.Runs.Select(r => input.Levels is { } rule ? RunLevels.Of(r, observed, rule) : null).ToList();
        var all = input.Runs.Zip(levels, (run, level) => maker.CasesOf(run, level, Scored)).SelectMany(c => c).ToList();
        var cases = all.ToLookup(c => c.Lead);
        var cuts = ChooseCuts(input, observed, maker, day => !Scored(day));
        var leads = cases.Select(g => g.Key).Order().ToList();
        return new(
            input.Setting,
            all.Count > 0 ? DayOf(all.Min(c => c.Day)) : null,
            all.Count > 0 ? DayOf(all.Max(c => c.Day)) : null,
            input.Runs.Count,
            [.. leads.Select(lead => LeadScoring.Score(lead, [.. cases[lead]], cuts, input)).OfType<LeadScore>()],
            [.. LeadGroups.SelectMany(g => ReliabilityOf([.. all.Where(c => c.Lead >= g.First && c.Lead <= g.Last)], g.First, g.Last))],
            input.Levels is null ? [] : RunScoring.Announced(input.Runs, levels!, observed, cuts, Scored),
            input.Levels is null ? [] : RunScoring.Timing(input.Runs, levels!, observed, cuts, Scored),
            RemarksOf(input, cuts))
        {
            IssueHours = IssueHoursOf(input),
        };
    }

    private static ProbabilityCuts ChooseCuts(VerificationInput input, ObservedDays observed, CaseMaker maker, Func<int, bool> outside)
    {
        var known = input.OutOfFold.SelectMany(r => maker.CasesOf(r, input.Levels is { } rule ? RunLevels.Of(r, observed, rule) : null, outside));
        return ProbabilityCuts.Choose(known);
    }

    private static IEnumerable<ReliabilityTable> ReliabilityOf(List<ForecastCase> cases, int first, int last)
    {
        IEnumerable<(double, bool, int)> Pairs(VerifiedEvent e) =>
            cases.Where(c => c.Events[(int)e] is not null).Select(c => (c.Events[(int)e]!.Value.Probability, c.Events[(int)e]!.Value.Happened, c.Day));

        yield return new(null, first, last, Reliability.Of(VerifiedEvents.All.Where(e => e.Threshold() is not null).SelectMany(Pairs)));
        foreach (var e in VerifiedEvents.All)
        {
            yield return new(e, first, last, Reliability.Of(Pairs(e)));
        }
    }

    private static List<int> IssueHoursOf(VerificationInput input) => [.. input.Runs.Select(r => r.IssuedAt.HourOfDay).Distinct().Order()];

    private static List<Text> RemarksOf(VerificationInput input, ProbabilityCuts cuts)
    {
        var remarks = new List<Text>();
        if (IssueHoursOf(input) is { Count: > 1 } hours)
        {
            var list = string.Join(", ", hours);
            remarks.Add(new($"起报时刻不一（{list}时），评分混合了不同时效长度。", $"The forecasts were issued at different hours ({list}): the scores mix leads of different length."));
        }

        if (input.OutOfFold.Count == 0)
        {
            remarks.Add(new(
                "没有训练期的折外预报，“是/否”一律按概率0.5判定，未经优选。",
                "There are no out-of-fold forecasts of the training part: yes/no is decided at a probability of one half, which nothing has chosen."));
        }
        else if (cuts.Defaulted is { Count: > 0 } defaulted)
        {
            var list = string.Join("、", defaulted.Select(d => $"{d.Event.Name().Zh}（第{d.Lead}天）"));
            var english = string.Join(", ", defaulted.Select(d => $"{d.Event.Name().En} (lead {d.Lead})"));
            remarks.Add(new($"折外预报中没有事件可供选择阈值，按0.5判定：{list}。", $"No event in the out-of-fold forecasts to choose a cut on; one half is used: {english}."));
        }

        if (input.TrainingDays.Count == 0)
        {
            remarks.Add(new("没有训练期日值，不与气候平均比较。", "There are no training days: nothing is compared with climatology."));
        }

        if (input.Levels is null)
        {
            remarks.Add(new("没有给定预警分级标准，不检验预警级别。", "No triggers were given: warning levels are not scored."));
        }

        if (input.Runs.Any(r => r.Output.AqiTrajectories.Count == 0 && r.Output.Days.Any(d => d.WithOzone is null)))
        {
            remarks.Add(new(
                "模型未给出含臭氧的AQI概率，AQI事件用不含臭氧的概率检验。",
                "The model gives no probabilities of the index with ozone: AQI events are scored on those without it."));
        }

        return remarks;
    }

    private static LocalDay DayOf(int number) => new(DateOnly.FromDayNumber(number));
}
