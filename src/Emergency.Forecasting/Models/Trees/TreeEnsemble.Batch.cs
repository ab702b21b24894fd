using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Emergency.Forecasting.Models.Trees;

public sealed partial class TreeEnsemble
{
    /// <summary>Rows that are predicted together: two vectors of them, so that the second hides the waiting of the first.</summary>
    private static readonly int Lanes = 2 * Vector<float>.Count;

    private void PredictBlocks(ReadOnlySpan<float> rows, Span<float> output)
    {
        var values = new float[forest.Slots.Length * Lanes];
        var merged = new Vector<float>[2 << VectorForest.DeepestFull];
        Span<float> sums = stackalloc float[Lanes];
        for (var first = 0; first < output.Length; first += Lanes)
        {
            var count = Math.Min(Lanes, output.Length - first);
            var block = rows.Slice(first * Columns, count * Columns);
            Transpose(block, values, count);
            Sum(block, values, merged, sums, count);
            sums[..count].CopyTo(output[first..]);
        }
    }

    /// <summary>The values that splits look at, slot by slot, one lane a row; lanes without a row keep what was there.</summary>
    private void Transpose(ReadOnlySpan<float> block, Span<float> values, int count)
    {
        for (var lane = 0; lane < count; lane++)
        {
            var row = block.Slice(lane * Columns, Columns);
            var at = lane;
            foreach (var slot in forest.Slots)
            {
                var value = row[slot.Column];
                values[at] = float.IsNaN(value) ? slot.Missing : value;
                at += Lanes;
            }
        }
    }

    private void Sum(ReadOnlySpan<float> block, ReadOnlySpan<float> values, Span<Vector<float>> merged, Span<float> sums, int count)
    {
        var sum0 = new Vector<float>(baseScore);
        var sum1 = sum0;
        for (var i = 0; i < forest.Trees.Length; i++)
        {
            var tree = forest.Trees[i];
            if (tree.Depth == 0)
            {
                var leaf = new Vector<float>(forest.Leaves[tree.FirstLeaf]);
                sum0 += leaf;
                sum1 += leaf;
            }
            else if (tree.Depth <= VectorForest.DeepestFull)
            {
                Merge(tree, values, merged);
                sum0 += merged[0];
                sum1 += merged[1];
            }
            else
            {
                for (var lane = 0; lane < count; lane++)
                {
                    sums[lane] = Walk(roots[i], block.Slice(lane * Columns, Columns));
                }

                sum0 += new Vector<float>(sums);
                sum1 += new Vector<float>(sums[Vector<float>.Count..]);
            }
        }

        sum0.CopyTo(sums);
        sum1.CopyTo(sums[Vector<float>.Count..]);
    }

    /// <summary>Leaves the tree's answers for the rows of the block in the first two of <paramref name="merged"/>.</summary>
    private void Merge(VectorForest.Tree tree, ReadOnlySpan<float> values, Span<Vector<float>> merged)
    {
        var lanes = Lanes;
        var half = Vector<float>.Count;
        ref var value = ref MemoryMarshal.GetReference(values);
        ref var result = ref MemoryMarshal.GetReference(merged);
        var width = 1 << (tree.Depth - 1);
        ref var split = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(forest.Splits), tree.FirstSplit + width - 1);
        ref var leaf = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(forest.Leaves), tree.FirstLeaf);
        for (var i = 0; i < width; i++)
        {
            var test = Unsafe.Add(ref split, i);
            var threshold = new Vector<float>(test.Threshold);
            var left = new Vector<float>(Unsafe.Add(ref leaf, 2 * i));
            var right = new Vector<float>(Unsafe.Add(ref leaf, 2 * i + 1));
            ref var rows = ref Unsafe.Add(ref value, test.Slot * lanes);
            Unsafe.Add(ref result, 2 * i) = Vector.ConditionalSelect(Vector.LessThan(Vector.LoadUnsafe(ref rows), threshold), left, right);
            Unsafe.Add(ref result, 2 * i + 1) = Vector.ConditionalSelect(Vector.LessThan(Vector.LoadUnsafe(ref rows, (nuint)half), threshold), left, right);
        }

        while (width > 1)
        {
            width >>= 1;
            split = ref Unsafe.Subtract(ref split, width);
            for (var i = 0; i < width; i++)
            {
                var test = Unsafe.Add(ref split, i);
                var threshold = new Vector<float>(test.Threshold);
                ref var rows = ref Unsafe.Add(ref value, test.Slot * lanes);
                var below0 = Vector.LessThan(Vector.LoadUnsafe(ref rows), threshold);
                var below1 = Vector.LessThan(Vector.LoadUnsafe(ref rows, (nuint)half), threshold);
                ref var pair = ref Unsafe.Add(ref result, 4 * i);
                Unsafe.Add(ref result, 2 * i) = Vector.ConditionalSelect(below0, pair, Unsafe.Add(ref pair, 2));
                Unsafe.Add(ref result, 2 * i + 1) = Vector.ConditionalSelect(below1, Unsafe.Add(ref pair, 1), Unsafe.Add(ref pair, 3));
            }
        }
    }
}
