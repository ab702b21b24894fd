using System.Globalization;
using System.Text;
using Emergency.Core.Refusals;

namespace Emergency.Dispatch.Receipts;

/// <summary>A file that came with a receipt, checked and stored under its content.</summary>
/// <param name="Name">Name shown and offered for saving; cleaned, with the ending of its kind.</param>
/// <param name="ContentType">Kind by its content, never by what the sender said.</param>
/// <param name="Bytes">Length [bytes].</param>
/// <param name="Sha256">Hash of the content, 64 hexadecimal digits.</param>
public sealed record ReceiptFile(string Name, string ContentType, long Bytes, string Sha256);

/// <summary>
/// What may be uploaded: photographs and PDF, by their first bytes. Names come from strangers: nothing of them reaches the file system, and what is shown
/// is cleaned of everything that a path, a shell or a header could misread.
/// </summary>
public static class UploadRules
{
    /// <summary>Most files with one receipt.</summary>
    public const int MostFiles = 6;

    /// <summary>Largest file [bytes]: 10 MB, a photograph of a phone.</summary>
    public const int LargestFile = 10 << 20;

    /// <summary>Largest request with files [bytes].</summary>
    public const long LargestRequest = (MostFiles * (long)LargestFile) + (1 << 20);

    /// <summary>Too many files, or none where one is needed.</summary>
    public const string TooMany = "UPLOAD-001";

    /// <summary>A file is empty or too large.</summary>
    public const string WrongSize = "UPLOAD-002";

    /// <summary>A file is neither photograph nor PDF.</summary>
    public const string WrongKind = "UPLOAD-003";

    private const int LongestName = 80;
    private const int HeaderBytes = 32;

    /// <summary>The kind of a content by its first bytes; null when it is none that is taken.</summary>
    public static (string ContentType, string Ending)? KindOf(ReadOnlySpan<byte> content)
    {
        var head = content[..Math.Min(content.Length, HeaderBytes)];
        return head switch
        {
            _ when head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) && head.Length >= 4 && head[3] is 0xDB or (>= 0xE0 and <= 0xEF) or 0xEE or 0xC0 or 0xC2 or 0xC4 or 0xFE => ("image/jpeg", ".jpg"),
            _ when head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) && head.Length >= 16 && head[12..16].SequenceEqual("IHDR"u8) => ("image/png", ".png"),
            _ when head.StartsWith("RIFF"u8) && head.Length >= 16 && head[8..12].SequenceEqual("WEBP"u8) && head[12..15].SequenceEqual("VP8"u8) => ("image/webp", ".webp"),
            _ when head.StartsWith("%PDF-"u8) && head.Length >= 8 && head[5] is (byte)'1' or (byte)'2' && head[6] == (byte)'.' => ("application/pdf", ".pdf"),
            _ => null,
        };
    }

    /// <summary>
    /// A name that is safe to show and to offer for saving: the last part of what was sent, letters, digits, blanks, dots, hyphens and underscores only,
    /// at most 80 characters, with the ending of the kind found. Never empty, never starting with a dot.
    /// </summary>
    public static string CleanName(string? sent, string ending)
    {
        var last = (sent ?? "").Split('/', '\\', ':')[^1];
        var stem = last.LastIndexOf('.') is > 0 and var dot ? last[..dot] : last;
        var clean = new StringBuilder();
        foreach (var rune in stem.EnumerateRunes())
        {
            if (clean.Length >= LongestName)
            {
                break;
            }

            clean.Append(Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' or ' ' or '.' ? rune.ToString() : "_");
        }

        var name = clean.ToString().Trim(' ', '.');
        return (name.Length == 0 ? "file" : name) + ending;
    }

    /// <summary>Refuses a number of files that is too large.</summary>
    public static Refusal? CheckCount(int count) => count <= MostFiles
        ? null
        : Refusal.Of(
            TooMany,
            $"一次最多上传{MostFiles}个文件，收到{count}个。",
            $"At most {MostFiles} files go with one report; {count} came.",
            "请挑选能说明情况的几张，其余可另行补报。",
            "Choose those that show what matters; send the others with another report.");

    /// <summary>Checks one content. Gives the file as it will be kept, or why not.</summary>
    /// <param name="sentName">Name the sender gave.</param>
    /// <param name="content">Whole content.</param>
    /// <param name="sha256">Hash of the content.</param>
    public static Outcome<ReceiptFile> Check(string? sentName, ReadOnlySpan<byte> content, string sha256)
    {
        var shown = CleanName(sentName, "");
        if (content.Length is 0 or > LargestFile)
        {
            return Refusal.Of(
                WrongSize,
                $"文件“{shown}”{(content.Length == 0 ? "是空的" : string.Create(CultureInfo.InvariantCulture, $"有{content.Length / 1048576.0:0.0} MB，超过{LargestFile >> 20} MB"))}。",
                $"The file \"{shown}\" {(content.Length == 0 ? "is empty" : string.Create(CultureInfo.InvariantCulture, $"has {content.Length / 1048576.0:0.0} MB, more than {LargestFile >> 20} MB"))}.",
                "请重新拍摄，或缩小后上传。",
                "Take the picture again, or make it smaller.");
        }

        return KindOf(content) is { } kind
            ? new ReceiptFile(CleanName(sentName, kind.Ending), kind.ContentType, content.Length, sha256)
            : Refusal.Of(
                WrongKind,
                $"文件“{shown}”不是可接收的照片（JPEG、PNG、WebP）或 PDF；按文件内容判断，与扩展名无关。",
                $"The file \"{shown}\" is no photograph (JPEG, PNG, WebP) and no PDF; its content counts, not its ending.",
                "请上传照片或 PDF；苹果手机的 HEIC 照片请先转为 JPEG。",
                "Send a photograph or a PDF; turn HEIC pictures of an iPhone into JPEG first.");
    }
}
