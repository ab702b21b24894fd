using System.Globalization;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>What an option is on days of one kind.</summary>
/// <param name="Cost">Loss [yuan/day], 0 or more.</param>
/// <param name="Burden">True when such a day is a burden day.</param>
/// <param name="Cut">Cut of each pollutant [kg/day], 0 or more.</param>
public sealed record DayOption(double Cost, bool Burden, IReadOnlyList<double> Cut);

/// <summary>Collects blocks, options and rows, checks them as they come, and packs them. What it rejects is a bug of the caller: lists are checked at import.</summary>
public sealed class StaggerInstanceBuilder
{
    private readonly int pollutants;
    private readonly int zones;
    private readonly int[] kindOf;
    private readonly int kinds;
    private readonly List<StaggerBlock> blocks = [];
    private readonly List<int> firstOption = [];
    private readonly List<double> restart = [];
    private readonly List<double> cost = [];
    private readonly List<double> cut = [];
    private readonly List<bool> burden = [];
    private readonly List<DayRow> rows = [];

    /// <summary>Starts an empty instance.</summary>
    /// <param name="pollutants">Number of pollutants, 1 or more.</param>
    /// <param name="zones">Number of zones, 1 or more.</param>
    /// <param name="kindOfDay">Kind of each day, from 0 without gaps; one to <see cref="StaggerInstance.MostDays"/> days.</param>
    public StaggerInstanceBuilder(int pollutants, int zones, IReadOnlyList<int> kindOfDay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pollutants, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(zones, 1);
        ArgumentNullException.ThrowIfNull(kindOfDay);
        ArgumentOutOfRangeException.ThrowIfLessThan(kindOfDay.Count, 1, nameof(kindOfDay));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kindOfDay.Count, StaggerInstance.MostDays, nameof(kindOfDay));
        kinds = kindOfDay.Max() + 1;
        if (!kindOfDay.Distinct().Order().SequenceEqual(Enumerable.Range(0, kinds)))
        {
            throw new ArgumentException("Kinds of days are numbered from 0 without gaps.", nameof(kindOfDay));
        }

