namespace Emergency.Forecasting.Models.Trees;

/// <summary>
/// The trees laid out for many rows at once. Walking a tree jumps to places that the processor cannot foresee; here every split of a tree is tested instead, for as many rows as two
/// vectors hold, and the leaves are merged upwards, so that there is nothing to foresee. Each tree is filled up to a full binary tree. That pays for shallow trees; deeper ones are walked.
/// </summary>
internal sealed class VectorForest
{
    /// <summary>Trees deeper than this are walked: each level doubles the tests, and a walk takes one more step.</summary>
    public const int DeepestFull = 7;

    private readonly Dictionary<(ushort Column, bool MissingLeft), int> slotOf = [];
    private readonly List<Split> splits = [];
    private readonly List<float> leaves = [];

    public VectorForest(TreeNode[] nodes, int[] roots)
    {
        Trees = new Tree[roots.Length];
        for (var i = 0; i < roots.Length; i++)
        {
            var depth = Depth(nodes, roots, i);
            Trees[i] = new Tree(depth, splits.Count, leaves.Count);
            if (depth <= DeepestFull)
            {
                Fill(nodes, roots[i], depth);
            }
        }

        Splits = [.. splits];
        Leaves = [.. leaves];
        Slots = new Slot[slotOf.Count];
        foreach (var (key, slot) in slotOf)
        {
            Slots[slot] = new Slot(key.Column, key.MissingLeft ? float.NegativeInfinity : float.PositiveInfinity);
        }
    }

    /// <summary>A value that some split looks at: a column, and what stands for a missing value so that "below the threshold" decides that case too (thresholds are finite).</summary>
    public readonly record struct Slot(int Column, float Missing);

    /// <summary>A test: is the value in this slot below the threshold?</summary>
    public readonly record struct Split(int Slot, float Threshold);

    /// <summary>A tree: its depth, and where its 2^depth - 1 splits (level by level) and 2^depth leaves begin. Deeper than <see cref="DeepestFull"/>: neither.</summary>
    public readonly record struct Tree(int Depth, int FirstSplit, int FirstLeaf);

    public Slot[] Slots { get; }

    public Split[] Splits { get; }

    public float[] Leaves { get; }

    public Tree[] Trees { get; }

    private static int Depth(TreeNode[] nodes, int[] roots, int tree)
    {
        // Breadth first: the last node is on the deepest level, and children lie behind their parents, so one pass from the front gives every level.
        var first = roots[tree];
        var end = tree + 1 < roots.Length ? roots[tree + 1] : nodes.Length;
        var levels = new int[end - first];
        for (var i = first; i < end; i++)
        {
            if (!nodes[i].IsLeaf)
            {
                levels[nodes[i].Left - first] = levels[nodes[i].Left + 1 - first] = levels[i - first] + 1;
            }
        }

        return levels[^1];
    }

    private void Fill(TreeNode[] nodes, int root, int depth)
    {
        int[] level = [root];
        for (var d = 0; d < depth; d++)
        {
            var below = new int[level.Length * 2];
            for (var i = 0; i < level.Length; i++)
            {
                // A leaf above the bottom stands for both of its places below, and whatever is tested there changes nothing.
                var node = nodes[level[i]];
                splits.Add(node.IsLeaf ? new Split(0, 0) : new Split(SlotOf(node), node.Value));
                below[2 * i] = node.IsLeaf ? level[i] : node.Left;
                below[2 * i + 1] = node.IsLeaf ? level[i] : node.Left + 1;
            }

            level = below;
        }

        leaves.AddRange(level.Select(i => nodes[i].Value));
    }

    private int SlotOf(TreeNode node)
    {
        var key = (node.Column, node.MissingLeft);
        if (!slotOf.TryGetValue(key, out var slot))
        {
            slotOf[key] = slot = slotOf.Count;
        }

        return slot;
    }
}
