using System.IO.Compression;
using Emergency.Core.Refusals;
using Emergency.Planning.ReductionList.Files;

namespace Emergency.Web.Features.Lists;

/// <summary>Reads an upload into memory, within limits. Nothing is written to disk under a name that the sender chose.</summary>
public static class UploadedList
{
    /// <summary>Largest upload, and largest content of an archive [bytes]: 32 MB.</summary>
    public const long LargestBytes = 32L << 20;

    private const int MostFiles = 32;

    /// <summary>The files of an upload: workbooks and CSV as they are, the CSV files of an archive; refused when too large or of another kind.</summary>
    public static async Task<Outcome<List<ListFile>>> ReadAsync(IFormFileCollection files, CancellationToken cancellationToken)
    {
        if (files.Count is 0 or > MostFiles || files.Sum(f => f.Length) > LargestBytes)
        {
            return Refuse($"上传了 {files.Count} 个文件", $"{files.Count} files were sent");
        }

        var found = new List<ListFile>();
        foreach (var file in files)
        {
            using var memory = new MemoryStream();
            await file.CopyToAsync(memory, cancellationToken);
            var name = Path.GetFileName(file.FileName);
            switch (Path.GetExtension(name).ToLowerInvariant())
            {
                case ".xlsx" or ".xls" or ".csv":
                    found.Add(new ListFile(name, memory.ToArray()));
                    break;
                case ".zip":
                    if (Unpack(memory) is not { } packed)
                    {
                        return Refuse($"“{name}”不是可读的压缩包，或内容过大", $"\"{name}\" is not a readable archive, or its content is too large");
                    }

                    found.AddRange(packed);
                    break;
                default:
                    return Refuse($"“{name}”不是工作簿、CSV 或压缩包", $"\"{name}\" is neither a workbook nor CSV nor an archive");
            }
        }

        return found;
    }

    private static List<ListFile>? Unpack(MemoryStream memory)
    {
        try
        {
            memory.Position = 0;
            using var archive = new ZipArchive(memory, ZipArchiveMode.Read);
            var entries = archive.Entries.Where(e => e.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)).Take(MostFiles + 1).ToList();
            var left = LargestBytes;
            var files = new List<ListFile>();
            foreach (var entry in entries)
            {
                // The size that an archive states may be a lie: what is read counts.
                using var content = entry.Open();
                using var copy = new MemoryStream();
                var buffer = new byte[81920];
                for (int read; (read = content.Read(buffer)) > 0;)
                {
                    left -= read;
                    if (left < 0)
                    {
                        return null;
                    }

                    copy.Write(buffer, 0, read);
                }

                files.Add(new ListFile(entry.Name, copy.ToArray()));
            }

            return entries.Count > MostFiles ? null : files;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Refusal Refuse(string zh, string en) => Refusal.Of(
        "LIST-030",
        $"上传内容无法使用：{zh}。",
        $"The upload cannot be used: {en}.",
        "请上传一个工作簿（.xlsx），或全部 CSV 文件（可打成一个 .zip），总计不超过 32 MB、32 个文件。",
        "Send one workbook (.xlsx), or all CSV files (also as one .zip), 32 MB and 32 files at most.");
}
