using System.Text.Json.Nodes;
using Emergency.Core.Decisions;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;

namespace Emergency.Forecasting.Tests.Models.Trained;

public class ModelFileTests
{
    private static readonly Lazy<string> LazyJson = new(() => ModelFile.Write(SmallModels.Quick.Model));

    private static string Json => LazyJson.Value;

    [Fact]
    public void A_model_read_back_forecasts_the_same_to_the_bit_and_is_written_the_same()
    {
        var read = ModelFile.Read(Json, "model.json").OrThrow();
        Assert.Equal(Json, ModelFile.Write(read));
        Assert.Equal(("small", MadeUpCity.Name, SmallModels.Quick.Model.To), (read.Id, read.Place, read.To));
        var input = SmallModels.Input();
        foreach (var known in new[] { input, input with { WeatherForecast = null }, input with { WeatherForecast = null, ObservedWeather = null }, input with { Place = "远方", Hours = [.. input.Hours.Select(h => h with { Place = "远方" })] } })
        {
            Assert.Equal(CanonicalJson.Write(SmallModels.Quick.Model.Predict(known, 1)), CanonicalJson.Write(read.Predict(known, 1)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"version\":2}")]
    [InlineData("\u0000\u0001")]
    [InlineData("{\"version\":2,\"id\":\"a\",\"place\":\"b\",\"from\":\"2015-01-01\",\"to\":\"2015-12-31\",\"normal\":[null],\"variants\":[null]}")]
    public void What_is_no_model_is_refused(string json) => Assert.Equal("MODEL-001", ModelFile.Read(json, "model.json").Refusal?.Code);

    [Fact]
    public void A_model_of_another_version_is_refused_with_both_numbers()
    {
        var refusal = ModelFile.Read(Json.Replace("{\"version\":2,", "{\"version\":3,", StringComparison.Ordinal), "d/model.json").Refusal;
        Assert.Equal("MODEL-001", refusal?.Code);
        Assert.Contains("version 3, expected 2", refusal!.ToString(), StringComparison.Ordinal);
        Assert.Contains("d/model.json", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", "\" \"")]
    [InlineData("place", "null")]
    [InlineData("from", "\"yesterday\"")]
    [InlineData("normal.0", "\"AAAA\"")]
    [InlineData("lagged.0.0.4", "\"//+/fw==\"")]
    [InlineData("variants", "[]")]
    [InlineData("variants.0.setting", "99")]
    [InlineData("variants.0.setting", "\"Forecast\"")]
    [InlineData("variants.0.scope", "7")]
    [InlineData("variants.2.box", "null")]
    [InlineData("variants.0.days.0", "-1")]
    [InlineData("variants.0.days.0", "2000000000")]
    [InlineData("variants.0.days", "[]")]
    [InlineData("variants.0.misses", "\"\"")]
    [InlineData("variants.0.pollutants.1", "null")]
    [InlineData("variants.0.pollutants.1.treeOfLead.0", "50")]
    [InlineData("variants.0.pollutants.1.stack.3.centres", "[1]")]
    [InlineData("variants.0.pollutants.1.stack.3", "null")]
    [InlineData("variants.0.pollutants.1.season", "\"not base64!\"")]
    [InlineData("variants.1.neural.0.means", "\"AAAAAA\"")]
    public void A_value_that_cannot_be_is_refused(string path, string value)
    {
        var root = JsonNode.Parse(Json)!;
        var steps = path.Split('.');
        var node = root;
        foreach (var step in steps[..^1])
        {
            node = int.TryParse(step, out var i) ? node[i]! : node[step]!;
        }

        if (int.TryParse(steps[^1], out var last))
        {
            Assert.True(last < node.AsArray().Count);
            node[last] = JsonNode.Parse(value);
        }
        else
        {
            Assert.True(node.AsObject().ContainsKey(steps[^1]));
            node[steps[^1]] = JsonNode.Parse(value);
        }

        Assert.Equal("MODEL-001", ModelFile.Read(root.ToJsonString(), "model.json").Refusal?.Code);
    }

    [Fact]
    public void Numbers_that_are_none_are_refused()
    {
        var root = JsonNode.Parse(Json)!;
        var ridge = root["variants"]![0]!["pollutants"]![0]!["ridge"]!;
        var bytes = Convert.FromBase64String((string)ridge[2]!);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), float.PositiveInfinity);
        ridge[2] = Convert.ToBase64String(bytes);
        Assert.Equal("MODEL-001", ModelFile.Read(root.ToJsonString(), "model.json").Refusal?.Code);
    }

    [Theory]
    [InlineData("lowest", "9")]
    [InlineData("slope", "1e999")]
    public void A_spread_that_no_forecast_could_use_is_refused(string field, string value)
    {
        var root = JsonNode.Parse(Json)!;
        var spread = root["variants"]![0]!["spreads"]![7]!;
        Assert.True(spread.AsObject().ContainsKey(field));
        spread[field] = JsonNode.Parse(value);
        Assert.Equal("MODEL-001", ModelFile.Read(root.ToJsonString(), "model.json").Refusal?.Code);
    }

    [Fact]
    public void Damage_anywhere_is_refused_or_read_and_never_throws()
    {
        var random = new Random(20);
        var input = SmallModels.Input();
        for (var time = 0; time < 60; time++)
        {
            var text = Json;
            var at = random.Next(text.Length);
            var damaged = (time % 4) switch
            {
                0 => text[..at],
                1 => text[..at] + text[Math.Min(text.Length, at + 1 + random.Next(40))..],
                2 => text[..at] + (char)random.Next(32, 127) + text[(at + 1)..],
                _ => text[..at] + "\"},[null" + text[at..],
            };
            var read = ModelFile.Read(damaged, "model.json");
            Assert.True(read.Ok || read.Refusal!.Code == "MODEL-001");
            if (read.Ok)
            {
                // A changed digit is not always seen; what it makes must still be a forecast.
                Assert.Equal(10, read.Value.Predict(input, 1).Days.Count);
            }
        }
    }
}
