namespace Emergency.Planning.Optimising;

/// <summary>A plan in the making: the option of every block, the pattern of every group, and the running sums.</summary>
internal sealed class Draft
{
    private readonly CoreProblem p;

    public Draft(CoreProblem p)
    {
        this.p = p;
        Choice = new int[p.Blocks];
        Pattern = new int[p.Groups.Length];
        Regional = new double[p.Width];
        Zonal = new double[p.Zones * p.Width];
    }

    /// <summary>Option (absolute) by block.</summary>
    public int[] Choice { get; }

    public int[] Pattern { get; }

    public double Cost { get; private set; }

    public double[] Regional { get; }

    public double[] Zonal { get; }

    /// <summary>Takes a column a component.</summary>
    public static Draft Of(CoreProblem p, Component[] components, IReadOnlyList<Column> columns)
    {
        var draft = new Draft(p);
        for (var c = 0; c < components.Length; c++)
        {
            draft.Set(components[c], columns[c]);
        }

        draft.Sum();
        return draft;
    }

    public Draft Copy()
    {
        var copy = new Draft(p) { Cost = Cost };
        Choice.CopyTo(copy.Choice, 0);
        Pattern.CopyTo(copy.Pattern, 0);
        Regional.CopyTo(copy.Regional, 0);
        Zonal.CopyTo(copy.Zonal, 0);
        return copy;
    }

    /// <summary>Writes a column's choices; <see cref="Sum"/> must follow.</summary>
    public void Set(in Component component, Column column)
    {
        for (var block = component.From; block < component.To; block++)
        {
            Choice[block] = p.First[block] + column.Choice[block - component.From];
        }

        var at = 0;
        for (var r = component.FromRun; r < component.ToRun; r++)
        {
            if (p.Runs[r].Group >= 0)
            {
                Pattern[p.Runs[r].Group] = column.Pattern[at++];
            }
        }
    }

    /// <summary>Computes the sums afresh.</summary>
    public void Sum()
    {
        Cost = 0;
        Array.Clear(Zonal);
        for (var block = 0; block < p.Blocks; block++)
        {
            var o = Choice[block];
            Cost += p.Cost[o];
            var into = p.Zone[block] * p.Width;
            for (var f = 0; f < p.Kinds; f++)
            {
                Zonal[into + f] += p.Amount[o * p.Width + f];
            }
        }

        Array.Clear(Regional);
        for (var i = 0; i < Zonal.Length; i++)
        {
            Regional[i % p.Width] += Zonal[i];
        }
    }

    /// <summary>Changes one block, sums included.</summary>
    public void Take(int block, int option)
    {
        var old = Choice[block];
        Choice[block] = option;
        Cost += p.Cost[option] - p.Cost[old];
        var into = p.Zone[block] * p.Width;
        for (var f = 0; f < p.Kinds; f++)
        {
            var change = p.Amount[option * p.Width + f] - p.Amount[old * p.Width + f];
            Regional[f] += change;
            Zonal[into + f] += change;
        }
    }

    /// <summary>True when every row without a price for its shortage is met.</summary>
    public bool Meets()
    {
        for (var f = 0; f < p.Kinds; f++)
        {
            if (Regional[f] < p.Need[f] && double.IsPositiveInfinity(p.Cap[f]))
            {
                return false;
            }
        }

        if (p.HasZoneRows)
        {
            for (var i = 0; i < Zonal.Length; i++)
            {
                if (Zonal[i] < p.ZoneNeed[i] && double.IsPositiveInfinity(p.ZoneCap[i]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Cost with the price of accepted shortages; infinite when a row without such a price is short.</summary>
    public double Value()
    {
        var value = Cost;
        for (var f = 0; f < p.Kinds; f++)
        {
            value += Short(p.Need[f] - Regional[f], p.Cap[f]);
        }

        for (var i = 0; p.HasZoneRows && i < Zonal.Length; i++)
        {
            value += Short(p.ZoneNeed[i] - Zonal[i], p.ZoneCap[i]);
        }

        return value;

        static double Short(double missing, double price) => missing > 0 ? missing * price : 0;
    }
}
