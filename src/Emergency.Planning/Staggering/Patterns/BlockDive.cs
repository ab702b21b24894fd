using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>
/// Settles the patterns of the blocks of a part (see <see cref="StaggerCore.Part"/>). With levels settled blocks are independent, so each is a piece of its own and the dual
/// says of each which patterns it weighs. Blocks between patterns are few. Of these the one most at stake is settled first, on the pattern after which the dual is lowest; once
/// little is at stake several are settled at a time, drawn by weight. After each step prices are found again, so that the others answer.
/// </summary>
internal sealed class BlockDive
{
    /// <summary>A pattern with this weight is as good as chosen.</summary>
    private const double Sure = 0.99;

    /// <summary>A block of which this share of the costs is at stake is settled alone, each of its patterns tried.</summary>
    private const double Large = 0.005;

    /// <summary>Most patterns tried of a large block.</summary>
    private const int MostTried = 3;

    /// <summary>Least weight of a pattern that is tried.</summary>
    private const double LeastWeight = 0.25;

    /// <summary>Share of the blocks between patterns that is settled at a time when none is large.</summary>
    private const double Share = 0.3;

    private const int FirstRounds = 20;

    /// <summary>Columns without weight that are kept.</summary>
    private const int Latest = 2;

    private const int Rounds = 4;

    /// <summary>A round that promises a smaller share of the costs is not worth it.</summary>
    private const double Tolerance = 1e-5;

    private readonly StaggerCore part;
    private readonly double worth;
    private readonly SolveBudget budget;
    private readonly double[] units;
    private readonly int[] settled;
    private readonly Node begun;

    /// <summary>Settles the blocks with much at stake.</summary>
    /// <param name="part">Part.</param>
    /// <param name="at">Prices to begin with.</param>
    /// <param name="worth">What a plan costs, about [yuan].</param>
    /// <param name="threads">Most threads.</param>
    /// <param name="budget">When to stop.</param>
    public BlockDive(StaggerCore part, Penalty at, double worth, int threads, SolveBudget budget)
    {
        (this.part, this.worth, this.budget, settled) = (part, worth, budget, new int[part.Blocks]);
        var columns = new List<Weighed>[part.Blocks];
        Array.Fill(columns, []);
        var pricing = new DualPricing(part, LevelRanges.All(part));
        units = pricing.Units;
        begun = Solve(new(part, [.. Enumerable.Range(0, part.Blocks)], columns, pricing.Scaled(at), 0, 0), FirstRounds);
        for (var between = Undecided(begun, settled); !budget.Over && IsLarge(between); between = Undecided(begun, settled))
        {
            (var chosen, begun) = Cheapest(begun, between[0], threads);
            settled[chosen.Block] = chosen.Code;
        }
    }

    /// <summary>Settles the others and returns the patterns of all blocks of the part.</summary>
    public int[] Run(Random random)
    {
        var (codes, node) = ((int[])settled.Clone(), begun);
        while (!budget.Over)
        {
            var between = Undecided(node, codes);

            // The last few are left to the search that follows: with nobody to answer, prices say no more.
            if (node.Open.Length == between.Count || (!IsLarge(between) && between.Count <= 2))
            {
                break;
            }

            if (IsLarge(between))
            {
                (var chosen, node) = Cheapest(node, between[0], 1);
                codes[chosen.Block] = chosen.Code;
                continue;
            }

            var drawn = Drawn(between, random);
            foreach (var (i, code) in drawn)
            {
                codes[node.Open[i]] = code;
            }

            node = Settle(node, drawn);
        }

        return codes;
    }

    private bool IsLarge(List<Between> between) => between.Count > 0 && between[0].Stake > Large * worth;

    /// <summary>Blocks between patterns, those with most at stake first; of all others the pattern is noted.</summary>
    private static List<Between> Undecided(Node node, int[] codes)
    {
        var between = new List<Between>();
        for (var i = 0; i < node.Open.Length; i++)
        {
            var patterns = Patterns(node.Columns[i]);
            codes[node.Open[i]] = patterns[0].Code;
            if (patterns[0].Weight < Sure)
            {
                between.Add(new(i, patterns, patterns.Max(w => w.Cost)));
            }
        }

        between.Sort((a, b) => a.Stake != b.Stake ? b.Stake.CompareTo(a.Stake) : a.At.CompareTo(b.At));
        return between;
    }

    /// <summary>One block settled on the pattern after which the dual is lowest.</summary>
    private ((int Block, int Code) Chosen, Node Next) Cheapest(Node node, Between block, int threads)
    {
        Pattern[] tried = [.. block.Patterns.Where((x, at) => at == 0 || x.Weight >= LeastWeight).Take(MostTried)];
        var next = new Node[tried.Length];
        Parallel.For(0, tried.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => next[i] = Settle(node, [(block.At, tried[i].Code)]));
        var least = Enumerable.Range(0, tried.Length).MinBy(i => next[i].Bound);
        return ((node.Open[block.At], tried[least].Code), next[least]);
    }

