using System.Globalization;

namespace Emergency.Planning.Composing;

/// <summary>Shares as people write them.</summary>
public static class ShareText
{
    /// <summary>0.2 or 20% as a fraction; null when it is neither.</summary>
    public static decimal? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var percent = text.EndsWith('%') || text.EndsWith('％');
        return decimal.TryParse(percent ? text[..^1].Trim() : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) ? percent ? share / 100 : share : null;
    }
}
