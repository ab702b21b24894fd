using Emergency.Forecasting.Models;
using MathNet.Numerics.LinearAlgebra;

namespace Emergency.Forecasting.Tests.Models;

public class RidgeFitTests
{
    [Fact]
    public void A_line_worked_out_by_hand()
    {
        // x = −1, 0, 1; y = 1, 2, 6: mean 3; slope (−1·1 + 1·6) / (2 + 3 · 0.5) = 5 / 3.5.
        var fit = new RidgeFit(2);
        fit.Add([1, -1], 1);
        fit.Add([1, 0], 2);
        fit.Add([1, 1], 6);
        var solved = fit.Solve(0.5);
        Assert.Equal(3, solved[0], 1e-7);
        Assert.Equal(5 / 3.5, solved[1], 1e-7);
    }

    [Fact]
    public void Many_columns_and_targets_agree_with_a_factorisation_of_the_rows_themselves()
    {
        const int Rows = 80, Terms = 13, Targets = 3;
        const double Penalty = 0.3;
        var random = new Random(4);
        var x = Matrix<double>.Build.Dense(Rows, Terms, (_, j) => j == 0 ? 1 : MathNet.Numerics.Distributions.Normal.Sample(random, 0, 2));
        var y = Matrix<double>.Build.Dense(Rows, Targets, (_, _) => MathNet.Numerics.Distributions.Normal.Sample(random, 3, 1));
        var fit = new RidgeFit(Terms, Targets);
        for (var i = 0; i < Rows; i++)
        {
            fit.Add(x.Row(i).ToArray(), y.Row(i).ToArray());
        }

        // A penalty is n more rows that wish every coefficient but the constant to be zero.
        var more = Matrix<double>.Build.Dense(Terms - 1, Terms, (i, j) => j == i + 1 ? Math.Sqrt(Rows * Penalty) : 0);
        var expected = x.Stack(more).QR().Solve(y.Stack(Matrix<double>.Build.Dense(Terms - 1, Targets)));
        var solved = fit.SolveAll(Penalty);
        for (var p = 0; p < Targets; p++)
        {
            for (var j = 0; j < Terms; j++)
            {
                Assert.Equal(expected[j, p], solved[p][j], 1e-6);
            }
        }
    }

    [Fact]
    public void Two_equal_columns_share_the_weight()
    {
        var fit = new RidgeFit(3);
        for (var i = 0; i < 10; i++)
        {
            fit.Add([1, i - 4.5, i - 4.5], i);
        }

        var solved = fit.Solve(0);
        Assert.Equal(0.5, solved[1], 1e-5);
        Assert.Equal(0.5, solved[2], 1e-5);
    }

    [Fact]
    public void Fewer_rows_than_terms_claim_nothing()
    {
        var fit = new RidgeFit(3);
        fit.Add([1, 2, 3], 4);
        fit.Add([1, 5, 6], 7);
        Assert.Equal([0, 0, 0], fit.Solve(0.1));
    }
}
