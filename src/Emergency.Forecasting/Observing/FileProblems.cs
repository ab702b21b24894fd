using System.Globalization;
using Emergency.Core;

namespace Emergency.Forecasting.Observing;

/// <summary>
/// Collects the problems of one file. All are reported at once, but a file broken in every cell would give millions:
/// after <see cref="Most"/> of a kind the rest are counted, and the count is the last problem.
/// </summary>
internal sealed class FileProblems(string file, ICollection<ImportProblem> problems)
{
    /// <summary>Problems of one kind (fatal, remark) that are listed one by one.</summary>
    public const int Most = 100;

    private int fatal;
    private int remarks;

    /// <summary>True once the file must not be used.</summary>
    public bool AnyFatal => fatal > 0;

    public void Fatal(int row, string column, string value, Text expected, Text remedy)
    {
        if (fatal++ < Most)
        {
            problems.Add(new ImportProblem(file, row, column, Shorten(value), expected, remedy));
        }
    }

    public void Remark(int row, string column, string value, Text expected, Text remedy)
    {
        if (remarks++ < Most)
        {
            problems.Add(new ImportProblem(file, row, column, Shorten(value), expected, remedy, Fatal: false));
        }
    }

    /// <summary>Says how many were not listed. Call once, at the end of the file.</summary>
    public void Close()
    {
        Rest(fatal, "错误", "errors", isFatal: true);
        Rest(remarks, "提示", "remarks", isFatal: false);
    }

    /// <summary>
    /// A table whose last row has no line break: the row may be cut short, and 12 of a lost 123 looks like any other number. Only a remark, since some
    /// programs end files so.
    /// </summary>
    public void MaybeCutShort(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty && bytes[^1] != (byte)'\n')
        {
            Remark(
                bytes.Count((byte)'\n') + 1,
                "",
                "",
                new Text("以换行结尾的末行", "a last row that ends with a line break"),
                new Text("文件可能被截断，请核对末行。", "The file may be cut short; check the last row."));
        }
    }

    /// <summary>A number in a cell that is not one.</summary>
    public void NotANumber(int row, string column, string value, string unit) => Fatal(
        row,
        column,
        value,
        new Text($"普通小数（{unit}），缺测留空", $"a plain decimal [{unit}]; empty when missing"),
        new Text("请更正该单元格或留空。", "Correct the cell or leave it empty."));

    /// <summary>A row of the wrong width: cells may stand in the wrong column, so none of it is used.</summary>
    public void WrongWidth(int row, int found, int expected) => Fatal(
        row,
        "",
        found.ToString(CultureInfo.InvariantCulture),
        new Text($"与表头一致的{expected}列", $"{expected} cells, as in the header"),
        new Text("该行可能被截断或多了分隔符，请从原始来源重新获取。", "The row may be cut short or hold a stray separator; fetch the file again."));

    /// <summary>A date or hour that is not one.</summary>
    public void NotATime(int row, string column, string value, Text expected) =>
        Fatal(row, column, value, expected, new Text("请更正日期或小时。", "Correct the date or hour."));

    private void Rest(int count, string zh, string en, bool isFatal)
    {
        if (count > Most)
        {
            var rest = (count - Most).ToString(CultureInfo.InvariantCulture);
            problems.Add(new ImportProblem(
                file,
                0,
                "",
                rest,
                new Text($"另有{rest}条{zh}未逐条列出", $"{rest} further {en} not listed"),
                new Text("请先处理已列出的问题。", "Mend the listed ones first."),
                isFatal));
        }
    }

    private static string Shorten(string value) => value.Length <= 60 ? value : value[..57] + "…";
}
