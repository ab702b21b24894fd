using System.Text.Json;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Testing;

namespace Emergency.Core.Tests.Rules;

/// <summary>The shipped books against the tables of facts they were made from, read independently of the loader.</summary>
public sealed class DomainFactsTests
{
    private static RuleLibrary Library => ShippedRules.Library;

    [Theory]
    [InlineData("HJ633-2012", "aqi-hj633-2012.json")]
    [InlineData("HJ633-2026", "aqi-hj633-2026.json")]
    public void Breakpoints_equal_the_published_table(string edition, string file)
    {
        var facts = Read(file).GetProperty("iaqiTable").EnumerateArray()
            .Select(r => (Pollutant: PollutantOf(r), Averaging: AveragingOf(r), Iaqi: Numbers(r, "iaqi"), Breakpoints: Numbers(r, "breakpoints")))
            .OrderBy(r => r.Pollutant).ThenBy(r => r.Averaging).Select(Told);
        var rules = Library.Aqi(Library.Edition(RuleBooks.Aqi, edition).OrThrow()).OrThrow();

        Assert.Equal(facts, rules.Rows.Select(r => (r.Indicator.Pollutant, r.Indicator.Averaging, Join(r.Iaqi), Join(r.Breakpoints))).OrderBy(r => r.Pollutant).ThenBy(r => r.Averaging).Select(Told));
    }

    [Theory]
    [InlineData("HJ633-2012", "aqi-hj633-2012.json")]
    [InlineData("HJ633-2026", "aqi-hj633-2026.json")]
    public void The_table_reproduces_the_published_test_vectors(string edition, string file)
    {
        var rules = Library.Aqi(Library.Edition(RuleBooks.Aqi, edition).OrThrow()).OrThrow();
        foreach (var vector in Read(file).GetProperty("testVectors").EnumerateArray())
        {
            var row = rules.Rows.Single(r => r.Indicator == new Indicator(PollutantOf(vector), AveragingOf(vector)));
            var concentration = vector.GetProperty("concentration").GetDecimal();
            var above = Enumerable.Range(1, row.Breakpoints.Count - 1).First(i => concentration <= row.Breakpoints[i]);
            var (low, high) = (row.Breakpoints[above - 1], row.Breakpoints[above]);
            var iaqi = row.Iaqi[above - 1] + ((row.Iaqi[above] - row.Iaqi[above - 1]) * (concentration - low) / (high - low));

            Assert.Equal((vector.ToString(), vector.GetProperty("iaqi").GetInt32()), (vector.ToString(), (int)decimal.Ceiling(iaqi)));
        }
    }

    [Theory]
    [InlineData("HJ633-2012", "aqi-hj633-2012.json")]
    [InlineData("HJ633-2026", "aqi-hj633-2026.json")]
    public void Categories_equal_the_published_ones(string edition, string file)
    {
        var facts = Read(file).GetProperty("levels").EnumerateArray().Select(l =>
            $"{l.GetProperty("level")} {l.GetProperty("min")} {l.GetProperty("max")} {l.GetProperty("categoryZh")} {l.GetProperty("colourZh")} {Numbers(l, "rgb")}");
        var rules = Library.Aqi(Library.Edition(RuleBooks.Aqi, edition).OrThrow()).OrThrow();

        Assert.Equal(facts, rules.Categories.Select(c => $"{c.Level} {c.Min} {c.Max} {c.Name.Zh} {c.Colour.Zh} {string.Join(' ', c.Rgb)}"));
    }

