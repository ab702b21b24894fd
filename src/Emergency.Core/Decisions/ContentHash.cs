using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Emergency.Core.Decisions;

/// <summary>SHA-256 of exact content, as 64 lower-case hexadecimal digits. Equal content, equal hash.</summary>
/// <param name="Hex">The digits.</param>
public readonly record struct ContentHash(string Hex)
{
    /// <summary>Hash of bytes.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Hash of a text's UTF-8 bytes.</summary>
    public static ContentHash Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Hash of an object's canonical JSON.</summary>
    public static ContentHash OfJson<T>(T value)
    {
        // Written straight into the hash: the document of a nation's list is longer than a string may be.
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            JsonSerializer.Serialize(stream, value, CanonicalJson.Options);
        }

        return new(Convert.ToHexStringLower(hash.Hash!));
    }

    /// <summary>The first twelve digits, for people.</summary>
    public string Short => Hex[..12];

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
