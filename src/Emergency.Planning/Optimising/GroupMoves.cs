namespace Emergency.Planning.Optimising;

/// <summary>A group under another pattern, its members choosing at the prices; amounts are those of its zone, or of all zones when it spans several.</summary>
internal sealed record GroupMove(int Group, int Pattern, double Cost, double[] Amount, byte[] Choice);

/// <summary>The moves of whole groups in a local search, and what each group costs and gives as it stands.</summary>
internal sealed class GroupMoves
{
    private const int Most = 600;
    private readonly CoreProblem p;
    private readonly int[] zoneOf;
    private readonly (bool Known, double Cost, double[] Amount)[] now;
    private readonly List<GroupMove> all = [];

    /// <summary>Patterns that lose no more than <paramref name="reach"/> at the prices, the nearest to a tie first.</summary>
    public GroupMoves(CoreProblem p, double[] effective, Restriction? restriction, double reach)
    {
        this.p = p;
        zoneOf = new int[p.Groups.Length];
        foreach (var run in p.Runs)
        {
            if (run.Group >= 0)
            {
                zoneOf[run.Group] = run.Zone;
            }
        }

        now = Array.ConvertAll(zoneOf, z => (false, 0.0, new double[z < 0 ? p.Zones * p.Width : p.Width]));
        Span<double> values = stackalloc double[OrderTable.MostPatterns];
        var found = new List<(double Regret, int Group, int Pattern)>();
        for (var g = 0; g < p.Groups.Length; g++)
        {
            var group = p.Groups[g];
            if (group.Patterns.Length < 2)
            {
                continue;
            }

            var here = values[..group.Patterns.Length];
            Pricing.PatternValues(p, group, effective, restriction?.Banned, restriction is null ? UInt128.MaxValue : restriction.Patterns[g], here);
            var least = double.PositiveInfinity;
            foreach (var value in here)
            {
                least = Math.Min(least, value);
            }

            for (var q = 0; q < here.Length; q++)
            {
                if (here[q] - least <= reach && !double.IsPositiveInfinity(here[q]))
                {
                    found.Add((here[q] - least, g, q));
                }
            }
        }

        found.Sort();
        foreach (var (_, g, q) in found.Take(Most))
        {
            double cost = 0;
            var group = p.Groups[g];
            var choice = new byte[group.To - group.From];
            var amount = new double[now[g].Amount.Length];
            Pricing.Follow(p, group, q, effective, restriction?.Banned, choice, group.From, amount, byZone: zoneOf[g] < 0, ref cost);
            all.Add(new(g, q, cost, amount, choice));
        }
    }

    public IReadOnlyList<GroupMove> All => all;

    /// <summary>Zone of a group, −1 when it spans several.</summary>
    public int ZoneOf(int group) => zoneOf[group];

    /// <summary>Cost and amounts of a group as it stands.</summary>
    public (double Cost, double[] Amount) Now(Draft draft, int group)
    {
        ref var state = ref now[group];
        if (!state.Known)
        {
            state.Known = true;
            state.Cost = 0;
            Array.Clear(state.Amount);
            for (var block = p.Groups[group].From; block < p.Groups[group].To; block++)
            {
                var o = draft.Choice[block];
                state.Cost += p.Cost[o];
                var into = zoneOf[group] < 0 ? p.Zone[block] * p.Width : 0;
                for (var f = 0; f < p.Kinds; f++)
                {
                    state.Amount[into + f] += p.Amount[o * p.Width + f];
                }
            }
        }

        return (state.Cost, state.Amount);
    }

    /// <summary>A member moved: the group is counted again when next asked for.</summary>
    public void Forget(int group) => now[group].Known = false;

    /// <summary>Another draft: all groups are counted again.</summary>
    public void Forget()
    {
        for (var g = 0; g < now.Length; g++)
        {
            Forget(g);
        }
    }

    /// <summary>Carries a move out.</summary>
    public void Take(Draft draft, GroupMove move)
    {
        var group = p.Groups[move.Group];
        for (var block = group.From; block < group.To; block++)
        {
            var option = p.First[block] + move.Choice[block - group.From];
            if (option != draft.Choice[block])
            {
                draft.Take(block, option);
            }
        }

        draft.Pattern[move.Group] = move.Pattern;
        Forget(move.Group);
    }
}
