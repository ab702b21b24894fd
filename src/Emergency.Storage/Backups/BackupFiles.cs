using System.Security.Cryptography;

namespace Emergency.Storage.Backups;

/// <summary>Copies and hashes files, each pushed to the disk before it counts.</summary>
internal static class BackupFiles
{
    /// <summary>Files that are still being written by <see cref="Reports.UploadStore"/>.</summary>
    private const string Unfinished = ".part";

    /// <summary>Makes a folder that only its owner may open: a backup holds names, phones, password hashes and keys.</summary>
    public static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Whole files below a folder, by path with forward slashes; none when it does not exist.</summary>
    public static IReadOnlyList<string> Below(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Where(f => !f.EndsWith(Unfinished, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>Length and hash of a file.</summary>
    public static async Task<BackupFile> DescribeAsync(string root, string relative, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(root, relative));
        var hash = await SHA256.HashDataAsync(file, cancellationToken);
        return new BackupFile(relative, file.Length, Convert.ToHexStringLower(hash));
    }

    /// <summary>Copies a file that must not exist yet at its target; written aside and moved into place, so that nobody ever finds half of it.</summary>
    public static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(to))!);
        var aside = to + Unfinished;
        await using (var source = File.OpenRead(from))
        await using (var target = new FileStream(aside, FileMode.Create, FileAccess.Write))
        {
            await source.CopyToAsync(target, cancellationToken);
            target.Flush(flushToDisk: true);
        }

        File.Move(aside, to);
    }

    /// <summary>Pushes a file that another program wrote to the disk.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
