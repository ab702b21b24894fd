namespace Emergency.Planning.Optimising;

/// <summary>Why each block stands where it stands, from the reduced costs of its options.</summary>
internal static class Reasons
{
    public static BlockFigures[] Of(PlanInstance instance, int[] choice, double[] prices, byte[] allowed)
    {
        var worth = Kilograms(instance.Zones, instance.Pollutants, [.. instance.Rows.Zip(prices)]);
        var figures = new BlockFigures[instance.Blocks];
        for (var block = 0; block < figures.Length; block++)
        {
            figures[block] = Of(instance, block, choice[block], worth.AsSpan(instance.Zone[block] * instance.Pollutants, instance.Pollutants), allowed[block]);
        }

        return figures;
    }

    /// <summary>Worth of a kilogram by zone and pollutant, zone × pollutants + pollutant: all rows that count it.</summary>
    public static double[] Kilograms(int zones, int pollutants, IReadOnlyList<(CoveringRow Row, double Price)> priced)
    {
        var worth = new double[zones * pollutants];
        foreach (var (row, price) in priced)
        {
            for (var i = 0; price > 0 && i < worth.Length; i++)
            {
                worth[i] += row.Zone < 0 || row.Zone == i / pollutants ? price * row.Weights[i % pollutants] : 0;
            }
        }

        return worth;
    }

    private static BlockFigures Of(PlanInstance instance, int block, int chosen, ReadOnlySpan<double> price, int allowed)
    {
        var options = instance.OptionsOf(block);
        var loss = instance.CostOf(block, chosen);
        var worth = Worth(instance, block, chosen, price);
        if (options == 1 || NoOther(instance, block, chosen))
        {
            return new(BlockReason.NoChoice, worth, loss, 0);
        }

        var (own, least, cheapest) = (chosen, loss - worth, chosen);
        for (var o = 0; o < options; o++)
        {
            if (!instance.Allows(block, o))
            {
                continue;
            }

            var net = instance.CostOf(block, o) - Worth(instance, block, o, price);
            if (net < least - 1e-9 * (1 + loss + worth))
            {
                (own, least) = (o, net);
            }

            cheapest = instance.CostOf(block, o) < instance.CostOf(block, cheapest) ? o : cheapest;
        }

        if (own == chosen)
        {
            return cheapest != chosen
                ? new(BlockReason.WorthMore, worth, loss, Math.Max(0, instance.CostOf(block, cheapest) - Worth(instance, block, cheapest, price) - (loss - worth)))
                : new(BlockReason.NotWorth, worth, loss, Nearest(instance, block, chosen, price, loss - worth));
        }

        var reason = (allowed >> instance.StageOf(block, own) & 1) == 1 ? BlockReason.LastKilograms
            : instance.StageOf(block, chosen) > instance.StageOf(block, own) ? BlockReason.AskedByOrder
            : BlockReason.HeldByOrder;
        return new(reason, worth, loss, Math.Max(0, loss - worth - least));
    }

    private static bool NoOther(PlanInstance instance, int block, int chosen)
    {
        for (var o = 0; o < instance.OptionsOf(block); o++)
        {
            if (o != chosen && instance.Allows(block, o))
            {
                return false;
            }
        }

        return true;
    }

    private static double Nearest(PlanInstance instance, int block, int chosen, ReadOnlySpan<double> price, double net)
    {
        var nearest = double.PositiveInfinity;
        for (var o = 0; o < instance.OptionsOf(block); o++)
        {
            nearest = o == chosen || !instance.Allows(block, o) ? nearest : Math.Min(nearest, instance.CostOf(block, o) - Worth(instance, block, o, price));
        }

        return Math.Max(0, nearest - net);
    }

    private static double Worth(PlanInstance instance, int block, int option, ReadOnlySpan<double> price)
    {
        double sum = 0;
        var cut = instance.CutOf(block, option);
        for (var p = 0; p < cut.Length; p++)
        {
            sum += price[p] * cut[p];
        }

        return sum;
    }
}
