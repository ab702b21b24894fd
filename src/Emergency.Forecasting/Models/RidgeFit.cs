using MathNet.Numerics.LinearAlgebra.Double;

namespace Emergency.Forecasting.Models;

/// <summary>
/// Ridge regression by normal equations, gathered row by row: minimises Σ(y − x·b)² + n·penalty·Σ b², the first coefficient (the constant) unpenalised.
/// </summary>
internal sealed class RidgeFit(int terms)
{
    private readonly double[] products = new double[terms * terms];
    private readonly double[] targets = new double[terms];

    /// <summary>Rows gathered.</summary>
    public int Rows { get; private set; }

    /// <summary>Adds one row.</summary>
    public void Add(ReadOnlySpan<double> row, double target)
    {
        for (var i = 0; i < terms; i++)
        {
            targets[i] += row[i] * target;
            for (var j = 0; j <= i; j++)
            {
                products[(i * terms) + j] += row[i] * row[j];
            }
        }

        Rows++;
    }

    /// <summary>The coefficients; zeros when there are fewer rows than terms, so that nothing is claimed from nothing.</summary>
    public double[] Solve(double penalty)
    {
        if (Rows < terms)
        {
            return new double[terms];
        }

        // A little weight keeps the system positive definite when two terms are the same.
        const double Least = 1e-9;
        var matrix = DenseMatrix.Create(terms, terms, (i, j) => products[(Math.Max(i, j) * terms) + Math.Min(i, j)]);
        for (var i = 0; i < terms; i++)
        {
            matrix[i, i] += Rows * (i == 0 ? Least : Least + penalty);
        }

        return matrix.Cholesky().Solve(DenseVector.OfArray(targets)).ToArray();
    }
}
