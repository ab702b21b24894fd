using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>
/// Plans from the answers the dual weighs: shortages are first cheap and then dear, again and again with prices shaken a little, and the best plan of all rounds stays.
/// </summary>
/// <param name="p">Problem.</param>
/// <param name="penalty">Prices of the dual.</param>
/// <param name="undecided">Blocks between patterns in the dual; the others move in the first round only.</param>
/// <param name="answers">Work, in answers of single blocks.</param>
/// <param name="seed">Start of the pseudo-random order and shaking.</param>
/// <param name="enough">A plan of this value will do.</param>
/// <param name="budget">When to stop.</param>
internal sealed class PlanSearch(StaggerCore p, Penalty penalty, int[] undecided, int answers, int seed, double enough, SolveBudget budget)
{
    private static readonly double[] Hardening = [1.5, 4, 20, 1e4];
    private readonly Descent descent = new(p);
    private readonly Random random = new(seed);
    private int used;

    /// <summary>The best plan found; null when none keeps the limit of starts.</summary>
    public Draft? Run(int[] codes, int[] levels, Action<Draft> better)
    {
        Draft? best = null;
        descent.Set(codes, levels);
        var order = Shuffled([.. Enumerable.Range(0, p.Blocks)]);
        for (var cycle = 0; cycle == 0 || (used < answers && !budget.Over && best?.Value > enough); cycle++)
        {
            if (cycle > 0)
            {
                Shake(order);
            }

            Harden(order, cycle);
            if (descent.Read() is { } draft && (best is null || draft.Value < best.Value))
            {
                best = draft;
                better(draft);
            }
            else if (best is not null && random.Next(3) == 0)
            {
                descent.Set(best.Codes, best.Levels);
            }

            order = Shuffled(undecided.Length > 0 ? undecided : order);
        }

        return best;
    }

    private void Shake(int[] order)
    {
        var strength = 0.15 + (0.5 * random.NextDouble());
        var noise = Noise(strength);
        descent.Prices(penalty, i => 1.02 * noise[i]);
        Sweep(order);
    }

    private void Harden(int[] order, int cycle)
    {
        foreach (var factor in Hardening)
        {
            var noise = Noise(cycle == 0 ? 0 : 0.2);
            descent.Prices(penalty, i => factor * noise[i]);
            for (var sweep = 0; sweep < 3 && Sweep(order); sweep++)
            {
            }

            if (p.Chains.Length > 0 && factor is > 1.6 and < 100)
            {
                used += p.Blocks / 2;
                descent.MoveLevels();
            }
        }
    }

    private bool Sweep(int[] order)
    {
        used += order.Length;
        return !budget.Over && descent.Sweep(order);
    }

    private double[] Noise(double strength)
    {
        var noise = new double[p.RowsOfScope + (p.Zones * p.RowsOfScope) + p.Days];
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = 1 + (strength * ((2 * random.NextDouble()) - 1));
        }

        return noise;
    }

    private int[] Shuffled(int[] order)
    {
        var copy = (int[])order.Clone();
        random.Shuffle(copy);
        return copy;
    }
}
