namespace Emergency.Planning.Optimising;

/// <summary>How the rows of an instance became kinds (different sets of weights, up to a factor) with scopes.</summary>
internal sealed class RowMap
{
    /// <summary>The pollutant of a kind that counts one alone (its weight is 1), −1 for others.</summary>
    private readonly int[] only;

    private RowMap(double[][] kinds, double[] scale, double[] factor, List<(int Row, int Kind, int Zone, double Required)> rows)
    {
        (Kinds, Scale, Factor, Rows) = (kinds, scale, factor, rows);
        HasZoneRows = rows.Exists(r => r.Zone >= 0);
        only = Array.ConvertAll(kinds, weights => weights.Count(w => w > 0) == 1 ? Array.FindIndex(weights, w => w > 0) : -1);
    }

    /// <summary>Weights of each kind, largest first weight 1.</summary>
    public double[][] Kinds { get; }

    /// <summary>Amount of a kind that counts as one: what the region must reach, or its zones together.</summary>
    public double[] Scale { get; }

    /// <summary>By row of the instance: its weights are its kind's × this.</summary>
    public double[] Factor { get; }

    /// <summary>Rows that ask for something; of rows of one kind and scope the hardest.</summary>
    public IReadOnlyList<(int Row, int Kind, int Zone, double Required)> Rows { get; }

    public bool HasZoneRows { get; }

    /// <summary>
    /// Reads the rows. Regional and zone rows get kinds of their own, even with equal weights, so that each can be tightened for its scope; only when that makes
    /// more kinds than fit do they share.
    /// </summary>
    public static RowMap Of(PlanInstance instance, Func<int, bool> take)
    {
        var split = Of(instance, take, true);
        return split.Kinds.Length <= CoreLayout.MostRowKinds ? split : Of(instance, take, false);
    }

    private static RowMap Of(PlanInstance instance, Func<int, bool> take, bool split)
    {
        var kinds = new List<(double[] Weights, bool Zonal)>();
        var factor = new double[instance.Rows.Count];
        var rows = new Dictionary<(int Kind, int Zone), (int Row, double Required)>();
        for (var r = 0; r < instance.Rows.Count; r++)
        {
            var row = instance.Rows[r];
            factor[r] = row.Weights.Max();
            if (row.Required <= 0 || !take(r))
            {
                continue;
            }

            // With one zone the zone is the region.
            var zone = instance.Zones == 1 ? -1 : row.Zone;
            var weights = row.Weights.Select(w => w / factor[r]).ToArray();
            var kind = kinds.FindIndex(k => (!split || k.Zonal == zone >= 0) && k.Weights.AsSpan().SequenceEqual(weights));
            if (kind < 0)
            {
                kind = kinds.Count;
                kinds.Add((weights, zone >= 0));
            }

            var required = row.Required / factor[r];
            if (!rows.TryGetValue((kind, zone), out var known) || known.Required < required)
            {
                rows[(kind, zone)] = (r, required);
            }
        }

        var list = rows.Select(r => (r.Value.Row, r.Key.Kind, r.Key.Zone, r.Value.Required)).OrderBy(r => r.Row).ToList();
        var scale = kinds.Select((_, k) => Math.Max(list.Where(r => r.Kind == k && r.Zone < 0).Sum(r => r.Required), list.Where(r => r.Kind == k && r.Zone >= 0).Sum(r => r.Required))).ToArray();
        return new([.. kinds.Select(k => k.Weights)], scale, factor, list);
    }

    /// <summary>Normalised contribution of an option to each kind.</summary>
    public void Amounts(PlanInstance instance, int option, Span<double> into)
    {
        var cut = instance.Cut.AsSpan(option * instance.Pollutants, instance.Pollutants);
        for (var k = 0; k < Kinds.Length; k++)
        {
            double sum = 0;
            if (only[k] >= 0)
            {
                sum = cut[only[k]];
            }
            else
            {
                var weights = Kinds[k];
                for (var p = 0; p < cut.Length; p++)
                {
                    sum += weights[p] * cut[p];
                }
            }

            into[k] = sum / Scale[k];
        }

        into[Kinds.Length..].Clear();
    }
}
