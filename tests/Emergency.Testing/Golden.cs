using System.Runtime.CompilerServices;
using Xunit;

namespace Emergency.Testing;

/// <summary>
/// Approved files: what people read (notices, screens, exports) is compared with a file that a person has looked at and committed.
/// On a difference the new text is written beside it as <c>X.received.txt</c>; after looking at it, rename it to <c>X.approved.txt</c>.
/// </summary>
public static class Golden
{
    /// <summary>Compares with <c>name.approved.txt</c> in the folder of the calling test. Line ends do not count.</summary>
    /// <param name="received">The text as it is now.</param>
    /// <param name="name">File name without extension, unique in its folder.</param>
    /// <param name="testFile">Filled in by the compiler.</param>
    public static void Check(string received, string name, [CallerFilePath] string testFile = "") =>
        CheckIn(Path.GetDirectoryName(OnThisMachine(testFile))!, received, name);

    /// <summary>The same in a folder named by the caller.</summary>
    public static void CheckIn(string folder, string received, string name)
    {
        var approvedFile = Path.Combine(folder, name + ".approved.txt");
        var receivedFile = Path.Combine(folder, name + ".received.txt");
        var now = Normal(received);
        var approved = File.Exists(approvedFile) ? Normal(File.ReadAllText(approvedFile)) : null;
        if (approved == now)
        {
            File.Delete(receivedFile);
            return;
        }

        File.WriteAllText(receivedFile, now);
        var advice = $"Look at {name}.received.txt beside {name}.approved.txt in {Path.GetRelativePath(Repository.Root, folder)}; if it is right, rename it.";
        Assert.Fail(approved is null ? $"There is no approved file yet. {advice}" : $"{FirstDifference(approved, now)} {advice}");
    }

    private static string Normal(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static string FirstDifference(string approved, string received)
    {
        var left = approved.Split('\n');
        var right = received.Split('\n');
        var line = Enumerable.Range(0, Math.Max(left.Length, right.Length)).First(i => left.ElementAtOrDefault(i) != right.ElementAtOrDefault(i));
        return $"Line {line + 1} was approved as \"{left.ElementAtOrDefault(line)}\" and is now \"{right.ElementAtOrDefault(line)}\".";
    }

    // A reproducible build writes source paths with a neutral root (/_/tests/…): find the file below this repository again.
    private static string OnThisMachine(string compiledPath)
    {
        var path = compiledPath.Replace('\\', '/');
        return Path.Combine(Repository.Root, path[(path.LastIndexOf("/tests/Emergency.", StringComparison.Ordinal) + 1)..]);
    }
}