        (this.pollutants, this.zones, kindOf) = (pollutants, zones, [.. kindOfDay]);
    }

    /// <summary>Width of the band of fair burden [days], 0 or more; null for none.</summary>
    public int? BandWidth { get; init; }

    /// <summary>Levels that are given, by group; see <see cref="StaggerInstance.FixedLevels"/>. Needs a band.</summary>
    public IReadOnlyDictionary<int, int> FixedLevels { get; init; } = new Dictionary<int, int>();

    /// <summary>Most start weight on one day, above 0; null for no limit.</summary>
    public double? MostStarts { get; init; }

    /// <summary>Adds a block; its options follow, what holds anyway first.</summary>
    /// <returns>Its number.</returns>
    public int AddBlock(StaggerBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        Closed();
        var number = blocks.Count;
        Require(block.Zone >= 0 && block.Zone < zones, "zone");
        Require(block.Group >= -1, "group");
        Require(block.Rank is >= 0 and <= 5, "rank");
        Require(block.Earlier is >= 0 and <= 1_000, "earlier burden");
        Require(block.FewestStopDays >= 1 && block.FewestRunDays >= 1 && block.MostSpells is >= 0 and <= 2, "spells");
        Require(double.IsFinite(block.StartWeight) && block.StartWeight >= 0, "start weight");
        Require(block.Ramp.Count <= StaggerInstance.MostRampDays && block.Ramp.All(r => r is >= 0 and <= 1) && block.Ramp.Zip(block.Ramp.Skip(1)).All(r => r.First <= r.Second), "ramp");
        blocks.Add(block);
        firstOption.Add(restart.Count);
        return number;

        void Require(bool holds, string what)
        {
            if (!holds)
            {
                throw new ArgumentException(Say($"Block {number}: its {what} makes no sense."), nameof(block));
            }
        }
    }

    /// <summary>Adds an option to the block added last.</summary>
    /// <param name="restart">Cost of starting again after it [yuan]; of the first option 0.</param>
    /// <param name="days">What it is on days of each kind.</param>
    public void AddOption(double restart, params IReadOnlyList<DayOption> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        if (firstOption.Count == 0)
        {
            throw new InvalidOperationException("Add a block before its options.");
        }

        var first = this.restart.Count == firstOption[^1];
        if (this.restart.Count - firstOption[^1] == StaggerInstance.MostOptions || days.Count != kinds || (first && (restart != 0 || days.Any(d => d.Burden))) || days.Any(d => d.Cut.Count != pollutants))
        {
            throw new ArgumentException(Say($"Block {blocks.Count - 1}: at most {StaggerInstance.MostOptions} options of {kinds} kinds of days and {pollutants} cuts; the first has no restart and is no burden."), nameof(days));
        }

        Amount(restart);
        this.restart.Add(restart);
        foreach (var day in days)
        {
            Amount(day.Cost);
            foreach (var kilograms in day.Cut)
            {
                Amount(kilograms);
            }

            cost.Add(day.Cost);
            burden.Add(day.Burden);
            cut.AddRange(day.Cut);
        }
    }

    /// <summary>Adds a row.</summary>
    public void AddRow(DayRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Day < 0 || row.Day >= kindOf.Length || row.Zone < -1 || row.Zone >= zones || !double.IsFinite(row.Required)
            || row.Weights.Count != pollutants || !row.Weights.All(w => double.IsFinite(w) && w >= 0) || row.Weights.All(w => w == 0))
        {
            throw new ArgumentException(Say($"Row {row.Name}: a day, a zone, a requirement, and one non-negative weight for each of {pollutants} pollutants, not all zero."), nameof(row));
        }

        rows.Add(row);
    }

    /// <summary>Packs what was added.</summary>
    public StaggerInstance Build()
    {
        Closed();
        Growing();
        if (BandWidth is < 0 || MostStarts is not null and not (> 0 and < 1e15))
        {
            throw new InvalidOperationException("A band is 0 days wide or more, a limit of starts above 0.");
        }

        if (FixedLevels.Count > 0 && (BandWidth is null || FixedLevels.Values.Any(m => m < 0 || m > kindOf.Length) || blocks.Any(b => FixedLevels.ContainsKey(b.Group) && (b.Rank != 0 || b.Earlier != 0))))
        {
            throw new InvalidOperationException("A level that is given lies within the days and needs a band; its members are of one rank and carried nothing before.");
        }

        return new(pollutants, zones, kindOf, [.. blocks], [.. firstOption, restart.Count], [.. restart], [.. cost], [.. cut], [.. burden], [.. rows], BandWidth, MostStarts) { FixedLevels = FixedLevels };
    }

    private void Closed()
    {
        if (firstOption.Count > 0 && firstOption[^1] == restart.Count)
        {
            throw new InvalidOperationException(Say($"Block {blocks.Count - 1} has no option."));
        }
    }

    /// <summary>No option cuts less than what holds anyway, and a burden stays one at every higher option.</summary>
    private void Growing()
    {
        for (var b = 0; b < blocks.Count; b++)
        {
            var to = b + 1 < blocks.Count ? firstOption[b + 1] : restart.Count;
            for (var cell = (firstOption[b] + 1) * kinds; cell < to * kinds; cell++)
            {
                var anyway = (firstOption[b] * kinds) + (cell % kinds);
                if ((burden[cell - kinds] && !burden[cell]) || Enumerable.Range(0, pollutants).Any(q => cut[(cell * pollutants) + q] < cut[(anyway * pollutants) + q]))
                {
                    throw new InvalidOperationException(Say($"Block {b}: an option cuts less than what holds anyway, or is no burden although a lower one is."));
                }
            }
        }
    }

    private void Amount(double value)
    {
        // Above 1e15 the sums lose whole kilograms and yuan; nothing real is near it.
        if (!(value >= 0 && value <= 1e15))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, Say($"Block {blocks.Count - 1}: an amount is a number from 0 to 1e15."));
        }
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
