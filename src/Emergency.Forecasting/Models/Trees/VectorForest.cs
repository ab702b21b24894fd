namespace Emergency.Forecasting.Models.Trees;

/// <summary>
/// The trees laid out for many rows at once. Walking a tree jumps to places that the processor cannot foresee; here every split of a tree is tested instead, for as many rows as two
/// vectors hold, and the leaves are merged upwards, so that there is nothing to foresee. Each tree is filled up to a full binary tree. That pays for shallow trees; deeper ones are walked.
/// </summary>
internal sealed class VectorForest
{
    /// <summary>Trees deeper than this are walked: each level doubles the tests, and a walk takes one more step.</summary>
    public const int DeepestFull = 7;

    public VectorForest(TreeNode[] nodes, int[] roots)
    {
        var splits = new List<Split>();
        var leaves = new List<float>();
        var slots = new Dictionary<Slot, int>();
        Trees = new Tree[roots.Length];
        for (var i = 0; i < roots.Length; i++)
        {
            var end = i + 1 < roots.Length ? roots[i + 1] : nodes.Length;
            var depth = Depth(nodes, roots[i], end);
            Trees[i] = new Tree(depth, splits.Count, leaves.Count);
            if (depth <= DeepestFull)
            {
                Fill(nodes, roots[i], depth, splits, leaves, slots);
            }
        }

        Splits = [.. splits];
        Leaves = [.. leaves];
        Slots = [.. slots.OrderBy(s => s.Value).Select(s => s.Key)];
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

    private static int Depth(TreeNode[] nodes, int first, int end)
    {
        // Breadth first: children lie behind their parents, so one pass gives every level, and the last node is on the deepest.
        var levels = new int[end - first];
        for (var i = first; i < end; i++)
        {
            if (!nodes[i].IsLeaf)
            {
                var left = nodes[i].Left - first;
                levels[left] = levels[left + 1] = levels[i - first] + 1;
            }
        }

        return levels[^1];
    }

    private static void Fill(TreeNode[] nodes, int root, int depth, List<Split> splits, List<float> leaves, Dictionary<Slot, int> slots)
    {
        int[] level = [root];
        for (var d = 0; d < depth; d++)
        {
            var below = new int[level.Length * 2];
            for (var i = 0; i < level.Length; i++)
            {
                // A leaf above the bottom stands for both of its places below, and whatever is tested there changes nothing.
                var node = nodes[level[i]];
                splits.Add(node.IsLeaf ? new Split(0, 0) : new Split(NumberOf(node, slots), node.Value));
                below[2 * i] = node.IsLeaf ? level[i] : node.Left;
                below[2 * i + 1] = node.IsLeaf ? level[i] : node.Left + 1;
            }

            level = below;
        }

        leaves.AddRange(level.Select(i => nodes[i].Value));
    }

    private static int NumberOf(TreeNode node, Dictionary<Slot, int> slots)
    {
        var slot = new Slot(node.Column, node.MissingLeft ? float.NegativeInfinity : float.PositiveInfinity);
        if (!slots.TryGetValue(slot, out var number))
        {
            slots[slot] = number = slots.Count;
        }

        return number;
    }
}
