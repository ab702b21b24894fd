using Xunit;

namespace Emergency.Testing;

/// <summary>Real observations, lists and warnings that are not part of the repository: tests that need them skip with a reason when they are absent, and fail under CI.</summary>
public static class SharedData
{
    /// <summary>Full path below the shared data folder, e.g. <c>Path("beijing")</c>. Skips the test when absent, fails it when CI=true.</summary>
    public static string Path(string relative) => Required(System.IO.Path.Combine("data", relative));

    /// <summary>Full path of a table of facts, e.g. <c>Domain("reduction-targets.json")</c>: the independent statement that rule books are compared with. Skips or fails as <see cref="Path"/>.</summary>
    public static string Domain(string relative) => Required(System.IO.Path.Combine("domain", relative));

    private static string Required(string relative)
    {
        var path = System.IO.Path.Combine(Root, relative);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            var reason = $"Evaluation data \"{relative}\" is not here (looked beside the repository, or set EMERGENCY_SHARED).";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(reason);
            }

            Assert.Skip(reason);
        }

        return path;
    }

    private static string Root =>
        Environment.GetEnvironmentVariable("EMERGENCY_SHARED") is { Length: > 0 } folder ? folder : System.IO.Path.Combine(Repository.Root, "..", "shared");
}
