using System.Text.Json;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Indexing;

public sealed class AqiCalculatorTests
{
    internal static readonly AqiRules Of2012 = ShippedRules.Library.Aqi("cn", LocalDay.Of(2019, 1, 1)).OrThrow();
    internal static readonly AqiRules Of2026 = ShippedRules.Library.Aqi("cn", LocalDay.Of(2026, 3, 1)).OrThrow();

    private static AqiRules Edition(int year) => year == 2012 ? Of2012 : Of2026;

    private static int? Iaqi(int edition, Pollutant pollutant, Averaging averaging, string concentration) =>
        AqiCalculator.Iaqi(Edition(edition), new(pollutant, averaging), decimal.Parse(concentration, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Worked by hand from table 1 of the standards; between breakpoints the exact value is named.</summary>
    [Theory]
    [InlineData(2012, Pollutant.Pm25, Averaging.Hour24, "0", 0)]
    [InlineData(2012, Pollutant.Pm25, Averaging.Hour24, "35", 50)]
    [InlineData(2012, Pollutant.Pm25, Averaging.Hour24, "36", 52)] // 51.25
    [InlineData(2012, Pollutant.Pm25, Averaging.Hour24, "60", 82)] // 81.25
    [InlineData(2012, Pollutant.Pm25, Averaging.Hour24, "75", 100)]
    [InlineData(2026, Pollutant.Pm25, Averaging.Hour24, "60", 100)]
    [InlineData(2026, Pollutant.Pm25, Averaging.Hour24, "75", 114)] // 113.63…
    [InlineData(2012, Pollutant.Pm25, Averaging.Hour24, "150", 200)]
    [InlineData(2012, Pollutant.Pm25, Averaging.Hour24, "150.127590131", 201)] // 200.13
    [InlineData(2026, Pollutant.Pm25, Averaging.Hour24, "250", 300)]
    [InlineData(2012, Pollutant.Pm10, Averaging.Hour24, "150", 100)]
    [InlineData(2026, Pollutant.Pm10, Averaging.Hour24, "120", 100)]
    [InlineData(2012, Pollutant.Pm10, Averaging.Hour24, "351", 202)] // 201.43
    [InlineData(2012, Pollutant.So2, Averaging.Hour24, "151", 101)] // 100.15
    [InlineData(2012, Pollutant.No2, Averaging.Hour24, "41", 52)] // 51.25
    [InlineData(2012, Pollutant.Co, Averaging.Hour24, "0.1", 3)] // 2.5
    [InlineData(2012, Pollutant.Co, Averaging.Hour24, "2.2", 55)] // exactly 55: binary arithmetic says 56
    [InlineData(2012, Pollutant.Co, Averaging.Hour1, "65.4", 218)] // exactly 218: binary arithmetic says 219
    [InlineData(2026, Pollutant.Co, Averaging.Hour24, "2.2", 55)]
    [InlineData(2012, Pollutant.O3, Averaging.Hour8, "266", 201)] // 200.19
    [InlineData(2012, Pollutant.O3, Averaging.Hour8, "800", 300)]
    public void An_individual_index_is_exact_and_rounded_up(int edition, Pollutant pollutant, Averaging averaging, string concentration, int iaqi) =>
        Assert.Equal(iaqi, Iaqi(edition, pollutant, averaging, concentration));

    [Theory]
    [InlineData("aqi-hj633-2012.json", 2012)]
    [InlineData("aqi-hj633-2026.json", 2026)]
    public void Every_test_vector_beside_the_standards_agrees(string file, int edition)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path(Path.Combine("..", "domain", file))));
        var vectors = document.RootElement.GetProperty("testVectors").EnumerateArray().ToList();

