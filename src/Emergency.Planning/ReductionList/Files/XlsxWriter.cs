using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Emergency.Core.Time;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>A sheet to be written.</summary>
/// <param name="Name">Name on its tab, at most 31 characters.</param>
/// <param name="Columns">Columns with their headers.</param>
/// <param name="Rows">Rows of text, decimal, int, double, day or null.</param>
public sealed record XlsxSheet(string Name, IReadOnlyList<XlsxColumn> Columns, IEnumerable<IReadOnlyList<object?>> Rows);

/// <summary>A column to be written.</summary>
/// <param name="Header">Header text.</param>
/// <param name="Width">Width in characters.</param>
/// <param name="Choices">Values offered as a drop-down list; empty when free.</param>
public sealed record XlsxColumn(string Header, double Width, IReadOnlyList<string> Choices);

/// <summary>Writes plain workbooks row by row: bold frozen header, widths, dates as dates, drop-down lists. No formulas, no macros.</summary>
public static class XlsxWriter
{
    private const uint HeaderStyle = 1;
    private const uint DayStyle = 2;
    private const int LongestChoiceList = 255; // Excel's limit for a list written into the cell rule.
    private const int LastExcelRow = 1_048_576;

    /// <summary>Writes a workbook.</summary>
    public static void Write(Stream stream, IReadOnlyList<XlsxSheet> sheets)
    {
        using var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook);
        var workbook = document.AddWorkbookPart();
        workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        var entries = new Sheets();
        foreach (var (sheet, number) in sheets.Select((s, i) => (s, (uint)i + 1)))
        {
            var part = workbook.AddNewPart<WorksheetPart>();
            WriteSheet(part, sheet);
            entries.Append(new Sheet { Name = sheet.Name, SheetId = number, Id = workbook.GetIdOfPart(part) });
        }

        workbook.Workbook = new Workbook(entries);
    }

    private static void WriteSheet(WorksheetPart part, XlsxSheet sheet)
    {
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(new SheetViews(new SheetView(
            new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen })
        { WorkbookViewId = 0 }));
        writer.WriteElement(new Columns(sheet.Columns.Select((c, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = c.Width, CustomWidth = true })));
        writer.WriteStartElement(new SheetData());
        WriteRow(writer, 1, [.. sheet.Columns.Select(c => (object?)c.Header)], HeaderStyle);
        var number = 2;
        foreach (var row in sheet.Rows)
        {
            WriteRow(writer, number++, row, style: null);
        }

        writer.WriteEndElement();
        WriteChoices(writer, sheet);
        writer.WriteEndElement();
    }

    private static void WriteRow(OpenXmlWriter writer, int number, IReadOnlyList<object?> values, uint? style)
    {
        writer.WriteStartElement(new Row { RowIndex = (uint)number });
        for (var i = 0; i < values.Count; i++)
        {
            if (Cell(values[i]) is { } cell)
            {
                cell.CellReference = Letters(i) + number.ToString(CultureInfo.InvariantCulture);
                cell.StyleIndex ??= style;
                writer.WriteElement(cell);
            }
        }

        writer.WriteEndElement();
    }

    private static Cell? Cell(object? value) => value switch
    {
        null or "" => null,
        string text => new Cell { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }) },
        LocalDay day => new Cell { CellValue = new CellValue(day.Date.ToDateTime(TimeOnly.MinValue).ToOADate()), StyleIndex = DayStyle },
        IFormattable number => new Cell { CellValue = new CellValue(number.ToString(null, CultureInfo.InvariantCulture)) },
        _ => throw new ArgumentException($"A cell cannot hold {value.GetType()}.", nameof(value)),
    };

    private static void WriteChoices(OpenXmlWriter writer, XlsxSheet sheet)
    {
        var rules = sheet.Columns
            .Select((column, i) => (Text: string.Join(",", column.Choices), Letters: Letters(i)))
            .Where(c => c.Text.Length is > 0 and <= LongestChoiceList)
            .Select(c => new DataValidation(new Formula1($"\"{c.Text}\""))
            {
                Type = DataValidationValues.List,
                AllowBlank = true,
                ShowErrorMessage = true,
                SequenceOfReferences = new ListValue<StringValue>([new StringValue($"{c.Letters}2:{c.Letters}{LastExcelRow}")]),
            })
            .ToList();
        if (rules.Count > 0)
        {
            writer.WriteElement(new DataValidations(rules) { Count = (uint)rules.Count });
        }
    }

    private static string Letters(int index) =>
        index < 26 ? ((char)('A' + index)).ToString() : Letters((index / 26) - 1) + (char)('A' + (index % 26));

    private static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "yyyy-mm-dd" }) { Count = 1 },
        new Fonts(new Font(new FontSize { Val = 11 }, new FontName { Val = "等线" }), new Font(new Bold(), new FontSize { Val = 11 }, new FontName { Val = "等线" })) { Count = 2 },
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
            new Fill(new PatternFill(new ForegroundColor { Rgb = "FFE7EEF7" }) { PatternType = PatternValues.Solid })) { Count = 3 },
        new Borders(new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder())) { Count = 1 },
        new CellStyleFormats(new CellFormat()) { Count = 1 },
        new CellFormats(
            new CellFormat(),
            new CellFormat { FontId = 1, FillId = 2, ApplyFont = true, ApplyFill = true },
            new CellFormat { NumberFormatId = 164, ApplyNumberFormat = true }) { Count = 3 });
}
