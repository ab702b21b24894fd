using System.Runtime.Intrinsics;

namespace Emergency.Planning.Optimising;

/// <summary>
/// Makes a plan from a choice at prices: first descent on cost plus a rising price for what is missing, then descent that keeps every row, then exchanges of
/// two moves. A move is another option of one block within its group's pattern, or another pattern for a whole group (members choose at the prices).
/// </summary>
internal sealed class LocalSearch
{
    private const int MostSteps = 4_000;
    private readonly CoreProblem p;
    private readonly Restriction? restriction;
    private readonly double[] prices;
    private readonly double[] effective;
    private readonly int[] candidates;
    private readonly GroupMoves groups;
    private readonly double[] penalty;
    private readonly bool elastic;

    /// <summary>A possible step, with its change of cost and of reduced cost.</summary>
    private readonly record struct Step(int Block, int Option, double Cost, double Regret);

    /// <summary>Prepares moves at prices.</summary>
    /// <param name="p">Problem.</param>
    /// <param name="prices">Regional by kind, then by zone × width + kind.</param>
    /// <param name="restriction">What a node forbids; null for nothing.</param>
    /// <param name="reach">Moves that lose more than this at the prices are left out.</param>
    /// <param name="most">At most so many blocks move: those nearest to a tie.</param>
    public LocalSearch(CoreProblem p, ReadOnlySpan<double> prices, Restriction? restriction, double reach, int most)
    {
        (this.p, this.restriction, this.prices) = (p, restriction, prices.ToArray());
        effective = new double[p.Zones * p.Width];
        PriceMaster.Spread(p.Zones, p.Width, prices, effective);
        penalty = new double[p.Width * (1 + p.Zones)];
        candidates = NearTies(reach, most);
        groups = new(p, effective, restriction, reach);
        elastic = p.Cap.Where((cap, f) => p.Need[f] > 0 && double.IsFinite(cap)).Any() || p.ZoneCap.Where((cap, i) => p.ZoneNeed[i] > 0 && double.IsFinite(cap)).Any();
    }

    /// <summary>Repairs and improves; false when no plan that meets every row was found (then the draft is as near as it came).</summary>
    /// <param name="draft">Where to start; improved in place.</param>
    /// <param name="steps">Moves among which pairs are looked for; 0 for no pairs.</param>
    /// <param name="floor">Share of the highest price that a missing amount costs at least, before that rises: different floors lead to different plans.</param>
    /// <param name="within">Pairs are looked for only when the plan's value is no more than this.</param>
    /// <param name="enough">No pairs once the plan's value is no more than this.</param>
    public bool Run(Draft draft, int steps, double floor, double within = double.PositiveInfinity, double enough = double.NegativeInfinity)
    {
        var top = 0.0;
        foreach (var price in prices)
        {
            top = Math.Max(top, price);
        }

        top = top > 0 ? top : 1 + draft.Cost;
        for (var (factor, round) = (1.15, 0); round < 12 && !(steps > 0 && draft.Meets()); (factor, round) = (factor * 1.6, round + 1))
        {
            for (var i = 0; i < penalty.Length; i++)
            {
                var cap = i < p.Width ? p.Cap[i] : p.ZoneCap[i - p.Width];
                penalty[i] = Math.Min(cap, factor * (prices[i] + floor * top));
            }

            Descend(draft, keep: false);
            if (draft.Meets())
            {
                break;
            }
        }

        for (var i = 0; i < penalty.Length; i++)
        {
            var cap = i < p.Width ? p.Cap[i] : p.ZoneCap[i - p.Width];
            penalty[i] = double.IsPositiveInfinity(cap) ? 1e30 : cap;
        }

        draft.Sum();
        if (!draft.Meets())
        {
            return false;
        }

        Descend(draft, keep: true);
        for (var round = 0; steps > 0 && round < 60 && (round > 0 || draft.Value() <= within) && draft.Value() > enough && Exchange(draft, steps); round++)
        {
            Descend(draft, keep: true);
        }

        draft.Sum();
        return draft.Meets();
    }

