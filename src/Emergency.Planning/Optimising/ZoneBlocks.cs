namespace Emergency.Planning.Optimising;

/// <summary>
/// A district with one plant cannot cut seven percent of it: where zones have rows of their own, prices for those rows bound poorly. Here only regional rows have
/// prices, and every zone is solved as a small whole-number problem, its rows and its groups' thresholds included. The zone problems' certified bounds add up to a
/// bound of the whole, their plans are columns of the same master, and the best mixture of plans, one a zone, is one more small problem.
/// </summary>
internal sealed class ZoneBlocks
{
    /// <summary>Nodes for all zones together at one set of prices.</summary>
    private const int NodesOfRound = 120;

    /// <summary>A round that closes less than this share of what is open is the last.</summary>
    private const double Worth = 0.05;

    /// <summary>Nodes of a zone before the gaps are compared again.</summary>
    private const int NodesOfTurn = 12;

    private readonly CoreProblem p;
    private readonly bool[] keep;
    private readonly UInt128[] patterns;
    private readonly Component[] zones;
    private readonly double[] rootPrices;
    private readonly double tolerance;
    private readonly SolveSettings settings;
    private readonly SolveBudget budget;
    private readonly List<Column>[] plans;
    private (Column? Column, double Value)[] answers = [];

    /// <param name="p">Problem whose groups keep to their zones.</param>
    /// <param name="keep">Options not ruled out.</param>
    /// <param name="patterns">Patterns not ruled out, by group.</param>
    /// <param name="rootPrices">Prices of the dual with zone rows.</param>
    /// <param name="tolerance">Gap allowed over all zones together [yuan/day].</param>
    /// <param name="settings">Threads.</param>
    /// <param name="budget">When to stop.</param>
    public ZoneBlocks(CoreProblem p, bool[] keep, UInt128[] patterns, double[] rootPrices, double tolerance, SolveSettings settings, SolveBudget budget)
    {
        (this.p, this.keep, this.patterns, this.rootPrices, this.tolerance, this.settings, this.budget) = (p, keep, patterns, rootPrices, tolerance, settings, budget);
        zones = p.ZoneComponents();
        plans = [.. zones.Select(_ => new List<Column>())];
    }

    /// <summary>Certified bound, without the constant of the problem.</summary>
    public double Bound { get; private set; } = double.NegativeInfinity;

    /// <summary>Nodes of all zone problems.</summary>
    public int Nodes { get; private set; }

    /// <summary>Improves the regional prices with whole-number zones for some rounds; a plan of the mixture of zone plans after each goes to <paramref name="offer"/>.</summary>
    /// <param name="start">A plan to begin with; its zones are the first zone plans.</param>
    /// <param name="rounds">Sets of prices.</param>
    /// <param name="enough">Bound at which to stop, by the plan known.</param>
    /// <param name="offer">Takes a plan, which need not reach every row yet.</param>
    public void Run(Draft start, int rounds, Func<double> enough, Action<Draft, double[]> offer)
    {
        for (var z = 0; z < zones.Length; z++)
        {
            plans[z].Add(ColumnOf(start, zones[z]));
        }

        var master = new PriceMaster(p.PriceRows, Array.ConvertAll(zones, z => z.Zone), Price, false, 0.3 * rootPrices.Take(p.Width).Sum() + 1, 1);
        for (var round = 0; round < rounds && !budget.Over && Bound < enough(); round++)
        {
            var before = master.Evaluations;
            if (round == 0)
            {
                master.Evaluate(rootPrices);
            }
            else
            {
                master.Improve(1, 0.1 * tolerance, enough(), CancellationToken.None);
            }

            var gained = master.Bound - Bound;
            Bound = Math.Max(Bound, master.Bound);
            if (master.Evaluations == before || double.IsInfinity(Bound))
            {
                return;
            }

            offer(Mixture(master.Prices), master.Prices.ToArray());
            if (round > 0 && gained < Worth * (enough() - Bound))
            {
                return;
            }
        }
    }

    /// <summary>All zones are solved together, since nodes go where the gap is: the master asks for one after another, and the first question answers for all.</summary>
    private Column? Price(int zone, double[] prices, out double value)
    {
        if (zone == 0)
        {
            Solve(prices);
        }

        (var column, value) = answers[zone];
        return column;
    }

