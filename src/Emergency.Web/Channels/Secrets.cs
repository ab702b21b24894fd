using System.Text.RegularExpressions;

namespace Emergency.Web.Channels;

/// <summary>Secrets of settings: written <c>{env:NAME}</c> and taken from the environment, so that no file of settings holds one.</summary>
internal sealed partial class Secrets(Func<string, string?> environment)
{
    /// <summary>A value that is one secret and nothing else; null when it is not written so, or the variable is not set.</summary>
    public string? Only(string text) => Written().Match(text) is { Success: true } match && match.Length == text.Length ? Find(match.Groups[1].Value) : null;

    /// <summary>The value of a variable; null when it is not set or empty.</summary>
    public string? Find(string name) => environment(name) is { Length: > 0 } value ? value : null;

    [GeneratedRegex(@"\{env:([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Written();
}
