using Emergency.Core.Quantities;
using Emergency.Forecasting.Models.Features;

namespace Emergency.Forecasting.Models.Box;

/// <summary>Writes the hourly inputs of a <see cref="NeuralBox"/>: the weather of the hour, its means over the day before, its changes, season, hour, and how far ahead it lies.</summary>
internal sealed class BoxInputs
{
    /// <summary>Inputs of an hour.</summary>
    public const int Count = 48;

    /// <summary>Hours of a course: ten days.</summary>
    public const int Horizon = 240;

    private const int Day = 24;
    private const int Base = 8;

    private static readonly OutlookVariable[] Averaged =
    [
        OutlookVariable.East, OutlookVariable.North, OutlookVariable.Speed, OutlookVariable.TemperatureAnomaly,
        OutlookVariable.DewPointAnomaly, OutlookVariable.PressureAnomaly, OutlookVariable.Rain, OutlookVariable.Humidity,
    ];

    /// <summary>A typical ln PM2.5 of a month, so that the input is of order one.</summary>
    private const double TypicalLogMonth = 4.3;

    private readonly float[][] hourly = [.. Averaged.Select(_ => new float[Day + WeatherOutlook.After])];
    private readonly float[] temperature = new float[Day + WeatherOutlook.After];
    private readonly float[] dewPoint = new float[Day + WeatherOutlook.After];
    private readonly int[] slots = new int[Day + WeatherOutlook.After];

    /// <summary>
    /// Writes the inputs of the hours after the issue time. Where the weather is unknown (before or after the issue time) the normal takes its place when
    /// <paramref name="fillNormal"/> is set; else the row is unknown: its first value is NaN.
    /// </summary>
    /// <param name="outlook">Weather around the issue time.</param>
    /// <param name="normal">Normals of the place.</param>
    /// <param name="logMonth">ln of the mean PM2.5 of the last month; NaN when unknown.</param>
    /// <param name="fillNormal">True in the setting without future weather.</param>
    /// <param name="quality">How well the weather of each lead day is known, 0–1; empty when it is observed.</param>
    /// <param name="hours">Hours to write.</param>
    /// <param name="rows">Receives <paramref name="hours"/> × <see cref="Count"/> values.</param>
    public void Write(WeatherOutlook outlook, WeatherNormal normal, double logMonth, bool fillNormal, ReadOnlySpan<float> quality, int hours, Span<float> rows)
    {
        Gather(outlook, normal, fillNormal, hours);
        Span<double> trailing = stackalloc double[Base];
        for (var h = 0; h < hours; h++)
        {
            if (h % Day == 0)
            {
                // Summed afresh each day, so that rounding does not creep in.
                for (var k = 0; k < Base; k++)
                {
                    trailing[k] = 0;
                    for (var i = h; i < h + Day; i++)
                    {
                        trailing[k] += hourly[k][i];
                    }
                }
            }

            for (var k = 0; k < Base; k++)
            {
                trailing[k] += hourly[k][h + Day] - hourly[k][h];
            }

            var known = quality.IsEmpty ? 1 : quality[Math.Min(h / Day, quality.Length - 1)];
            WriteHour(h, trailing, logMonth, known, rows.Slice(h * Count, Count));
        }
    }

    private void Gather(WeatherOutlook outlook, WeatherNormal normal, bool fillNormal, int hours)
    {
        for (var i = 0; i < Day + hours; i++)
        {
            var at = WeatherOutlook.Before - Day + i;
            var hour = outlook.IssuedAt.Plus(i - Day);
            slots[i] = outlook.Slots[at];
            for (var k = 0; k < Base; k++)
            {
                hourly[k][i] = outlook[Averaged[k]][at];
            }

            temperature[i] = outlook.Temperature[at];
            dewPoint[i] = outlook.DewPoint[at];
            var forecastMissing = i >= Day && !fillNormal;
            if (!forecastMissing)
            {
                FillWithNormal(i, hour, normal);
            }
        }
    }

