namespace Emergency.Testing;

/// <summary>A folder of its own for one test, removed with everything in it at the end.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Full path of the folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("emergency-").FullName;

    /// <summary>Full path of a file or folder below it; nothing is created but the folders above.</summary>
    public string this[string relative]
    {
        get
        {
            var path = System.IO.Path.Combine(Path, relative);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            return path;
        }
    }

    /// <summary>Writes a UTF-8 text file without byte-order mark and gives its full path.</summary>
    public string Write(string relative, string content)
    {
        var path = this[relative];
        File.WriteAllText(path, content);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that a test killed may still be letting go of its files; the system's temporary folder is cleaned by the system.
        }
    }
}
