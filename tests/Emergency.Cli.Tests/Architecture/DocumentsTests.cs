using System.Diagnostics;
using System.Text.RegularExpressions;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Architecture;

public sealed partial class DocumentsTests
{
    /// <summary>The readme in both languages: what one says, the other says.</summary>
    private static readonly string[] Readmes = ["README.md", "README.zh-CN.md"];

    public static TheoryData<string> Documents => [.. SourceTree.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_links_only_to_what_exists(string document)
    {
        var folder = Path.GetDirectoryName(document)!;
        var links = Link().Matches(SourceTree.Read(document)).Select(m => m.Groups[1].Value).Where(l => !l.Contains("://", StringComparison.Ordinal) && !l.StartsWith('#'));
        Offenders.AssertNone(links.Where(l => !Exists(Path.Combine(folder, l.Split('#')[0]))), $"Mend the link in {document}.");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_names_only_paths_that_exist(string document)
    {
        // Placeholders (<capability>, X, NAME) end the part that can be checked.
        var paths = PathInText().Matches(SourceTree.Read(document)).Select(m => m.Groups[1].Value).Select(p => p.Split('<', '*', '…')[0]).Select(p => Placeholder().Replace(p, ""));

        Offenders.AssertNone(paths.Where(p => !Exists(p)), $"Mend the path in {document}.");
    }

    [Fact]
    public void Every_page_and_every_decision_is_in_its_index()
    {
        foreach (var folder in (string[])["docs", "docs/decisions"])
        {
            var index = Link().Matches(SourceTree.Read(folder + "/README.md")).Select(m => m.Groups[1].Value).ToHashSet();
            var pages = SourceTree.Files.Where(f => Path.GetDirectoryName(f)!.Replace('\\', '/') == folder && f.EndsWith(".md", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)).Where(f => f != "README.md");

            Offenders.AssertNone(pages.Where(p => !index.Contains(p)), $"Add it to {folder}/README.md.");
        }
    }

    [Fact]
    public void Both_readmes_show_the_same_commands_links_and_picture()
    {
        Assert.Equal(Commands(Readmes[0]), Commands(Readmes[1]));
        Assert.Equal(Targets(Readmes[0]), Targets(Readmes[1]));
    }

    [Fact]
    public void The_first_two_commands_of_the_readme_are_the_demonstration_and_the_tests()
    {
        Assert.Equal(["dotnet run --project src/Emergency.Cli -- demo", "bash tests/run.sh"], Commands(Readmes[0]).Take(2));
        Assert.True(File.Exists(Path.Combine(Repository.Root, "tests", "run.sh")));
    }

    [Fact]
    public async Task The_readme_names_only_commands_that_exist()
    {
        const string Start = "dotnet run --project src/Emergency.Cli ";
        var named = Commands(Readmes[0]).Where(c => c.StartsWith(Start, StringComparison.Ordinal)).Select(c => c[(c.IndexOf(" -- ", StringComparison.Ordinal) + 4)..].Split(' ')[0]).Distinct().ToList();
        using var help = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Emergency.Cli.dll"), "--help"]) { RedirectStandardOutput = true })!;
        var text = await help.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await help.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.NotEmpty(named);
        Offenders.AssertNone(named.Where(name => !Regex.IsMatch(text, $@"^\s+{name}\b", RegexOptions.Multiline)), "Mend the readme or add the command.");
    }

    [Fact]
    public void Every_identifier_of_the_glossary_exists_in_the_code()
    {
        var words = SourceTree.ProductCode.SelectMany(f => Word().Matches(SourceTree.Read(f)).Select(m => m.Value)).ToHashSet();
        var rows = SourceTree.Read("GLOSSARY.md").Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(l => l.Split('|')[3]);
        var identifiers = rows.SelectMany(cell => Word().Matches(cell).Select(m => m.Value)).Where(w => w != "identifier");

        Offenders.AssertNone(identifiers.Where(i => !words.Contains(i)).Distinct(), "Mend GLOSSARY.md or name the code as it says.");
    }

    [Fact]
    public void Every_row_of_the_glossary_has_a_term_in_both_languages_an_identifier_a_unit_and_a_source_and_none_stands_twice()
    {
        var rows = SourceTree.Read("GLOSSARY.md").Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.Contains("| identifier |", StringComparison.Ordinal))
            .Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToList()).ToList();

        Assert.NotEmpty(rows);
        Offenders.AssertNone(rows.Where(r => r.Count != 5 || r.Any(cell => cell.Length == 0)).Select(r => string.Join(" | ", r)), "Fill every cell; a dash says that there is nothing to say.");
        Offenders.AssertNone(rows.GroupBy(r => r[0]).Where(g => g.Count() > 1).Select(g => g.Key), "Keep one row a term.");
    }

    private static bool Exists(string relative)
    {
        var path = Path.Combine(Repository.Root, relative);
        return File.Exists(path) || Directory.Exists(path);
    }

    private static List<string> Commands(string readme) =>
        [.. CodeBlock().Matches(SourceTree.Read(readme)).SelectMany(m => m.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => line.Split(" #")[0].TrimEnd())];

    private static List<string> Targets(string readme) =>
        [.. Link().Matches(SourceTree.Read(readme)).Select(m => m.Groups[1].Value).Where(l => !l.StartsWith('#') && !Readmes.Contains(l))];

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|docs|data|models|tools|\.ci)/[^`\s]*)[^`]*`")]
    private static partial Regex PathInText();

    [GeneratedRegex(@"Emergency\.X\b.*$|\bNAME\b.*$")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^```\w*\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