    private void FillWithNormal(int i, Core.Time.Hour hour, WeatherNormal normal)
    {
        for (var k = 0; k < Base; k++)
        {
            if (!float.IsNaN(hourly[k][i]))
            {
                continue;
            }

            hourly[k][i] = k switch
            {
                0 or 1 or 2 => normal.At((Weather.WeatherVariable)k, hour),
                7 => WeatherOutlook.RelativeHumidity(normal.At(Weather.WeatherVariable.Temperature, hour), normal.At(Weather.WeatherVariable.DewPoint, hour)),
                _ => 0,
            };
        }

        temperature[i] = float.IsNaN(temperature[i]) ? normal.At(Weather.WeatherVariable.Temperature, hour) : temperature[i];
        dewPoint[i] = float.IsNaN(dewPoint[i]) ? normal.At(Weather.WeatherVariable.DewPoint, hour) : dewPoint[i];
    }

    private void WriteHour(int h, ReadOnlySpan<double> trailing, double logMonth, float known, Span<float> row)
    {
        var i = h + Day;
        var (season, clock) = (2 * Math.PI * ((slots[i] / Day) + 1) / 365.25, 2 * Math.PI * (slots[i] % Day) / Day);
        float east = hourly[0][i], north = hourly[1][i], speed = hourly[2][i], dew = hourly[4][i], humidity = hourly[7][i];
        var (seasonSin, seasonCos) = Math.SinCos(season);
        var (season2Sin, season2Cos) = Math.SinCos(2 * season);
        var (clockSin, clockCos) = Math.SinCos(clock);
        var (clock2Sin, clock2Cos) = Math.SinCos(2 * clock);
        var o = 0;
        row[o++] = east;
        row[o++] = north;
        row[o++] = speed;
        row[o++] = MathF.Sqrt(MathF.Max(0, speed));
        row[o++] = MathF.Max(-north, 0);
        row[o++] = MathF.Max(north, 0);
        row[o++] = MathF.Max(-east, 0);
        row[o++] = MathF.Max(east, 0);
        row[o++] = humidity;
        row[o++] = humidity * humidity;
        row[o++] = hourly[3][i];
        row[o++] = dew;
        row[o++] = hourly[5][i];
        row[o++] = MathF.Sqrt(MathF.Max(0, hourly[6][i]));
        row[o++] = temperature[i];
        row[o++] = dewPoint[i];
        for (var k = 0; k < Base; k++)
        {
            row[o++] = k == 6 ? (float)Math.Sqrt(Math.Max(0, trailing[k] / Day)) : (float)(trailing[k] / Day);
        }

        row[o++] = hourly[3][i] - hourly[3][h];
        row[o++] = dew - hourly[4][h];
        row[o++] = hourly[5][i] - hourly[5][h];
        row[o++] = speed * humidity;
        row[o++] = MathF.Max(north, 0) * humidity;
        row[o++] = (float)(MathF.Max(-north, 0) * seasonCos);
        row[o++] = (float)(dew * seasonCos);
        row[o++] = dew * MathF.Abs(dew);
        row[o++] = (float)seasonSin;
        row[o++] = (float)seasonCos;
        row[o++] = (float)season2Sin;
        row[o++] = (float)season2Cos;
        row[o++] = (float)clockSin;
        row[o++] = (float)clockCos;
        row[o++] = (float)clock2Sin;
        row[o++] = (float)clock2Cos;
        row[o++] = h / (float)Horizon;
        row[o++] = MathF.Min(1, h / (float)Day);
        row[o++] = MathF.Sqrt(h / (float)Horizon);
        row[o++] = known;
        row[o++] = known * dew;
        row[o++] = known * speed;
        row[o++] = known * humidity;
        row[o] = double.IsNaN(logMonth) ? 0 : (float)(logMonth - TypicalLogMonth);
        foreach (var value in row)
        {
            if (float.IsNaN(value))
            {
                // One unknown input makes the hour unknown, and boxes look at the first one alone: a failed gauge must end a course, not poison a training.
                row[0] = float.NaN;
                break;
            }
        }
    }

    /// <summary>ln of the mean PM2.5 of the month before an issue time.</summary>
    public static double LogMonth(PlaceRecord record, int issue) => record.LogMean(Pollutant.Pm25, issue - (30 * Day), issue);
}
