namespace Emergency.Planning.Optimising;

/// <summary>Sizes of the packed layout.</summary>
internal static class CoreLayout
{
    /// <summary>Two 256-bit registers an option: up to eight different sets of row weights.</summary>
    public const int MostRowKinds = 8;
}

/// <summary>Blocks [From, To) of one zone: free ones, or exactly the members of one order group.</summary>
internal readonly record struct Run(int From, int To, int Zone, int Group);

/// <summary>Runs [FromRun, ToRun) that are priced as one piece; blocks [From, To). <see cref="Zone"/> is −1 when they lie in several zones.</summary>
internal readonly record struct Component(int FromRun, int ToRun, int From, int To, int Zone);

/// <summary>
/// What the solver works on, at every size from a nation down to a node's small core: blocks sorted so that zones and groups are contiguous, options in
/// compressed rows, and per option its contribution to each <em>kind</em> of row (a set of weights), normalised so that one is what the region (or the zones
/// together) must reach. A row is a kind and a scope, so regional and zone rows share one four-number (or eight-number) vector an option.
/// </summary>
internal sealed class CoreProblem
{
    public required int Width { get; init; }

    public required int Kinds { get; init; }

    /// <summary>Zones that matter: one when no row asks for a zone.</summary>
    public required int Zones { get; init; }

    public required int[] First { get; init; }

    public required double[] Cost { get; init; }

    /// <summary>By option × <see cref="Width"/> + kind.</summary>
    public required double[] Amount { get; init; }

    public required byte[] Stage { get; init; }

    /// <summary>Stages a block has by law, one bit each: what "as far as it has such a stage" refers to, whatever options were ruled out since.</summary>
    public required byte[] Present { get; init; }

    public required int[] Zone { get; init; }

    /// <summary>Order group of the instance by block, −1 when free.</summary>
    public required int[] Group { get; init; }

    public required byte[] Rank { get; init; }

    /// <summary>What the whole must reach, by kind; zero where nothing is asked.</summary>
    public required double[] Need { get; init; }

    /// <summary>What zones must reach, by zone × <see cref="Width"/> + kind.</summary>
    public required double[] ZoneNeed { get; init; }

    /// <summary>Highest price of a regional row: infinite, or the price at which a shortage is accepted.</summary>
    public required double[] Cap { get; init; }

    public required double[] ZoneCap { get; init; }

    /// <summary>Block of the problem this one was taken from.</summary>
    public required int[] BlockOf { get; init; }

    /// <summary>Option (absolute) of the problem this one was taken from.</summary>
    public required int[] OptionOf { get; init; }

    /// <summary>Cost of what was fixed before.</summary>
    public double Constant { get; init; }

    public required OrderTable? Table { get; init; }

    public CoreGroup[] Groups { get; private set; } = [];

    /// <summary>Position in <see cref="Groups"/> by block, −1 when the order leaves it free.</summary>
    public int[] GroupAt { get; private set; } = [];

    public Run[] Runs { get; private set; } = [];

    public Component[] Components { get; private set; } = [];

    public int Blocks => Zone.Length;

    /// <summary>The rows as the master takes them.</summary>
    public PriceRows PriceRows => new(Width, Zones, Need, Cap, ZoneNeed, ZoneCap);

    /// <summary>Zone of each component.</summary>
    public int[] ComponentZones => Array.ConvertAll(Components, c => c.Zone);

    /// <summary>True when some row asks for a zone, so that regional and zone rows both bind.</summary>
    public bool HasZoneRows => Zones > 1;

    /// <summary>
    /// True when every group lies within one zone, and the blocks of a zone lie together: then zones are independent at given regional prices. (Blocks of groups
    /// that cross zones are sorted by group, and stay so where the order leaves all of them free.)
    /// </summary>
    public bool ZonesSeparate { get; private set; } = true;

    /// <summary>True when no kind of row is asked for both by the whole and by a zone.</summary>
    public bool KindsSeparate
    {
        get
        {
            for (var i = 0; i < ZoneNeed.Length; i++)
            {
                if (ZoneNeed[i] > 0 && Need[i % Width] > 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>One component a zone; only where <see cref="ZonesSeparate"/>.</summary>
    public Component[] ZoneComponents()
    {
        var found = new List<Component>();
        for (var from = 0; from < Runs.Length;)
        {
            var to = from;
            while (to < Runs.Length && Runs[to].Zone == Runs[from].Zone)
            {
                to++;
            }

            found.Add(new(from, to, Runs[from].From, Runs[to - 1].To, Runs[from].Zone));
            from = to;
        }

        return [.. found];
    }

    /// <summary>Forms groups, runs and components once the arrays are there.</summary>
    /// <param name="patterns">Patterns a group may still follow, by its number in the instance; null for all.</param>
    /// <param name="pieces">About so many components; zones are never joined.</param>
    public CoreProblem Form(Func<int, int[]?> patterns, int pieces)
    {
        var runs = new List<Run>();
        var groups = new List<CoreGroup>();
        GroupAt = new int[Blocks];
        for (var from = 0; from < Blocks;)
        {
            var to = from + 1;
            while (to < Blocks && Group[to] == Group[from] && (Zone[to] == Zone[from] || Group[from] >= 0))
            {
                to++;
            }

            var group = Group[from] < 0 || Table is null ? null : CoreGroup.Of(this, Table, from, to, patterns(Group[from]));
            var several = Group[from] >= 0 && Zone.AsSpan(from, to - from).ContainsAnyExcept(Zone[from]);
            if (group is null && several)
            {
                // Freed of its order, the group falls into its zones.
                for (var start = from; start < to;)
                {
                    var end = start + 1;
                    while (end < to && Zone[end] == Zone[start])
                    {
                        end++;
                    }

                    runs.Add(new(start, end, Zone[start], -1));
                    start = end;
                }
            }
            else
            {
                runs.Add(new(from, to, several ? -1 : Zone[from], group is null ? -1 : groups.Count));
            }

            if (group is not null)
            {
                ZonesSeparate &= !several;
                groups.Add(group);
            }

            GroupAt.AsSpan(from, to - from).Fill(group is null ? -1 : groups.Count - 1);
            from = to;
        }

        var seen = new HashSet<int>();
        for (var r = 0; r < runs.Count; r++)
        {
            ZonesSeparate &= (r > 0 && runs[r - 1].Zone == runs[r].Zone) || seen.Add(runs[r].Zone);
        }

        Groups = [.. groups];
        Runs = [.. SplitFree(runs, Math.Max(1, Blocks / pieces))];
        Components = Join(Runs, Math.Max(1, Blocks / pieces));
        return this;
    }

    /// <summary>Free runs are cut so that components come out of like size.</summary>
    private static IEnumerable<Run> SplitFree(List<Run> runs, int size)
    {
        foreach (var run in runs)
        {
            for (var from = run.From; from < run.To;)
            {
                var to = run.Group >= 0 || run.To - from < 2 * size ? run.To : from + size;
                yield return run with { From = from, To = to };
                from = to;
            }
        }
    }

    private static Component[] Join(Run[] runs, int size)
    {
        var components = new List<Component>();
        for (var from = 0; from < runs.Length;)
        {
            var to = from + 1;
            while (to < runs.Length && runs[to].Zone == runs[from].Zone && runs[from].Zone >= 0 && runs[to - 1].To - runs[from].From < size)
            {
                to++;
            }

            components.Add(new(from, to, runs[from].From, runs[to - 1].To, runs[from].Zone));
            from = to;
        }

        return [.. components];
    }
}
