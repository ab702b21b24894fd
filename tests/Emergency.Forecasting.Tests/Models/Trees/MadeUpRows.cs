using Emergency.Forecasting.Models.Trees;

namespace Emergency.Forecasting.Tests.Models.Trees;

/// <summary>Rows with missing values and a target that depends on some of the columns, from a seed.</summary>
internal sealed record MadeUpRows(float[] Rows, int Columns, float[] Targets)
{
    public int Count => Targets.Length;

    public static MadeUpRows Of(int count, int columns, double missing, int seed)
    {
#pragma warning disable CA5394 // Made-up data, nothing secret: a seeded generator is the point.
        var random = new Random(seed);
        var rows = new float[count * columns];
        var targets = new float[count];
        for (var i = 0; i < count; i++)
        {
            var row = rows.AsSpan(i * columns, columns);
            for (var j = 0; j < columns; j++)
            {
                // Every second column has few different values, so that values equal to a threshold occur often.
                var value = random.NextDouble() * 4 - 2;
                row[j] = (float)(j % 2 == 0 ? value : Math.Round(value, 1));
            }

            targets[i] = (float)(4.2 + row[0] * row[1 % columns] + Math.Sin(3 * row[2 % columns]) + (row[columns - 1] > 0 ? 1 : 0) + 0.3 * random.NextDouble());
            foreach (ref var value in row)
            {
                value = random.NextDouble() < missing ? float.NaN : value;
            }
        }
#pragma warning restore CA5394

        return new MadeUpRows(rows, columns, targets);
    }

    public byte[] TrainJson(TreeSettings settings, CancellationToken cancel) => XgboostTrainer.TrainJson(Rows, Columns, Targets, null, settings, cancel);
}
