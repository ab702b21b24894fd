namespace Emergency.Planning.Optimising;

/// <summary>Where an enumeration stands at one depth: open items (a block, or a group that has not chosen its pattern), each with the entries (options, patterns) left to it.</summary>
internal sealed class EnumerationLevel(int lanes, int items, int entries)
{
    private readonly int[] item = new int[items];
    private readonly int[] from = new int[items];
    private readonly int[] count = new int[items];
    private readonly int[] entry = new int[entries];
    private int used;

    /// <summary>By lane: how far the bound lies below its limit.</summary>
    public double[] Room { get; } = new double[lanes];

    public int Items { get; private set; }

    public int Item(int at) => item[at];

    public Span<int> Entries(int at) => entry.AsSpan(from[at], count[at]);

    public void Clear() => (Items, used) = (0, 0);

    /// <summary>Begins an item; its entries follow.</summary>
    public void Begin(int what) => (item[Items], from[Items], count[Items]) = (what, used, 0);

    public void Add(int what)
    {
        entry[used++] = what;
        count[Items]++;
    }

    /// <summary>The entries of the item begun.</summary>
    public Span<int> Begun => entry.AsSpan(from[Items], count[Items]);

    /// <summary>Ends an item: kept open, or let go because it is decided.</summary>
    public void End(bool open)
    {
        if (open)
        {
            Items++;
        }
        else
        {
            used = from[Items];
        }
    }

    /// <summary>Keeps the first entries of an item.</summary>
    public void Keep(int at, int first) => count[at] = first;

    /// <summary>Takes an item off; the last one takes its place.</summary>
    public void Remove(int at)
    {
        Items--;
        (item[at], from[at], count[at]) = (item[Items], from[Items], count[Items]);
    }

    public void CopyTo(EnumerationLevel other)
    {
        Room.CopyTo(other.Room, 0);
        item.AsSpan(0, Items).CopyTo(other.item);
        from.AsSpan(0, Items).CopyTo(other.from);
        count.AsSpan(0, Items).CopyTo(other.count);
        entry.AsSpan(0, used).CopyTo(other.entry);
        (other.Items, other.used) = (Items, used);
    }
}
