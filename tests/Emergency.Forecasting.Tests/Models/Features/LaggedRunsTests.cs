using Emergency.Core.Time;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Tests.Models.Features;

public class LaggedRunsTests
{
    private const int Days = 160;
    private const int FitDays = 110;
    private static readonly Hour First = LocalDay.Of(2015, 1, 1).FirstHour;
    private static readonly WeatherNormal Normal = Outlooks.Normal();

    [Fact]
    public void One_run_gives_itself()
    {
        var (archive, record) = Made(correlated: false);
        var lagged = LaggedRuns.Fit(archive, record, Normal, First.Plus(24 * FitDays));
        var run = archive.Known(First.Plus(24 * 120), 0);
        Assert.Single(run);
        Assert.Same(run[0].Hours, lagged.Blend(run, Normal));
    }

    [Fact]
    public void Runs_that_err_each_in_its_own_way_are_all_weighed_and_miss_less_together()
    {
        var (archive, record) = Made(correlated: false);
        var lagged = LaggedRuns.Fit(archive, record, Normal, First.Plus(24 * FitDays));
        var weights = lagged.Weights[(int)WeatherVariable.WindEast][3][LaggedRuns.MostLags];
        Assert.Equal(LaggedRuns.MostLags + 1, weights.Length);
        Assert.All(weights, w => Assert.True(w > 0.05, $"{string.Join(", ", weights)}"));
        // More runs tell more, and the quality of the weather falls with the lead no faster than the runs run out.
        Assert.True(lagged.Quality[3][4] > lagged.Quality[3][0] + 0.03, $"{lagged.Quality[3][4]} against {lagged.Quality[3][0]}");
        Assert.All(lagged.Quality.SelectMany(q => q), q => Assert.InRange(q, 0.5f, 1f));
        Assert.Equal(lagged.Quality.Select(q => q[2]), lagged.QualityWith(3));
        Assert.Equal(lagged.QualityWith(5), lagged.QualityWith(9));
        var (newest, blended) = HeldOutErrors(lagged, archive, record);
        Assert.True(blended < 0.8 * newest, $"{blended} against {newest}");
    }

    [Fact]
    public void Runs_that_only_repeat_the_error_of_the_newest_and_add_to_it_leave_it_the_weight()
    {
        var (archive, record) = Made(correlated: true);
        var lagged = LaggedRuns.Fit(archive, record, Normal, First.Plus(24 * FitDays));
        var weights = lagged.Weights[(int)WeatherVariable.WindEast][3][LaggedRuns.MostLags];
        Assert.True(weights[0] > 0.7, string.Join(", ", weights));
        Assert.All(weights[1..], w => Assert.InRange(w, -0.25f, 0.25f));
    }

    [Fact]
    public void The_blend_has_the_spread_of_the_observed()
    {
        var (archive, record) = Made(correlated: false);
        var lagged = LaggedRuns.Fit(archive, record, Normal, First.Plus(24 * FitDays));
        var (made, seen) = (0.0, 0.0);
        for (var day = FitDays; day < Days - 11; day++)
        {
            var blend = lagged.Blend(archive.Known(First.Plus(24 * day), LaggedRuns.MostLags), Normal);
            for (var h = 72; h < 96; h++)
            {
                made += Math.Pow(blend[WeatherVariable.WindEast][h], 2);
                seen += Math.Pow(record.Weather[0][(24 * day) + h], 2);
            }
        }

        Assert.InRange(made / seen, 0.75, 1.25);
    }

    [Fact]
    public void Hours_from_the_end_of_the_training_on_change_no_weight()
    {
        var (archive, record) = Made(correlated: false);
        var before = LaggedRuns.Fit(archive, record, Normal, First.Plus(24 * FitDays)).Weights;
        record.Weather[0].AsSpan(24 * FitDays).Fill(77);
        Assert.Equal(before, LaggedRuns.Fit(archive, record, Normal, First.Plus(24 * FitDays)).Weights);
        Assert.NotEqual(before, LaggedRuns.Fit(archive, record, Normal, First.Plus((24 * FitDays) + 240)).Weights);
    }

    [Fact]
    public void Wind_and_rain_stay_above_zero_and_dew_point_below_temperature()
    {
        var (archive, record) = Made(correlated: false);
        var lagged = LaggedRuns.Fit(archive, record, Normal, First.Plus(24 * FitDays));
        var runs = archive.Known(First.Plus(24 * 120), 2);
        var series = Outlooks.Series(runs[0].IssuedAt, 240, 0, 0, -5, 3, 9, 0, -1);
        var blend = lagged.Blend([.. runs.Select(r => r with { Hours = series })], Normal);
        Assert.All(blend[WeatherVariable.WindSpeed], v => Assert.True(v >= 0));
        Assert.All(blend[WeatherVariable.Rain], v => Assert.True(v >= 0));
        Assert.All(Enumerable.Range(0, 240), i => Assert.True(blend[WeatherVariable.DewPoint][i] <= blend[WeatherVariable.Temperature][i]));
    }

    private static (double Newest, double Blended) HeldOutErrors(LaggedRuns lagged, RunArchive archive, PlaceRecord record)
    {
        var (newest, blended) = (0.0, 0.0);
        for (var day = FitDays; day < Days - 11; day++)
        {
            var runs = archive.Known(First.Plus(24 * day), LaggedRuns.MostLags);
            var blend = lagged.Blend(runs, Normal);
            for (var h = 72; h < 96; h++)
            {
                var observed = record.Weather[0][(24 * day) + h];
                newest += Math.Pow(runs[0].Hours[WeatherVariable.WindEast][h] - observed, 2);
                blended += Math.Pow(blend[WeatherVariable.WindEast][h] - observed, 2);
            }
        }

        return (newest, blended);
    }

    /// <summary>Runs whose errors are their own, or (correlated) grow step by step the older a run is.</summary>
    private static (RunArchive Archive, PlaceRecord Record) Made(bool correlated)
    {
        var random = new Random(8);
        float Normal() => (float)MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
        float[] Course(int count, float memory)
        {
            var values = new float[count];
            for (var i = 0; i < count; i++)
            {
                values[i] = (i == 0 ? Normal() : (memory * values[i - 1]) + (MathF.Sqrt(1 - (memory * memory)) * Normal()));
            }

            return values;
        }

        var truth = Course(Days * 24, 0.9f);
        var steps = Enumerable.Range(0, Days).Select(_ => Course(240, 0.9f)).ToList();
        var weather = new WeatherSeries(First, Days * 24);
        for (var v = 0; v < WeatherSeries.Variables; v++)
        {
            truth.CopyTo(weather[(WeatherVariable)v], 0);
        }

        var runs = Enumerable.Range(0, Days - 10).Select(day =>
        {
            var issuedAt = First.Plus(24 * day);
            var hours = new WeatherSeries(issuedAt, 240);
            for (var h = 0; h < 240; h++)
            {
                // Correlated: a run misses an hour by what the next day's run will miss it by, and by a step of its own.
                var error = correlated
                    ? Enumerable.Range(day, (h / 24) + 1).Where(d => d < Days).Sum(d => 0.25f * steps[d][h - (24 * (d - day))])
                    : 0.8f * steps[day][h];
                for (var v = 0; v < WeatherSeries.Variables; v++)
                {
                    hours[(WeatherVariable)v][h] = truth[(24 * day) + h] + error;
                }
            }

            return new WeatherRun("甲", issuedAt, "made-up", hours);
        });
        return (new RunArchive(runs), Outlooks.Record(weather, First.Plus(Days * 24)));
    }
}
