using System.Text.Json;
using System.Text.RegularExpressions;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Architecture;

public sealed partial class RepositoryTests
{
    [Fact]
    public void No_file_names_a_package_registry_or_a_path_of_somebodys_machine()
    {
        var offenders =
            from file in SourceTree.TextFiles
            from match in RegistryOrMachine().Matches(SourceTree.Read(file))
            select $"{file}: {match.Value}";

        Offenders.AssertNone(offenders, "A clone must work elsewhere: leave the host and the path out.");
    }

    [Fact]
    public void No_file_sends_restores_to_a_registry_of_its_own()
    {
        string[] forbidden = ["nuget.config", ".npmrc", ".yarnrc", ".yarnrc.yml"];

        Offenders.AssertNone(SourceTree.Files.Where(f => forbidden.Contains(Path.GetFileName(f).ToLowerInvariant())), "Each machine brings its own settings.");
    }

    [Fact]
    public void Every_project_in_the_solution_has_a_lock_file_without_addresses()
    {
        var projects = SolutionProject().Matches(SourceTree.Read("Emergency.sln")).Select(m => m.Groups[1].Value.Replace('\\', '/')).ToList();
        Assert.NotEmpty(projects);
        foreach (var project in projects)
        {
            var file = $"{Path.GetDirectoryName(project)!.Replace('\\', '/')}/packages.lock.json";
            Assert.Contains(file, SourceTree.Files);
            Assert.DoesNotContain("://", SourceTree.Read(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_npm_lock_file_names_packages_and_hashes_but_no_address_to_load_from()
    {
        foreach (var file in SourceTree.Files.Where(f => Path.GetFileName(f) == "package-lock.json"))
        {
            using var document = JsonDocument.Parse(SourceTree.Read(file));
            foreach (var package in document.RootElement.GetProperty("packages").EnumerateObject().Where(p => p.Name.Length > 0))
            {
                Assert.False(package.Value.TryGetProperty("resolved", out _), $"{file}: {package.Name} has \"resolved\".");
                Assert.True(package.Value.TryGetProperty("integrity", out _), $"{file}: {package.Name} has no \"integrity\".");
            }
        }
    }

    [Fact]
    public void Every_test_project_is_in_the_solution_and_so_in_every_run()
    {
        var solution = SourceTree.Read("Emergency.sln").Replace('\\', '/');
        var projects = SourceTree.Files.Where(f => f.StartsWith("tests/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal));

        Offenders.AssertNone(projects.Where(p => !solution.Contains(p, StringComparison.Ordinal)), "Add it: dotnet sln add …");
    }

    [Fact]
    public void The_floor_of_the_build_check_is_a_plain_number()
    {
        Assert.True(int.TryParse(SourceTree.Read(".ci/floor"), out var floor) && floor > 0);
        Assert.True(File.Exists(Path.Combine(Repository.Root, ".ci", "run")));
    }

    // Written in pieces so that this file does not find itself.
    [GeneratedRegex("registry\\." + "npm|nuget\\." + "org|npm" + "mirror|pypi\\." + "org|(?<![\\w.~)}])/(?:work|root|home|Users)" + "/\\w|[A-Z]:\\\\Users" + "\\\\")]
    private static partial Regex RegistryOrMachine();

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex SolutionProject();
}
