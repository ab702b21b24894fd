using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.RunningControls;

namespace Emergency.Cli.Commands;

/// <summary>Reads what <c>plan</c> takes as text: mode, shares, zones, order.</summary>
internal static class PlanInputs
{
    /// <summary>activate, supplement or compose; refused with PLAN-030.</summary>
    public static Outcome<PlanMode> Mode(string text) =>
        Enum.TryParse<PlanMode>(text, ignoreCase: true, out var mode) && Enum.IsDefined(mode) && !char.IsAsciiDigit(text[0]) ? mode
        : Refusal.Of("PLAN-030", $"未知的方式“{text}”。", $"Unknown mode \"{text}\".", "请用 activate（按清单启动）、supplement（补足）或 compose（编制）。", "Use activate, supplement or compose.");

    /// <summary>district, region, uniform or none; refused with PLAN-037.</summary>
    public static Outcome<OrderScope> Order(string text) =>
        Enum.TryParse<OrderScope>(text, ignoreCase: true, out var order) && Enum.IsDefined(order) && !char.IsAsciiDigit(text[0]) ? order
        : Refusal.Of("PLAN-037", $"未知的绩效次序范围“{text}”。", $"Unknown scope of the grade order \"{text}\".", "请用 district（行业×区县）、region（行业×全域）、uniform（同级同措施）或 none（不设）。", "Use district, region, uniform or none.");

    /// <summary>Shares like <c>so2=0.2,nox=20%</c>; refused with PLAN-031.</summary>
    public static Outcome<IReadOnlyDictionary<EmittedPollutant, decimal>> Targets(string? text)
    {
        var shares = new Dictionary<EmittedPollutant, decimal>();
        foreach (var part in Parts(text))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, var value] || ZoneTargets.PollutantOf(name) is not { } pollutant || ShareText.Parse(value) is not { } share || !shares.TryAdd(pollutant, share))
            {
                return Refusal.Of("PLAN-031", $"看不懂减排比例“{part}”。", $"The share \"{part}\" cannot be read.", "请写作 so2=0.2,nox=0.2,pm=0.2,vocs=0.15，每种污染物至多一次。", "Write so2=0.2,nox=0.2,pm=0.2,vocs=0.15, each pollutant once at most.");
            }
        }

        return shares;
    }

    /// <summary>One share like <c>0.3</c> or <c>30%</c>; refused with PLAN-031.</summary>
    public static Outcome<decimal> ShareOf(string text) =>
        ShareText.Parse(text) is { } share ? share
        : Refusal.Of("PLAN-031", $"看不懂比例“{text}”。", $"The share \"{text}\" cannot be read.", "30% 写作 0.3 或 30%。", "Write 30 % as 0.3 or 30%.");

    /// <summary>
    /// Zones like <c>泽州县=0.2,重点管控区=0.15</c> (all four pollutants), or a CSV file with the columns zone, so2, nox, pm, vocs where an empty cell asks for nothing;
    /// refused with PLAN-036.
    /// </summary>
    public static Outcome<IReadOnlyList<ZoneTarget>> Zones(string? text) =>
        text is not null && File.Exists(text) ? ZoneTargets.ReadCsv(File.ReadAllLines(text)) : ZoneTargets.Read(Parts(text));

    /// <summary>Controls of a file that run on a day, none without a file; refused with PLAN-046 (no such file) or with the first problem of the file.</summary>
    public static Outcome<IReadOnlyList<RunningControl>> Running(string? path, EmergencyReductionList list, LocalDay day)
    {
        var recorded = Recorded(path, list);
        return recorded.Ok ? recorded.Value.Where(c => c.RunsOn(day)).Select(c => c.Running).ToList() : recorded.Refusal;
    }

    /// <summary>Controls of a file whatever their days; refused as above.</summary>
    public static Outcome<IReadOnlyList<RecordedControl>> Recorded(string? path, EmergencyReductionList list)
    {
        if (path is null)
        {
            return new List<RecordedControl>();
        }

        if (!File.Exists(path))
        {
            return Refusal.Of("PLAN-046", $"没有文件“{path}”。", $"There is no file \"{path}\".", $"请给出列为 {RunningControlFile.Header} 的CSV文件。", $"Name a CSV file with the columns {RunningControlFile.Header}.");
        }

        var reading = RunningControlFile.Read(new ListFile(Path.GetFileName(path), File.ReadAllBytes(path)), list);
        return reading.Controls is { } controls ? controls.ToList() : Refused(reading.Problems[0]);
    }

    private static Refusal Refused(ListProblem problem) => Refusal.Of(
        problem.Code,
        $"{problem.File} 第 {problem.Row} 行“{problem.Column}”为“{problem.Value}”，应为{problem.Expected.Zh}。",
        $"{problem.File} row {problem.Row}, \"{problem.Column}\" is \"{problem.Value}\", expected: {problem.Expected.En}.",
        problem.Remedy.Zh,
        problem.Remedy.En);

    private static string[] Parts(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
