using System.Text.Json;
using Emergency.Core.Decisions;
using Emergency.Core.Time;

namespace Emergency.Core.Tests.Decisions;

public sealed class CanonicalJsonTests
{
    private static readonly Sample Given = new("晋城市 PM2.5 > 150 µg/m³", WarningLevel.Orange, LocalDay.Of(2019, 1, 11), Hour.Ending(new DateOnly(2019, 1, 11), 16), 0.20m, null, ContentHash.Of("abc"));

    [Fact]
    public void The_bytes_are_fixed() =>
        Assert.Equal(
            """{"text":"晋城市 PM2.5 > 150 µg/m³","level":"Orange","day":"2019-01-11","hour":"2019-01-11T15:00:00+08:00","share":0.20,"nothing":null,"hash":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}""",
            CanonicalJson.Write(Given));

    [Fact]
    public void What_is_written_is_read_back() => Assert.Equal(Given, CanonicalJson.Read<Sample>(CanonicalJson.Write(Given)));

    [Fact]
    public void The_indented_form_is_the_same_document() =>
        Assert.Equal(Given, CanonicalJson.Read<Sample>(JsonSerializer.Serialize(Given, CanonicalJson.Indented)));

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"text":"x","level":"Orange","day":"11.01.2019","hour":"2019-01-11T15:00:00+08:00","share":1,"nothing":null,"hash":"x"}""")]
    [InlineData("""{"text":"x","level":"Orange","day":"2019-01-11","hour":"2019-01-11T15:00:00+08:00","share":"1","nothing":null,"hash":"x"}""")]
    public void What_is_no_such_document_is_refused(string json) => Assert.Throws<JsonException>(() => CanonicalJson.Read<Sample>(json));

    private sealed record Sample(string Text, WarningLevel Level, LocalDay Day, Hour Hour, decimal Share, string? Nothing, ContentHash Hash);
}
