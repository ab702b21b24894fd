namespace Emergency.Planning.Optimising;

/// <summary>Whether options that must not be chosen leave every group a way to keep its order.</summary>
internal static class OrderConflict
{
    /// <summary>A block of the first group for which no thresholds leave each member an option; null when every group has some.</summary>
    public static int? Of(PlanInstance instance)
    {
        if (instance.Banned is null || instance.Rule == GradeOrderRule.None || instance.Blocks == 0)
        {
            return null;
        }

        var table = new OrderTable(instance.Rule, instance.Stage.Max() + 1, instance.Rank.Max() + 1);
        var fits = new UInt128[instance.Groups];
        Array.Fill(fits, UInt128.MaxValue >> (OrderTable.MostPatterns - table.Patterns.Length));
        for (var block = 0; block < instance.Blocks; block++)
        {
            if (instance.Group[block] is not (>= 0 and var group))
            {
                continue;
            }

            var (present, left) = (0, 0);
            for (var o = 0; o < instance.OptionsOf(block); o++)
            {
                var stage = 1 << instance.StageOf(block, o);
                present |= stage;
                left |= instance.Allows(block, o) ? stage : 0;
            }

            for (var q = 0; q < table.Patterns.Length; q++)
            {
                if ((table.Allowed(table.Window(q, instance.Rank[block]), present) & left) == 0)
                {
                    fits[group] &= ~(UInt128.One << q);
                }
            }

            if (fits[group] == 0)
            {
                return block;
            }
        }

        return null;
    }
}
