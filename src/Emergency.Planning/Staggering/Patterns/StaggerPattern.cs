namespace Emergency.Planning.Staggering.Patterns;

/// <summary>
/// What a block does over the days: it stands at a base option throughout, and at a raised option on some of the days. Days that follow each other make a <em>spell</em>.
/// </summary>
/// <param name="Base">Option on the days outside the spells.</param>
/// <param name="Raised">Option within the spells; equal to <paramref name="Base"/> when there is none.</param>
/// <param name="Days">Days within the spells, one bit each from the lowest.</param>
public readonly record struct StaggerPattern(int Base, int Raised, int Days)
{
    /// <summary>Option on a day.</summary>
    public int On(int day) => (Days >> day & 1) != 0 ? Raised : Base;

    /// <summary>Spells as first day and the day after the last.</summary>
    public IEnumerable<(int From, int To)> Spells()
    {
        for (var day = 0; Days >> day != 0; day++)
        {
            if ((Days >> day & 1) == 0)
            {
                continue;
            }

            var from = day;
            while ((Days >> day & 1) != 0)
            {
                day++;
            }

            yield return (from, day);
        }
    }
}

/// <summary>A pattern in one integer: base and raised option and up to two spells. Zero is the first option throughout.</summary>
internal static class PatternCode
{
    public static int Of(int @base, int raised, int from1, int to1, int from2 = 0, int to2 = 0) => @base | raised << 5 | from1 << 10 | to1 << 14 | from2 << 18 | to2 << 22;

    public static int Base(int code) => code & 31;

    /// <summary>Zero when nothing is raised: a raised option is never the first.</summary>
    public static int Raised(int code) => code >> 5 & 31;

    public static (int From, int To) First(int code) => (code >> 10 & 15, code >> 14 & 15);

    /// <summary>(0, 0) when there is no second spell.</summary>
    public static (int From, int To) Second(int code) => (code >> 18 & 15, code >> 22 & 15);

    public static StaggerPattern Unpack(int code)
    {
        var (first, second) = (First(code), Second(code));
        return Raised(code) == 0 ? new(Base(code), Base(code), 0) : new(Base(code), Raised(code), Bits(first) | Bits(second));
    }

    private static int Bits((int From, int To) spell) => (1 << spell.To) - (1 << spell.From);
}