    [Theory]
    [InlineData("MEP-2017-86", "MEP-2017-86")]
    [InlineData("MEE-2018-875", "MEE-2018-875")]
    [InlineData("Shanxi-2020", "MEE-2018-875")]
    [InlineData("MEE-2024-6", "MEE-2024-6")]
    public void Triggers_equal_the_published_ones(string edition, string factId)
    {
        var version = Read("warning-thresholds.json").GetProperty("versions").EnumerateArray().Single(v => v.GetProperty("id").GetString() == factId);
        var facts = version.GetProperty("levels").EnumerateArray().SelectMany(level => level.GetProperty("anyOf").EnumerateArray().Select(alternative =>
            level.GetProperty("level").GetString() + ": " + string.Join(" and ", alternative.EnumerateArray().Select(c => $"{c.GetProperty("metric")} {c.GetProperty("op")} {c.GetProperty("threshold")} for {c.GetProperty("durationHours")}"))));
        var rules = Library.Triggers(Library.Edition(RuleBooks.WarningTriggers, edition).OrThrow()).OrThrow();

        Assert.Equal(facts.Order(), rules.Triggers.Select(t => $"{t.Level}: " + string.Join(" and ", t.Conditions.Select(c =>
            $"{(c.Metric == TriggerMetric.Aqi24h ? "AQI24h" : "AQI1h")} {(c.Comparison == Comparison.Above ? ">" : ">=")} {c.Threshold} for {c.DurationHours}"))).Order());
    }

    [Theory]
    [InlineData("2017-2018")]
    [InlineData("2019-on")]
    public void Reduction_shares_equal_the_published_ones(string edition)
    {
        var version = Read("reduction-targets.json").GetProperty("versions").EnumerateArray().Single(v => v.GetProperty("id").GetString() == edition);
        var rules = Library.Targets(Library.Edition(RuleBooks.ReductionTargets, edition).OrThrow()).OrThrow();
        foreach (var (level, roman) in new[] { (WarningLevel.Yellow, "III"), (WarningLevel.Orange, "II"), (WarningLevel.Red, "I") })
        {
            var target = rules.Levels.Single(l => l.Level == level);
            Assert.Equal(
                version.GetProperty("minFraction").GetProperty(roman).EnumerateObject().Select(p => (p.Name, p.Value.GetDecimal())),
                EmittedPollutants.All.Select(p => (p.Code(), target.MinFraction[p])));
            decimal? swap = version.TryGetProperty("swap", out var s) ? s.GetProperty("minSum").GetProperty(roman).GetDecimal() : null;
            Assert.Equal(swap, target.SwapMinSum);
        }
    }

    [Fact]
    public void Industries_equal_the_published_list_and_keep_its_doubts()
    {
        var facts = Read("industries.json").GetProperty("industries").EnumerateArray()
            .Select(i => (i.GetProperty("no").GetInt32(), i.GetProperty("code").GetString()!, i.GetProperty("zh").GetString()!, i.GetProperty("hardToStopQuickly").ValueKind != JsonValueKind.Null));
        var unsure = Read("industries.json").GetProperty("industries").EnumerateArray()
            .Where(i => i.GetProperty("gradeSchemeConfidence").GetString()!.Contains("unsure", StringComparison.Ordinal)).Select(i => i.GetProperty("code").GetString()!);
        var rules = Library.Grades(Library.Edition(RuleBooks.GradeSchemes, "MEE-2020-340").OrThrow()).OrThrow();

        Assert.Equal(facts, rules.Industries.Where(i => i.IsKey).Select(i => (i.Number!.Value, i.Code, i.Name.Zh, i.HardToStop is not null)));
        Assert.Subset(rules.Industries.Where(i => i.Source.Confidence == Confidence.Unsure).Select(i => i.Code).ToHashSet(), unsure.ToHashSet());
    }

    private static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Domain(file)));
        return document.RootElement.Clone();
    }

    private static Pollutant PollutantOf(JsonElement row) => Pollutants.Parse(row.GetProperty("pollutant").GetString()!.Replace('_', '.'))!.Value;

    private static Averaging AveragingOf(JsonElement row) => row.GetProperty("averaging").GetString() switch { "h1" => Averaging.Hour1, "h8" => Averaging.Hour8, _ => Averaging.Hour24 };

    private static string Numbers(JsonElement row, string name) => Join(row.GetProperty(name).EnumerateArray().Select(v => v.GetDecimal()));

    private static string Join(IEnumerable<decimal> values) => string.Join(' ', values);

    private static string Told((Pollutant Pollutant, Averaging Averaging, string Iaqi, string Breakpoints) row) => row.ToString();
}
