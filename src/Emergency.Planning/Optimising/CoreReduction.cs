namespace Emergency.Planning.Optimising;

/// <summary>How a zone stands alone.</summary>
/// <param name="Need">What it must reach, by kind.</param>
/// <param name="Cap">Highest price of each, by kind.</param>
/// <param name="Prices">Taken off the costs for what it gives, by kind; empty for none.</param>
internal sealed record ZoneAlone(double[] Need, double[] Cap, double[] Prices);

/// <summary>
/// Reduced-cost fixing: an option or pattern that at the prices loses more than the gap between plan and bound leaves cannot be in a better plan. What is left is
/// packed into a smaller problem; decided blocks become a constant and lower what is still needed.
/// </summary>
internal static class CoreReduction
{
    /// <summary>Marks what can still be in a plan that costs less than bound + reach.</summary>
    public static (bool[] Keep, UInt128[] Patterns) Open(CoreProblem p, ReadOnlySpan<double> prices, double reach, Restriction? restriction = null)
    {
        var effective = new double[p.Zones * p.Width];
        PriceMaster.Spread(p.Zones, p.Width, prices, effective);
        var keep = new bool[p.First[^1]];
        var patterns = new UInt128[p.Groups.Length];
        Span<double> values = stackalloc double[OrderTable.MostPatterns];
        foreach (var run in p.Runs)
        {
            if (run.Group < 0)
            {
                for (var block = run.From; block < run.To; block++)
                {
                    Mark(p, block, 255, effective, restriction?.Banned, keep, reach);
                }

                continue;
            }

            var group = p.Groups[run.Group];
            var here = values[..group.Patterns.Length];
            Pricing.PatternValues(p, group, effective, restriction?.Banned, restriction is null ? UInt128.MaxValue : restriction.Patterns[run.Group], here);
            var least = double.PositiveInfinity;
            foreach (var value in here)
            {
                least = Math.Min(least, value);
            }

            for (var q = 0; q < here.Length; q++)
            {
                var left = reach - (here[q] - least);
                if (left < 0)
                {
                    continue;
                }

                patterns[run.Group] |= UInt128.One << q;
                for (var s = 0; s < group.Segments.Length; s++)
                {
                    var segment = group.Segments[s];
                    for (var block = segment.From; block < segment.To; block++)
                    {
                        Mark(p, block, p.Table!.Allowed(group.Window(q, s), p.Present[block]), effective, restriction?.Banned, keep, left);
                    }
                }
            }
        }

        return (keep, patterns);
    }

    private static void Mark(CoreProblem p, int block, int stages, double[] effective, bool[]? banned, bool[] keep, double reach)
    {
        var least = double.PositiveInfinity;
        for (var o = p.First[block]; o < p.First[block + 1]; o++)
        {
            if ((stages >> p.Stage[o] & 1) == 1 && (banned is null || !banned[o]))
            {
                least = Math.Min(least, Pricing.Reduced(p, o, effective, p.Zone[block]));
            }
        }

        for (var o = p.First[block]; o < p.First[block + 1]; o++)
        {
            keep[o] |= (stages >> p.Stage[o] & 1) == 1 && (banned is null || !banned[o]) && Pricing.Reduced(p, o, effective, p.Zone[block]) - least <= reach;
        }
    }

