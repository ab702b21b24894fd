using System.Globalization;

namespace Emergency.Planning.Optimising;

/// <summary>Collects blocks, options and rows, checks them as they come, and packs them. What it rejects is a bug of the caller: lists are checked at import.</summary>
public sealed class PlanInstanceBuilder
{
    /// <summary>Group of a block that is free of the grade order: A, leading, guarantee and small emitters with what they offer, and whatever has no grade.</summary>
    public const int FreeOfOrder = -1;

    /// <summary>Stages are 0 (nothing or the binding minimum) to this.</summary>
    public const int HighestStage = 7;

    /// <summary>Ranks within a group are 0 (best grade) to this.</summary>
    public const int HighestRank = 5;

    /// <summary>Most options of one block.</summary>
    public const int MostOptions = 200;

    private readonly int pollutants;
    private readonly int zones;
    private readonly GradeOrderRule rule;
    private readonly List<int> firstOption = [];
    private readonly List<double> cost = [];
    private readonly List<double> cut = [];
    private readonly List<byte> stage = [];
    private readonly List<int> zone = [];
    private readonly List<int> group = [];
    private readonly List<byte> rank = [];
    private readonly List<CoveringRow> rows = [];

    /// <summary>Starts an empty instance.</summary>
    /// <param name="pollutants">Number of pollutants, 1 or more; four is the fast case.</param>
    /// <param name="zones">Number of zones, 1 or more.</param>
    /// <param name="rule">The grade order.</param>
    public PlanInstanceBuilder(int pollutants, int zones, GradeOrderRule rule)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pollutants, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(zones, 1);
        if (!Enum.IsDefined(rule))
        {
            throw new ArgumentOutOfRangeException(nameof(rule));
        }

        (this.pollutants, this.zones, this.rule) = (pollutants, zones, rule);
    }

    /// <summary>Adds a block; its options follow.</summary>
    /// <param name="zone">Its zone, from 0.</param>
    /// <param name="group">Its order group, from 0 (industry, or industry × zone as the caller numbers them), or <see cref="FreeOfOrder"/>.</param>
    /// <param name="rank">Its rank within the group, 0 the best grade.</param>
    /// <returns>Its number.</returns>
    public int AddBlock(int zone, int group = FreeOfOrder, int rank = 0)
    {
        var number = this.zone.Count;
        if (number > 0 && firstOption[^1] == cost.Count)
        {
            throw new InvalidOperationException(Say($"Block {number - 1} has no option."));
        }

        Within(zone, 0, zones - 1, nameof(zone));
        Within(group, FreeOfOrder, int.MaxValue - 1, nameof(group));
        Within(rank, 0, HighestRank, nameof(rank));
        firstOption.Add(cost.Count);
        this.zone.Add(zone);
        this.group.Add(group);
        this.rank.Add((byte)rank);
        return number;
    }

    /// <summary>Adds an option to the block added last.</summary>
    /// <param name="cost">Loss [yuan/day], 0 or more.</param>
    /// <param name="stage">Stage of the measure, 0 to <see cref="HighestStage"/>.</param>
    /// <param name="cut">Cut of each pollutant [kg/day], 0 or more.</param>
    public void AddOption(double cost, int stage, params ReadOnlySpan<double> cut)
    {
        if (firstOption.Count == 0)
        {
            throw new InvalidOperationException("Add a block before its options.");
        }

        if (this.cost.Count - firstOption[^1] == MostOptions)
        {
            throw new InvalidOperationException(Say($"Block {zone.Count - 1} has more than {MostOptions} options."));
        }

        Amount(cost, "cost");
        Within(stage, 0, HighestStage, nameof(stage));
        if (cut.Length != pollutants)
        {
            throw new ArgumentException(Say($"{cut.Length} cuts for {pollutants} pollutants."), nameof(cut));
        }

        foreach (var kilograms in cut)
        {
            Amount(kilograms, "cut");
        }

        this.cost.Add(cost);
        this.stage.Add((byte)stage);
        this.cut.AddRange(cut);
    }

    /// <summary>Adds a row.</summary>
    public void AddRow(CoveringRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Check(row, pollutants, zones);
        rows.Add(row);
    }

    /// <summary>Throws when a row makes no sense, or when there are too many kinds of them.</summary>
    internal static void Check(IReadOnlyList<CoveringRow> rows, int pollutants, int zones)
    {
        foreach (var row in rows)
        {
            Check(row, pollutants, zones);
        }

        var kinds = rows.Where(r => r.Required > 0).Select(r => string.Join(' ', r.Weights.Select(w => w.ToString("R", CultureInfo.InvariantCulture)))).Distinct().Count();
        if (kinds > CoreLayout.MostRowKinds)
        {
            throw new InvalidOperationException(Say($"The rows have {kinds} different sets of weights; at most {CoreLayout.MostRowKinds}."));
        }
    }

    private static void Check(CoveringRow row, int pollutants, int zones)
    {
        Within(row.Zone, CoveringRow.WholeRegion, zones - 1, nameof(row));
        if (row.Weights.Count != pollutants || !row.Weights.All(w => double.IsFinite(w) && w >= 0) || row.Weights.All(w => w == 0))
        {
            throw new ArgumentException(Say($"Row {row.Name}: one non-negative weight for each of {pollutants} pollutants, not all zero."), nameof(row));
        }

        if (!double.IsFinite(row.Required))
        {
            throw new ArgumentException(Say($"Row {row.Name}: {row.Required} cannot be required."), nameof(row));
        }
    }

    /// <summary>Packs what was added. The builder may go on afterwards; the instance does not change.</summary>
    public PlanInstance Build()
    {
        if (firstOption.Count > 0 && firstOption[^1] == cost.Count)
        {
            throw new InvalidOperationException(Say($"Block {zone.Count - 1} has no option."));
        }

        Check(rows, pollutants, zones);
        if (rule != GradeOrderRule.None)
        {
            OrderTable.Check(rule, stage.Count == 0 ? 1 : stage.Max() + 1, rank.Count == 0 ? 1 : rank.Max() + 1);
        }

        return new PlanInstance(pollutants, zones, rule, [.. firstOption, cost.Count], [.. cost], [.. cut], [.. stage], [.. zone], [.. group], [.. rank], [.. rows]);
    }

    private void Amount(double value, string what)
    {
        // Above 1e15 the sums lose whole kilograms and yuan; nothing real is near it.
        if (!(value >= 0 && value <= 1e15))
        {
            throw new ArgumentOutOfRangeException(what, value, Say($"Block {zone.Count - 1}: a {what} is a number from 0 to 1e15."));
        }
    }

    private static void Within(int value, int lowest, int highest, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, lowest, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, highest, name);
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
