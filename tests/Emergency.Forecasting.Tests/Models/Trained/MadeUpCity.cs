using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;
using Emergency.Testing;

namespace Emergency.Forecasting.Tests.Models.Trained;

/// <summary>
/// A made-up city from a seed: weather with seasons, days and passing systems; PM2.5 that follows a box driven by that weather; the other pollutants in step with
/// it, ozone with the temperature; and a weather run every midnight whose error grows with its lead.
/// </summary>
internal sealed class MadeUpCity
{
    public const string Name = "安平";

    public static readonly Hour First = LocalDay.Of(2014, 1, 1).FirstHour;

    private const int RunHours = 240;
    private readonly Random random;

    public MadeUpCity(int days, int seed = 5, bool runs = true)
    {
        random = new Random(seed);
        Weather = MakeWeather(days * 24);
        Hours = MakeAir(Weather);
        Days = DailyIndex.Compute(Name, Hours, Aqi);
        Runs = runs ? [.. Enumerable.Range(1, days - 2).Select(d => MakeRun(First.Plus(24 * d)))] : [];
    }

    public static AqiRules Aqi { get; } = ShippedRules.Library.Aqi("cn", LocalDay.Of(2015, 1, 1)).OrThrow();

    public WeatherSeries Weather { get; }

    public IReadOnlyList<HourlyAir> Hours { get; }

    public IReadOnlyList<DailyAir> Days { get; }

    public IReadOnlyList<WeatherRun> Runs { get; }

    /// <summary>Everything, of which a training may look at the first days.</summary>
    public TrainingData Data(int trainingDays) => new(Name, Hours, Days, First.Plus(24 * trainingDays)) { Weather = Weather, Runs = Runs };

    private double Normal() => MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);

    private WeatherSeries MakeWeather(int hours)
    {
        var weather = new WeatherSeries(First, hours);
        var (east, north, warm, moist, high) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < hours; i++)
        {
            // Systems pass in two to three days.
            (east, north) = ((0.97 * east) + (0.5 * Normal()), (0.97 * north) + (0.6 * Normal()));
            (warm, moist, high) = ((0.98 * warm) + (0.5 * Normal()), (0.98 * moist) + (0.8 * Normal()), (0.98 * high) + Normal());
            var season = -Math.Cos(2 * Math.PI * i / (365.25 * 24));
            var temperature = 13 + (14 * season) + (4 * Math.Sin(2 * Math.PI * (i - 9) / 24)) + warm;
            Set(weather, i, [east, north, Math.Sqrt((east * east) + (north * north)) + 0.5, temperature, temperature - Math.Max(0.3, 9 - moist), 1013 - (8 * season) + high, moist > 6 ? 0.2 * (moist - 6) : 0]);
        }

        return weather;
    }

    private List<HourlyAir> MakeAir(WeatherSeries weather)
    {
        var air = new List<HourlyAir>();
        var (pm, other) = (80.0, 0.0);
        for (var i = 0; i < weather.Count; i++)
        {
            double speed = weather[WeatherVariable.WindSpeed][i], north = weather[WeatherVariable.WindNorth][i];
            double temperature = weather[WeatherVariable.Temperature][i], dry = temperature - weather[WeatherVariable.DewPoint][i];
            var season = Math.Cos(2 * Math.PI * i / (365.25 * 24));
            var exchange = 0.1 * Math.Log(1 + Math.Exp(-1.5 + (0.5 * speed)));
            var equilibrium = Math.Exp(4.3 + (0.4 * season) - (0.12 * speed) + (0.12 * north) - (0.05 * dry));
            pm = Math.Max(3, (Math.Exp(-exchange) * pm) + ((1 - Math.Exp(-exchange)) * equilibrium)) * Math.Exp(0.02 * Normal());
            other = (0.99 * other) + (0.03 * Normal());
            var ozone = Math.Max(3, 70 + (4 * (temperature - 13)) + (25 * Math.Sin(2 * Math.PI * (i - 9) / 24)) + (3 * Normal()));
            air.Add(new(
                Name, First.Plus(i), Math.Round(pm, 1), Math.Round((1.3 * pm) + (20 * Math.Exp(other)), 1), Math.Round(5 + (0.2 * pm * Math.Exp(other)), 1),
                Math.Round(15 + (0.4 * pm * Math.Exp(-other)), 1), Math.Round(ozone, 1), Math.Round(0.3 + (0.01 * pm), 2)));
        }

        return air;
    }

    private WeatherRun MakeRun(Hour issuedAt)
    {
        var run = new WeatherSeries(issuedAt, RunHours);
        Span<double> error = stackalloc double[WeatherSeries.Variables];
        Span<double> values = stackalloc double[WeatherSeries.Variables];
        double[] size = [0.25, 0.25, 0.1, 0.3, 0.4, 0.5, 0.02];
        for (var i = 0; i < RunHours && issuedAt.Plus(i) < Weather.Until; i++)
        {
            for (var v = 0; v < WeatherSeries.Variables; v++)
            {
                error[v] = (0.99 * error[v]) + (size[v] * Normal());
                values[v] = Weather.At((WeatherVariable)v, issuedAt.Plus(i)) + error[v];
            }

            values[(int)WeatherVariable.WindSpeed] = Math.Max(0, values[(int)WeatherVariable.WindSpeed]);
            values[(int)WeatherVariable.Rain] = Math.Max(0, values[(int)WeatherVariable.Rain]);
            Set(run, i, values);
        }

        return new(Name, issuedAt, "made-up", run);
    }

    private static void Set(WeatherSeries series, int i, ReadOnlySpan<double> values)
    {
        for (var v = 0; v < values.Length; v++)
        {
            series[(WeatherVariable)v][i] = (float)values[v];
        }
    }
}
