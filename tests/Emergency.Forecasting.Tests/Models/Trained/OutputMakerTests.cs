using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;

namespace Emergency.Forecasting.Tests.Models.Trained;

public class OutputMakerTests
{
    private static readonly Hour Issue = LocalDay.Of(2015, 1, 15).FirstHour;

    [Fact]
    public void Intervals_hold_the_median_and_no_probability_rises_with_the_threshold()
    {
        foreach (var issue in new[] { Issue, Issue.Plus(16) })
        {
            var output = Make(issuedAt: issue);
            Assert.Equal(200, output.Trajectories.Count);
            Assert.All(output.Days, d =>
            {
                Assert.True(d.AqiLow <= d.Aqi && d.Aqi <= d.AqiHigh && d.Pm25Low < d.Pm25 && d.Pm25 < d.Pm25High, d.ToString());
                Assert.True(d.Above100 >= d.Above150 && d.Above150 >= d.Above200 && d.Above200 >= d.Above300, d.ToString());
                Assert.True(d.WithOzone!.Above100 >= d.WithOzone.Above150 && d.WithOzone.Above150 >= d.WithOzone.Above200 && d.WithOzone.Above200 >= d.WithOzone.Above300);
                Assert.InRange(d.Category!.Value, 1, 6);
                Assert.All(d.Pollutants, p => Assert.True(p.Low <= p.Median && p.Median <= p.High));
                Assert.Equal(issue.Day.Plus(d.Lead - (issue.HourOfDay == 0 ? 1 : 0)), d.Day);
            });
        }
    }

    [Fact]
    public void Ozone_and_dust_only_ever_raise_the_index()
    {
        var output = Make();
        for (var m = 0; m < output.Trajectories.Count; m++)
        {
            for (var lead = 0; lead < 10; lead++)
            {
                Assert.True(output.AqiTrajectories[m][lead] >= output.Trajectories[m][lead]);
                Assert.True(output.Trajectories[m][lead] >= output.WarningTrajectories[m][lead]);
            }
        }

        Assert.All(output.Days, d => Assert.True(d.Aqi >= d.AqiWithoutOzone && d.AqiWithoutOzone >= d.AqiForWarnings && d.WithOzone!.Above150 >= d.Above150));
        // Dust enough to lead: it counts for the index, never for a warning.
        var dusty = Make(pm10: 600);
        Assert.All(dusty.Days, d => Assert.True(d.AqiWithoutOzone > d.AqiForWarnings + 50));
    }

    [Fact]
    public void Probabilities_count_the_members()
    {
        var output = Make();
        Assert.All(output.Days, d =>
        {
            Assert.Equal(output.Trajectories.Count(t => t[d.Lead - 1] > 150) / 200.0, d.Above150, 4);
            Assert.Equal(output.AqiTrajectories.Count(t => t[d.Lead - 1] > 100) / 200.0, d.WithOzone!.Above100, 4);
            Assert.InRange(output.Pm25Trajectories.Count(t => t[d.Lead - 1] < d.Pm25Low) / 200.0, 0.07, 0.1);
        });
    }

    [Fact]
    public void Misses_are_those_of_the_season()
    {
        var output = Make();
        // Summer misses half as much in this bank.
        Assert.True(Width(Make(issuedAt: LocalDay.Of(2015, 7, 15).FirstHour)) < 0.75 * Width(output));
    }

    [Fact]
    public void Widened_intervals_are_wider_by_the_factor()
    {
        Assert.Equal(1.5 * Width(Make()), Width(Make(widen: 1.5)), 0.02);
        Assert.Equal(Make().Days[3].Pm25Mean, Make(widen: 1.5).Days[3].Pm25Mean);
    }

    [Fact]
    public void Members_keep_the_correlation_between_days_and_pollutants()
    {
        var output = Make();
        var logs = output.Pm25Trajectories.Select(t => t.Select(v => Math.Log(v)).ToArray()).ToList();
        Assert.Equal(0.8, MathNet.Numerics.Statistics.Correlation.Pearson(logs.Select(l => l[4]), logs.Select(l => l[5])), 0.12);
        Assert.InRange(MathNet.Numerics.Statistics.Correlation.Pearson(logs.Select(l => l[0]), logs.Select(l => l[9])), -0.2, 0.4);
    }

