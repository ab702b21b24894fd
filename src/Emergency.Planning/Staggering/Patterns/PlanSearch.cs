using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>
/// Plans from the answers of the dual at settled levels. First the blocks with most at stake are settled together (<see cref="BlockDive"/>), and what is missing then is
/// found by the blocks that do it at least cost, while it goes from cheap to dear. Then everybody is let go at prices a little shaken and what is missing found again; then,
/// again and again, a few blocks are let go and some others answer. What is no better is undone.
/// </summary>
/// <param name="p">Problem.</param>
/// <param name="penalty">Prices of the dual.</param>
/// <param name="start">Where it begins.</param>
/// <param name="answers">Work, in answers of single blocks.</param>
/// <param name="seed">Start of the pseudo-random choices.</param>
/// <param name="budget">When to stop.</param>
internal sealed class PlanSearch(StaggerCore p, Penalty penalty, PlanStart start, int answers, int seed, SolveBudget budget)
{
    private const int MostLetGo = 8;

    private const int Answering = 40;

    /// <summary>So often the whole plan is let go at prices a little shaken, by at least such a share and by up to twice that, and repaired again.</summary>
    private const int Again = 3;

    private const double LittleShaken = 0.1;

    /// <summary>A gain of a smaller share of the value is none.</summary>
    private const double Least = 1e-9;

    /// <summary>By how much a change may be worse at first, as a share of the value.</summary>
    private const double Warmth = 0.001;

    /// <summary>In repairing a plan: at first all prices are so much above those of the dual, then those of what is missing grow, in fine steps while that moves somebody.</summary>
    private const double FirstHardening = 2;

    private const double FineStep = 1.1;

    private const double CoarseStep = 2;

    /// <summary>Fine steps of an attempt; coarse ones follow.</summary>
    private const int Fine = 40;

    private const int Steps = 60;

    /// <summary>Who does not move when what is missing is so much dearer does not move at all.</summary>
    private const double Utmost = 1e5;

    private const int Attempts = 5;

    /// <summary>From so many blocks on prices grow in coarse steps only: asking everybody takes long, and a single block closes only little of a shortage.</summary>
    private const int Many = 5_000;

    /// <summary>Most blocks asked in a step of the first attempt.</summary>
    private const int MostAsked = 1_000;
    private static readonly double[] Hardening = [1.1, 1.6, 4, 30, 1e5];
    private readonly Penalty[] hardening = [.. Hardening.Select(factor => penalty.Times(p, factor))];
    private readonly Descent descent = new(p);
    private readonly Random random = new(seed);
    private readonly int[] moving = start.Moving;
    private int used;
    private double slack;

    /// <summary>The first plan.</summary>
    public Draft Begin()
    {
        descent.Set(start.Codes, start.Levels);
        var codes = start.Dive.Run(random);
        for (var i = 0; i < codes.Length; i++)
        {
            descent.Take(start.Diving[i], codes[i]);
        }

        Repair(penalty);

        // What it took to begin does not count: there must be time to improve.
        used = 0;
        return descent.Read();
    }

    /// <summary>Improves the plan and returns the best found; null when none keeps the limit of starts.</summary>
    /// <param name="enough">A plan of this value will do.</param>
    /// <param name="better">Told of better plans.</param>
    public Draft? Continue(double enough, Action<Draft> better)
    {
        var best = descent.Read();
        for (var again = 0; again < Again && used < answers && !budget.Over && best.Value > enough; again++)
        {
            descent.Set(best.Codes, best.Levels);
            Repair(Shaken(LittleShaken, LittleShaken));
            if (descent.Value < best.Value)
            {
                best = descent.Read();
                better(best);
            }
        }

        descent.Set(best.Codes, best.Levels);
        var (value, began) = (best.Value, used);
        while (used < answers && !budget.Over && best.Value > enough && p.Blocks > 1)
        {
            // At first a little worse is taken too, so as not to stop at the first plan that no few blocks improve.
            var left = 1 - ((double)(used - began) / Math.Max(1, answers - began));
            slack = Warmth * left * left * Math.Abs(best.Value);
            value = p.Chains.Length > 0 && random.Next(5) == 0 ? ShiftLevel(value) : LetGo(value);
            if (value < best.Value)
            {
                best = descent.Read();
                better(best);
            }
        }

        return double.IsFinite(best.Value) ? best : null;
    }

    /// <summary>A few blocks take what they would at shaken prices; some others and they themselves answer. Returns the value kept.</summary>
    private double LetGo(double value)
    {
        descent.Mark();
        var few = Sample(1 + random.Next(MostLetGo));
        descent.Use(Shaken(0.3, 0.7));
        foreach (var block in few)
        {
            descent.Respond(block);
        }

        Answer([.. few, .. Sample(Answering)]);
        used += few.Length;
        return Keep(value, null);
    }

    /// <summary>A rank of a group moves to the next level; its members answer, and some others.</summary>
    private double ShiftLevel(double value)
    {
        var chain = p.Chains[random.Next(p.Chains.Length)];
        var rank = random.Next(chain.Ranks);
        var by = random.Next(2) == 0 ? 1 : -1;
        var before = descent.Levels[chain.Level + rank];
        if (!descent.MoveLevel(chain, rank, by))
        {
            used++;
            return value;
        }

        descent.Mark();
        int[] members = [.. Enumerable.Range(chain.RankAt[rank], chain.RankAt[rank + 1] - chain.RankAt[rank])];
        Answer([.. members, .. Sample(Answering)]);
        return Keep(value, () => descent.Levels[chain.Level + rank] = before);
    }

