namespace Emergency.Planning.ReductionList;

/// <summary>
/// Unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters of 0–9 and A–Z without I, O, Z, S, V.
/// The last is a check character: with weights 3^(i−1) mod 31, C18 = 31 − (Σ Ci·Wi mod 31), where 31 is written 0.
/// </summary>
public static class UnifiedCreditCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>Number of characters.</summary>
    public const int Length = 18;

    /// <summary>True when the text is a code with the right check character.</summary>
    public static bool IsValid(string code) =>
        code.Length == Length && CheckCharacter(code.AsSpan(0, Length - 1)) is { } check && check == code[^1];

    /// <summary>The check character that belongs to the first 17; null when they are not 17 characters of the code's alphabet.</summary>
    public static char? CheckCharacter(ReadOnlySpan<char> first17)
    {
        if (first17.Length != Length - 1)
        {
            return null;
        }

        var sum = 0;
        var weight = 1;
        foreach (var character in first17)
        {
            var value = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (value < 0)
            {
                return null;
            }

            sum += value * weight;
            weight = weight * 3 % 31;
        }

        return Alphabet[(31 - (sum % 31)) % 31];
    }
}