    [Fact]
    public void The_seed_chooses_the_members_and_days_that_are_left_out_stay_out()
    {
        Assert.Equal(Make(seed: 4).Pm25Trajectories, Make(seed: 4).Pm25Trajectories);
        Assert.NotEqual(Make(seed: 4).Pm25Trajectories, Make(seed: 5).Pm25Trajectories);
        var spoilt = Bank();
        var day = spoilt.Days[15];
        foreach (var v in Enumerable.Range(10, 11))
        {
            Array.Fill(spoilt.Misses[v], 9f);
        }

        var output = new OutputMaker(spoilt, MadeUpCity.Aqi).Make(Expected(), Issue, 1, without: d => Math.Abs(d - day) <= 5);
        Assert.All(output.Days, d => Assert.True(d.Pm25High < 500));
    }

    [Fact]
    public void Issued_in_the_afternoon_misses_lie_between_those_of_two_leads()
    {
        // Misses of lead n are all n tenths: eight hours before midnight a third of the next lead's share is in.
        var bank = Bank();
        foreach (var miss in bank.Misses)
        {
            for (var i = 0; i < 60; i++)
            {
                miss[i] = ((i % 10) + 1) / 10f;
            }
        }

        var output = new OutputMaker(bank, MadeUpCity.Aqi).Make(Expected(), Issue.Plus(16), 1);
        Assert.Equal(60 * Math.Exp(0.1 + (0.1 / 3)), output.Days[0].Pm25, 0.1);
        Assert.Equal(60 * Math.Exp(1), output.Days[9].Pm25, 0.1);
    }

    [Fact]
    public void Missing_days_of_a_bank_are_bridged_when_no_vector_is_whole()
    {
        var bank = Bank();
        foreach (var miss in bank.Misses)
        {
            Array.Fill(miss, 0.5f);
            miss[3] = float.NaN;
            miss[((int)Pollutant.O3 * 10) + 3] = float.NaN;
        }

        var output = new OutputMaker(bank, MadeUpCity.Aqi).Make(Expected(), Issue, 1);
        Assert.Equal(60 * Math.Exp(0.5), output.Days[3].Pm25, 0.1);
        Assert.Equal(100, output.Days[3].O3Mda8!.Value, 0.1);
    }

    [Fact]
    public void A_pollutant_without_a_model_is_left_out()
    {
        var expected = Expected();
        Array.Fill(expected.Middle[(int)Pollutant.O3], double.NaN);
        var output = new OutputMaker(Bank(), MadeUpCity.Aqi).Make(expected, Issue, 1);
        Assert.All(output.Days, d =>
        {
            Assert.Null(d.O3Mda8);
            Assert.Equal(5, d.Pollutants.Count);
            Assert.Equal(d.AqiWithoutOzone, d.Aqi);
        });
    }

    private static double Width(ModelOutput output) => Math.Log(output.Days[5].Pm25High / output.Days[5].Pm25Low);

    private static ModelOutput Make(Hour? issuedAt = null, double widen = 1, int seed = 1, double pm10 = 100) =>
        new OutputMaker(Bank(), MadeUpCity.Aqi).Make(Expected(pm10), issuedAt ?? Issue, seed, widen);

    private static Expected Expected(double pm10 = 100) => new(
        [.. new[] { 60, pm10, 20, 50, 100, 1 }.Select(c => Enumerable.Repeat(Math.Log(c), 10).ToArray())],
        [.. Enumerable.Repeat(66.0, 10)]);

    /// <summary>Two years of misses: the days of a vector correlate by 0.8, winter misses twice as much as summer.</summary>
    private static ResidualBank Bank()
    {
        var random = new Random(12);
        var first = new DateOnly(2013, 1, 1).DayNumber;
        var misses = Enumerable.Range(0, 1500).Select(v =>
        {
            var size = 0.4 + (0.2 * Math.Cos(2 * Math.PI * v / 365.25));
            var miss = new float[60];
            for (var i = 0; i < 60; i++)
            {
                var own = MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
                miss[i] = (float)(i % 10 == 0 ? size * own : (0.8 * miss[i - 1]) + (0.6 * size * own));
            }

            return miss;
        }).ToArray();
        return new([.. Enumerable.Range(first, 1500)], misses, [.. Enumerable.Repeat(MissSpread.One, 60)]);
    }
}
