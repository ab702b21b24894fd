namespace Emergency.Planning.Optimising;

/// <summary>The problem without costs: how little can be missing, each row measured by what it requires.</summary>
internal static class Feasibility
{
    /// <summary>A shortage below this share of the requirements is none.</summary>
    public const double Nothing = 1e-8;

    public static CoreProblem Of(CoreProblem p)
    {
        var patterns = p.Groups.ToDictionary(g => g.Id, g => g.Patterns);
        return new CoreProblem
        {
            Width = p.Width, Kinds = p.Kinds, Zones = p.Zones, First = p.First, Cost = new double[p.Cost.Length], Amount = p.Amount, Stage = p.Stage, Present = p.Present,
            Zone = p.Zone, Group = p.Group, Rank = p.Rank, Need = p.Need, ZoneNeed = p.ZoneNeed, Cap = Inverse(p.Need), ZoneCap = Inverse(p.ZoneNeed),
            BlockOf = p.BlockOf, OptionOf = p.OptionOf, Table = p.Table,
        }.Form(patterns.GetValueOrDefault, 8);
    }

    public static SearchResult Search(CoreProblem free, SolveBudget budget, int most)
    {
        var start = new double[free.Width * (1 + free.Zones)];
        Array.Fill(start, 0.5);
        return new SearchTree(free, double.PositiveInfinity, 1, new(0, Nothing / 2), 1).Run(start, 0, budget, Math.Max(most, 1));
    }

    private static double[] Inverse(double[] need) => Array.ConvertAll(need, n => n > 0 ? 1 / n : double.PositiveInfinity);
}
