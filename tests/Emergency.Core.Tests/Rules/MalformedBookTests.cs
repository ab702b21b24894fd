using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Emergency.Core.Rules;
using Emergency.Testing;

namespace Emergency.Core.Tests.Rules;

/// <summary>
/// One file in <c>Malformed/</c> for each way a rule book can be wrong: shipped books with one thing changed, and exactly the problems that must be reported.
/// </summary>
public sealed partial class MalformedBookTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Emergency.Core.Tests", "Rules", "Malformed");

    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_fault_is_reported_with_file_key_and_remedy_and_nothing_else_is(string name)
    {
        var given = Case(name);
        using var books = new TempFolder();
        Lay(given, books);

        var load = RuleLibrary.Load(books.Path, ShippedRules.Regions);

        Assert.Equal(Strings(given["expected"]!), load.Problems.Select(p => $"{p.Code} {p.File} {p.Key}".Replace(books.Path, "", StringComparison.Ordinal).Trim()));
        Assert.False(load.Library.Ok);
        Assert.Equal("RULE-002", load.Library.Refusal!.Code);
        Assert.All(load.Problems, p => Assert.All([p.What.Zh, p.What.En, p.Remedy.Zh, p.Remedy.En], sentence => Assert.NotEmpty(sentence)));
        if ((string?)given["says"] is { } says)
        {
            Assert.Contains(says, load.Problems[0].What.Zh, StringComparison.Ordinal);
            Assert.Contains(says, load.Problems[0].What.En, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_problem_code_of_the_source_has_a_malformed_file()
    {
        var source = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Emergency.Core", "Rules"), "*.cs", SearchOption.AllDirectories);
        var raised = source.SelectMany(f => Code().Matches(File.ReadAllText(f))).Select(m => m.Value).Distinct().Order();
        var tried = Directory.EnumerateFiles(Folder).SelectMany(f => Strings(Case(Path.GetFileNameWithoutExtension(f))["expected"]!)).Select(e => Code().Match("\"" + e).Value).Distinct().Order();

        Assert.Equal(raised, tried);
    }

    private static void Lay(JsonObject given, TempFolder books)
    {
        var editions = Strings(given["books"]!);
        foreach (var edition in editions)
        {
            var text = File.ReadAllText(Path.Combine(ShippedData.RulesFolder, edition, "book.json"));
            if (edition == ((string?)given["edit"] ?? editions[0]))
            {
                text = (string?)given["raw"] ?? Edited(text, given);
            }

            books.Write((string?)given["as"] ?? $"{edition}/book.json", text);
            if ((string?)given["copyTo"] is { } copy)
            {
                books.Write(copy, text);
            }
        }

        if ((string?)given["stray"] is { } stray)
        {
            books.Write(stray, "");
        }
    }

    private static string Edited(string text, JsonObject given)
    {
        var book = JsonNode.Parse(text)!.AsObject();
        foreach (var (field, value) in Fields(given["header"]))
        {
            Set(book, field, value);
        }

        if (book["values"] is JsonObject values)
        {
            foreach (var (key, parts) in Fields(given["values"]))
            {
                var entry = values[key] as JsonObject ?? (JsonObject)(values[key] = new JsonObject());
                foreach (var (part, value) in Fields(parts))
                {
                    if (part == "setNull")
                    {
                        entry["value"] = null;
                    }
                    else
                    {
                        Set(entry, part, value);
                    }
                }
            }

            var prefix = (string?)given["removePrefix"];
            foreach (var key in values.Select(v => v.Key).Where(k => prefix is not null && k.StartsWith(prefix, StringComparison.Ordinal)).Concat(Strings(given["remove"] ?? new JsonArray())).ToList())
            {
                Assert.True(values.Remove(key));
            }
        }

        return book.ToJsonString();
    }

    // In a case file null means "leave it out".
    private static void Set(JsonObject target, string field, JsonNode? value)
    {
        target.Remove(field);
        if (value is not null)
        {
            target.Add(field, value.DeepClone());
        }
    }

    private static JsonObject Fields(JsonNode? node) => node as JsonObject ?? [];

    private static JsonObject Case(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")))!.AsObject();

    private static List<string> Strings(JsonNode list) => list.Deserialize<List<string>>()!;

    [GeneratedRegex("(?<=\")RULE-1[0-9]{2}")]
    private static partial Regex Code();
}
