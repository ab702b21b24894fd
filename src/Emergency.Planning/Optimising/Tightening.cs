namespace Emergency.Planning.Optimising;

/// <summary>
/// Makes rows say the same about whole plans and more about fractional ones: what a block gives in any case is taken off both sides, and what an option gives beyond
/// all that is still needed is dropped (a plant larger than its district's target counts as the target). Only for kinds that one scope uses.
/// </summary>
internal static class Tightening
{
    /// <summary>Changes amounts and needs in place.</summary>
    public static void Apply(int[] first, double[] amounts, int width, int[] zone, double[] need, double[] zoneNeed)
    {
        var zones = zoneNeed.Length / width;
        for (var f = 0; f < width; f++)
        {
            var zonal = false;
            for (var z = 0; z < zones; z++)
            {
                zonal |= zoneNeed[z * width + f] > 0;
            }

            if (zonal && need[f] > 0)
            {
                continue;
            }

            for (var b = 0; b < zone.Length; b++)
            {
                var least = double.PositiveInfinity;
                for (var o = first[b]; o < first[b + 1]; o++)
                {
                    least = Math.Min(least, amounts[o * width + f]);
                }

                for (var o = first[b]; o < first[b + 1]; o++)
                {
                    amounts[o * width + f] -= least;
                }

                ref var left = ref Left(zone[b], f);
                left = Math.Max(0, left - least);
            }

            for (var b = 0; b < zone.Length; b++)
            {
                var most = Left(zone[b], f);
                for (var o = first[b]; o < first[b + 1]; o++)
                {
                    amounts[o * width + f] = Math.Min(amounts[o * width + f], most);
                }
            }

            ref double Left(int z, int kind) => ref zonal ? ref zoneNeed[z * width + kind] : ref need[kind];
        }
    }
}
