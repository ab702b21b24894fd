using CsvHelper;
using Emergency.Core;

namespace Emergency.Forecasting.Observing;

/// <summary>A comma-separated table whose fields may be quoted and may hold line breaks. Cells are found by column name.</summary>
internal sealed class QuotedTable : IDisposable
{
    private static readonly CsvReaderOptions Strict = new()
    {
        Separator = ',',
        HasHeader = false,
        TrackLineNumbers = true,
        TrimWhitespace = true,
        TrimInsideQuotes = true,
        MalformedData = CsvMalformedDataHandling.Throw,
    };

    private readonly CsvReader reader;
    private readonly FileProblems problems;
    private readonly Dictionary<string, int> columns = [];
    private int width;

    private QuotedTable(CsvReader reader, FileProblems problems)
    {
        this.reader = reader;
        this.problems = problems;
    }

    /// <summary>Line on which the current row starts.</summary>
    public int Row => (int)reader.LineNumber;

    /// <summary>The current cell of a column the table is known to have, without surrounding blanks.</summary>
    public string this[string column] => reader.GetString(columns[column]);

    /// <summary>Opens a table with a header. Null, with a fatal problem, when a column is missing or the header is a known mistake.</summary>
    public static QuotedTable? Open(ReadOnlyMemory<byte> bytes, IReadOnlyList<string> required, FileProblems problems)
    {
        if (bytes.Span is [(byte)'{' or (byte)'<', ..])
        {
            KnownHeaders.Refuse([((char)bytes.Span[0]).ToString()], required, problems);
            return null;
        }

        if (OpenBare(bytes, problems) is not { } table)
        {
            return null;
        }

        var header = table.ReadAny() ? table.reader.Current.ToArray() : [];
        table.width = header.Length;
        for (var i = 0; i < header.Length; i++)
        {
            table.columns.TryAdd(header[i], i);
        }

        if (required.All(table.columns.ContainsKey))
        {
            return table;
        }

        if (!problems.AnyFatal)
        {
            KnownHeaders.Refuse(header, required, problems);
        }

        table.Dispose();
        return null;
    }

    /// <summary>Opens a table without a header; its columns are named here, in order.</summary>
    public static QuotedTable? OpenWithoutHeader(ReadOnlyMemory<byte> bytes, IReadOnlyList<string> names, FileProblems problems)
    {
        if (OpenBare(bytes, problems) is not { } table)
        {
            return null;
        }

        table.width = names.Count;
        for (var i = 0; i < names.Count; i++)
        {
            table.columns[names[i]] = i;
        }

        return table;
    }

    /// <summary>Moves to the next row of full width; rows of another width are reported and passed over. False at the end.</summary>
    public bool Read()
    {
        while (ReadAny())
        {
            if (reader.FieldCount == width)
            {
                return true;
            }

            problems.WrongWidth(Row, reader.FieldCount, width);
        }

        return false;
    }

    /// <summary>True when the table has the column.</summary>
    public bool Has(string column) => columns.ContainsKey(column);

    /// <summary>A concentration of the current row; null when it is empty or the mark of a missing value; a fatal problem when it is neither.</summary>
    public double? Concentration(string column, string unit, string missing = "")
    {
        var cell = reader.GetSpan(columns[column]);
        if (cell.IsEmpty)
        {
            return null;
        }

        if (Cells.TryNumber(cell, out var value))
        {
            return value;
        }

        var text = this[column];
        if (text != missing)
        {
            problems.NotANumber(Row, column, text, unit);
        }

        return null;
    }

    public void Dispose() => reader.Dispose();

    private static QuotedTable? OpenBare(ReadOnlyMemory<byte> bytes, FileProblems problems)
    {
        problems.MaybeCutShort(bytes.Span);
        return Cells.IsUtf8(bytes.Span, problems) ? new QuotedTable(CsvReader.Create(bytes, Strict), problems) : null;
    }

    private bool ReadAny()
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException error)
        {
            problems.Fatal(
                (int)error.LineNumber,
                "",
                "",
                new Text("引号成对的逗号分隔行", "a comma-separated row with balanced quotes"),
                new Text("请更正该行的引号；其后的行未读。", "Correct the quotes of this row; the rows after it were not read."));
            return false;
        }
    }
}