    /// <summary>
    /// Blocks answer, each time the one that gains most, while what is still missing goes from cheap to dear. Only rows that are short grow dearer: with all rows dear at once
    /// the first large block that closes a small shortage would be taken.
    /// </summary>
    /// <param name="from">Prices.</param>
    private void Repair(Penalty from)
    {
        var (easy, everybody) = (from.Times(p, FirstHardening), Enumerable.Range(0, p.Blocks).ToArray());
        var (prices, least) = (easy, Least * start.Worth);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            // Where they stay stuck, all prices but those of what is missing fall again, so that the others make way, and everybody is asked.
            prices = attempt > 0 ? descent.Easier(prices, easy) : prices;
            var (growth, all) = (FineStep, attempt > 0);
            int[]? willing = null;
            for (var step = 0; step < Steps && !budget.Over; step++)
            {
                descent.Use(prices);
                all |= step >= Fine;
                var blocks = willing ?? (all ? everybody : Asked(step));
                var (asked, moved) = descent.Steepest(blocks, least, budget);
                used += asked;
                if (!descent.Misses)
                {
                    return;
                }

                if (moved > 0)
                {
                    willing = null;
                }
                else if (willing is null && (all || moving.Length <= MostAsked))
                {
                    // Gains are linear in the prices of what is missing: who would not move at the highest does not before. Who would is asked alone until somebody moves.
                    descent.Use(descent.Harder(prices, Utmost));
                    willing = descent.Gaining(blocks, least);
                    used += blocks.Length;
                    if (willing.Length == 0 && all)
                    {
                        break;
                    }

                    (all, willing) = willing.Length == 0 ? (true, null) : (all, willing);
                }

                // While nobody moves prices grow faster and faster: who moves first in the end is mostly the same.
                growth = moved > 0 && step < Fine && attempt + 1 < Attempts && p.Blocks <= Many ? FineStep : Math.Min(CoarseStep, growth * growth);
                prices = descent.Harder(prices, growth);
            }
        }
    }

    /// <summary>Of many blocks some are asked at a time.</summary>
    private int[] Asked(int round) => round == 0 || moving.Length <= MostAsked ? moving : [.. Enumerable.Range(round * MostAsked, MostAsked).Select(i => moving[i % moving.Length])];

    /// <summary>A few blocks answer in turn while shortages go from cheap to dear.</summary>
    private void Answer(int[] blocks)
    {
        foreach (var prices in hardening)
        {
            random.Shuffle(blocks);
            descent.Use(prices);
            descent.Sweep(blocks);
            used += blocks.Length;
        }
    }

    private double Keep(double value, Action? undo)
    {
        var after = descent.Value;
        if (after <= value + slack)
        {
            return after;
        }

        descent.Undo();
        undo?.Invoke();
        return value;
    }

    private int[] Sample(int count)
    {
        var sample = new int[Math.Min(count, moving.Length)];
        for (var i = 0; i < sample.Length; i++)
        {
            sample[i] = moving[random.Next(moving.Length)];
        }

        return sample;
    }

    private Penalty Shaken(double least, double more)
    {
        var strength = least + (more * random.NextDouble());
        double Noise() => 1 + (strength * ((2 * random.NextDouble()) - 1));
        return new([.. penalty.Regional.Select(v => v * Noise())], [.. penalty.Zonal.Select(v => v * Noise())], penalty.Starts);
    }
}

/// <summary>Where the search for plans begins, from any seed.</summary>
internal sealed class PlanStart
{
    /// <summary>Up to so many blocks all move, not only the undecided.</summary>
    private const int AllMove = 400;

    /// <summary>Blocks whose patterns are settled together at first, those with most at stake.</summary>
    private const int MostDiving = 1_000;

    /// <summary>While diving what is missing costs no more than so many times the price of the dual: a row out of reach must not make everything dear that is near it.</summary>
    private const double Dearest = 20;

    /// <param name="p">Problem.</param>
    /// <param name="settled">Prices with levels settled.</param>
    /// <param name="worth">What a plan costs, about [yuan].</param>
    /// <param name="threads">Most threads.</param>
    /// <param name="budget">When to stop.</param>
    public PlanStart(StaggerCore p, DualPrices settled, double worth, int threads, SolveBudget budget)
    {
        (Codes, Levels, Worth) = (settled.Answers(), settled.Ranges.Low, worth);
        var undecided = settled.Undecided(MostDiving);
        Moving = undecided.Length > 0 && p.Blocks > AllMove ? undecided : [.. Enumerable.Range(0, p.Blocks)];
        Diving = Moving[..Math.Min(Moving.Length, MostDiving)];
        var descent = new Descent(p);
        descent.Set(Codes, Levels);
        Dive = new(descent.Part(Diving, settled.Penalty().Times(p, Dearest)), settled.Penalty(), worth, threads, budget);
    }

    /// <summary>What a plan costs, about [yuan].</summary>
    public double Worth { get; }

    /// <summary>Answers to the prices.</summary>
    public int[] Codes { get; }

    /// <summary>Levels.</summary>
    public int[] Levels { get; }

    /// <summary>Blocks that other prices nearby move, those first with most at stake; with many blocks the others stay as they are.</summary>
    public int[] Moving { get; }

    /// <summary>Blocks that are settled by diving.</summary>
    public int[] Diving { get; }

    /// <summary>These, as far as much is at stake.</summary>
    public BlockDive Dive { get; }
}
