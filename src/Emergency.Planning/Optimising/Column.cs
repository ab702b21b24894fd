namespace Emergency.Planning.Optimising;

/// <summary>One way of deciding all blocks of a component: its cost, what it gives by kind (and zone, when the component spans several), and the choices.</summary>
/// <param name="Cost">Σ cost of the chosen options.</param>
/// <param name="Amount">By kind; by zone × width + kind when the component spans zones.</param>
/// <param name="Choice">Chosen option by block of the component, counted from the block's first.</param>
/// <param name="Pattern">Pattern by group of the component, in the order of its runs.</param>
internal record Column(double Cost, double[] Amount, byte[] Choice, byte[] Pattern);

/// <summary>What a node of the tree forbids beside the problem itself.</summary>
/// <param name="Banned">By option.</param>
/// <param name="Patterns">Allowed patterns by group, one bit each.</param>
internal sealed record Restriction(bool[] Banned, UInt128[] Patterns)
{
    /// <summary>Every group keeps the pattern it has in a plan.</summary>
    public static Restriction Keeping(CoreProblem p, Draft plan)
    {
        var kept = new Restriction(new bool[p.First[^1]], new UInt128[p.Groups.Length]);
        for (var g = 0; g < p.Groups.Length; g++)
        {
            var (group, pattern) = (p.Groups[g], plan.Pattern[g]);
            kept.Patterns[g] = UInt128.One << pattern;
            for (var s = 0; s < group.Segments.Length; s++)
            {
                for (var block = group.Segments[s].From; block < group.Segments[s].To; block++)
                {
                    var stages = p.Table!.Allowed(group.Window(pattern, s), p.Present[block]);
                    for (var o = p.First[block]; o < p.First[block + 1]; o++)
                    {
                        kept.Banned[o] = (stages >> p.Stage[o] & 1) == 0;
                    }
                }
            }
        }

        return kept;
    }
}
