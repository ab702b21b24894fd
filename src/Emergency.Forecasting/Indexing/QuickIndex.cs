using Emergency.Core.Quantities;
using Emergency.Core.Rules;

namespace Emergency.Forecasting.Indexing;

/// <summary>
/// Daily index of predicted concentrations: the table of an edition in binary arithmetic, for the hundreds of thousands of members that a verification judges.
/// Observations are judged by <see cref="AqiCalculator"/>; a prediction has no last decimal that could matter, and the two never differ by more than 1.
/// </summary>
public sealed class QuickIndex
{
    private readonly double[][] points;
    private readonly double[][] indices;
    private readonly int cap;

    /// <summary>Takes the daily table (O3: the 8-hour row) of an edition.</summary>
    public QuickIndex(AqiRules rules)
    {
        cap = rules.Cap;
        var rows = Enum.GetValues<Pollutant>().Select(p => rules.Rows.FirstOrDefault(r => r.Indicator == new Indicator(p, p == Pollutant.O3 ? Averaging.Hour8 : Averaging.Hour24))).ToList();
        points = [.. rows.Select(r => r is null ? [] : r.Breakpoints.Select(b => (double)b).ToArray())];
        indices = [.. rows.Select(r => r is null ? [] : r.Iaqi.Select(i => (double)i).ToArray())];
    }

    /// <summary>Individual index of a daily concentration [stored unit]; NaN when the edition has no row or the concentration is NaN. Above the row: its last index.</summary>
    public double Of(Pollutant pollutant, double concentration)
    {
        var (row, index) = (points[(int)pollutant], indices[(int)pollutant]);
        if (row.Length == 0 || double.IsNaN(concentration))
        {
            return double.NaN;
        }

        var last = row.Length - 1;
        if (concentration >= row[last])
        {
            return Math.Min(cap, index[last]);
        }

        var upper = 1;
        while (concentration > row[upper])
        {
            upper++;
        }

        const double Tolerance = 1e-9;
        var exact = index[upper - 1] + ((index[upper] - index[upper - 1]) * (concentration - row[upper - 1]) / (row[upper] - row[upper - 1]));
        return Math.Ceiling(exact - Tolerance);
    }
}
