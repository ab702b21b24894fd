using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Planning.Season;

/// <summary>
/// Turns of a season as patterns over its periods. In an even plan each unit is off exactly as long as it owes, and what a period misses to the even level is priced; with
/// targets it is off at least so long, and the targets must hold.
/// </summary>
internal sealed class SeasonModel
{
    private readonly SeasonRequest request;
    private readonly decimal restartShare;

    public SeasonModel(SeasonRequest request, decimal restartShare, IReadOnlyList<SeasonPeriod> periods, IReadOnlyList<SeasonUnit> units, Emissions society)
    {
        (this.request, this.restartShare, Periods) = (request, restartShare, periods);
        Turning = [.. units.Where(u => u.Turn is not null)];
        Held = [.. periods.Select((_, p) => units.Where(u => u.Fixed is not null).Select(u => u.Fixed!.Cuts[p]).Sum())];
        Turns = Turning.Select(Rotated).Sum() * (1m / periods.Count);
        Required = request.Targets.Count > 0 ? [.. periods.Select(_ => Target(society))] : Even();
        Instance = Build();
    }

    public IReadOnlyList<SeasonPeriod> Periods { get; }

    /// <summary>Units that take turns, in the order of the blocks.</summary>
    public IReadOnlyList<SeasonUnit> Turning { get; }

    /// <summary>What is fixed, by period [kg/day].</summary>
    public IReadOnlyList<Emissions> Held { get; }

    /// <summary>Mean cut of the turns in a period [kg/day].</summary>
    public Emissions Turns { get; }

    /// <summary>What every period should reach [kg/day]; zero where nothing is asked.</summary>
    public IReadOnlyList<Emissions> Required { get; }

    public StaggerInstance Instance { get; }

    /// <summary>Loss of all turns in an even plan, by periods of mean length [yuan].</summary>
    public double TurnLoss { get; private set; }

    /// <summary>What is missing has a price in an even plan: the same for the same share of the mean cut of the turns.</summary>
    public StaggerSettings Settings => new()
    {
        GapTarget = request.GapTarget,
        Threads = request.Threads,
        Elastic = request.Targets.Count == 0 && Instance.Rows.Count > 0,
        ShortagePrices = request.Targets.Count > 0 || Instance.Rows.Count == 0 ? null : [.. Instance.Rows.Select(r => Price(EmittedPollutants.All.Single(p => r.Weights[(int)p] > 0)))],
    };

    private int Pollutants => EmittedPollutants.All.Count(p => Turns[p] > 0);

    /// <summary>Price of a missing kilogram a day in a period [yuan].</summary>
    private double Price(EmittedPollutant pollutant) => request.EvennessWeight * Math.Max(1, TurnLoss) / (Periods.Count * Pollutants * (double)Turns[pollutant]);

    /// <summary>What a unit cuts over the periods above its first step [kg/day × periods].</summary>
    private Emissions Rotated(SeasonUnit unit) => unit.Turn!.Periods == 0 ? Emissions.Zero : (unit.Turn.Cut(1, unit.Unit.Daily) - unit.Turn.Cut(0, unit.Unit.Daily)) * unit.Turn.Periods;

    private Emissions Always(SeasonUnit unit) => unit.Turn!.Cut(0, unit.Unit.Daily);

    private Emissions Target(Emissions society)
    {
        decimal Of(EmittedPollutant p) => Math.Ceiling(society[p] * request.Targets.GetValueOrDefault(p) * 1000) / 1000;
        return new(Of(EmittedPollutant.So2), Of(EmittedPollutant.Nox), Of(EmittedPollutant.Pm), Of(EmittedPollutant.Vocs));
    }

    /// <summary>The level that the turns reach in every period when they fill up what is fixed like water; above it only what is fixed already.</summary>
    private Emissions[] Even()
    {
        var always = Turning.Select(Always).Sum();
        var level = EmittedPollutants.All.Select(p => Level([.. Held.Select(h => h[p] + always[p])], Turns[p] * Periods.Count)).ToList();
        return [.. Periods.Select(_ => new Emissions(level[0], level[1], level[2], level[3]))];
    }

    private static decimal Level(List<decimal> held, decimal water)
    {
        if (water <= 0)
        {
            return 0;
        }

        held.Sort();
        var sum = 0m;
        for (var n = 1; n <= held.Count; n++)
        {
            sum += held[n - 1];
            var level = (water + sum) / n;
            if (n == held.Count || level <= held[n])
            {
                return level;
            }
        }

        return 0;
    }

    private StaggerInstance Build()
    {
        var targets = request.Targets.Count > 0;
        var lengths = Periods.Select(p => p.Days).Distinct().Order().ToList();
        var mean = Periods.Average(p => (double)p.Days);
        var groups = new Dictionary<(string County, string Industry, int Periods), int>();
        foreach (var unit in Turning)
        {
            groups.TryAdd((unit.Enterprise.RegionCode, unit.Enterprise.KeyIndustry, unit.Turn!.Periods), groups.Count);
        }

        // Losses count by the days of a period only where the length of a turn is a choice; an even plan is not to look for short periods.
        var builder = new StaggerInstanceBuilder(EmittedPollutants.All.Count, 1, [.. Periods.Select(p => targets ? lengths.IndexOf(p.Days) : 0)])
        {
            BandWidth = targets ? Periods.Count : 0,
            FixedLevels = groups.ToDictionary(g => g.Value, g => g.Key.Periods),
        };
        foreach (var unit in Turning)
        {
            builder.AddBlock(new(0)
            {
                Group = groups[(unit.Enterprise.RegionCode, unit.Enterprise.KeyIndustry, unit.Turn!.Periods)],
                FewestStopDays = SeasonScope.ShortestStop(unit.Unit),
                FewestRunDays = SeasonScope.ShortestRun(unit.Unit),
                MostSpells = request.MostStops,
            });
            for (var step = 0; step < unit.Turn.Steps.Count; step++)
            {
                var (cut, loss) = (unit.Turn.Cut(step, unit.Unit.Daily), (double)(unit.LossRate * unit.Turn.Steps[step]));
                IReadOnlyList<double> amounts = [.. EmittedPollutants.All.Select(p => (double)cut[p])];
                builder.AddOption(step == 0 ? 0 : (double)(unit.Restart(step, restartShare) - unit.Restart(0, restartShare)), [.. (targets ? lengths.Select(d => (double)d) : [mean]).Select(d => new DayOption(loss * d, step > 0, amounts))]);
                TurnLoss += step == 0 ? loss * mean * Periods.Count : step == 1 ? (loss - (double)(unit.LossRate * unit.Turn.Steps[0])) * mean * unit.Turn.Periods : 0;
            }
        }

        for (var period = 0; period < Periods.Count; period++)
        {
            foreach (var pollutant in EmittedPollutants.All.Where(p => Required[period][p] > Held[period][p]))
            {
                builder.AddRow(new(pollutant.ToString(), period, -1, [.. EmittedPollutants.All.Select(p => p == pollutant ? 1.0 : 0)], (double)(Required[period][pollutant] - Held[period][pollutant])));
            }
        }

        return builder.Build();
    }
}
