namespace Emergency.Forecasting.Models.Trees;

/// <summary>
/// Boosted regression trees, read and walked without any native library. Predictions are equal to those of xgboost bit for bit: thresholds are 32-bit floats, a value below the
/// threshold goes left, a missing one (NaN) to the default child, and leaf values are added in 32-bit floats, in the order of the trees, starting from the base score.
/// Immutable; any number of threads may predict at once.
/// </summary>
public sealed partial class TreeEnsemble
{
    /// <summary>Most columns a model may have: a column number and a direction share 16 bits in <see cref="CompactTrees"/>.</summary>
    public const int MostColumns = 32_767;

    private readonly TreeNode[] nodes;
    private readonly int[] roots;
    private readonly float baseScore;
    private readonly VectorForest forest;

    /// <param name="columns">Columns of a row.</param>
    /// <param name="baseScore">Where every sum starts.</param>
    /// <param name="nodes">Nodes of all trees, tree after tree, each breadth first; checked by the reader that made them.</param>
    /// <param name="roots">Index of the first node of each tree.</param>
    internal TreeEnsemble(int columns, float baseScore, TreeNode[] nodes, int[] roots)
    {
        Columns = columns;
        this.baseScore = baseScore;
        this.nodes = nodes;
        this.roots = roots;
        forest = new VectorForest(nodes, roots);
    }

    /// <summary>Number of values in a row.</summary>
    public int Columns { get; }

    /// <summary>Number of trees.</summary>
    public int Trees => roots.Length;

    /// <summary>Reads the JSON that xgboost writes (<c>XGBoosterSaveModelToBuffer</c>, format "json", versions 1.6 to 3).</summary>
    /// <param name="json">The model: boosted trees (not linear, not dart) with numeric splits and the objective reg:squarederror.</param>
    /// <exception cref="InvalidDataException">Not such a model; the message names what is wrong.</exception>
    public static TreeEnsemble FromXgboost(ReadOnlyMemory<byte> json) => XgboostJson.Read(json);

    /// <summary>Reads what <see cref="ToCompact"/> wrote: the same predictions, bit for bit.</summary>
    /// <exception cref="InvalidDataException">The record does not describe an ensemble of trees; the message names what is wrong.</exception>
    public static TreeEnsemble FromCompact(CompactTrees c) => CompactNodes.Read(c);

    /// <summary>The ensemble as a small record for a JSON file; about eight bytes a node.</summary>
    public CompactTrees ToCompact() => CompactNodes.Write(Columns, baseScore, nodes, roots.Length);

    /// <summary>The prediction for one row.</summary>
    /// <param name="row">Exactly <see cref="Columns"/> values; NaN is missing.</param>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    public float Predict(ReadOnlySpan<float> row)
    {
        if (row.Length != Columns)
        {
            throw new ArgumentException($"A row of this model has {Columns} values, got {row.Length}.", nameof(row));
        }

        var sum = baseScore;
        foreach (var root in roots)
        {
            sum += Walk(root, row);
        }

        return sum;
    }

    /// <summary>Predictions for many rows; the same bits as row by row, many times faster.</summary>
    /// <param name="rows">Values of row 0, then of row 1, and so on: <c>output.Length * Columns</c> of them; NaN is missing.</param>
    /// <param name="output">One prediction a row.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public void Predict(ReadOnlySpan<float> rows, Span<float> output)
    {
        if (rows.Length != (long)output.Length * Columns)
        {
            throw new ArgumentException($"{output.Length} rows of {Columns} values are {(long)output.Length * Columns} values, got {rows.Length}.", nameof(rows));
        }

        PredictBlocks(rows, output);
    }

    private float Walk(int index, ReadOnlySpan<float> row)
    {
        ref readonly var node = ref nodes[index];
        while (!node.IsLeaf)
        {
            var value = row[node.Column];
            var left = value < node.Value || (node.MissingLeft && float.IsNaN(value));
            node = ref nodes[node.Left + (left ? 0 : 1)];
        }

        return node.Value;
    }
}
