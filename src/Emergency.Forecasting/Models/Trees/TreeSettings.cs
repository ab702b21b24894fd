namespace Emergency.Forecasting.Models.Trees;

/// <summary>How boosted trees are grown. The names are those of xgboost.</summary>
public sealed record TreeSettings
{
    /// <summary>Number of trees.</summary>
    public int Rounds { get; init; } = 300;

    /// <summary>Deepest level of a tree.</summary>
    public int Depth { get; init; } = 5;

    /// <summary>Shrinkage of each tree.</summary>
    public double Eta { get; init; } = 0.05;

    /// <summary>Share of the rows that each tree sees.</summary>
    public double Subsample { get; init; } = 0.7;

    /// <summary>Share of the columns that each tree sees.</summary>
    public double ColumnSample { get; init; } = 0.4;

    /// <summary>Smallest sum of weights in a leaf.</summary>
    public double LeastWeight { get; init; } = 10;

    /// <summary>L2 penalty of leaf values.</summary>
    public double Lambda { get; init; } = 1;

    /// <summary>Seed of the samples.</summary>
    public int Seed { get; init; } = 1;
}
