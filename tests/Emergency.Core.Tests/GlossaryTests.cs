using System.Text.RegularExpressions;
using Emergency.Testing;

namespace Emergency.Core.Tests;

public sealed partial class GlossaryTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "GLOSSARY.md"));

    private static readonly Lazy<string> Source = new(() => string.Join(
        '\n',
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText)));

    [Fact]
    public void Every_identifier_of_the_glossary_is_in_the_source()
    {
        var missing = Rows().SelectMany(r => Identifier().Matches(r[2])).SelectMany(m => m.Groups[1].Value.Split('.'))
            .Distinct().Where(name => !Regex.IsMatch(Source.Value, $@"\b{name}\b"));

        Assert.Equal([], missing);
    }

    [Fact]
    public void Every_row_has_a_term_in_both_languages_an_identifier_a_unit_and_a_source() =>
        Assert.All(Rows(), row =>
        {
            Assert.Equal(5, row.Length);
            Assert.All(row, cell => Assert.NotEmpty(cell));
            Assert.Matches(Identifier(), row[2]);
        });

    [Fact]
    public void No_term_stands_twice() => Assert.Equal(Rows().Select(r => r[0]).Distinct(), Rows().Select(r => r[0]));

    private static List<string[]> Rows() =>
        [.. Lines.Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| 中文", StringComparison.Ordinal)).Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray())];

    [GeneratedRegex("`([A-Za-z0-9.]+)`")]
    private static partial Regex Identifier();
}
