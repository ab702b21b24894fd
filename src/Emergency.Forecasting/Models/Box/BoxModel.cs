using Emergency.Forecasting.Models.Features;

namespace Emergency.Forecasting.Models.Box;

/// <summary>
/// A well-mixed box of air over the city: each hour the concentration keeps a share <c>a</c> of itself and goes towards an equilibrium <c>q</c>,
/// <c>C[t+1] = a·C[t] + (1−a)·q</c>, with <c>a = exp(−0.1·softplus(w·x))</c> and <c>q = exp(v·x)</c> of 26 terms x of the hour's weather and season.
/// Being physics in outline it extrapolates to weather that no record holds, where trees cannot.
/// </summary>
internal sealed class BoxModel
{
    /// <summary>Terms of an hour.</summary>
    public const int Terms = 26;

    /// <summary>Exchange per hour at softplus 1.</summary>
    private const double Exchange = 0.1;

    /// <summary>Highest ln of an equilibrium: e⁸ ≈ 3000 µg/m³ is above anything measured.</summary>
    private const double HighestLogEquilibrium = 8;

    /// <summary>Takes parameters: w, then v.</summary>
    public BoxModel(double[] parameters) =>
        Parameters = parameters.Length == 2 * Terms ? parameters : throw new ArgumentException($"A box has {2 * Terms} parameters.", nameof(parameters));

    /// <summary>w[0…25], v[0…25].</summary>
    public double[] Parameters { get; }

    /// <summary>What the terms of one hour make: the share kept, the equilibrium, and w·x for the gradient.</summary>
    public (double Kept, double Equilibrium, double Exchanged) Hour(ReadOnlySpan<double> terms) => Hour(Parameters, terms);

    /// <summary>As <see cref="Hour(ReadOnlySpan{double})"/> for any parameters.</summary>
    public static (double Kept, double Equilibrium, double Exchanged) Hour(double[] parameters, ReadOnlySpan<double> terms)
    {
        var (w, v) = (0.0, 0.0);
        for (var i = 0; i < Terms; i++)
        {
            w += parameters[i] * terms[i];
            v += parameters[Terms + i] * terms[i];
        }

        return (Math.Exp(-Exchange * Softplus(w)), Math.Exp(Math.Min(v, HighestLogEquilibrium)), w);
    }

    /// <summary>d(share kept)/d(w·x).</summary>
    public static double KeptSlope(double kept, double exchanged) => -Exchange * kept / (1 + Math.Exp(-exchanged));

    /// <summary>True when <see cref="HighestLogEquilibrium"/> cuts the equilibrium, so that it has no slope.</summary>
    public static bool Cut(double equilibrium) => equilibrium >= Math.Exp(HighestLogEquilibrium);

    /// <summary>Writes the terms of one hour of an outlook, scaled to order one; NaN where the weather is unknown.</summary>
    public static void Write(WeatherOutlook outlook, int i, Span<double> terms)
    {
        double east = outlook[OutlookVariable.East][i], north = outlook[OutlookVariable.North][i], speed = outlook[OutlookVariable.Speed][i];
        double humidity = outlook[OutlookVariable.Humidity][i], dew = outlook[OutlookVariable.DewPointAnomaly][i];
        var slot = outlook.Slots[i];
        var (season, hour) = (2 * Math.PI * ((slot / 24) + 1) / 365.25, 2 * Math.PI * (slot % 24) / 24);
        var (dry, south) = ((humidity - 0.5) * 2, Math.Max(north, 0) / 2);
        terms[0] = 1;
        terms[1] = Math.Max(-north, 0) / 2;
        terms[2] = south;
        terms[3] = Math.Max(-east, 0) / 2;
        terms[4] = Math.Max(east, 0) / 2;
        terms[5] = speed / 2;
        terms[6] = Math.Sqrt(Math.Max(speed, 0));
        terms[7] = dry;
        terms[8] = dry * dry;
        terms[9] = dew / 8;
        terms[10] = outlook[OutlookVariable.TemperatureAnomaly][i] / 5;
        terms[11] = outlook[OutlookVariable.PressureAnomaly][i] / 8;
        terms[12] = Math.Sqrt(Math.Max(outlook[OutlookVariable.Rain][i], 0));
        (terms[13], terms[14]) = Math.SinCos(season);
        (terms[15], terms[16]) = Math.SinCos(2 * season);
        (terms[17], terms[18]) = Math.SinCos(hour);
        (terms[19], terms[20]) = Math.SinCos(2 * hour);
        terms[21] = south * dry;
        terms[22] = speed / 2 * dry;
        terms[23] = dew / 8 * terms[14];
        terms[24] = terms[1] * terms[14];
        terms[25] = dew * Math.Abs(dew) / 64;
    }

    private static double Softplus(double z) => z > 30 ? z : Math.Log(1 + Math.Exp(z));
}

/// <summary>The course of a box over the hours after an issue time.</summary>
internal sealed class BoxCourse(BoxModel model)
{
    private readonly double[] kept = new double[WeatherOutlook.After];
    private readonly double[] equilibrium = new double[WeatherOutlook.After];
    private readonly double[] concentration = new double[WeatherOutlook.After];

    /// <summary>Runs the box freely from a concentration [µg/m³] through the weather of an outlook; from the first hour of unknown weather on all is NaN.</summary>
    public void Run(WeatherOutlook outlook, double start)
    {
        Span<double> terms = stackalloc double[BoxModel.Terms];
        var now = start;
        for (var i = 0; i < WeatherOutlook.After; i++)
        {
            BoxModel.Write(outlook, WeatherOutlook.Before + i, terms);
            (kept[i], equilibrium[i], _) = model.Hour(terms);
            now = (kept[i] * now) + ((1 - kept[i]) * equilibrium[i]);
            concentration[i] = now;
        }
    }

    /// <summary>ln of the mean concentration over hours [from, to) after the issue time; hours before it are left out; NaN with fewer than a quarter of them.</summary>
    public double LogMean(int from, int to) => Math.Log(Mean(concentration, from, to, v => v));

    /// <summary>Mean ln of the equilibrium.</summary>
    public double LogEquilibrium(int from, int to) => Mean(equilibrium, from, to, Math.Log);

    /// <summary>Mean share kept from hour to hour.</summary>
    public double Memory(int from, int to) => Mean(kept, from, to, v => v);

    /// <summary>ln of the highest hour.</summary>
    public double LogHighest(int from, int to)
    {
        var highest = double.NaN;
        for (var i = Math.Max(0, from); i < Math.Min(concentration.Length, to); i++)
        {
            highest = double.IsNaN(highest) || concentration[i] > highest ? concentration[i] : highest;
        }

        return Math.Log(highest);
    }

    private static double Mean(double[] values, int from, int to, Func<double, double> of)
    {
        var (sum, count) = (0.0, 0);
        for (var i = Math.Max(0, from); i < Math.Min(values.Length, to); i++)
        {
            if (!double.IsNaN(values[i]))
            {
                sum += of(values[i]);
                count++;
            }
        }

        return count > 0 && 4 * count >= to - from ? sum / count : double.NaN;
    }
}
