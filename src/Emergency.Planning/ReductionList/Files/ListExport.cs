using System.Globalization;
using CsvHelper;
using Emergency.Core.Time;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>Writes a list as a workbook or as a folder of CSV files; both read back to the same list.</summary>
public static class ListExport
{
    /// <summary>Name of the first worksheet, which carries the dictionary and is not read back.</summary>
    public const string NotesSheet = "说明";

    /// <summary>Writes the workbook: the dictionary on the first sheet, then the six sheets.</summary>
    public static void WriteWorkbook(EmergencyReductionList list, Stream stream)
    {
        using var buffer = new MemoryStream(); // The package format seeks; an HTTP response does not.
        XlsxWriter.Write(buffer, [Notes(), .. ListSheets.All.Select(map => Sheet(map, map.Rows(list)))]);
        buffer.Position = 0;
        buffer.CopyTo(stream);
    }

    /// <summary>Writes an empty workbook with headers, drop-down lists and the dictionary.</summary>
    public static void WriteTemplate(Stream stream) => WriteWorkbook(new([], [], [], [], [], []), stream);

    /// <summary>The CSV files of the list, UTF-8 with byte order mark so that Excel opens them rightly.</summary>
    public static IReadOnlyList<ListFile> ToCsv(EmergencyReductionList list) =>
        [.. ListSheets.All.Select(map =>
        {
            using var buffer = new MemoryStream();
            Csv(map, list, buffer);
            return new ListFile(map.Sheet.Id + ".csv", buffer.ToArray());
        })];

    /// <summary>Writes the list to a path: a workbook when it ends in .xlsx, otherwise a folder of CSV files.</summary>
    /// <exception cref="IOException">The path cannot be written.</exception>
    public static void Write(EmergencyReductionList list, string path)
    {
        if (Path.GetExtension(path).Equals(".xlsx", StringComparison.OrdinalIgnoreCase))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var stream = File.Create(path);
            WriteWorkbook(list, stream);
            return;
        }

        Directory.CreateDirectory(path);
        foreach (var map in ListSheets.All)
        {
            using var file = File.Create(Path.Combine(path, map.Sheet.Id + ".csv"));
            Csv(map, list, file);
        }
    }

    private static XlsxSheet Sheet(ISheetMap map, IEnumerable<IReadOnlyList<object?>> rows) => new(
        map.Sheet.Name.Zh,
        [.. map.Sheet.Columns.Select(c => new XlsxColumn(c.Name.Zh, Width(c), [.. c.Allowed.Select(a => a.Zh)]))],
        rows.Select(row => (IReadOnlyList<object?>)[.. row.Select((value, i) => Shown(map.Sheet.Columns[i], value))]));

    private static double Width(ListColumn column) => column.Id switch
    {
        "text" or "source" => 60,
        "code" or "enterprise" => 22,
        "name" => 30,
        _ => Math.Max(10, (column.Name.Zh.Length * 2) + 4),
    };

    /// <summary>Choices are written by their Chinese word; everything else as it is.</summary>
    private static object? Shown(ListColumn column, object? value) => value switch
    {
        bool truth => column.Allowed.First(a => a.Id == (truth ? "Yes" : "No")).Zh,
        Enum choice => column.Allowed.First(a => a.Id == choice.ToString()).Zh,
        _ => value,
    };

    private static void Csv(ISheetMap map, EmergencyReductionList list, Stream stream)
    {
        using var writer = CsvWriter.Create(stream, new CsvWriterOptions { HasHeader = false, WriteByteOrderMark = true, NewLine = "\n" }, leaveOpen: true);
        Line(writer, map.Sheet.Columns.Select(c => c.Name.Zh));
        foreach (var row in map.Rows(list))
        {
            Line(writer, row.Select((value, i) => Shown(map.Sheet.Columns[i], value) switch
            {
                null => "",
                string text => text,
                LocalDay day => day.ToString(),
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                var other => throw new InvalidOperationException($"A cell cannot hold {other.GetType()}."),
            }));
        }
    }

    private static void Line(CsvWriter writer, IEnumerable<string> fields)
    {
        foreach (var field in fields)
        {
            writer.WriteField(field);
        }

        writer.EndRecord();
    }

    private static XlsxSheet Notes() => new(
        NotesSheet,
        [new("工作表", 14, []), new("列", 20, []), new("英文标识", 18, []), new("必填", 8, []), new("单位", 14, []), new("内容", 44, []), new("含义", 70, [])],
        DictionaryPage.Rows().Select(r => (IReadOnlyList<object?>)[r.Sheet.Zh, r.Column.Zh, r.Id, r.Required ? "是" : "否", r.Unit, r.Expected.Zh, r.Description.Zh]));
}
