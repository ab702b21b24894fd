using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;

namespace Emergency.Planning.RunningControls;

/// <summary>What a file of running controls gave.</summary>
/// <param name="Controls">The controls; null when a problem keeps the file from being used.</param>
/// <param name="Problems">Everything wrong with it.</param>
public sealed record RunningControlReading(IReadOnlyList<RecordedControl>? Controls, IReadOnlyList<ListProblem> Problems);

/// <summary>Reads running controls from CSV or a workbook: <c>enterprise, unit, kind, share, from, until, note</c>, headers in either language.</summary>
public static class RunningControlFile
{
    private static readonly (string En, string Zh, bool Required)[] Columns =
    [
        ("enterprise", "统一社会信用代码", true), ("unit", "生产单元", true), ("kind", "类型", true), ("share", "停产比例", false),
        ("from", "开始日期", true), ("until", "结束日期", false), ("note", "说明", false),
    ];

    /// <summary>The header line of the file, to start one with.</summary>
    public static string Header => string.Join(',', Columns.Select(c => c.En));

    /// <summary>Reads a file against the list whose units it names. All rows are good, or none is taken.</summary>
    public static RunningControlReading Read(ListFile file, EmergencyReductionList list)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(list);
        var problems = new List<ListProblem>();
        if (RawSheets.Read(file, problems).FirstOrDefault() is not { } sheet)
        {
            return new(null, problems);
        }

        var at = Columns.ToDictionary(c => c.En, c => sheet.Headers.ToList().FindIndex(h => h.Equals(c.En, StringComparison.OrdinalIgnoreCase) || h == c.Zh));
        foreach (var (en, zh, _) in Columns.Where(c => c.Required && at[c.En] < 0))
        {
            problems.Add(new("CONTROL-101", file.Name, sheet.Name, 1, en, "", new($"一列“{zh}”或“{en}”", $"a column \"{en}\""), new($"表头写作：{Header}", $"Head the columns {Header}")));
        }

        if (problems.Count > 0)
        {
            return new(null, problems);
        }

        var controls = new Dictionary<(string, string, RunningControlKind, LocalDay), RecordedControl>();
        foreach (var row in sheet.Rows)
        {
            string Cell(string column) => at[column] is var i && i >= 0 && i < row.Cells.Count ? row.Cells[i] : "";
            void Wrong(string column, Text expected, Text remedy, string code = "CONTROL-102") => problems.Add(new(code, file.Name, sheet.Name, row.Number, column, Cell(column), expected, remedy));

            var kind = RunningControlKinds.Parse(Cell("kind"));
            var share = Cell("share").Length == 0 ? 1 : ShareText.Parse(Cell("share"));
            var (from, until) = (LocalDay.Parse(Cell("from")), LocalDay.Parse(Cell("until")));
            if (kind is null)
            {
                Wrong("kind", new("错峰生产、检修或停产", "season, repair or stopped"), new("改为其中之一。", "Write one of them."));
            }

            if (share is null)
            {
                Wrong("share", new("大于 0、不超过 1 的数，或百分比", "a number above 0, at most 1, or a percentage"), new("全停写 1，停一半写 0.5 或 50%。", "Write 1 for a full stop, 0.5 or 50% for half."));
            }

            if (from is null)
            {
                Wrong("from", new("日期，如 2024-11-15", "a day like 2024-11-15"), new("写作 年-月-日。", "Write year-month-day."));
            }

            if (Cell("until").Length > 0 && until is null)
            {
                Wrong("until", new("日期，或空", "a day, or nothing"), new("写作 年-月-日；未定留空。", "Write year-month-day; leave it empty when open."));
            }

            if (kind is null || share is null || from is null || (Cell("until").Length > 0 && until is null))
            {
                continue;
            }

            var control = new RecordedControl(Cell("enterprise"), Cell("unit"), kind.Value, share.Value, from.Value, until, Cell("note"));
            if (control.Check(list) is { } refusal)
            {
                Wrong(refusal.Code switch { "CONTROL-001" => "enterprise", "CONTROL-002" => "unit", "CONTROL-003" => "share", _ => "until" }, refusal.Sentence, refusal.Remedy, refusal.Code);
            }
            else if (!controls.TryAdd((control.EnterpriseCode, control.UnitId, control.Kind, control.From), control))
            {
                Wrong("unit", new("不重复的单元、类型和开始日期", "unit, kind and first day only once"), new("删去重复的行。", "Remove the second row."), "CONTROL-103");
            }
        }

        return new(problems.Count > 0 ? null : [.. controls.Values], problems);
    }
}
