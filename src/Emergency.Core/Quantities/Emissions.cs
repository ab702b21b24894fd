namespace Emergency.Core.Quantities;

/// <summary>An amount of each emitted pollutant in kg per day: a base emission, a cut, or what is left. Values may be negative only in differences.</summary>
/// <param name="So2">SO2 [kg/day].</param>
/// <param name="Nox">NOx [kg/day].</param>
/// <param name="Pm">PM [kg/day].</param>
/// <param name="Vocs">VOCs [kg/day].</param>
public readonly record struct Emissions(decimal So2, decimal Nox, decimal Pm, decimal Vocs)
{
    /// <summary>Nothing of any pollutant.</summary>
    public static Emissions Zero { get; }

    /// <summary>The amount of one pollutant [kg/day].</summary>
    public decimal this[EmittedPollutant pollutant] => pollutant switch
    {
        EmittedPollutant.So2 => So2,
        EmittedPollutant.Nox => Nox,
        EmittedPollutant.Pm => Pm,
        EmittedPollutant.Vocs => Vocs,
        _ => throw new ArgumentOutOfRangeException(nameof(pollutant), pollutant, null),
    };

    /// <summary>True when no pollutant is above zero.</summary>
    public bool IsZero => So2 <= 0 && Nox <= 0 && Pm <= 0 && Vocs <= 0;

    /// <summary>Adds pollutant by pollutant.</summary>
    public static Emissions operator +(Emissions left, Emissions right) =>
        new(left.So2 + right.So2, left.Nox + right.Nox, left.Pm + right.Pm, left.Vocs + right.Vocs);

    /// <summary>Subtracts pollutant by pollutant.</summary>
    public static Emissions operator -(Emissions left, Emissions right) =>
        new(left.So2 - right.So2, left.Nox - right.Nox, left.Pm - right.Pm, left.Vocs - right.Vocs);

    /// <summary>Scales every pollutant by a dimensionless factor.</summary>
    public static Emissions operator *(Emissions emissions, decimal factor) =>
        new(emissions.So2 * factor, emissions.Nox * factor, emissions.Pm * factor, emissions.Vocs * factor);

    /// <summary>Adds (named form of +).</summary>
    public Emissions Add(Emissions other) => this + other;

    /// <summary>Subtracts (named form of −).</summary>
    public Emissions Subtract(Emissions other) => this - other;

    /// <summary>Scales (named form of ×).</summary>
    public Emissions Multiply(decimal factor) => this * factor;

    /// <summary>The smaller of the two amounts, pollutant by pollutant: a cut can never exceed what is emitted.</summary>
    public Emissions Min(Emissions other) =>
        new(Math.Min(So2, other.So2), Math.Min(Nox, other.Nox), Math.Min(Pm, other.Pm), Math.Min(Vocs, other.Vocs));

    /// <summary>The larger of the two amounts, pollutant by pollutant: the stricter control prevails.</summary>
    public Emissions Max(Emissions other) =>
        new(Math.Max(So2, other.So2), Math.Max(Nox, other.Nox), Math.Max(Pm, other.Pm), Math.Max(Vocs, other.Vocs));
}
