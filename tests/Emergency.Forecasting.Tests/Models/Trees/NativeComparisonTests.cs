using Emergency.Forecasting.Models.Trees;

namespace Emergency.Forecasting.Tests.Models.Trees;

public sealed class NativeComparisonTests
{
    [Theory]
    [InlineData(1, 40)]
    [InlineData(5, 60)]
    [InlineData(9, 12)]
    public void Not_one_of_35000_rows_differs_from_the_library(int depth, int rounds)
    {
        NeedsXgboost.Here();
        var data = MadeUpRows.Of(35_000, 150, missing: 0.05, seed: depth);
        var json = data.TrainJson(new TreeSettings { Depth = depth, Rounds = rounds }, TestContext.Current.CancellationToken);

        var managed = new float[data.Count];
        TreeEnsemble.FromXgboost(json).Predict(data.Rows, managed);

        Assert.Equal(0, Differing(managed, Native(json, data)));
        Assert.True(managed.Distinct().Count() > depth);
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