        Assert.NotEmpty(vectors);
        Assert.All(vectors, vector =>
        {
            var pollutant = Pollutants.Parse(vector.GetProperty("pollutant").GetString()!.Replace('_', '.'))!.Value;
            var averaging = vector.GetProperty("averaging").GetString() switch { "h1" => Averaging.Hour1, "h8" => Averaging.Hour8, _ => Averaging.Hour24 };
            Assert.Equal(vector.GetProperty("iaqi").GetInt32(), AqiCalculator.Iaqi(Edition(edition), new(pollutant, averaging), vector.GetProperty("concentration").GetDecimal()));
        });
    }

    [Fact]
    public void One_hour_particles_are_judged_by_the_daily_row() => Assert.Equal(200, Iaqi(2012, Pollutant.Pm25, Averaging.Hour1, "150"));

    [Fact]
    public void Above_a_short_row_2012_gives_no_index_and_2026_counts_the_last()
    {
        Assert.Null(Iaqi(2012, Pollutant.So2, Averaging.Hour1, "801"));
        Assert.Equal(200, Iaqi(2026, Pollutant.So2, Averaging.Hour1, "801"));
        Assert.Null(Iaqi(2012, Pollutant.O3, Averaging.Hour8, "801"));
        Assert.Equal(300, Iaqi(2026, Pollutant.O3, Averaging.Hour8, "801"));
    }

    [Fact]
    public void Above_a_full_row_the_index_stays_at_500() => Assert.Equal(500, Iaqi(2012, Pollutant.Pm25, Averaging.Hour24, "900"));

    [Fact]
    public void A_negative_concentration_is_a_bug_of_the_caller() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AqiCalculator.Iaqi(Of2012, new(Pollutant.Co, Averaging.Hour1), -1));

    [Theory]
    [InlineData("34.5", "34")]
    [InlineData("35.5", "36")]
    [InlineData("35.51", "36")]
    public void The_2026_text_rounds_half_to_even_first_and_the_2012_text_does_not_round(string given, string rounded)
    {
        var concentration = decimal.Parse(given, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(decimal.Parse(rounded, System.Globalization.CultureInfo.InvariantCulture), AqiCalculator.Rounded(Of2026, Pollutant.Pm25, concentration));
        Assert.Equal(concentration, AqiCalculator.Rounded(Of2012, Pollutant.Pm25, concentration));
    }

    [Fact]
    public void Carbon_monoxide_keeps_one_decimal_in_2026() => Assert.Equal(2.2m, AqiCalculator.Rounded(Of2026, Pollutant.Co, 2.25m));

    [Fact]
    public void Pollutants_that_tie_are_all_primary_in_their_order()
    {
        var result = AqiCalculator.Combine(Of2012, [Value(Pollutant.No2, 70), Value(Pollutant.Pm10, 120), Value(Pollutant.Pm25, 120)]);

        Assert.Equal(120, result!.Aqi);
        Assert.Equal([Pollutant.Pm25, Pollutant.Pm10], result.Primary);
        Assert.Equal("轻度污染", result.Category.Name.Zh);
    }

    [Fact]
    public void At_50_there_is_no_primary_pollutant_and_at_51_there_is()
    {
        Assert.Empty(AqiCalculator.Combine(Of2012, [Value(Pollutant.O3, 50)])!.Primary);
        Assert.Equal([Pollutant.O3], AqiCalculator.Combine(Of2012, [Value(Pollutant.O3, 51)])!.Primary);
    }

    [Fact]
    public void The_index_starts_at_0_in_2012_and_at_1_in_2026()
    {
        Assert.Equal(0, AqiCalculator.Combine(Of2012, [Value(Pollutant.O3, 0)])!.Aqi);
        Assert.Equal(1, AqiCalculator.Combine(Of2026, [Value(Pollutant.O3, 0)])!.Aqi);
    }

    [Fact]
    public void Without_any_index_there_is_no_result() => Assert.Null(AqiCalculator.Combine(Of2012, [new(new(Pollutant.So2, Averaging.Hour1), 900, null, 1, null)]));

    [Theory]
    [InlineData(50, 1)]
    [InlineData(51, 2)]
    [InlineData(150, 3)]
    [InlineData(151, 4)]
    [InlineData(200, 4)]
    [InlineData(201, 5)]
    [InlineData(300, 5)]
    [InlineData(301, 6)]
    [InlineData(500, 6)]
    public void Categories_change_one_above_their_end(int aqi, int level) => Assert.Equal(level, AqiCalculator.CategoryOf(Of2012, aqi).Level);

    [Theory]
    [InlineData(2012)]
    [InlineData(2026)]
    public void The_index_never_falls_when_a_concentration_rises(int edition)
    {
        var rules = Edition(edition);
        var pair =
            from row in Gen.Elements(rules.Rows.ToArray())
            from low in Gen.Choose(0, 1_500_000)
            from rise in Gen.Choose(0, 20_000)
            let scale = row.Breakpoints[^1] * 1.2m / 1_500_000m
            select (row.Indicator, Low: low * scale, High: (low + rise) * scale);
        Prop.ForAll(pair.ToArbitrary(), p =>
        {
            var low = AqiCalculator.Iaqi(rules, p.Indicator, AqiCalculator.Rounded(rules, p.Indicator.Pollutant, p.Low));
            var high = AqiCalculator.Iaqi(rules, p.Indicator, AqiCalculator.Rounded(rules, p.Indicator.Pollutant, p.High));
            // 2012: above a short row another averaging speaks for the pollutant; the law for whole days is in DailyIndexLaws.
            Assert.True(high is null || low <= high, $"{p}: {low} > {high}");
        }).QuickCheckThrowOnFailure();
    }

    private static IndicatorValue Value(Pollutant pollutant, int iaqi) => new(new(pollutant, Averaging.Hour24), 1, iaqi, 24, null);
}
