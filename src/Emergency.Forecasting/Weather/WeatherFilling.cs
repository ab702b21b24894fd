namespace Emergency.Forecasting.Weather;

/// <summary>
/// Fills short gaps of observed weather, as models need it: a straight line across a gap of up to <see cref="Inside"/> hours. Longer gaps stay open as a whole, and
/// so do the beginning and the end. For weather only; values to be forecast are never filled.
/// A line across a gap looks at the value behind it, so a series is cut at the issue time (<see cref="WeatherSeries.Within"/>) before it is filled, never after.
/// </summary>
public static class WeatherFilling
{
    /// <summary>Longest gap between two known values that is bridged [h].</summary>
    public const int Inside = 6;

    /// <summary>Bridges the gaps of one variable in place; NaN is missing.</summary>
    public static void Bridge(Span<float> values)
    {
        var known = -1;
        for (var i = 0; i < values.Length; i++)
        {
            if (float.IsNaN(values[i]))
            {
                continue;
            }

            if (known >= 0 && i - known - 1 <= Inside)
            {
                for (var j = known + 1; j < i; j++)
                {
                    values[j] = values[known] + ((values[i] - values[known]) * (j - known) / (i - known));
                }
            }

            known = i;
        }
    }
}
