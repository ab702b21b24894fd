namespace Emergency.Forecasting.Weather;

/// <summary>
/// Fills short gaps, as models need it: a straight line across a gap of up to <see cref="Inside"/> hours, and the last value carried on for up to
/// <see cref="Ahead"/> hours where the series ends. Longer gaps stay open as a whole, the beginning stays open, and rain is never carried on: a shower at the
/// last known hour says nothing of a wet day. For weather only; values to be forecast are never filled.
/// A line across a gap looks at the value behind it, so a series is cut at the issue time (<see cref="WeatherSeries.Within"/>) before it is filled, never after.
/// </summary>
public static class WeatherFilling
{
    /// <summary>Longest gap between two known values that is bridged [h].</summary>
    public const int Inside = 6;

    /// <summary>Longest time that the last known value is carried on at the end [h].</summary>
    public const int Ahead = 24;

    /// <summary>A filled copy; the argument is not changed.</summary>
    public static WeatherSeries Fill(WeatherSeries series)
    {
        var filled = series.Within(new(series.First, series.Until));
        foreach (var variable in Enum.GetValues<WeatherVariable>())
        {
            Fill(filled[variable], carried: variable != WeatherVariable.Rain);
        }

        return filled;
    }

    private static void Fill(Span<float> values, bool carried)
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
                Bridge(values, known, i);
            }

            known = i;
        }

        if (carried && known >= 0)
        {
            values.Slice(known + 1, Math.Min(Ahead, values.Length - known - 1)).Fill(values[known]);
        }
    }

    private static void Bridge(Span<float> values, int from, int to)
    {
        for (var i = from + 1; i < to; i++)
        {
            var share = (float)(i - from) / (to - from);
            values[i] = (values[from] * (1 - share)) + (values[to] * share);
        }
    }
}
