using System.Security.Cryptography;
using System.Text;

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
    public static ContentHash OfJson<T>(T value) => Of(CanonicalJson.Write(value));

    /// <summary>The first twelve digits, for people.</summary>
    public string Short => Hex[..12];

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
