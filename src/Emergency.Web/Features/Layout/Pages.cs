namespace Emergency.Web.Features.Layout;

/// <summary>One page of a long table.</summary>
/// <param name="Number">1, 2, …</param>
/// <param name="Size">Rows a page.</param>
/// <param name="Total">Rows in all.</param>
public sealed record PageOf(int Number, int Size, int Total)
{
    /// <summary>Number of the last page, at least 1.</summary>
    public int Last => Math.Max(1, (Total + Size - 1) / Size);

    /// <summary>Rows to skip.</summary>
    public int Skip => (Number - 1) * Size;

    /// <summary>Brings a number typed into an address into range.</summary>
    public static PageOf At(int number, int size, int total)
    {
        var last = Math.Max(1, (total + size - 1) / size);
        return new PageOf(Math.Clamp(number, 1, last), size, total);
    }
}
