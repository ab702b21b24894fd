using Emergency.Forecasting.Models.Trees;

namespace Emergency.Forecasting.Tests.Models.Trees;

public sealed class NativeComparisonTests
{
    [Theory]
    [InlineData(35_000, 150, 5, 60)]
    [InlineData(6_000, 30, 1, 40)]
    [InlineData(6_000, 30, 9, 20)]
    public void No_row_differs_from_the_library_by_a_bit(int count, int columns, int depth, int rounds)
    {
        NeedsXgboost.Here();
        var data = MadeUpRows.Of(count, columns, missing: 0.05, seed: depth);
        var json = data.TrainJson(new TreeSettings { Depth = depth, Rounds = rounds }, TestContext.Current.CancellationToken);

        var ensemble = TreeEnsemble.FromXgboost(json);
        var native = Native(json, data);

        Assert.Equal(0, Differing(Managed(ensemble, data), native));
        Assert.Equal(0, Differing(Managed(TreeEnsemble.FromCompact(ensemble.ToCompact()), data), native));
        Assert.True(native.Distinct().Count() > depth);
    }

    private static float[] Managed(TreeEnsemble ensemble, MadeUpRows data)
    {
        var output = new float[data.Count];
        ensemble.Predict(data.Rows, output);
        return output;
    }

    private static float[] Native(byte[] json, MadeUpRows data)
    {
        using var native = new NativeXgboost(json);
        var matrix = native.Matrix(data.Rows, data.Columns);
        var output = new float[data.Count];
        native.Predict(matrix, output);
        NativeXgboost.FreeMatrix(matrix);
        return output;
    }

    private static int Differing(float[] one, float[] other) =>
        one.Zip(other).Count(pair => BitConverter.SingleToInt32Bits(pair.First) != BitConverter.SingleToInt32Bits(pair.Second));
}
