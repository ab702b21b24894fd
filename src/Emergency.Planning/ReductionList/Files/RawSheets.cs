using System.Globalization;
using System.Text;
using CsvHelper;
using Emergency.Core;
using ExcelDataReader;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>A file of a list: a workbook, or one CSV file of a folder.</summary>
/// <param name="Name">File name with its extension; the extension says what it is.</param>
/// <param name="Content">Its bytes.</param>
public sealed record ListFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>A row as it stands in the file.</summary>
/// <param name="Number">Excel row, or line of the CSV file at which it begins.</param>
/// <param name="Cells">Trimmed texts; shorter than the header when trailing cells are absent.</param>
internal sealed record RawRow(int Number, IReadOnlyList<string> Cells);

/// <summary>A sheet as it stands in the file, nothing understood yet.</summary>
internal sealed record RawSheet(string File, string Name, IReadOnlyList<string> Headers, IReadOnlyList<RawRow> Rows);

/// <summary>Reads workbooks (.xlsx, .xls) and CSV files into raw sheets.</summary>
internal static class RawSheets
{
    private static readonly CsvReaderOptions CsvOptions = new()
    {
        Separator = ',',
        HasHeader = false,
        TrackLineNumbers = true,
        TrimWhitespace = true,
        TrimInsideQuotes = true,
        MalformedData = CsvMalformedDataHandling.Throw,
    };

    // Old .xls workbooks carry a code page, and CSV saved by Chinese Excel is GB18030.
    static RawSheets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static List<RawSheet> Read(ListFile file, List<ListProblem> problems)
    {
        var extension = Path.GetExtension(file.Name);
        if (extension.Equals(".csv", StringComparison.OrdinalIgnoreCase))
        {
            return [ReadCsv(file, problems)];
        }

        if (extension.Equals(".xlsx", StringComparison.OrdinalIgnoreCase) || extension.Equals(".xls", StringComparison.OrdinalIgnoreCase))
        {
            return ReadWorkbook(file, problems);
        }

        problems.Add(Unreadable(file, "扩展名不是 .xlsx、.xls 或 .csv", "the extension is not .xlsx, .xls or .csv"));
        return [];
    }

    private static List<RawSheet> ReadWorkbook(ListFile file, List<ListProblem> problems)
    {
        try
        {
            using var stream = new MemoryStream(file.Content.ToArray());
            using var reader = ExcelReaderFactory.CreateReader(stream);
            var sheets = new List<RawSheet>();
            do
            {
                sheets.Add(ReadSheet(file.Name, reader));
            }
            while (reader.NextResult());
            return sheets;
        }
        catch (Exception exception) when (exception is ExcelDataReader.Exceptions.ExcelReaderException or InvalidDataException or System.Xml.XmlException or IOException)
        {
            problems.Add(Unreadable(file, $"不是可以读取的工作簿（{exception.Message}）", $"it is no readable workbook ({exception.Message})"));
            return [];
        }
    }

    private static RawSheet ReadSheet(string file, IExcelDataReader reader)
    {
        IReadOnlyList<string> headers = [];
        var rows = new List<RawRow>();
        for (var number = 1; reader.Read(); number++)
        {
            var cells = Enumerable.Range(0, reader.FieldCount).Select(i => CellText(reader, i)).ToList();
            if (number == 1)
            {
                headers = cells;
            }
            else if (cells.Any(c => c.Length > 0))
            {
                rows.Add(new RawRow(number, cells));
            }
        }

        return new RawSheet(file, reader.Name.Trim(), headers, rows);
    }

    private static string CellText(IExcelDataReader reader, int index) => reader.GetValue(index) switch
    {
        null => "",
        string text => text.Trim(),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        bool truth => truth ? "Yes" : "No",
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    private static RawSheet ReadCsv(ListFile file, List<ListProblem> problems)
    {
        var name = Path.GetFileNameWithoutExtension(file.Name);
        List<string> headers = [];
        var rows = new List<RawRow>();
        try
        {
            using var reader = CsvReader.FromText(Decode(file.Content.Span), CsvOptions);
            while (reader.Read())
            {
                var cells = Enumerable.Range(0, reader.FieldCount).Select(reader.GetString).ToList();
                if (headers.Count == 0)
                {
                    headers = cells;
                }
                else if (cells.Any(c => c.Length > 0))
                {
                    rows.Add(new RawRow((int)reader.LineNumber, cells));
                }
            }
        }
        catch (CsvFormatException exception)
        {
            problems.Add(new("LIST-125", file.Name, name, (int)exception.LineNumber, "", "", new("引号成对的逗号分隔行", "a comma-separated row with balanced quotes"), new("更正该行的引号；其后的行未读。", "Correct the quotes of this row; the rows after it were not read.")));
        }

        foreach (var row in rows.Where(r => r.Cells.Count > headers.Count))
        {
            problems.Add(new("LIST-103", file.Name, name, row.Number, "", string.Join(",", row.Cells.Skip(headers.Count)), new($"{headers.Count} 个单元格", $"{headers.Count} cells"), new("单元格中的逗号须放在引号内，或删去多余的单元格。", "Put cells with a comma into quotation marks, or remove the surplus cells.")));
        }

        return new RawSheet(file.Name, name, headers, rows);
    }

    /// <summary>UTF-8 with or without byte order mark; what is no UTF-8 is taken for GB18030, as Chinese Excel saves CSV.</summary>
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        var content = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.GetEncoding("GB18030").GetString(content);
        }
    }

    private static ListProblem Unreadable(ListFile file, string zh, string en) =>
        new("LIST-125", file.Name, "", 0, "", Path.GetExtension(file.Name), new("可以读取的 .xlsx 工作簿或 .csv 文件", "a readable .xlsx workbook or .csv file"), new($"{zh}；请另存为 .xlsx 后重新导入。", $"The file cannot be read: {en}. Save it as .xlsx and import again."));
}
