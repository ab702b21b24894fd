using System.Text;
using System.Text.Json.Nodes;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.WhatIf;
using FsCheck.Fluent;

namespace Emergency.Planning.Tests.WhatIf;

/// <summary>Scenarios files: what is right is read, what is wrong is named, all at once.</summary>
public sealed class ScenarioFileTests
{
    [Fact]
    public void The_sample_is_read_and_each_scenario_takes_over_what_it_does_not_say()
    {
        var question = Read(ScenarioSample.Text).Question!;
        Assert.Equal(4, question.Scenarios.Count);
        Assert.Equal(("橙色补足", WarningLevel.Orange, PlanMode.Supplement, 3), (question.Base.Name, question.Base.Level, question.Base.Mode, question.Base.Days));
        Assert.All(question.Scenarios, s => Assert.Equal((3, OrderScope.District, true), (s.Days, s.Order, s.Swap)));
        Assert.Equal(4, question.Scenarios[0].Lasting);
        Assert.Equal(0.25m, question.Scenarios[2].Targets[EmittedPollutant.Vocs]);
        Assert.Equal((1.05m, 0.95m), (question.Scenarios[3].SocietyFactor, question.Scenarios[3].EmissionFactors[0].Factor));
    }

    [Fact]
    public void Everything_wrong_is_reported_at_once_with_its_path()
    {
        var reading = Read("""
            {
              "base": { "level": "purple", "days": 0, "targets": { "so2": 1.5, "ozone": 0.1 }, "level": "red" },
              "scenarios": [
                { "levle": "red" },
                { "name": "a", "grades": [{ "to": "A" }], "limits": [{ "grade": "B" }, { "grade": "B", "atLeast": 0.6, "atMost": 0.5 }] },
                { "name": "a", "zones": [{ "zone": "x" }], "swap": "no", "mode": "1", "exempt": {} },
                { "name": "b", "lossFactors": [{ "factor": 0 }], "shortagePrice": -1, "order": "activate,none" },
                { "name": "c" },
                { "name": "d" }
              ],
              "note": 1
            }
            """);
        Assert.Null(reading.Question);
        Assert.Equal(
            [
                "WHATIF-002 $.base.targets.ozone", "WHATIF-002 $.note", "WHATIF-002 $.scenarios[0].levle",
                "WHATIF-003 $.base.days", "WHATIF-003 $.base.level", "WHATIF-003 $.base.targets.so2", "WHATIF-003 $.scenarios[1].limits[1].atLeast", "WHATIF-003 $.scenarios[2].exempt", "WHATIF-003 $.scenarios[2].mode", "WHATIF-003 $.scenarios[2].swap", "WHATIF-003 $.scenarios[3].lossFactors[0].factor", "WHATIF-003 $.scenarios[3].order", "WHATIF-003 $.scenarios[3].shortagePrice",
                "WHATIF-004 $.scenarios[0].name", "WHATIF-004 $.scenarios[1].grades[0].codes", "WHATIF-004 $.scenarios[1].limits[0].atMost", "WHATIF-004 $.scenarios[2].zones[0].shares",
                "WHATIF-005 $.base.level", "WHATIF-005 $.scenarios[2].name",
                "WHATIF-006 $.scenarios",
            ],
            reading.Problems.Select(p => $"{p.Code} {p.Path}").Order(StringComparer.Ordinal));
        Assert.All(reading.Problems, p => Assert.True(p.File == "s.json" && p.Expected.Zh.Length > 0 && p.Remedy.En.Length > 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{\"base\":{\"name\":\"\\ud800\"}}")]
    public void What_is_no_scenarios_file_is_said(string text) => Assert.NotEmpty(Read(text).Problems);

    [Fact]
    public void A_file_without_anything_is_the_base_alone() => Assert.Empty(Read("{}").Question!.Scenarios);

    [Fact]
    public void Broken_files_never_throw_and_never_pass_unseen() => Law.Holds(Law.Seeds, seed =>
    {
        // The sample with one value replaced by something else: read to a question, or refused with a path.
        var random = new Random(seed);
        var root = JsonNode.Parse(ScenarioSample.Text)!;
        var nodes = new List<JsonNode>();
        Collect(root, nodes);
        var victim = nodes[random.Next(1, nodes.Count)];
        JsonNode?[] others = [null, JsonValue.Create(-1), JsonValue.Create(1e300), JsonValue.Create("😀\u0000"), JsonValue.Create(true), new JsonArray(new JsonArray()), new JsonObject { ["x"] = 1 }, JsonValue.Create(new string('长', 5000))];
        victim.ReplaceWith(others[random.Next(others.Length)]);
        return Sound(Read(root.ToJsonString()));
    }, 300);

    [Fact]
    public void Random_bytes_never_throw() => Law.Holds(ArbMap.Default.GeneratorFor<byte[]>(), bytes => Sound(ScenarioFile.Read("s.json", bytes)), 300);

    [Fact]
    public void Cut_off_files_are_refused() => Law.Holds(Gen.Choose(0, Encoding.UTF8.GetByteCount(ScenarioSample.Text) - 4), length => Read(Encoding.UTF8.GetBytes(ScenarioSample.Text)[..length]).Problems.Count > 0, 100);

    private static bool Sound(ScenarioReading reading) => reading.Question is null == reading.Problems.Count > 0 && reading.Problems.All(p => p.Path.StartsWith('$') && p.Code.StartsWith("WHATIF-00", StringComparison.Ordinal));

    private static void Collect(JsonNode node, List<JsonNode> into)
    {
        into.Add(node);
        foreach (var child in node switch { JsonObject o => o.Select(p => p.Value), JsonArray a => a, _ => (IEnumerable<JsonNode?>)[] })
        {
            if (child is not null)
            {
                Collect(child, into);
            }
        }
    }

    private static ScenarioReading Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static ScenarioReading Read(byte[] bytes) => ScenarioFile.Read("s.json", bytes);
}
