using System.Text.Json;
using Emergency.Forecasting.Models.Trees;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Models.Trees;

public sealed class CompactTreesTests
{
    private static readonly CompactTrees Small = TreeEnsemble.FromXgboost(SmallModel.Bytes).ToCompact();

    [Fact]
    public void A_model_survives_the_compact_record_and_json_bit_for_bit()
    {
        var rows = MadeUpRows.Of(200, 3, missing: 0.3, seed: 4).Rows;
        var before = new float[200];
        TreeEnsemble.FromXgboost(SmallModel.Bytes).Predict(rows, before);

        var json = JsonSerializer.Serialize(Small);
        var read = TreeEnsemble.FromCompact(JsonSerializer.Deserialize<CompactTrees>(json)!);

        var after = new float[200];
        read.Predict(rows, after);
        Assert.True(before.Zip(after).All(pair => TreeEnsembleTests.Same(pair.First, pair.Second)));
        Assert.Equal(Small, read.ToCompact());
    }

    [Fact]
    public void Reading_and_writing_again_gives_the_same_record()
    {
        var depths = Gen.ListOf(Gen.Choose(0, 9)).Where(list => list.Count < 15);
        Law.Holds(depths.Zip(Gen.Choose(1, 1_000_000)), made =>
        {
            var compact = MadeUpTrees.Compact([.. made.Item1], 30_000, made.Item2);
            return TreeEnsemble.FromCompact(compact).ToCompact() == compact;
        });
    }

    [Fact]
    public void The_largest_number_of_columns_can_be_written()
    {
        const int last = TreeEnsemble.MostColumns - 1;
        var split = Node((ushort)(last | 0x8000), 0).Concat(Node(ushort.MaxValue, 1)).Concat(Node(ushort.MaxValue, 2));
        var ensemble = TreeEnsemble.FromCompact(Small with { Columns = TreeEnsemble.MostColumns, Trees = 1, BaseScore = 0, Nodes = Convert.ToBase64String([.. split]) });
        var row = new float[TreeEnsemble.MostColumns];
        row[last] = float.NaN;

        Assert.Equal(1, ensemble.Predict(row));
        Assert.Equal(1, TreeEnsemble.FromCompact(ensemble.ToCompact()).Predict(row));
    }

    public static TheoryData<string, CompactTrees> DamagedRecords()
    {
        var bytes = Convert.FromBase64String(Small.Nodes);
        return new()
        {
            { "version 2 is not known", Small with { Version = 2 } },
            { "0 columns", Small with { Columns = 0 } },
            { "32768 columns", Small with { Columns = 32_768 } },
            { "looks at column 2 of 2", Small with { Columns = 2 } },
            { "the base score is not a finite number", Small with { BaseScore = float.PositiveInfinity } },
            { "the nodes are missing", Small with { Nodes = null! } },
            { "the nodes are not base64", Small with { Nodes = "§" + Small.Nodes[1..] } },
            { "not a multiple of 6", Small with { Nodes = Convert.ToBase64String(bytes[..^1]) } },
            { "the nodes end inside tree 1 of 2", Small with { Nodes = Convert.ToBase64String(bytes[..^6]) } },
            { "3 nodes are left over after 1 trees", Small with { Trees = 1 } },
            { "-1 trees", Small with { Trees = -1 } },
            { "2000000000 trees cannot be made of 8 nodes", Small with { Trees = 2_000_000_000 } },
            { "node 1 has a value that is not a finite number", Small with { Nodes = Convert.ToBase64String([.. bytes[..6], .. Node(ushort.MaxValue, float.NaN), .. bytes[12..]]) } },
        };
    }

    [Theory]
    [MemberData(nameof(DamagedRecords))]
    public void A_damaged_record_is_refused_and_the_message_names_what_is_wrong(string expected, CompactTrees damaged)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => TreeEnsemble.FromCompact(damaged));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_with_bytes_changed_or_cut_is_refused_or_can_be_walked()
    {
        var sound = Convert.FromBase64String(MadeUpTrees.Compact([5, 9, 2, 7], 6, seed: 3).Nodes);
        var changes = Gen.ListOf(Gen.Choose(0, sound.Length - 1).Zip(Gen.Choose(0, 255))).Zip(Gen.Choose(0, sound.Length)).Zip(Gen.Choose(0, 6));
        Law.Holds(changes, made =>
        {
            var ((list, cut), trees) = made;
            var bytes = sound.ToArray();
            foreach (var (at, value) in list.Take(3))
            {
                bytes[at] = (byte)value;
            }

            // Whole nodes are cut off about half of the time, with a number of trees that may or may not fit what is left.
            var length = cut % 2 == 0 ? bytes.Length : cut / 6 * 6;
            var record = new CompactTrees(1, 6, 0, cut % 2 == 0 ? 4 : trees, Convert.ToBase64String(bytes, 0, length));
            return TreeEnsembleTests.RefusedOrWalkable(() => TreeEnsemble.FromCompact(record));
        });
    }

    private static byte[] Node(ushort tag, float value) => [.. BitConverter.GetBytes(tag), .. BitConverter.GetBytes(value)];
}
