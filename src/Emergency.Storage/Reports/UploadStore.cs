using System.Security.Cryptography;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Receipts;

namespace Emergency.Storage.Reports;

/// <summary>
/// The folder of uploaded files, outside of what the web server serves. A file lies under the hash of its content, so that no name of a sender ever
/// reaches the file system, the same picture is kept once, and a content that was changed on the disk is found when it is read.
/// </summary>
/// <param name="folder">Root of the uploads; made when the first file comes. Several processes share it.</param>
public sealed class UploadStore(string folder)
{
    /// <summary>The content is missing or is not what was uploaded.</summary>
    public const string Damaged = "UPLOAD-004";

    /// <summary>Checks a content and keeps it. Keeping the same content twice is one file.</summary>
    /// <param name="sentName">Name the sender gave.</param>
    /// <param name="content">Whole content.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Outcome<ReceiptFile>> SaveAsync(string? sentName, byte[] content, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        var check = UploadRules.Check(sentName, content, hash);
        if (!check.Ok)
        {
            return check;
        }

        var path = PathOf(hash);
        if (!File.Exists(path) || new FileInfo(path).Length != content.Length)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // Written aside and moved into place, so that nobody ever reads half a file; two at once write the same bytes.
            var aside = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.part";
            await File.WriteAllBytesAsync(aside, content, cancellationToken);
            File.Move(aside, path, overwrite: true);
        }

        return check;
    }

    /// <summary>The content kept under a hash; refused when it is missing or was changed on the disk.</summary>
    public async Task<Outcome<byte[]>> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        var content = IsHash(hash) && File.Exists(PathOf(hash)) ? await File.ReadAllBytesAsync(PathOf(hash), cancellationToken) : null;
        return content is not null && Convert.ToHexStringLower(SHA256.HashData(content)) == hash
            ? content
            : Refusal.Of(
                Damaged,
                "该文件已缺失或与上传时不一致。",
                "The file is missing or is not what was uploaded.",
                "请从备份恢复上传目录（Uploads:Folder）。",
                "Restore the upload folder (Uploads:Folder) from the backup.");
    }

    private string PathOf(string hash) => Path.Combine(folder, hash[..2], hash);

    private static bool IsHash(string hash) => hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower);
}
