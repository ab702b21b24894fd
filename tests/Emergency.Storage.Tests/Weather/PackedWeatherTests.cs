using Emergency.Core.Time;
using Emergency.Forecasting.Weather;
using Emergency.Storage.Weather;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Storage.Tests.Weather;

public sealed class PackedWeatherTests
{
    private static readonly Hour First = new(430_000);

    [Fact]
    public void What_was_packed_comes_back_bit_by_bit()
    {
        var value = Gen.OneOf(Gen.Constant(float.NaN), Gen.Choose(-10_000, 10_000).Select(n => n / 7f));
        Prop.ForAll(value.ArrayOf(7 * 30).ToArbitrary(), values =>
        {
            var series = Series(values);
            var back = PackedWeather.Unpack(PackedWeather.Pack(series), First, series.Count);
            Assert.Equal(series.First, back.First);
            Assert.All(Enum.GetValues<WeatherVariable>(), v => Assert.Equal(series[v], back[v]));
            Assert.Equal(WeatherBytes.HashOf(series), WeatherBytes.HashOf(back));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_hash_is_of_values_and_hours()
    {
        var series = Series([.. Enumerable.Range(0, 7 * 4).Select(n => (float)n)]);
        var same = Series([.. Enumerable.Range(0, 7 * 4).Select(n => n == 0 ? -0f : n)]);
        Assert.Equal(WeatherBytes.HashOf(series), WeatherBytes.HashOf(same));
        same[WeatherVariable.Rain][3] += 0.1f;
        Assert.NotEqual(WeatherBytes.HashOf(series), WeatherBytes.HashOf(same));
        Assert.NotEqual(WeatherBytes.HashOf(series), WeatherBytes.HashOf(PackedWeather.Unpack(PackedWeather.Pack(series), First.Plus(1), 4)));
    }

    [Fact]
    public void A_damaged_payload_is_never_taken_for_weather()
    {
        var packed = PackedWeather.Pack(Series([.. Enumerable.Range(0, 7 * 4).Select(n => (float)n)]));
        Assert.Throws<InvalidDataException>(() => PackedWeather.Unpack(packed, First, 5));
        Assert.Throws<InvalidDataException>(() => PackedWeather.Unpack(packed, First, 3));
        Assert.Throws<InvalidDataException>(() => PackedWeather.Unpack(packed[..^8], First, 4));
    }

    internal static WeatherSeries Series(float[] values)
    {
        var series = new WeatherSeries(First, values.Length / 7);
        foreach (var variable in Enum.GetValues<WeatherVariable>())
        {
            values.AsSpan((int)variable * series.Count, series.Count).CopyTo(series[variable]);
        }

        return series;
    }
}
