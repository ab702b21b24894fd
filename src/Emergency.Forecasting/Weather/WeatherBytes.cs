using System.Buffers.Binary;
using Emergency.Core.Decisions;

namespace Emergency.Forecasting.Weather;

/// <summary>A weather series as plain bytes, the same for the same weather: what it is stored and recognised by.</summary>
public static class WeatherBytes
{
    /// <summary>All hours of one variable after the other, in the order of <see cref="WeatherVariable"/>, single precision, little-endian, NaN where missing.</summary>
    public static byte[] Plain(WeatherSeries series)
    {
        var plain = new byte[WeatherSeries.Variables * series.Count * sizeof(float)];
        var rest = plain.AsSpan();
        for (var variable = 0; variable < WeatherSeries.Variables; variable++)
        {
            foreach (var value in series[(WeatherVariable)variable])
            {
                // One pattern of bits for "missing" and one for zero: equal weather, equal bytes.
                BinaryPrimitives.WriteSingleLittleEndian(rest, float.IsNaN(value) ? float.NaN : value + 0f);
                rest = rest[sizeof(float)..];
            }
        }

        return plain;
    }

    /// <summary>Identity of a series, for the basis of a forecast that used it: hash of its first hour and its values.</summary>
    public static ContentHash HashOf(WeatherSeries series)
    {
        var first = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(first, series.First.Index);
        return ContentHash.Of((byte[])[.. first, .. Plain(series)]);
    }
}