    private void Solve(double[] prices)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = settings.Threads };
        var solvers = new CoreSolver[zones.Length];
        var cores = new CoreProblem[zones.Length];
        Parallel.For(0, zones.Length, parallel, z =>
        {
            var zone = zones[z];
            cores[z] = CoreReduction.Extract(p, zone.From, zone.To, keep, patterns, new(Row(p.ZoneNeed, zone.Zone), Row(p.ZoneCap, zone.Zone), Row(prices, zone.Zone)));
            solvers[z] = new CoreSolver(cores[z], settings with { Threads = 1 }, budget, null) { AbsoluteTolerance = tolerance / zones.Length };
            var warm = new double[p.Width * 2];
            rootPrices.AsSpan(p.Width * (1 + zone.Zone), p.Width).CopyTo(warm);
            solvers[z].Begin(warm);
        });

        for (var left = NodesOfRound; left > 0 && !budget.Over;)
        {
            var gaps = Array.ConvertAll(solvers, s => double.IsFinite(s.Gap) ? s.Gap : 0);
            if (gaps.Sum() <= tolerance)
            {
                break;
            }

            var most = gaps.Max();
            var torn = Enumerable.Range(0, zones.Length).Where(z => gaps[z] > 0.25 * most).ToArray();
            var before = solvers.Sum(s => s.Known.Nodes);
            Parallel.ForEach(torn, parallel, z => solvers[z].Continue(NodesOfTurn));
            var used = solvers.Sum(s => s.Known.Nodes) - before;
            if (used == 0)
            {
                break;
            }

            left -= used;
        }

        answers = new (Column?, double)[zones.Length];
        for (var z = 0; z < zones.Length; z++)
        {
            var known = solvers[z].Known;
            Nodes += known.Nodes;
            answers[z] = (null, known.Lower);
            if (known.Plan is { } plan)
            {
                var draft = new Draft(p);
                CoreReduction.Return(p, zones[z].From, zones[z].To, keep, cores[z], plan, draft);
                CoreReduction.FitPatterns(p, draft, zones[z]);
                answers[z].Column = ColumnOf(draft, zones[z]);
                plans[z].Add(answers[z].Column!);
            }
        }
    }

    private double[] Row(double[] byZone, int zone) => byZone.AsSpan(zone * p.Width, p.Width).ToArray();

    private Column ColumnOf(Draft draft, in Component zone)
    {
        double cost = 0;
        var amount = new double[p.Width];
        var choice = new byte[zone.To - zone.From];
        for (var block = zone.From; block < zone.To; block++)
        {
            var o = draft.Choice[block];
            cost += p.Cost[o];
            choice[block - zone.From] = (byte)(o - p.First[block]);
            for (var f = 0; f < p.Kinds; f++)
            {
                amount[f] += p.Amount[o * p.Width + f];
            }
        }

        var pattern = new List<byte>();
        for (var r = zone.FromRun; r < zone.ToRun; r++)
        {
            if (p.Runs[r].Group >= 0)
            {
                pattern.Add((byte)draft.Pattern[p.Runs[r].Group]);
            }
        }

        return new(cost, amount, choice, [.. pattern]);
    }

    /// <summary>The best choice of one known plan a zone: zones are the blocks of a problem, plans their options.</summary>
    private Draft Mixture(ReadOnlySpan<double> prices)
    {
        var options = plans.Select(list => list.Count).ToArray();
        var first = new int[zones.Length + 1];
        for (var z = 0; z < zones.Length; z++)
        {
            first[z + 1] = first[z] + options[z];
        }

        var all = plans.SelectMany(list => list).ToArray();
        var small = new CoreProblem
        {
            Width = p.Width, Kinds = p.Kinds, Zones = 1, First = first, Cost = [.. all.Select(c => c.Cost)], Amount = [.. all.SelectMany(c => c.Amount)], Stage = new byte[all.Length],
            Present = [.. zones.Select(_ => (byte)1)], Zone = new int[zones.Length], Group = [.. zones.Select(_ => -1)], Rank = new byte[zones.Length], Need = p.Need, ZoneNeed = new double[p.Width],
            Cap = p.Cap, ZoneCap = new double[p.Width], BlockOf = [], OptionOf = [], Table = null,
        }.Form(_ => null, 8);
        var start = new double[p.Width * 2];
        prices[..p.Width].CopyTo(start);
        var result = new SearchTree(small, double.PositiveInfinity, 0.3 * prices[..p.Width].ToArray().Sum() + 1, new(0, 0.2 * tolerance), 1).Run(start, double.NegativeInfinity, budget, 60);
        var draft = new Draft(p);
        for (var z = 0; z < zones.Length; z++)
        {
            // Without a mixture that reaches every row the newest plans are the start of a repair.
            draft.Set(zones[z], result.Best is null ? plans[z][^1] : all[result.Best.Choice[z]]);
        }

        draft.Sum();
        return draft;
    }
}