    private static List<(int At, int Code)> Drawn(List<Between> between, Random random)
    {
        var settled = new List<(int At, int Code)>();
        foreach (var block in between.Take((int)Math.Ceiling(Share * between.Count)))
        {
            var left = random.NextDouble() * block.Patterns.Sum(x => x.Weight);
            var drawn = block.Patterns.FindIndex(x => (left -= x.Weight) <= 0);
            settled.Add((block.At, block.Patterns[Math.Max(drawn, 0)].Code));
        }

        return settled;
    }

    /// <summary>What is left when some blocks are settled.</summary>
    private Node Settle(Node node, List<(int At, int Code)> settled)
    {
        var p = node.Problem;
        var (given, zoneGiven, taken, cost) = (new double[p.RowsOfScope], new double[p.Zones * p.RowsOfScope], new double[p.Days], node.Cost);
        foreach (var (i, code) in settled)
        {
            p.AddAll(i, code, 1, given, zoneGiven, taken);
            cost += p.CostOf(i, code);
        }

        var gone = settled.Select(s => s.At).ToHashSet();
        int[] rest = [.. Enumerable.Range(0, node.Open.Length).Where(i => !gone.Contains(i))];
        var problem = p.Part(rest, given, zoneGiven, taken, [.. rest.Select(i => p.Kept[i])]);
        return Solve(new(problem, [.. rest.Select(i => node.Open[i])], [.. rest.Select(i => node.Columns[i])], node.Prices, cost, 0), Rounds);
    }

    /// <summary>Finds prices from those before.</summary>
    private Node Solve(Node node, int rounds)
    {
        var p = node.Problem;
        var pricing = new DualPricing(p, LevelRanges.All(p), units);
        var zoneOf = Array.ConvertAll(p.Pieces, piece => p.HasZoneRows ? piece.Zone : 0);
        var master = new PriceMaster(pricing.Rows(), zoneOf, (int c, double[] prices, out double value) => pricing.Price(c, prices, out value), p.HasZoneRows, 0.1 * part.MostCost / pricing.Width, 1);
        for (var i = 0; i < node.Open.Length; i++)
        {
            foreach (var (column, weight) in node.Columns[i])
            {
                master.Offer(i, pricing.Moved(i, column), weight);
            }
        }

        master.Evaluate(node.Prices);
        for (var round = 0; round < rounds && !budget.Over; round++)
        {
            var before = master.Evaluations;
            master.Improve(1, Tolerance * worth, double.PositiveInfinity, CancellationToken.None);
            if (master.Evaluations == before)
            {
                break;
            }
        }

        return node with { Columns = [.. Enumerable.Range(0, p.Blocks).Select(i => Kept(master.ColumnsOf(i)))], Prices = master.Prices.ToArray(), Bound = node.Cost + master.Bound };
    }

    /// <summary>Columns that are weighed and the latest few.</summary>
    private static List<Weighed> Kept(IReadOnlyList<(Column Column, double Weight)> columns) =>
        [.. columns.Where((c, at) => c.Weight > 0 || at >= columns.Count - Latest).Select(c => new Weighed((PatternColumn)c.Column, c.Weight))];

    /// <summary>Patterns the dual weighs, the one of most weight first.</summary>
    private static List<Pattern> Patterns(List<Weighed> columns) =>
    [
        .. columns.Where(c => c.Weight > 0).GroupBy(c => c.Column.Codes[0])
            .Select(g => new Pattern(g.Key, g.Sum(c => c.Weight), g.First().Column.Cost)).OrderByDescending(x => x.Weight).ThenBy(x => x.Code),
    ];

    private sealed record Weighed(PatternColumn Column, double Weight);

    private sealed record Pattern(int Code, double Weight, double Cost);

    private sealed record Between(int At, List<Pattern> Patterns, double Stake);

    /// <summary>What is left to choose.</summary>
    /// <param name="Problem">Blocks that are open.</param>
    /// <param name="Open">Which of the part they are.</param>
    /// <param name="Columns">Their answers to prices so far.</param>
    /// <param name="Prices">Best prices.</param>
    /// <param name="Cost">Of the blocks settled.</param>
    /// <param name="Bound">No choice of the open blocks makes the part cheaper.</param>
    private sealed record Node(StaggerCore Problem, int[] Open, List<Weighed>[] Columns, double[] Prices, double Cost, double Bound);
}
