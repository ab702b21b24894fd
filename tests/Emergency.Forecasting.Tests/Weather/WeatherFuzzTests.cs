using System.Text;
using Emergency.Forecasting.Weather;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Weather;

public sealed class WeatherFuzzTests
{
    public static TheoryData<string, string> EveryLayout()
    {
        var data = new TheoryData<string, string>();
        foreach (var (format, text) in WeatherSamples.All)
        {
            data.Add(format, text);
        }

        return data;
    }

    [Fact]
    public void Every_format_has_a_sample() => Assert.Equal(WeatherFormat.All.Select(f => f.Id), WeatherSamples.All.Select(s => s.Format));

    [Theory]
    [MemberData(nameof(EveryLayout))]
    public void Any_bytes_are_read_or_refused_and_never_throw(string format, string text)
    {
        Assert.NotEmpty(text);
        Prop.ForAll(Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf().ToArbitrary(), bytes => NothingHalfRead(WeatherFile.Of(format, bytes))).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(EveryLayout))]
    public void A_damaged_file_is_read_or_refused_and_never_throws(string format, string text)
    {
        var good = Encoding.UTF8.GetBytes(text);
        var damage =
            from at in Gen.Choose(0, good.Length - 1)
            from length in Gen.Choose(0, 6)
            from put in Gen.Elements("", "\"", ",", "\n", "\r\n", "x", "-", "1e9", "NaN", "\0", "99999999999999999999", "晋", "{", "}", "[", "null", "\\ud800", " ")
            select (byte[])[.. good[..at], .. Encoding.UTF8.GetBytes(put), .. good[Math.Min(good.Length, at + length)..]];
        Prop.ForAll(damage.ToArbitrary(), bytes => NothingHalfRead(WeatherFile.Of(format, bytes))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    /// <summary>Cut anywhere, a table either says so or ends between two rows: no number is shortened in silence.</summary>
    [Theory]
    [MemberData(nameof(EveryLayout))]
    public void A_file_cut_short_inside_a_row_never_passes_in_silence(string format, string text)
    {
        var good = Encoding.UTF8.GetBytes(text);
        for (var length = 0; length < good.Length; length++)
        {
            var file = WeatherFile.Of(format, good[..length]);
            NothingHalfRead(file);
            if (file.Problems.Count == 0 && length > 0)
            {
                Assert.Equal((byte)'\n', good[length - 1]);
            }
        }
    }

    /// <summary>Half a surrogate pair is JSON that has no text; it may stand in names and values.</summary>
    [Theory]
    [InlineData("\"latitude\"")]
    [InlineData("\"timezone\"")]
    [InlineData("\"°C\"")]
    [InlineData("\"hourly\"")]
    [InlineData("\"2026-01-05T01:00\"")]
    [InlineData("\"temperature_2m\"")]
    [InlineData("null")]
    public void Text_that_is_no_text_is_read_or_refused(string replaced) =>
        NothingHalfRead(WeatherFile.Of("open-meteo", WeatherSamples.Meteo.Replace(replaced, "\"\\ud800\"", StringComparison.Ordinal)));

    private static void NothingHalfRead(WeatherFile file)
    {
        if (file.Fatal.Any())
        {
            Assert.Empty(file.Hours);
            Assert.Empty(file.Runs);
        }

        Assert.All(file.Hours, hour => Assert.False(hour.Empty));
        Assert.All(file.Hours, hour => Assert.InRange(hour.Hour.Day.Date.Year, 1989, 2100));
        Assert.All(file.Hours, hour => Assert.All(Enum.GetValues<WeatherVariable>(), v => Assert.True(hour[v] is null || double.IsFinite(hour[v]!.Value))));
        Assert.All(file.Runs, run => Assert.InRange(run.Hours.Count, 1, 384));
        Assert.All(file.Problems, problem => Assert.NotEmpty(problem.Expected.Zh));
    }
}