    /// <summary>Packs blocks [from, to) with the options kept.</summary>
    /// <param name="p">Larger problem.</param>
    /// <param name="from">First block; groups are not cut.</param>
    /// <param name="to">One after the last.</param>
    /// <param name="keep">Options kept, by option.</param>
    /// <param name="patterns">Patterns kept, by group.</param>
    /// <param name="alone">Given when the blocks are one zone that is to stand alone: its rows, and prices charged for what it gives to others.</param>
    public static CoreProblem Extract(CoreProblem p, int from, int to, bool[] keep, UInt128[] patterns, ZoneAlone? alone = null)
    {
        var width = p.Width;
        var whole = alone is null;
        var prices = alone?.Prices ?? [];
        var need = (double[])(alone?.Need ?? p.Need).Clone();
        var zoneNeed = whole ? (double[])p.ZoneNeed.Clone() : new double[width];
        double constant = whole ? p.Constant : 0;
        var (first, present, zones, group, rank, blockOf) = (new List<int>(), new List<byte>(), new List<int>(), new List<int>(), new List<byte>(), new List<int>());
        var (cost, amount, stage, optionOf) = (new List<double>(), new List<double>(), new List<byte>(), new List<int>());
        for (var block = from; block < to; block++)
        {
            var g = p.GroupAt[block];
            var ordered = g >= 0 && UInt128.PopCount(patterns[g]) > 1;
            var (count, only) = (0, -1);
            for (var o = p.First[block]; o < p.First[block + 1]; o++)
            {
                (count, only) = keep[o] ? (count + 1, o) : (count, only);
            }

            if (count == 1 && !ordered)
            {
                constant += p.Cost[only] - Charge(p, only, prices);
                for (var f = 0; f < p.Kinds; f++)
                {
                    need[f] -= p.Amount[only * width + f];
                    zoneNeed[(whole ? p.Zone[block] * width : 0) + f] -= p.Amount[only * width + f];
                }

                continue;
            }

            first.Add(cost.Count);
            blockOf.Add(block);
            present.Add(p.Present[block]);
            zones.Add(whole ? p.Zone[block] : 0);
            group.Add(ordered ? p.Group[block] : -1);
            rank.Add(p.Rank[block]);
            for (var o = p.First[block]; o < p.First[block + 1]; o++)
            {
                if (keep[o])
                {
                    cost.Add(p.Cost[o] - Charge(p, o, prices));
                    amount.AddRange(p.Amount.AsSpan(o * width, width));
                    stage.Add(p.Stage[o]);
                    optionOf.Add(o);
                }
            }
        }

        first.Add(cost.Count);
        var left = need.Select(n => Math.Max(n, 0)).ToArray();
        var zoneLeft = whole && p.HasZoneRows ? zoneNeed.Select(n => Math.Max(n, 0)).ToArray() : new double[zoneNeed.Length];
        var amounts = amount.ToArray();
        Tightening.Apply([.. first], amounts, width, [.. zones], left, zoneLeft);
        var byNumber = new Dictionary<int, int[]>();
        for (var g = 0; g < p.Groups.Length; g++)
        {
            var here = patterns[g];
            byNumber[p.Groups[g].Id] = [.. p.Groups[g].Patterns.Where((_, q) => (here >> q & 1) == 1)];
        }

        return new CoreProblem
        {
            Width = width, Kinds = p.Kinds, Zones = whole ? p.Zones : 1, First = [.. first], Cost = [.. cost], Amount = amounts, Stage = [.. stage], Present = [.. present],
            Zone = [.. zones], Group = [.. group], Rank = [.. rank], Need = left, ZoneNeed = zoneLeft,
            Cap = alone?.Cap ?? p.Cap, ZoneCap = whole ? p.ZoneCap : new double[width],
            BlockOf = [.. blockOf], OptionOf = [.. optionOf], Table = p.Table, Constant = constant,
        }.Form(id => byNumber[id], 8);
    }

    private static double Charge(CoreProblem p, int option, double[] prices)
    {
        double sum = 0;
        for (var f = 0; f < prices.Length; f++)
        {
            sum += prices[f] * p.Amount[option * p.Width + f];
        }

        return sum;
    }

    /// <summary>Carries a plan of the small problem back: its choices, and the only option kept elsewhere.</summary>
    public static void Return(CoreProblem p, int from, int to, bool[] keep, CoreProblem core, Draft found, Draft into)
    {
        for (var block = from; block < to; block++)
        {
            for (var o = p.First[block]; o < p.First[block + 1]; o++)
            {
                if (keep[o])
                {
                    into.Choice[block] = o;
                }
            }
        }

        for (var block = 0; block < core.Blocks; block++)
        {
            into.Choice[core.BlockOf[block]] = core.OptionOf[found.Choice[block]];
        }
    }

    /// <summary>Names for every group a pattern that allows what its members do; throws when there is none, which would be a bug.</summary>
    public static void FitPatterns(CoreProblem p, Draft draft, Component? within = null)
    {
        for (var g = 0; g < p.Groups.Length; g++)
        {
            var group = p.Groups[g];
            if (within is { } part && (group.From < part.From || group.From >= part.To))
            {
                continue;
            }

            var fits = -1;
            for (var q = 0; q < group.Patterns.Length && fits < 0; q++)
            {
                var all = true;
                for (var s = 0; s < group.Segments.Length && all; s++)
                {
                    for (var block = group.Segments[s].From; block < group.Segments[s].To && all; block++)
                    {
                        all = (p.Table!.Allowed(group.Window(q, s), p.Present[block]) >> p.Stage[draft.Choice[block]] & 1) == 1;
                    }
                }

                fits = all ? q : -1;
            }

            draft.Pattern[g] = fits >= 0 ? fits : throw new InvalidOperationException(FormattableString.Invariant($"Group {group.Id} follows no pattern."));
        }
    }
}
