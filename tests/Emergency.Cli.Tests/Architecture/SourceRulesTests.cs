using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Emergency.Cli.Tests.Architecture;

public sealed partial class SourceRulesTests
{
    private static readonly string[] KindsOfClass = ["Models", "Services", "Helpers", "Utils", "Utilities", "Managers", "Common", "Misc"];

    public static TheoryData<string> Projects => [.. House.Arrows.Keys];

    [Fact]
    public void Folders_are_named_for_what_the_product_does()
    {
        // Forecasting/Models holds forecast models, which is its subject.
        var offenders = SourceTree.Folders.Where(f => KindsOfClass.Contains(Path.GetFileName(f)) && !f.EndsWith("Emergency.Forecasting/Models", StringComparison.Ordinal) && !f.EndsWith("Emergency.Forecasting.Tests/Models", StringComparison.Ordinal));

        Offenders.AssertNone(offenders, "Name the folder for its subject, not for kinds of class.");
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var offenders = SourceTree.ProductCode
            .Select(file => (file, Said: Namespace().Match(SourceTree.Read(file)).Groups[1].Value))
            .Where(f => f.Said.Length > 0 && f.Said != Path.GetDirectoryName(f.file)!.Replace('\\', '/')["src/".Length..].Replace('/', '.'))
            .Select(f => $"{f.file} says {f.Said}");

        Offenders.AssertNone(offenders, "Move the file or mend its namespace.");
    }

    [Fact]
    public void No_file_is_longer_than_500_lines()
    {
        string[] code = [".cs", ".cshtml", ".js", ".css", ".sh", ".md"];
        var offenders = SourceTree.TextFiles
            .Where(f => code.Contains(Path.GetExtension(f)) && !f.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(f => (f, Lines: SourceTree.Read(f).Count(c => c == '\n')))
            .Where(f => f.Lines > 500)
            .Select(f => $"{f.f}: {f.Lines} lines");

        Offenders.AssertNone(offenders, "Split it by what it does.");
    }

    [Fact]
    public void Nothing_in_the_product_is_a_stub()
    {
        var stub = string.Concat("NotImplemented", "Exception");

        Offenders.AssertNone(SourceTree.ProductCode.Where(f => SourceTree.Read(f).Contains(stub, StringComparison.Ordinal)), "Do the work or leave the member out.");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_public_type_is_documented(string project)
    {
        var comments = XDocument.Load(Path.Combine(AppContext.BaseDirectory, project + ".xml")).Descendants("member")
            .Where(m => m.Elements("summary").Any(s => !string.IsNullOrWhiteSpace(s.Value)) || m.Elements("inheritdoc").Any())
            .Select(m => m.Attribute("name")!.Value)
            .ToHashSet();

        Offenders.AssertNone(
            AssemblyFacts.Read(project).PublicTypes.Where(t => IsOurs(t, project) && !comments.Contains("T:" + t)),
            "Say what it means, its unit, its range.");
    }

    [Fact]
    public void The_compiler_checks_that_every_public_member_is_documented()
    {
        var switches = XDocument.Parse(SourceTree.Read("Directory.Build.props")).Descendants("PropertyGroup").Elements().ToLookup(e => e.Name.LocalName, e => e.Value);
        Assert.Equal(["true"], switches["GenerateDocumentationFile"]);
        Assert.Equal(["true"], switches["TreatWarningsAsErrors"]);

        var warning = string.Concat("CS", "1591");
        var silenced = SourceTree.Files
            .Where(f => f.StartsWith("src/", StringComparison.Ordinal) && !f.Contains("/Migrations/", StringComparison.Ordinal) && Path.GetExtension(f) is ".cs" or ".csproj" or ".props")
            .Where(f => SourceTree.Read(f).Contains(warning, StringComparison.Ordinal) || SourceTree.Read(f).Contains("<GenerateDocumentationFile>false", StringComparison.Ordinal));
        Offenders.AssertNone(silenced, "Document the members instead of silencing the warning.");
    }

    // Razor compiles each page into a class of its own, and top-level statements into Program.
    private static bool IsOurs(string type, string project) =>
        type.StartsWith(project + ".", StringComparison.Ordinal);

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
