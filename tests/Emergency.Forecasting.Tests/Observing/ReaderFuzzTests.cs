using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Observing;

public sealed class ReaderFuzzTests
{
    public static TheoryData<string, string> EveryLayout()
    {
        var data = new TheoryData<string, string>();
        foreach (var (format, text) in Samples.All)
        {
            data.Add(format, text);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryLayout))]
    public void A_good_sample_has_no_problem(string format, string text) => Assert.Empty(Reading.Of(format, text).Problems);

    [Theory]
    [MemberData(nameof(EveryLayout))]
    public void Any_bytes_are_read_or_refused_and_never_throw(string format, string text)
    {
        Assert.NotEmpty(text);
        Prop.ForAll(Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf().ToArbitrary(), bytes => NothingHalfRead(Reading.Of(format, bytes))).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(EveryLayout))]
    public void A_damaged_file_is_read_or_refused_and_never_throws(string format, string text)
    {
        var good = Encoding.UTF8.GetBytes(text);
        var damage =
            from at in Gen.Choose(0, good.Length - 1)
            from length in Gen.Choose(0, 6)
            from put in Gen.Elements("", "\"", ",", "\n", "\r\n", "x", "-", "1e9", "NaN", "\0", "99999999999999999999", "晋", "{", "}")
            select (byte[])[.. good[..at], .. Encoding.UTF8.GetBytes(put), .. good[Math.Min(good.Length, at + length)..]];
        Prop.ForAll(damage.ToArbitrary(), bytes => NothingHalfRead(Reading.Of(format, bytes))).QuickCheckThrowOnFailure();
    }

    /// <summary>Cut anywhere, a table either says so or ends between two rows: no number is shortened in silence.</summary>
    [Theory]
    [MemberData(nameof(EveryLayout))]
    public void A_file_cut_short_inside_a_row_never_passes_in_silence(string format, string text)
    {
        var good = Encoding.UTF8.GetBytes(text);
        for (var length = 0; length < good.Length; length++)
        {
            var reading = Reading.Of(format, good[..length]);
            NothingHalfRead(reading);
            if (reading.Problems.Count == 0)
            {
                Assert.Equal((byte)'\n', good[length - 1]);
            }
        }
    }

    private static void NothingHalfRead(Reading reading)
    {
        if (reading.Fatal.Any())
        {
            Assert.Empty(reading.Hours);
            Assert.Empty(reading.Days);
        }

        Assert.All(reading.Hours, hour => Assert.NotEmpty(hour.Place));
        Assert.All(reading.Hours, hour => Assert.InRange(hour.Hour.Day.Date.Year, 1989, 2100));
        Assert.All(reading.Problems, problem => Assert.NotEmpty(problem.Expected.Zh));
    }
}
