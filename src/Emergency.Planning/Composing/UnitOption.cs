using Emergency.Core.Quantities;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Composing;

/// <summary>Where an option comes from.</summary>
internal enum OptionSource
{
    /// <summary>What holds anyway: the binding measure, the guide's, or nothing.</summary>
    Floor,

    /// <summary>A row of the list, the plant plan or the guide for this level or a stricter one.</summary>
    Listed,

    /// <summary>An option row: offered or negotiated.</summary>
    Offered,

    /// <summary>A step of whole lines or of load that no row names.</summary>
    Derived,

    /// <summary>What the plan of the milder level asks; a stricter level never asks less.</summary>
    Milder,
}

/// <summary>One thing a unit may do, counted.</summary>
/// <param name="Row">The measure; null when nothing is asked.</param>
/// <param name="Share">Share of the unit that is down then, running controls included [0–1].</param>
/// <param name="Cut">Cut beyond running controls [kg/day].</param>
/// <param name="Loss">Loss [yuan/day].</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Rate">How the loss of a derived option was found: loss of the unit's own rows for each share, or, when null, the output value.</param>
/// <param name="SingleLine">True when it stops the only line of a unit: a person confirms.</param>
internal sealed record UnitOption(Measure? Row, decimal Share, Emissions Cut, decimal Loss, OptionSource Source, decimal? Rate = null, bool SingleLine = false)
{
    /// <summary>True when it takes no less of any pollutant and of the unit than another.</summary>
    public bool AtLeast(UnitOption other) => Share >= other.Share && Cut.Min(other.Cut) == other.Cut;
}

/// <summary>One thing a block may do: an option for each of its units.</summary>
/// <param name="Parts">Option by unit.</param>
/// <param name="Cut">Cut together, with caps on what production leaves [kg/day].</param>
/// <param name="Loss">Loss together [yuan/day].</param>
/// <param name="Share">Share of the block's activity that is down, units weighted by emission [0–1].</param>
internal sealed record BlockOption(IReadOnlyList<UnitOption> Parts, Emissions Cut, decimal Loss, decimal Share)
{
    /// <summary>Texts of what is asked beyond nothing.</summary>
    public string Text => string.Join("；", Parts.Select(p => p.Row?.Text).Where(t => t is not null).Distinct());
}
