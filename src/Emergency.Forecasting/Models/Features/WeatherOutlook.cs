using Emergency.Core.Time;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models.Features;

/// <summary>Derived hourly quantities of a <see cref="WeatherOutlook"/>, after the seven of <see cref="WeatherVariable"/>. Temperature, dew point and pressure are anomalies there.</summary>
internal enum OutlookVariable
{
    East = 0,
    North = 1,
    Speed = 2,
    TemperatureAnomaly = 3,
    DewPointAnomaly = 4,
    PressureAnomaly = 5,
    Rain = 6,
    Humidity = 7,
    Northerly = 8,
    Southerly = 9,
    Calm = 10,
}

/// <summary>
/// The weather around one issue time as a model may see it: observed before it, and after it nothing, a forecast, or (hindcasts only) what was observed.
/// <code>
///   −96 h ……… observed ……… issue ……… forecast ……… +264 h
/// </code>
/// One outlook serves all leads of one issue time; it is filled again for the next one.
/// </summary>
internal sealed class WeatherOutlook
{
    /// <summary>Hours before the issue time.</summary>
    public const int Before = 96;

    /// <summary>Hours after it: ten days and the rest of the running day.</summary>
    public const int After = 264;

    /// <summary>All hours.</summary>
    public const int Hours = Before + After;

    /// <summary>Number of variables.</summary>
    public const int Variables = 11;

    /// <summary>Mean speed of an hour below which the air counts as calm [m/s].</summary>
    private const double CalmBelow = 1.5;

    private readonly float[][] values = [.. Enumerable.Range(0, Variables).Select(_ => new float[Hours])];

    /// <summary>Temperature [°C], as the box needs it.</summary>
    public float[] Temperature { get; } = new float[Hours];

    /// <summary>Dew point [°C].</summary>
    public float[] DewPoint { get; } = new float[Hours];

    /// <summary>The issue time.</summary>
    public Hour IssuedAt { get; private set; }

    /// <summary>Slots of the normals, hour by hour.</summary>
    public int[] Slots { get; } = new int[Hours];

    /// <summary>Values of one variable, index 0 at <see cref="Before"/> hours before the issue time; NaN where unknown.</summary>
    public float[] this[OutlookVariable variable] => values[(int)variable];

    /// <summary>Fills the outlook for an issue time.</summary>
    /// <param name="record">What was observed.</param>
    /// <param name="normal">Normals of the place.</param>
    /// <param name="issuedAt">First hour not observed.</param>
    /// <param name="future">Weather after the issue time; null: none.</param>
    public void Fill(PlaceRecord record, WeatherNormal normal, Hour issuedAt, WeatherSeries? future)
    {
        IssuedAt = issuedAt;
        Span<float> now = stackalloc float[WeatherSeries.Variables];
        for (var i = 0; i < Hours; i++)
        {
            var hour = issuedAt.Plus(i - Before);
            var index = hour - record.First;
            for (var v = 0; v < WeatherSeries.Variables; v++)
            {
                now[v] = i < Before
                    ? (index >= 0 && index < record.Count ? record.Weather[v][index] : float.NaN)
                    : future?.At((WeatherVariable)v, hour) ?? float.NaN;
            }

            Slots[i] = WeatherNormal.Slot(hour);
            Set(i, hour, now, normal);
        }
    }

    /// <summary>Puts the normal in place of one group of variables after the issue time, to see what the group does to a forecast.</summary>
    public void Neutralise(WeatherNormal normal, IReadOnlyCollection<WeatherVariable> group)
    {
        Span<float> now = stackalloc float[WeatherSeries.Variables];
        for (var i = Before; i < Hours; i++)
        {
            var hour = IssuedAt.Plus(i - Before);
            now[0] = values[0][i];
            now[1] = values[1][i];
            now[2] = values[2][i];
            now[3] = Temperature[i];
            now[4] = DewPoint[i];
            now[5] = values[5][i] + normal.At(WeatherVariable.Pressure, hour);
            now[6] = values[6][i];
            foreach (var variable in group)
            {
                now[(int)variable] = float.IsNaN(now[(int)variable]) ? float.NaN : normal.At(variable, hour);
            }

            Set(i, hour, now, normal);
        }
    }

    /// <summary>The weather as it stands, to come back to.</summary>
    public float[][] Snapshot() => [.. values.Select(v => (float[])v.Clone()), (float[])Temperature.Clone(), (float[])DewPoint.Clone()];

    /// <summary>Back to a <see cref="Snapshot"/>.</summary>
    public void Restore(float[][] snapshot)
    {
        for (var v = 0; v < Variables; v++)
        {
            snapshot[v].CopyTo(values[v], 0);
        }

        snapshot[Variables].CopyTo(Temperature, 0);
        snapshot[Variables + 1].CopyTo(DewPoint, 0);
    }

    /// <summary>Mean of a variable over hours [from, to) after the issue time (negative: before it); NaN when fewer than half are known.</summary>
    public double Mean(OutlookVariable variable, int from, int to)
    {
        var (sum, count) = (0.0, 0);
        var series = values[(int)variable];
        for (var i = Math.Max(0, from + Before); i < Math.Min(Hours, to + Before); i++)
        {
            if (!float.IsNaN(series[i]))
            {
                sum += series[i];
                count++;
            }
        }

        return count > 0 && 2 * count >= to - from ? sum / count : double.NaN;
    }

    /// <summary>Relative humidity 0.02–1 from temperature and dew point [°C] (Magnus formula with the constants of Alduchov and Eskridge, 1996).</summary>
    public static float RelativeHumidity(float temperature, float dewPoint)
    {
        const double A = 17.625, B = 243.04;
        var humidity = Math.Exp((A * dewPoint / (B + dewPoint)) - (A * temperature / (B + temperature)));
        return (float)(humidity < 0.02 ? 0.02 : humidity > 1 ? 1 : humidity);
    }

    private void Set(int i, Hour hour, ReadOnlySpan<float> now, WeatherNormal normal)
    {
        Temperature[i] = now[3];
        DewPoint[i] = now[4];
        values[0][i] = now[0];
        values[1][i] = now[1];
        values[2][i] = now[2];
        values[3][i] = now[3] - normal.At(WeatherVariable.Temperature, hour);
        values[4][i] = now[4] - normal.At(WeatherVariable.DewPoint, hour);
        values[5][i] = now[5] - normal.At(WeatherVariable.Pressure, hour);
        values[6][i] = now[6];
        values[7][i] = RelativeHumidity(now[3], now[4]);
        values[8][i] = Positive(-now[1]);
        values[9][i] = Positive(now[1]);
        values[10][i] = float.IsNaN(now[2]) ? float.NaN : now[2] < CalmBelow ? 1 : 0;
    }

    private static float Positive(float value) => float.IsNaN(value) ? float.NaN : Math.Max(0, value);
}
