namespace Emergency.Forecasting.Models.Trained;

/// <summary>
/// How far a forecast of one pollutant and lead misses, by the level that it says: ln of the spread is a line in the middle. A high ozone day is known far better
/// than a low one in logarithms, so one spread for all days says heavy days too often.
/// </summary>
/// <param name="Centre">Middle at which <paramref name="LogSpread"/> holds [ln].</param>
/// <param name="LogSpread">ln of the root mean square miss there.</param>
/// <param name="Slope">Change of it for each unit of the middle.</param>
/// <param name="Lowest">Middles below count as this one.</param>
/// <param name="Highest">Middles above count as this one.</param>
internal readonly record struct MissSpread(double Centre, double LogSpread, double Slope, double Lowest, double Highest)
{
    private const int Rounds = 30;
    private const double Smallest = 1e-4;
    private const double Edge = 0.02;
    private const int FewestForSlope = 100;

    /// <summary>One spread of 1 whatever the middle: misses as they are.</summary>
    public static MissSpread One { get; } = new(0, 0, 0, 0, 0);

    /// <summary>Root mean square miss around a middle [ln].</summary>
    public double At(double middle) => Math.Exp(LogSpread + (Slope * (Math.Clamp(middle, Lowest, Highest) - Centre)));

    /// <summary>
    /// Fits the line by maximum likelihood of a gamma variable, the squared miss, with logarithmic link (iterated least squares).
    /// </summary>
    /// <param name="middles">Middles of held-out days [ln].</param>
    /// <param name="misses">What was observed minus the middle [ln].</param>
    public static MissSpread Fit(IReadOnlyList<double> middles, IReadOnlyList<double> misses)
    {
        if (middles.Count == 0)
        {
            return One;
        }

        var sorted = middles.Order().ToArray();
        var centre = sorted.Average();
        var squares = misses.Select(m => Math.Max(Smallest, m * m)).ToArray();
        var (constant, slope) = (Math.Log(squares.Average()), 0.0);
        var width = middles.Sum(m => (m - centre) * (m - centre));
        for (var round = 0; round < Rounds && middles.Count >= FewestForSlope && width > Smallest * middles.Count; round++)
        {
            var (sum, product) = (0.0, 0.0);
            for (var i = 0; i < squares.Length; i++)
            {
                var line = constant + (slope * (middles[i] - centre));
                var working = (squares[i] / Math.Exp(line)) - 1;
                sum += working;
                product += working * (middles[i] - centre);
            }

            constant += sum / squares.Length;
            slope += product / width;
        }

        return new(centre, constant / 2, slope / 2, sorted[(int)(Edge * (sorted.Length - 1))], sorted[(int)((1 - Edge) * (sorted.Length - 1))]);
    }
}
