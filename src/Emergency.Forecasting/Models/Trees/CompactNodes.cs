using System.Buffers.Binary;

namespace Emergency.Forecasting.Models.Trees;

/// <summary>Packs nodes into <see cref="CompactTrees"/> and reads them back, checking everything that a damaged file could get wrong.</summary>
internal static class CompactNodes
{
    private const int Size = 6;
    private const ushort Leaf = ushort.MaxValue;
    private const ushort MissingLeft = 0x8000;

    public static CompactTrees Write(int columns, float baseScore, ReadOnlySpan<TreeNode> nodes, int trees)
    {
        var bytes = new byte[nodes.Length * Size];
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = nodes[i];
            var tag = node.IsLeaf ? Leaf : (ushort)(node.Column | (node.MissingLeft ? MissingLeft : 0));
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * Size), tag);
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * Size + 2), node.Value);
        }

        return new CompactTrees(CompactTrees.CurrentVersion, columns, baseScore, trees, Convert.ToBase64String(bytes));
    }

    public static TreeEnsemble Read(CompactTrees trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ModelFile.Check(trees.Version == CompactTrees.CurrentVersion, $"version {trees.Version} is not known, only {CompactTrees.CurrentVersion}");
        ModelFile.Check(trees.Columns is > 0 and <= TreeEnsemble.MostColumns, $"{trees.Columns} columns; 1 to {TreeEnsemble.MostColumns} are possible");
        ModelFile.Check(float.IsFinite(trees.BaseScore), $"the base score is not a finite number");
        ModelFile.Check(trees.Nodes is not null, $"the nodes are missing");
        var bytes = new byte[trees.Nodes!.Length / 4 * 3 + 3];
        ModelFile.Check(Convert.TryFromBase64String(trees.Nodes, bytes, out var length), $"the nodes are not base64");
        ModelFile.Check(length % Size == 0, $"{length} bytes of nodes are not a multiple of {Size}: the text was cut");
        var count = length / Size;
        ModelFile.Check(trees.Trees >= 0 && trees.Trees <= count, $"{trees.Trees} trees cannot be made of {count} nodes");

        var nodes = new TreeNode[count];
        var roots = new int[trees.Trees];
        var next = 0;
        for (var tree = 0; tree < roots.Length; tree++)
        {
            roots[tree] = next;
            var end = next + 1;
            for (; next < end; next++)
            {
                ModelFile.Check(next < count, $"the nodes end inside tree {tree} of {roots.Length}");
                nodes[next] = ReadNode(bytes.AsSpan(next * Size), next, end, trees.Columns);
                end += nodes[next].IsLeaf ? 0 : 2;
            }
        }

        ModelFile.Check(next == count, $"{count - next} nodes are left over after {roots.Length} trees");
        return new TreeEnsemble(trees.Columns, trees.BaseScore, nodes, roots);
    }

    private static TreeNode ReadNode(ReadOnlySpan<byte> bytes, int index, int left, int columns)
    {
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        var value = BinaryPrimitives.ReadSingleLittleEndian(bytes[2..]);
        ModelFile.Check(float.IsFinite(value), $"node {index} has a value that is not a finite number");
        if (tag == Leaf)
        {
            return new TreeNode(value, 0, 0, false);
        }

        var column = (ushort)(tag & ~MissingLeft);
        ModelFile.Check(column < columns, $"node {index} looks at column {column} of {columns}");
        return new TreeNode(value, column, left, (tag & MissingLeft) != 0);
    }
}
