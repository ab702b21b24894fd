using System.Buffers.Binary;
using Emergency.Forecasting.Models.Trees;

namespace Emergency.Forecasting.Tests.Models.Trees;

/// <summary>Trees that nobody trained: every tree has one path of the depth asked for, and other branches end at random.</summary>
internal static class MadeUpTrees
{
    public static TreeEnsemble Of(int[] depths, int columns, int seed) => TreeEnsemble.FromCompact(Compact(depths, columns, seed));

    public static CompactTrees Compact(int[] depths, int columns, int seed)
    {
#pragma warning disable CA5394 // Made-up data, nothing secret: a seeded generator is the point.
        var random = new Random(seed);
        var bytes = new List<byte>();
        foreach (var depth in depths)
        {
            // The nodes of one level after the other; true for the node whose branch must reach the bottom.
            List<bool> level = [true];
            for (var d = 0; level.Count > 0; d++)
            {
                var below = new List<bool>();
                foreach (var goesOn in level)
                {
                    var split = d < depth && (goesOn || random.Next(3) > 0);
                    Add(split ? (ushort)(random.Next(columns) | (random.Next(2) << 15)) : ushort.MaxValue, (float)(random.NextDouble() * 4 - 2));
                    if (split)
                    {
                        below.AddRange(random.Next(2) == 0 ? [goesOn, false] : [false, goesOn]);
                    }
                }

                level = below;
            }
        }

        return new CompactTrees(CompactTrees.CurrentVersion, columns, (float)random.NextDouble(), depths.Length, Convert.ToBase64String([.. bytes]));
#pragma warning restore CA5394

        void Add(ushort tag, float value)
        {
            Span<byte> node = stackalloc byte[6];
            BinaryPrimitives.WriteUInt16LittleEndian(node, tag);
            BinaryPrimitives.WriteSingleLittleEndian(node[2..], value);
            bytes.AddRange(node);
        }
    }
}
