namespace Emergency.Cli.Tests.Architecture;

/// <summary>Assertion over everything that breaks a rule at once, with what to do about it.</summary>
internal static class Offenders
{
    public static void AssertNone(IEnumerable<string> offenders, string remedy)
    {
        var all = offenders.Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, $"{remedy} Found:\n  {string.Join("\n  ", all)}");
    }
}
