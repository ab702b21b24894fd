using Emergency.Core.Refusals;

namespace Emergency.Forecasting.Observing;

/// <summary>Turns the files and folders a person names into a list of files: the only place of this folder that looks at the file system.</summary>
public static class ObservationFiles
{
    /// <summary>
    /// Every named file, and every file of the format at any depth below a named folder, each once, folders in ordinal order of their paths. Refused when a path
    /// does not exist or nothing is found.
    /// </summary>
    public static Outcome<IReadOnlyList<string>> Expand(IEnumerable<string> paths, ObservationFormat format) => Expand(paths, format.Id, format.BelongsInFolder);

    /// <inheritdoc cref="Expand(IEnumerable{string}, ObservationFormat)"/>
    /// <param name="paths">Files and folders.</param>
    /// <param name="format">Name of the format, for the refusal.</param>
    /// <param name="belongs">True for the paths below a folder that are of the format.</param>
    public static Outcome<IReadOnlyList<string>> Expand(IEnumerable<string> paths, string format, Func<string, bool> belongs)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (File.Exists(path))
            {
                files.Add(path);
            }
            else if (Directory.Exists(path))
            {
                files.AddRange(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Where(file => belongs(Path.GetRelativePath(path, file).Replace('\\', '/')))
                    .Order(StringComparer.Ordinal));
            }
            else
            {
                return Refusal.Of("OBSERVATION-002", $"找不到“{path}”。", $"\"{path}\" does not exist.", "请核对路径。", "Check the path.");
            }
        }

        return files.Count > 0
            ? files.DistinctBy(Path.GetFullPath).ToList()
            : Refusal.Of(
                "OBSERVATION-003",
                $"所给文件夹中没有{format}格式的文件。",
                $"The folders hold no file of the format {format}.",
                "请直接指定文件，或核对--format。",
                "Name the files themselves, or check --format.");
    }
}
