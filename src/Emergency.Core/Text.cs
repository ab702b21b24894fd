namespace Emergency.Core;

/// <summary>
/// A sentence that people read, in both languages of the product: Chinese first, English second.
/// Domain decisions return these, so that a screen, a letter and a command line say the same thing.
/// </summary>
/// <param name="Zh">Simplified Chinese, never empty.</param>
/// <param name="En">English, never empty.</param>
public sealed record Text(string Zh, string En)
{
    /// <summary>The sentence in the language asked for: English when <paramref name="language"/> starts with "en", Chinese otherwise.</summary>
    public string In(string language) =>
        language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? En : Zh;

    /// <inheritdoc/>
    public override string ToString() => Zh;
}
