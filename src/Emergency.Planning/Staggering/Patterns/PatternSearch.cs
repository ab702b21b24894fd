namespace Emergency.Planning.Staggering.Patterns;

/// <summary>
/// The best pattern of one block when the value of each day depends on that day alone: on the base option, the raised option and how long the spell has lasted. One walk
/// over all spells; of two spells the first is the best one ended in time. With classes the best pattern for each sum of burden days is found, not only the best of all.
/// Prices and what rows still miss both give such values, so the dual and the plan use the same search.
/// </summary>
internal sealed class PatternSearch
{
    private const int Ages = StaggerInstance.MostRampDays + 1;
    private readonly StaggerCore p;
    private readonly int days;
    private readonly double[] runValue;
    private readonly int[] runBurden;
    private readonly double[] first;
    private readonly int[] firstRun;
    private readonly int[] burden;

    public PatternSearch(StaggerCore p)
    {
        (this.p, days) = (p, p.Days);
        (Best, Code) = (new double[days + 1], new int[days + 1]);
        BaseValue = new double[StaggerInstance.MostOptions * days];
        Step = new double[StaggerInstance.MostOptions * StaggerInstance.MostOptions * Ages * days];
        Event = new double[days + 1];
        (runValue, runBurden) = (new double[(days + 1) * (days + 1)], new int[(days + 1) * (days + 1)]);
        (first, firstRun, burden) = (new double[days + 1], new int[days + 1], new int[days + 1]);
    }

    /// <summary>Least value by sum of burden days (by zero alone without classes); infinite where no pattern has that sum.</summary>
    public double[] Best { get; }

    /// <summary>Pattern of each least value.</summary>
    public int[] Code { get; }

    /// <summary>In: by option × days + day, the value of a day at a base option.</summary>
    public double[] BaseValue { get; }

    /// <summary>In: see <see cref="StepAt"/>: what raising changes on a day.</summary>
    public double[] Step { get; }

    /// <summary>In: value of stepping up or down on a day; the last, beyond the days, stays zero.</summary>
    public double[] Event { get; }

    /// <summary>Where the steps from a base to a raised option at an age begin, by day.</summary>
    public int StepAt(int low, int high, int age) => ((((low * StaggerInstance.MostOptions) + high) * Ages) + age) * days;

    /// <summary>All values of a block zero.</summary>
    public void Clear(int block)
    {
        Array.Clear(BaseValue);
        Array.Clear(Event);
        for (var a = 0; a < p.Options[block]; a++)
        {
            for (var b = a + 1; b < p.Options[block]; b++)
            {
                Step.AsSpan(StepAt(a, b, 0), Ages * days).Clear();
            }
        }
    }

    /// <summary>Finds the least values.</summary>
    public void Run(int block, bool classes)
    {
        Array.Fill(Best, double.PositiveInfinity);
        var restart = p.Instance.Restart.AsSpan(p.First[block], p.Options[block]);
        var spells = p.Block[block].MostSpells;
        for (var a = 0; a < restart.Length; a++)
        {
            var (value, carried) = (restart[a] + (a > 0 ? Event[0] : 0), 0);
            for (var day = 0; day < days; day++)
            {
                value += BaseValue[(a * days) + day];
                carried += classes && p.Instance.Burden[p.Cell(block, a, day)] ? 1 : 0;
            }

            Offer(carried, value, PatternCode.Of(a, 0, 0, 0));
            for (var b = a + 1; b < restart.Length && spells > 0; b++)
            {
                Raise(block, a, b, value, carried, Math.Max(0, restart[b] - restart[a]), spells, classes);
            }
        }
    }

    /// <summary>Value of a pattern, as the search counts it.</summary>
    public double ValueOf(int block, int code)
    {
        var (a, b) = (PatternCode.Base(code), PatternCode.Raised(code));
        var restart = p.Instance.Restart.AsSpan(p.First[block], p.Options[block]);
        var value = restart[a] + (a > 0 ? Event[0] : 0);
        for (var day = 0; day < days; day++)
        {
            value += BaseValue[(a * days) + day];
        }

        foreach (var (from, to) in (ReadOnlySpan<(int, int)>)[PatternCode.First(code), PatternCode.Second(code)])
        {
            if (b == 0 || to == 0)
            {
                continue;
            }

            value += Math.Max(0, restart[b] - restart[a]) + (from == 0 && a > 0 ? 0 : Event[from]) + Event[to];
            for (var day = from; day < to; day++)
            {
                value += Step[StepAt(a, b, Math.Min(day - from, p.Ramp[block].Length)) + day];
            }
        }

        return value;
    }

    private void Raise(int block, int a, int b, double value, int carried, double charge, int spells, bool classes)
    {
        var shortest = Math.Min(p.Block[block].FewestStopDays, days);
        Runs(block, a, b, charge, shortest, classes);
        var most = -1;
        for (var from = 0; from + shortest <= days; from++)
        {
            // Spells that ended long enough ago may come before one that starts here.
            var ended = from - p.Block[block].FewestRunDays;
            for (var s = 0; ended > 0 && spells > 1 && s + shortest <= ended; s++)
            {
                var run = (s * (days + 1)) + ended;
                var w = runBurden[run];
                for (; most < w; most++)
                {
                    first[most + 1] = double.PositiveInfinity;
                }

                if (runValue[run] < first[w])
                {
                    (first[w], firstRun[w]) = (runValue[run], run);
                }
            }

            for (var to = from + shortest; to <= days; to++)
            {
                var run = (from * (days + 1)) + to;
                var (own, w) = (value + runValue[run], carried + runBurden[run]);
                Offer(w, own, PatternCode.Of(a, b, from, to));
                for (var earlier = 0; earlier <= most; earlier++)
                {
                    if (own + first[earlier] < Best[w + earlier])
                    {
                        (Best[w + earlier], Code[w + earlier]) = (own + first[earlier], PatternCode.Of(a, b, firstRun[earlier] / (days + 1), firstRun[earlier] % (days + 1), from, to));
                    }
                }
            }
        }
    }

    /// <summary>Value and burden of every spell from one option to another.</summary>
    private void Runs(int block, int a, int b, double charge, int shortest, bool classes)
    {
        var ramp = p.Ramp[block].Length;
        for (var day = 0; day < days && classes; day++)
        {
            burden[day] = (p.Instance.Burden[p.Cell(block, b, day)] ? 1 : 0) - (p.Instance.Burden[p.Cell(block, a, day)] ? 1 : 0);
        }

        for (var from = 0; from + shortest <= days; from++)
        {
            var sum = charge + (from == 0 && a > 0 ? 0 : Event[from]);
            var carried = 0;
            for (var to = from + 1; to <= days; to++)
            {
                sum += Step[StepAt(a, b, Math.Min(to - 1 - from, ramp)) + to - 1];
                carried += classes ? burden[to - 1] : 0;
                (runValue[(from * (days + 1)) + to], runBurden[(from * (days + 1)) + to]) = (sum + Event[to], carried);
            }
        }
    }

    private void Offer(int w, double value, int code)
    {
        if (value < Best[w])
        {
            (Best[w], Code[w]) = (value, code);
        }
    }
}
