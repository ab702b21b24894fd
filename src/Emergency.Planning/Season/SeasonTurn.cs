using Emergency.Core.Quantities;

namespace Emergency.Planning.Season;

/// <summary>
/// What a rotating unit owes: in all periods its first step, in so many of them a higher one. A process with several lines rotates them, so that it never has one line
/// more off at one time than at another; a process that cannot stop runs at its lowest load in its turn.
/// </summary>
/// <param name="Steps">Share of the unit that is taken away at each step, ascending; the first is 0 unless several lines owe more than the periods hold.</param>
/// <param name="Periods">Periods above the first step that are owed.</param>
/// <param name="Lines">Lines that rotate; 0 for a unit that lowers its load.</param>
internal sealed record SeasonTurn(IReadOnlyList<decimal> Steps, int Periods, int Lines)
{
    /// <summary>The turn of a unit that stops line by line.</summary>
    /// <param name="before">Share of the unit that is down already [0–1); a line that is down in part takes its turn with what is left of it.</param>
    /// <param name="all">Lines in use.</param>
    /// <param name="periods">Periods of the season.</param>
    /// <param name="off">Share of the periods in which each line is off.</param>
    /// <param name="shortest">Shortest stop in periods.</param>
    /// <param name="more">True when it may be asked for more than it owes.</param>
    public static SeasonTurn OfLines(decimal before, int all, int periods, decimal off, int shortest, bool more)
    {
        var running = (int)Math.Ceiling((1 - before) * all);
        var each = Math.Min(periods, Math.Max(shortest, (int)Math.Ceiling(off * periods)));
        var (always, turns) = Math.DivRem(running * each, periods);
        var highest = turns == 0 && !more ? always : more ? running : always + 1;
        // More steps than the search takes: the first two and the whole unit are kept.
        int[] lines = highest - always >= Staggering.Patterns.StaggerInstance.MostOptions ? [always, always + 1, running] : [.. Enumerable.Range(always, highest - always + 1)];
        return new([.. lines.Select(l => Math.Min((decimal)l / all, 1 - before))], turns, running);
    }

    /// <summary>The turn of a unit that can only lower its load: the same share of its output over the season, or as much as it can.</summary>
    /// <param name="depth">Share of its output that it can do without [0–1], above 0.</param>
    /// <param name="running">Share of it that is not down already.</param>
    /// <param name="periods">Periods of the season.</param>
    /// <param name="off">Share of its output that is owed.</param>
    /// <param name="shortest">Shortest stop in periods.</param>
    public static SeasonTurn OfLoad(decimal depth, decimal running, int periods, decimal off, int shortest)
    {
        var turns = Math.Min(periods, Math.Max(shortest, (int)Math.Ceiling(off * running * periods / depth)));
        return turns == periods ? new([depth], 0, 0) : new([0, depth], turns, 0);
    }

    /// <summary>True when nothing is left to choose.</summary>
    public bool Fixed => Steps.Count == 1;

    /// <summary>Cut at a step [kg/day].</summary>
    public Emissions Cut(int step, Emissions daily) => daily * Steps[step];
}
