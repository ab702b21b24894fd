namespace Emergency.Core;

/// <summary>Warning level (预警级别), lowest to highest; comparable. Blue existed nationally in 2017–2018 only.</summary>
public enum WarningLevel
{
    /// <summary>No warning.</summary>
    None = 0,

    /// <summary>蓝色, historical (环大气〔2017〕86号).</summary>
    Blue = 1,

    /// <summary>黄色, response level III.</summary>
    Yellow = 2,

    /// <summary>橙色, response level II.</summary>
    Orange = 3,

    /// <summary>红色, response level I.</summary>
    Red = 4,
}

/// <summary>Names of <see cref="WarningLevel"/>.</summary>
public static class WarningLevels
{
    /// <summary>The colour as notices write it.</summary>
    public static Text Name(this WarningLevel level) => level switch
    {
        WarningLevel.None => new("无预警", "no warning"),
        WarningLevel.Blue => new("蓝色", "blue"),
        WarningLevel.Yellow => new("黄色", "yellow"),
        WarningLevel.Orange => new("橙色", "orange"),
        WarningLevel.Red => new("红色", "red"),
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, null),
    };

    /// <summary>The response that belongs to the level: Ⅳ, Ⅲ, Ⅱ, Ⅰ级响应 (rules.md 2.10).</summary>
    public static Text Response(this WarningLevel level) => level switch
    {
        WarningLevel.None => new("无响应", "no response"),
        WarningLevel.Blue => new("Ⅳ级响应", "response IV"),
        WarningLevel.Yellow => new("Ⅲ级响应", "response III"),
        WarningLevel.Orange => new("Ⅱ级响应", "response II"),
        WarningLevel.Red => new("Ⅰ级响应", "response I"),
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, null),
    };

    /// <summary>Finds a level by its identifier or Chinese colour, ignoring case; null when unknown.</summary>
    public static WarningLevel? Parse(string text)
    {
        foreach (var level in Enum.GetValues<WarningLevel>())
        {
            if (string.Equals(level.ToString(), text, StringComparison.OrdinalIgnoreCase) || level.Name().Zh == text)
            {
                return level;
            }
        }

        return null;
    }
}
