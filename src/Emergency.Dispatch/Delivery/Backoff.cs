using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Emergency.Dispatch.Delivery;

/// <summary>
/// When a failed delivery is tried again: exponential with full jitter, capped. The jitter is a hash of key and attempt instead of a random number:
/// as evenly spread over many messages, and the same on every replay.
/// </summary>
/// <param name="Base">Ceiling of the first delay.</param>
/// <param name="Cap">Ceiling of any delay, also of what a receiver may ask for.</param>
/// <param name="MaxAttempts">After so many failed attempts the message is dead.</param>
public sealed record Backoff(TimeSpan Base, TimeSpan Cap, int MaxAttempts)
{
    /// <summary>2 s doubling to 5 min, 14 attempts: about 17 min in the mean, well inside the one hour that an enterprise has to acknowledge.</summary>
    public static Backoff Default { get; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5), 14);

    /// <summary>Delay after a failed attempt.</summary>
    /// <param name="key">Key of the message.</param>
    /// <param name="attempt">The attempt that failed, 1, 2, …</param>
    /// <param name="retryAfter">What the receiver asked for; never less is waited, up to <see cref="Cap"/>.</param>
    public TimeSpan After(string key, int attempt, TimeSpan? retryAfter)
    {
        var ceiling = Math.Min(Cap.TotalMilliseconds, Base.TotalMilliseconds * Math.Pow(2, Math.Max(0, attempt - 1)));
        var jittered = TimeSpan.FromMilliseconds(ceiling * Fraction(key, attempt));
        var asked = retryAfter is { } wait ? (wait > Cap ? Cap : wait) : TimeSpan.Zero;
        return jittered >= asked ? jittered : asked;
    }

    private static double Fraction(string key, int attempt)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key}#{attempt}")));
        return BinaryPrimitives.ReadUInt32BigEndian(hash) / (double)uint.MaxValue;
    }
}
