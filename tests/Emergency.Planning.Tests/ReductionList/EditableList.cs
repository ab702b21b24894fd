using System.Text;
using CsvHelper;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;

namespace Emergency.Planning.Tests.ReductionList;

/// <summary>A list as cell texts that a test can spoil, written as a workbook or as CSV files.</summary>
internal sealed class EditableList
{
    private readonly Dictionary<string, List<List<string>>> sheets = [];

    public EditableList(EmergencyReductionList list)
    {
        foreach (var file in ListExport.ToCsv(list))
        {
            using var reader = CsvReader.Create(file.Content, new CsvReaderOptions { HasHeader = false });
            var rows = new List<List<string>>();
            while (reader.Read())
            {
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
            }

            sheets[Path.GetFileNameWithoutExtension(file.Name)] = rows;
        }
    }

    /// <summary>Number of rows, header included: the number of the last row.</summary>
    public int LastRow(string sheet) => sheets[sheet].Count;

    public string this[string sheet, int row, string column]
    {
        get => sheets[sheet][row - 1][Place(sheet, column)];
        set => sheets[sheet][row - 1][Place(sheet, column)] = value;
    }

    /// <summary>First row (as Excel counts) for which the condition on its cells holds.</summary>
    public int Find(string sheet, Func<Func<string, string>, bool> where) =>
        Enumerable.Range(2, LastRow(sheet) - 1).First(row => where(column => this[sheet, row, column]));

    public int Copy(string sheet, int row)
    {
        sheets[sheet].Add([.. sheets[sheet][row - 1]]);
        return LastRow(sheet);
    }

    public void Rename(string sheet, string column, string header) => sheets[sheet][0][Place(sheet, column)] = header;

    public void RemoveColumn(string sheet, string column)
    {
        var place = Place(sheet, column);
        sheets[sheet].ForEach(row => row.RemoveAt(place));
    }

    public void AddColumn(string sheet, string header)
    {
        sheets[sheet].ForEach(row => row.Add("x"));
        sheets[sheet][0][^1] = header;
    }

    public void RemoveSheet(string sheet) => sheets.Remove(sheet);

    public void RemoveRow(string sheet, int row) => sheets[sheet].RemoveAt(row - 1);

    public ListReading Read(ListRules rules, bool workbook) =>
        workbook ? ListImport.Read("清单.xlsx", [new ListFile("清单.xlsx", Workbook())], rules) : ListImport.Read("清单", Csv(), rules);

    public List<ListFile> Csv(Encoding? encoding = null) =>
        [.. sheets.Select(s => new ListFile(s.Key + ".csv", (encoding ?? Encoding.UTF8).GetBytes(string.Join("\r\n", s.Value.Select(row => string.Join(',', row.Select(Quoted)))))))];

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\n") >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private byte[] Workbook()
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            var entries = new Sheets();
            foreach (var (id, rows) in sheets)
            {
                var part = workbook.AddNewPart<WorksheetPart>();
                part.Worksheet = new Worksheet(new SheetData(rows.Select(row => new Row(row.Select(cell => new Cell { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(cell)) })))));
                entries.Append(new Sheet { Name = ListDefinition.Sheet(id).Name.Zh, SheetId = (uint)entries.Count() + 1, Id = workbook.GetIdOfPart(part) });
            }

            workbook.Workbook = new Workbook(entries);
        }

        return stream.ToArray();
    }

    private static int Place(string sheet, string column) => ListDefinition.Sheet(sheet).Columns.Select(c => c.Id).ToList().IndexOf(column);
}
