using System.Numerics;
using System.Runtime.InteropServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Emergency.Forecasting.Models;

/// <summary>
/// Ridge regression by normal equations, gathered row by row, for one target or several at once:
/// minimises Σ(y − x·b)² + n·penalty·Σ b², the first coefficient (the constant) unpenalised.
/// </summary>
internal sealed class RidgeFit(int terms, int targets = 1)
{
    private readonly double[] products = new double[terms * terms];
    private readonly double[] moments = new double[terms * targets];

    /// <summary>Rows gathered.</summary>
    public int Rows { get; private set; }

    /// <summary>Adds one row with its target.</summary>
    public void Add(ReadOnlySpan<double> row, double target) => Add(row, [target]);

    /// <summary>Adds one row with its targets.</summary>
    public void Add(ReadOnlySpan<double> row, ReadOnlySpan<double> values)
    {
        for (var p = 0; p < targets; p++)
        {
            AddScaled(moments.AsSpan(p * terms, terms), row, values[p]);
        }

        for (var i = 0; i < terms; i++)
        {
            AddScaled(products.AsSpan(i * terms, i + 1), row[..(i + 1)], row[i]);
        }

        Rows++;
    }

    /// <summary>The coefficients of the only target; zeros when there are fewer rows than terms, so that nothing is claimed from nothing.</summary>
    public double[] Solve(double penalty) => SolveAll(penalty)[0];

    /// <summary>The coefficients of each target; zeros when there are fewer rows than terms.</summary>
    public double[][] SolveAll(double penalty)
    {
        if (Rows < terms)
        {
            return [.. Enumerable.Range(0, targets).Select(_ => new double[terms])];
        }

        // A little weight keeps the system positive definite when two terms are the same.
        const double Least = 1e-9;
        var matrix = DenseMatrix.Create(terms, terms, (i, j) => products[(Math.Max(i, j) * terms) + Math.Min(i, j)]);
        for (var i = 0; i < terms; i++)
        {
            matrix[i, i] += Rows * (i == 0 ? Least : Least + penalty);
        }

        var factors = matrix.Cholesky();
        return [.. Enumerable.Range(0, targets).Select(p => factors.Solve(DenseVector.OfArray(moments[(p * terms)..((p + 1) * terms)])).ToArray())];
    }

    private static void AddScaled(Span<double> sums, ReadOnlySpan<double> row, double factor)
    {
        var wide = MemoryMarshal.Cast<double, Vector<double>>(sums);
        var values = MemoryMarshal.Cast<double, Vector<double>>(row);
        var scale = new Vector<double>(factor);
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] += values[i] * scale;
        }

        for (var i = wide.Length * Vector<double>.Count; i < sums.Length; i++)
        {
            sums[i] += row[i] * factor;
        }
    }
}
