using System.Collections.Immutable;

namespace Emergency.Planning.Optimising;

/// <summary>Reads from a plan what each group was asked: the first pattern that explains its members' stages.</summary>
internal static class GroupReading
{
    /// <summary>Groups, and by block the stages its group's pattern allows (all, when it is free).</summary>
    public static (ImmutableArray<GroupResult> Results, byte[] Allowed) Read(PlanInstance instance, int[] choice)
    {
        var allowed = new byte[instance.Blocks];
        Array.Fill(allowed, byte.MaxValue);
        if (instance.Rule == GradeOrderRule.None || instance.Blocks == 0)
        {
            return ([], allowed);
        }

        var table = new OrderTable(instance.Rule, instance.Stage.Max() + 1, instance.Rank.Max() + 1);
        var fits = new UInt128[instance.Groups];
        var present = new byte[instance.Blocks];
        var members = new bool[instance.Groups];
        Array.Fill(fits, UInt128.MaxValue);
        for (var block = 0; block < instance.Blocks; block++)
        {
            for (var o = instance.FirstOption[block]; o < instance.FirstOption[block + 1]; o++)
            {
                present[block] |= (byte)(1 << instance.Stage[o]);
            }

            if (instance.Group[block] is >= 0 and var g)
            {
                members[g] = true;
                var stage = instance.StageOf(block, choice[block]);
                for (var q = 0; q < table.Patterns.Length; q++)
                {
                    if ((table.Allowed(table.Window(q, instance.Rank[block]), present[block]) >> stage & 1) == 0)
                    {
                        fits[g] &= ~(UInt128.One << q);
                    }
                }
            }
        }

        var pattern = Array.ConvertAll(fits, f => (int)UInt128.TrailingZeroCount(f));
        for (var block = 0; block < instance.Blocks; block++)
        {
            if (instance.Group[block] is >= 0 and var g)
            {
                allowed[block] = table.Allowed(table.Window(pattern[g], instance.Rank[block]), present[block]);
            }
        }

        return ([.. Enumerable.Range(0, instance.Groups).Where(g => members[g]).Select(g => new GroupResult(g, [.. table.Patterns[pattern[g]].Select(s => (int)s)]))], allowed);
    }
}

/// <summary>Rows of a plan, counted once over all blocks.</summary>
internal static class RowReading
{
    public static ImmutableArray<RowResult> Read(PlanInstance instance, int[] choice, double[] prices)
    {
        var sums = new double[instance.Zones * instance.Pollutants];
        for (var block = 0; block < instance.Blocks; block++)
        {
            var cut = instance.CutOf(block, choice[block]);
            for (var q = 0; q < cut.Length; q++)
            {
                sums[instance.Zone[block] * cut.Length + q] += cut[q];
            }
        }

        return [.. instance.Rows.Select((row, r) =>
        {
            double reached = 0;
            for (var i = 0; i < sums.Length; i++)
            {
                reached += row.Zone < 0 || row.Zone == i / instance.Pollutants ? row.Weights[i % instance.Pollutants] * sums[i] : 0;
            }

            return new RowResult(row, row.Required, reached, prices[r]);
        })];
    }
}