    private int[] NearTies(double reach, int most)
    {
        var found = new List<(double Regret, int Block)>();
        for (var block = 0; block < p.Blocks; block++)
        {
            if (p.First[block + 1] - p.First[block] < 2)
            {
                continue;
            }

            var (least, second) = (double.PositiveInfinity, double.PositiveInfinity);
            for (var o = p.First[block]; o < p.First[block + 1]; o++)
            {
                var reduced = restriction is not null && restriction.Banned[o] ? double.PositiveInfinity : Pricing.Reduced(p, o, effective, p.Zone[block]);
                (least, second) = reduced < least ? (reduced, least) : (least, Math.Min(second, reduced));
            }

            if (second - least <= reach)
            {
                found.Add((second - least, block));
            }
        }

        if (found.Count > most)
        {
            var regrets = found.Select(f => f.Regret).ToArray();
            Array.Sort(regrets);
            found.RemoveAll(f => f.Regret > regrets[most - 1]);
        }

        return [.. found.Select(f => f.Block)];
    }

    /// <summary>Steepest descent on cost + penalty × what is missing.</summary>
    private void Descend(Draft draft, bool keep)
    {
        groups.Forget();
        for (var steps = 0; steps < MostSteps; steps++)
        {
            var best = -1e-7 * (1 + Math.Abs(draft.Cost) * 1e-6);
            var (bestBlock, bestOption) = (-1, -1);
            GroupMove? bestGroup = null;
            var (needs, zoneNeeds) = (Missing(p.Need, draft.Regional), Missing(p.ZoneNeed, draft.Zonal));
            foreach (var block in candidates)
            {
                var current = draft.Choice[block];
                var stages = StagesOf(draft, block);
                for (var o = p.First[block]; o < p.First[block + 1]; o++)
                {
                    if (o == current || (stages >> p.Stage[o] & 1) == 0 || (restriction is not null && restriction.Banned[o]))
                    {
                        continue;
                    }

                    var change = p.Cost[o] - p.Cost[current];
                    // Where nothing may go missing, a step that costs more cannot help.
                    if (change >= best && keep && !elastic)
                    {
                        continue;
                    }

                    change += Penalty(needs, zoneNeeds, p.Zone[block], o, current);
                    if (change < best)
                    {
                        (best, bestBlock, bestOption, bestGroup) = (change, block, o, null);
                    }
                }
            }

            foreach (var move in groups.All)
            {
                if (move.Pattern != draft.Pattern[move.Group])
                {
                    var (cost, amount) = groups.Now(draft, move.Group);
                    var change = move.Cost - cost + Penalty(needs, zoneNeeds, move.Amount, amount, groups.ZoneOf(move.Group));
                    if (change < best)
                    {
                        (best, bestGroup) = (change, move);
                    }
                }
            }

            if (bestGroup is not null)
            {
                groups.Take(draft, bestGroup);
            }
            else if (bestBlock >= 0)
            {
                draft.Take(bestBlock, bestOption);
                if (p.GroupAt[bestBlock] is >= 0 and var g)
                {
                    groups.Forget(g);
                }
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Best pair of moves that saves cost and keeps every row; false when there is none.</summary>
    private bool Exchange(Draft draft, int most)
    {
        var steps = new List<Step>();
        foreach (var block in candidates)
        {
            var current = draft.Choice[block];
            var stages = StagesOf(draft, block);
            var reduced = Pricing.Reduced(p, current, effective, p.Zone[block]);
            for (var o = p.First[block]; o < p.First[block + 1]; o++)
            {
                if (o != current && (stages >> p.Stage[o] & 1) == 1 && (restriction is null || !restriction.Banned[o]))
                {
                    steps.Add(new(block, o, p.Cost[o] - p.Cost[current], Pricing.Reduced(p, o, effective, p.Zone[block]) - reduced));
                }
            }
        }

        steps.Sort(static (a, b) => a.Regret != b.Regret ? a.Regret.CompareTo(b.Regret) : a.Option.CompareTo(b.Option));
        if (steps.Count > most)
        {
            steps.RemoveRange(most, steps.Count - most);
        }

        var (needs, zoneNeeds) = (Missing(p.Need, draft.Regional), Missing(p.ZoneNeed, draft.Zonal));
        var best = -1e-7 * (1 + Math.Abs(draft.Cost) * 1e-6);
        (Step First, Step Second)? pair = null;
        for (var i = 0; i < steps.Count; i++)
        {
            var a = steps[i];
            var (a0, a1) = Change(a.Option, draft.Choice[a.Block]);
            var zoneA = p.Zone[a.Block];
            for (var j = i + 1; j < steps.Count; j++)
            {
                var b = steps[j];
                if (b.Block == a.Block || a.Cost + b.Cost >= best)
                {
                    continue;
                }

                var (b0, b1) = Change(b.Option, draft.Choice[b.Block]);
                var zoneB = p.Zone[b.Block];
                var change = a.Cost + b.Cost + Shortfall(needs, 0, 0, a0 + b0, a1 + b1);
                if (change < best && p.HasZoneRows)
                {
                    change += zoneA == zoneB
                        ? Shortfall(zoneNeeds, zoneA * p.Width, p.Width, a0 + b0, a1 + b1)
                        : Shortfall(zoneNeeds, zoneA * p.Width, p.Width, a0, a1) + Shortfall(zoneNeeds, zoneB * p.Width, p.Width, b0, b1);
                }

                if (change < best)
                {
                    (best, pair) = (change, (a, b));
                }
            }
        }

        if (pair is not { } found)
        {
            return false;
        }

        draft.Take(found.First.Block, found.First.Option);
        draft.Take(found.Second.Block, found.Second.Option);
        return true;
    }

    private int StagesOf(Draft draft, int block)
    {
        var g = p.GroupAt[block];
        return g < 0 ? 255 : p.Table!.Allowed(p.Table.Window(p.Groups[g].Patterns[draft.Pattern[g]], p.Rank[block]), p.Present[block]);
    }

    private static double[] Missing(double[] need, double[] have)
    {
        var missing = new double[need.Length];
        for (var i = 0; i < need.Length; i++)
        {
            missing[i] = need[i] > 0 ? need[i] - have[i] : double.NegativeInfinity;
        }

        return missing;
    }

    private (Vector256<double> A0, Vector256<double> A1) Change(int to, int from)
    {
        var w = p.Width;
        var a0 = Vector256.LoadUnsafe(ref p.Amount[to * w]) - Vector256.LoadUnsafe(ref p.Amount[from * w]);
        return (a0, w > 4 ? Vector256.LoadUnsafe(ref p.Amount[to * w + 4]) - Vector256.LoadUnsafe(ref p.Amount[from * w + 4]) : default);
    }

    private double Penalty(double[] needs, double[] zoneNeeds, int zone, int to, int from)
    {
        var (a0, a1) = Change(to, from);
        var sum = Shortfall(needs, 0, 0, a0, a1);
        return p.HasZoneRows ? sum + Shortfall(zoneNeeds, zone * p.Width, p.Width, a0, a1) : sum;
    }

    /// <summary>Change of the penalties of one scope when its amounts change.</summary>
    private double Shortfall(double[] missing, int at, int penaltyAt, Vector256<double> a0, Vector256<double> a1)
    {
        var now = Vector256.LoadUnsafe(ref missing[at]);
        var zero = Vector256<double>.Zero;
        var sum = (Vector256.Max(zero, now - a0) - Vector256.Max(zero, now)) * Vector256.LoadUnsafe(ref penalty[penaltyAt + at]);
        if (p.Width > 4)
        {
            now = Vector256.LoadUnsafe(ref missing[at + 4]);
            sum += (Vector256.Max(zero, now - a1) - Vector256.Max(zero, now)) * Vector256.LoadUnsafe(ref penalty[penaltyAt + at + 4]);
        }

        return Vector256.Sum(sum);
    }

    private double Penalty(double[] needs, double[] zoneNeeds, double[] to, double[] from, int zone)
    {
        if (zone >= 0)
        {
            var a0 = Vector256.LoadUnsafe(ref to[0]) - Vector256.LoadUnsafe(ref from[0]);
            var a1 = p.Width > 4 ? Vector256.LoadUnsafe(ref to[4]) - Vector256.LoadUnsafe(ref from[4]) : default;
            var one = Shortfall(needs, 0, 0, a0, a1);
            return p.HasZoneRows ? one + Shortfall(zoneNeeds, zone * p.Width, p.Width, a0, a1) : one;
        }

        double sum = 0;
        Span<double> regional = stackalloc double[p.Width];
        regional.Clear();
        for (var i = 0; i < to.Length; i++)
        {
            var change = to[i] - from[i];
            regional[i % p.Width] += change;
            sum += (Math.Max(0, zoneNeeds[i] - change) - Math.Max(0, zoneNeeds[i])) * penalty[p.Width + i];
        }

        for (var f = 0; f < p.Kinds; f++)
        {
            sum += (Math.Max(0, needs[f] - regional[f]) - Math.Max(0, needs[f])) * penalty[f];
        }

        return sum;
    }
}
