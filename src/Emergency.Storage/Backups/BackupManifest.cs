namespace Emergency.Storage.Backups;

/// <summary>One file of a backup.</summary>
/// <param name="Path">Path below the backup's folder, with forward slashes.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256 of the content, 64 lower-case hexadecimal digits.</param>
public sealed record BackupFile(string Path, long Length, string Sha256);

/// <summary>What the database said at the instant of the backup.</summary>
/// <param name="Migration">Newest migration applied.</param>
/// <param name="AuditEntries">Entries of the audit log.</param>
/// <param name="AuditHead">Hash of its last entry: what <c>audit verify</c> would have printed.</param>
public sealed record BackupFacts(string Migration, long AuditEntries, string AuditHead);

/// <summary>Says what a backup holds; written last, as <c>manifest.json</c>, so that a folder with a manifest is a whole backup.</summary>
/// <param name="Format">Layout of the folder; 1.</param>
/// <param name="MadeAt">When it was begun.</param>
/// <param name="Program">Version of the program that made it.</param>
/// <param name="Database">"sqlite" or "postgres": a backup goes back into the kind of database it came from.</param>
/// <param name="Facts">What the database said.</param>
/// <param name="Files">Every file, by path.</param>
public sealed record BackupManifest(int Format, DateTimeOffset MadeAt, string Program, string Database, BackupFacts Facts, IReadOnlyList<BackupFile> Files)
{
    /// <summary>Name of the manifest's file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The layout this program writes and reads.</summary>
    public const int CurrentFormat = 1;
}

/// <summary>Folders beside the database that belong to an installation; empty for one that is not set.</summary>
/// <param name="Uploads"><c>Uploads:Folder</c>.</param>
/// <param name="Models"><c>Models:Folder</c>.</param>
/// <param name="Keys"><c>Keys:Folder</c>.</param>
public sealed record BackupFolders(string Uploads, string Models, string Keys)
{
    /// <summary>Each folder under its name in a backup, and the setting that names it.</summary>
    public IReadOnlyList<(string Name, string Setting, string Folder)> All =>
        [("uploads", "Uploads:Folder", Uploads), ("models", "Models:Folder", Models), ("keys", "Keys:Folder", Keys)];
}

/// <summary>A program of the database that a backup needs is missing (<see cref="Exception.InnerException"/> says how it was looked for) or failed.</summary>
public sealed class DatabaseToolException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="tool">Name of the program.</param>
    /// <param name="message">What it said.</param>
    /// <param name="missing">True when there is no such program.</param>
    /// <param name="inner">What the system said.</param>
    public DatabaseToolException(string tool, string message, bool missing, Exception? inner = null)
        : base(message, inner)
    {
        (Tool, Missing) = (tool, missing);
    }

    /// <summary>Name of the program.</summary>
    public string Tool { get; }

    /// <summary>True when there is no such program.</summary>
    public bool Missing { get; }
}
