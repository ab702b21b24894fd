namespace Emergency.Testing;

/// <summary>Where the repository is, for tests that read its files.</summary>
public static class Repository
{
    /// <summary>The folder that holds Emergency.sln.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Emergency.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Emergency.sln was not found above the test output.");
    }
}
