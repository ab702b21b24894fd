using System.Xml.Linq;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Architecture;

public sealed class ArrowTests
{
    public static TheoryData<string> Projects => [.. House.Arrows.Keys];

    public static TheoryData<string> PureProjects => [.. House.Pure];

    [Fact]
    public void Every_project_of_the_product_has_its_place_in_the_house()
    {
        var projects = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Where(d => Directory.GetFiles(d, "*.csproj").Length > 0).Select(d => Path.GetFileName(d));

        Assert.Equal(House.Arrows.Keys.Order(StringComparer.Ordinal), projects.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_file_refers_only_where_the_arrows_point(string project)
    {
        var file = XDocument.Parse(SourceTree.Read($"src/{project}/{project}.csproj"));
        var references = file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

        Offenders.AssertNone(references.Except(House.Arrows[project]), "Arrows run one way: see ARCHITECTURE.md.");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_uses_only_those_the_arrows_point_to(string project)
    {
        var used = AssemblyFacts.Read(project).References.Where(r => r.StartsWith("Emergency.", StringComparison.Ordinal));

        Offenders.AssertNone(used.Except(House.Arrows[project]), "Arrows run one way: see ARCHITECTURE.md.");
    }

    [Theory]
    [MemberData(nameof(PureProjects))]
    public void A_deciding_assembly_knows_no_database_and_no_network(string project)
    {
        var facts = AssemblyFacts.Read(project);
        var strangers = facts.References.Where(r => !r.StartsWith("System", StringComparison.Ordinal) && !r.StartsWith("Emergency.", StringComparison.Ordinal) && !House.PurePackages.Contains(r));
        var outside = facts.UsedMembers.Where(m => House.Outside.Any(o => m.StartsWith(o, StringComparison.Ordinal)));

        Offenders.AssertNone(strangers.Concat(outside), "Databases belong to Emergency.Storage, the network to Emergency.Web.");
    }

    [Theory]
    [MemberData(nameof(PureProjects))]
    public void A_deciding_assembly_reads_no_clock_and_draws_no_lots(string project)
    {
        Offenders.AssertNone(AssemblyFacts.Read(project).UsedMembers.Intersect(House.NotPure), "Take it as an argument: a decision must be replayable.");
    }

    [Theory]
    [MemberData(nameof(PureProjects))]
    public void A_deciding_project_asks_for_no_framework_beyond_the_base_library(string project)
    {
        var file = XDocument.Parse(SourceTree.Read($"src/{project}/{project}.csproj"));
        var packages = file.Descendants("PackageReference").Select(p => p.Attribute("Include")!.Value);

        Assert.Empty(file.Descendants("FrameworkReference"));
        Offenders.AssertNone(packages.Except(House.PurePackages), "Keep the deciding projects free of packages.");
    }
}
