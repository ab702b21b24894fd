namespace Emergency.Forecasting.Models.Trees;

/// <summary>
/// One node of a regression tree. Nodes of a tree lie breadth first, so that the two children of a split are neighbours: one number names both.
/// </summary>
/// <param name="Value">Threshold of a split, value of a leaf; finite.</param>
/// <param name="Column">Column that a split looks at; unused in a leaf.</param>
/// <param name="Left">Index of the left child among the nodes of all trees, the right one follows it; 0 in a leaf (no child can be the first root).</param>
/// <param name="MissingLeft">Where a row goes whose value is missing.</param>
internal readonly record struct TreeNode(float Value, ushort Column, int Left, bool MissingLeft)
{
    public bool IsLeaf => Left == 0;
}
