using System.Buffers.Binary;
using System.IO.Compression;
using Emergency.Core.Time;
using Emergency.Forecasting.Weather;

namespace Emergency.Storage.Weather;

/// <summary>
/// A weather series as bytes: all hours of one variable after the other, in the order of <see cref="WeatherVariable"/>, single precision, little-endian, NaN where
/// missing, compressed by zlib. Ten days take 2 to 4 KB.
/// </summary>
public static class PackedWeather
{
    /// <summary>Packs the values. First hour and number of hours are kept beside.</summary>
    public static byte[] Pack(WeatherSeries series)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            zlib.Write(WeatherBytes.Plain(series));
        }

        return packed.ToArray();
    }

    /// <summary>Unpacks what <see cref="Pack"/> packed.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged or of another length: the database was changed by something else.</exception>
    public static WeatherSeries Unpack(byte[] payload, Hour first, int count)
    {
        var plain = new byte[WeatherSeries.Variables * count * sizeof(float)];
        using (var zlib = new ZLibStream(new MemoryStream(payload), CompressionMode.Decompress))
        {
            if (zlib.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false) < plain.Length || zlib.ReadByte() >= 0)
            {
                throw new InvalidDataException($"The payload does not hold {count} hours of weather.");
            }
        }

        var series = new WeatherSeries(first, count);
        var rest = plain.AsSpan();
        for (var variable = 0; variable < WeatherSeries.Variables; variable++)
        {
            foreach (ref var value in series[(WeatherVariable)variable].AsSpan())
            {
                value = BinaryPrimitives.ReadSingleLittleEndian(rest);
                rest = rest[sizeof(float)..];
            }
        }

        return series;
    }
}
