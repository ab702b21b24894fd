using Emergency.Testing;

namespace Emergency.Cli.Tests.Architecture;

/// <summary>The files of the repository as a clone has them: build output, downloaded packages and results left out.</summary>
internal static class SourceTree
{
    private static readonly string[] NotOurs = ["bin", "obj", ".git", "node_modules", "artifacts", "TestResults", ".vs", ".idea", ".vscode"];

    private static readonly string[] Binary = [".png", ".jpg", ".ico", ".gz", ".xlsx", ".xls", ".docx", ".zip", ".woff2", ".db"];

    /// <summary>Paths relative to the repository with forward slashes, ordered.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Walk(Repository.Root).Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>Every folder that holds one of <see cref="Files"/>, with all folders above it.</summary>
    public static IReadOnlyList<string> Folders { get; } =
        [.. Files.SelectMany(Parents).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Files written by people as text.</summary>
    public static IEnumerable<string> TextFiles => Files.Where(f => !Binary.Contains(Path.GetExtension(f)));

    /// <summary>C# files of the product, generated migrations left out.</summary>
    public static IEnumerable<string> ProductCode => Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal) && !f.Contains("/Migrations/", StringComparison.Ordinal));

    /// <summary>Content of a file named relative to the repository.</summary>
    public static string Read(string relative) => File.ReadAllText(Path.Combine(Repository.Root, relative));

    private static IEnumerable<string> Walk(string folder)
    {
        // A worktree's .git is a file, hence the check of both.
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => Path.GetFileName(f) != ".git"))
        {
            yield return file;
        }

        foreach (var below in Directory.EnumerateDirectories(folder).Where(d => !NotOurs.Contains(Path.GetFileName(d)) && !d.EndsWith(Path.Combine("wwwroot", "lib"), StringComparison.Ordinal)))
        {
            foreach (var file in Walk(below))
            {
                yield return file;
            }
        }
    }

    private static IEnumerable<string> Parents(string file)
    {
        for (var folder = Path.GetDirectoryName(file); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            yield return folder.Replace('\\', '/');
        }
    }
}
