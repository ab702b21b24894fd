namespace Emergency.Forecasting.Models.Trees;

/// <summary>Boosted trees as a small record for System.Text.Json; made and read by <see cref="TreeEnsemble.ToCompact"/> and <see cref="TreeEnsemble.FromCompact"/>.</summary>
/// <param name="Version">Version of this layout: <see cref="CurrentVersion"/>.</param>
/// <param name="Columns">Number of values in a row.</param>
/// <param name="BaseScore">Where the sum of the leaves starts.</param>
/// <param name="Trees">Number of trees.</param>
/// <param name="Nodes">
/// Base64 of six bytes a node, little-endian: a 16-bit tag (65535 for a leaf; otherwise the column, plus 32768 where a missing value goes left), then the threshold or leaf value as a
/// 32-bit float. Trees follow each other, each breadth first. Children need no pointers: the k-th split of a tree (from 0) has the nodes 2k+1 and 2k+2 of that tree, so a tree ends where
/// every split has its two, and no file can describe a cycle.
/// </param>
public sealed record CompactTrees(int Version, int Columns, float BaseScore, int Trees, string Nodes)
{
    /// <summary>The layout that is written, and the only one that is read.</summary>
    public const int CurrentVersion = 1;
}
