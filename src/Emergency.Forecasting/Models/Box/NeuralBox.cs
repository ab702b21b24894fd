using System.Numerics;
using System.Runtime.InteropServices;

namespace Emergency.Forecasting.Models.Box;

/// <summary>
/// The box of <see cref="BoxModel"/> whose share kept and equilibrium come from a small neural net of the hour's inputs instead of 26 fixed terms:
/// one hidden layer of <see cref="Hidden"/> tanh units beside a linear part. Recursion and adjoint stay the same, so it is still a box: it remembers only
/// through the concentration.
/// </summary>
/// <remarks>Parameters lie as [input][lane], bias[lane], then two output weights a hidden unit. Lanes are the hidden units and two linear outputs, a multiple of the vector width.</remarks>
internal sealed class NeuralBox
{
    /// <summary>Hidden units.</summary>
    public const int Hidden = 14;

    /// <summary>Hidden units and the two linear outputs.</summary>
    public const int Lanes = Hidden + 2;

    /// <summary>Number of parameters.</summary>
    public const int Size = (BoxInputs.Count * Lanes) + Lanes + (2 * Hidden);

    internal const int Bias = BoxInputs.Count * Lanes;
    internal const int Outputs = Bias + Lanes;
    internal const float Exchange = 0.1f;
    internal const float LowestLog = 0;
    internal const float HighestLog = 7.5f;

    /// <summary>Standardised inputs are cut here: what lies farther out was never seen.</summary>
    private const float FarOut = 5;

    /// <summary>Takes trained parameters.</summary>
    /// <param name="parameters"><see cref="Size"/> values.</param>
    /// <param name="means">Mean of each input.</param>
    /// <param name="scales">Reciprocal spread of each input; 0 for one that never varies.</param>
    public NeuralBox(float[] parameters, float[] means, float[] scales)
    {
        if (parameters.Length != Size || means.Length != BoxInputs.Count || scales.Length != BoxInputs.Count)
        {
            throw new ArgumentException($"A neural box has {Size} parameters and {BoxInputs.Count} inputs.", nameof(parameters));
        }

        (Parameters, Means, Scales) = (parameters, means, scales);
    }

    /// <summary>Parameters.</summary>
    public float[] Parameters { get; }

    /// <summary>Means of the inputs.</summary>
    public float[] Means { get; }

    /// <summary>Reciprocal spreads of the inputs.</summary>
    public float[] Scales { get; }

    /// <summary>Standardises rows of inputs in place; NaN stays NaN.</summary>
    public static void Standardise(Span<float> rows, ReadOnlySpan<float> means, ReadOnlySpan<float> scales)
    {
        for (var o = 0; o < rows.Length; o += BoxInputs.Count)
        {
            for (var k = 0; k < BoxInputs.Count; k++)
            {
                var z = (rows[o + k] - means[k]) * scales[k];
                rows[o + k] = z < -FarOut ? -FarOut : z > FarOut ? FarOut : z;
            }
        }
    }

    /// <summary>Runs freely from a concentration [µg/m³]; ends where an input is unknown, the rest is NaN.</summary>
    /// <param name="rows">Standardised inputs of consecutive hours.</param>
    /// <param name="start">Concentration of the hour before the first.</param>
    /// <param name="course">Receives the concentration of each hour.</param>
    public void Run(ReadOnlySpan<float> rows, double start, Span<float> course)
    {
        Span<float> lanes = stackalloc float[Lanes];
        var now = (float)start;
        course.Fill(float.NaN);
        for (var h = 0; h < course.Length; h++)
        {
            var z = rows.Slice(h * BoxInputs.Count, BoxInputs.Count);
            if (float.IsNaN(z[0]) || float.IsNaN(now))
            {
                return;
            }

            var (exchanged, log) = Forward(Parameters, z, lanes);
            var kept = Kept(exchanged);
            now = (kept * now) + ((1 - kept) * MathF.Exp(Clamp(log)));
            course[h] = now;
        }
    }

    /// <summary>One hour of the net: w·x and ln of the equilibrium; <paramref name="lanes"/> receives the hidden units after tanh.</summary>
    internal static (float Exchanged, float LogEquilibrium) Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> z, Span<float> lanes)
    {
        parameters.Slice(Bias, Lanes).CopyTo(lanes);
        var sums = MemoryMarshal.Cast<float, Vector<float>>(lanes);
        var weights = MemoryMarshal.Cast<float, Vector<float>>(parameters[..Bias]);
        for (var k = 0; k < BoxInputs.Count; k++)
        {
            var value = new Vector<float>(z[k]);
            for (var j = 0; j < sums.Length; j++)
            {
                sums[j] += weights[(k * sums.Length) + j] * value;
            }
        }

        var (exchanged, log) = (lanes[Hidden], lanes[Hidden + 1]);
        for (var j = 0; j < Hidden; j++)
        {
            lanes[j] = Tanh(lanes[j]);
            exchanged += parameters[Outputs + (2 * j)] * lanes[j];
            log += parameters[Outputs + (2 * j) + 1] * lanes[j];
        }

        return (exchanged, log);
    }

    internal static float Kept(float exchanged) => MathF.Exp(-Exchange * (exchanged > 20 ? exchanged : MathF.Log(1 + MathF.Exp(exchanged))));

    internal static float Clamp(float log) => log < LowestLog ? LowestLog : log > HighestLog ? HighestLog : log;

    /// <summary>Rational approximation of tanh (a continued fraction, error below 1e-4), the same bits on every machine.</summary>
    private static float Tanh(float x)
    {
        const float Far = 4.97f;
        x = x < -Far ? -Far : x > Far ? Far : x;
        var square = x * x;
        return x * (135135 + (square * (17325 + (square * (378 + square))))) / (135135 + (square * (62370 + (square * (3150 + (square * 28))))));
    }
}
