using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Observing;

/// <summary>How all readers understand a cell: plain decimals, dates of this era, UTF-8.</summary>
internal static class Cells
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>Concentrations beyond this are broken cells, not air: a sandstorm reaches some thousands.</summary>
    private const double Largest = 99_999;

    /// <summary>Largest file read, unpacked [bytes]: twenty times a year of all cities; a guard against packed bombs.</summary>
    private const long LargestFile = 512L << 20;

    /// <summary>What a date cell should hold.</summary>
    public static Text DateExpected { get; } = new("日期，1990—2099年", "a date between 1990 and 2099");

    /// <summary>What an hour label should hold.</summary>
    public static Text LabelExpected { get; } = new("小时标签0—24（小时结束时刻）", "an hour label 0–24 (the end of the hour)");

    /// <summary>What an hour with its offset should look like.</summary>
    public static Text HourExpected { get; } = new("小时开始的整点，带时区，如2019-01-11T18:00+08:00", "the start of a full hour with its offset, such as 2019-01-11T18:00+08:00");

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    /// <summary>True for a plain decimal within ±99 999: no exponent, no thousands separator, no NaN.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> utf8, out double value) =>
        double.TryParse(utf8, Plain, CultureInfo.InvariantCulture, out value) && Math.Abs(value) <= Largest;

    /// <inheritdoc cref="TryNumber(ReadOnlySpan{byte}, out double)"/>
    public static bool TryNumber(string text, out double value) =>
        double.TryParse(text, Plain, CultureInfo.InvariantCulture, out value) && Math.Abs(value) <= Largest;

    /// <summary>A date written in the given pattern, 1990–2099.</summary>
    public static bool TryDate(string text, string pattern, out DateOnly date) =>
        DateOnly.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out date) && date.Year is >= 1990 and <= 2099;

    /// <summary>A whole number of digits only.</summary>
    public static bool TryWhole(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    /// <summary>
    /// A JSON document; null, with a fatal problem, when the bytes are none. A name or string with half a surrogate pair is refused here: it has no text, and a
    /// look-up of any name beside it would throw.
    /// </summary>
    /// <param name="bytes">The content.</param>
    /// <param name="problems">Problems of the file.</param>
    /// <param name="markup">What to do when the content is XML or a web page.</param>
    public static JsonDocument? ParseJson(ReadOnlyMemory<byte> bytes, FileProblems problems, Text markup)
    {
        if (!IsUtf8(bytes.Span, problems))
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(bytes.Span);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }

            return JsonDocument.Parse(bytes);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            if (!problems.AnyFatal)
            {
                problems.Fatal(
                    error is JsonException { LineNumber: { } line } ? (int)line + 1 : 0,
                    "",
                    "",
                    new Text("JSON文本", "JSON"),
                    bytes.Span.TrimStart(" \r\n\t"u8).StartsWith("<"u8) ? markup : new Text("文件可能被截断，请重新获取。", "The file may be cut short; fetch it again."));
            }

            return null;
        }
    }

    /// <summary>A value of a parsed document as text: strings without surrounding blanks, all else as it stands in the file.</summary>
    public static string Printed(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : value.GetRawText();

    /// <summary>The hour that starts at an ISO 8601 time with its offset, 1990–2099; null when the text is no such time or no full hour.</summary>
    public static Hour? HourOf(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var start)
        && start.Year is >= 1990 and <= 2099
        && Hour.Containing(start).Start == start
            ? Hour.Containing(start)
            : null;

    /// <summary>
    /// All bytes of a stream, unpacked when they are gzip (told by their first two bytes, whatever the name) and without the byte-order mark. A file is read
    /// whole before anything of it is used: only then is it known whether it may be used, and how its duplicates end. Empty, with a fatal problem,
    /// when it cannot be unpacked or is larger than <see cref="LargestFile"/>.
    /// </summary>
    public static ReadOnlyMemory<byte> ReadAll(Stream stream, FileProblems problems)
    {
        var bytes = Drain(stream, problems);
        if (bytes.Span.StartsWith(GzipMagic))
        {
            var packed = bytes.ToArray();
            using var unpacked = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            bytes = Drain(unpacked, problems);
            // GZipStream ends in silence where the file was cut off. The last four bytes of a whole one are its unpacked length.
            if (packed.Length < 18 || BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(^4..)) != (uint)bytes.Length)
            {
                DamagedGzip(problems);
            }
        }

        return bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
    }

    private static void DamagedGzip(FileProblems problems) => problems.Fatal(
        0,
        "",
        "",
        new Text("完整的单段gzip文件", "an intact gzip file of one member"),
        new Text("压缩文件不完整或已损坏，请重新获取。", "The compressed file is cut short or damaged; fetch it again."));

    private static Memory<byte> Drain(Stream stream, FileProblems problems)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[81_920];
        try
        {
            for (var read = stream.Read(chunk); read > 0; read = stream.Read(chunk))
            {
                if (buffer.Length + read > LargestFile)
                {
                    problems.Fatal(
                        0,
                        "",
                        "",
                        new Text($"解压后不超过{LargestFile >> 20} MiB的文件", $"a file of at most {LargestFile >> 20} MiB unpacked"),
                        new Text("请按月或按日拆分后导入。", "Split it by month or day."));
                    return Memory<byte>.Empty;
                }

                buffer.Write(chunk, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            // Broken inside: what was unpacked so far is dropped, so that its length cannot fit.
            return Memory<byte>.Empty;
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary>True for UTF-8; otherwise a fatal problem at the first broken row (older Chinese files are often GBK).</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> bytes, FileProblems problems)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return true;
        }

        var row = 1;
        foreach (var line in bytes.Split((byte)'\n'))
        {
            if (!System.Text.Unicode.Utf8.IsValid(bytes[line]))
            {
                break;
            }

            row++;
        }

        problems.Fatal(
            row,
            "",
            "",
            new Text("UTF-8编码的文本", "text in UTF-8"),
            new Text("文件可能是GBK编码或已损坏，请另存为UTF-8。", "The file may be GBK or damaged; save it as UTF-8."));
        return false;
    }
}
