using System.Text;
using System.Text.Json.Nodes;
using Emergency.Forecasting.Models.Trees;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Models.Trees;

public sealed class TreeEnsembleTests
{
    private const float Missing = float.NaN;

    [Theory]
    [InlineData(0, -1, 1, 0.5 + 0.1 - 1, "below the threshold: left")]
    [InlineData(-3, -1, 1.5, 0.5 + 0.2 - 1, "at the threshold: right")]
    [InlineData(-2, 0, 2, 0.5 + 0.4 + 1, "at the threshold, twice")]
    [InlineData(0, -1, Missing, 0.5 + 0.1 - 1, "missing: the default child, left here")]
    [InlineData(Missing, Missing, 2, 0.5 + 0.4 + 1, "missing: the default child, right here")]
    [InlineData(float.NegativeInfinity, float.PositiveInfinity, float.PositiveInfinity, 0.5 + 0.2 + 1, "infinite values are ordered like any other")]
    public void A_row_goes_where_its_values_send_it(float a, float b, float c, double expected, string why)
    {
        var ensemble = TreeEnsemble.FromXgboost(SmallModel.Bytes);

        var prediction = ensemble.Predict([a, b, c]);

        Assert.True(Math.Abs(prediction - expected) < 1e-6, $"{why}: {prediction}, expected {expected}");
        Assert.Equal((3, 2), (ensemble.Columns, ensemble.Trees));
    }

    [Fact]
    public void Leaves_are_added_in_32_bit_floats_in_the_order_of_the_trees()
    {
        // 2^24 + 1 is not a 32-bit float: each 1 is lost when it is added alone, and another order or width would keep them.
        var json = SmallModel.With(model =>
        {
            model["learner"]!["learner_model_param"]!["base_score"] = "16777216";
            model.Tree(0)["split_conditions"] = new JsonArray(0, 1, 0, 1, 1);
            model.Tree(1)["split_conditions"] = new JsonArray(0, 1, 1);
        });

        Assert.Equal(16777216f, TreeEnsemble.FromXgboost(json).Predict([0, 0, 0]));
    }

    [Fact]
    public void A_list_of_one_base_score_is_read_as_newer_versions_write_it()
    {
        var json = SmallModel.With(model => model["learner"]!["learner_model_param"]!["base_score"] = "[5E-1]");

        Assert.Equal(TreeEnsemble.FromXgboost(SmallModel.Bytes).Predict([1, 1, 1]), TreeEnsemble.FromXgboost(json).Predict([1, 1, 1]));
    }

    [Fact]
    public void Many_rows_and_single_rows_have_the_same_bits_at_every_depth_and_count()
    {
        var depths = Gen.ListOf(Gen.Choose(0, 10)).Where(list => list.Count < 20);
        Law.Holds(depths.SelectMany(list => Gen.Choose(0, 70).SelectMany(rows => Gen.Choose(1, 1_000_000).Select(seed => (list, rows, seed)))), made =>
        {
            var ensemble = MadeUpTrees.Of([.. made.list], columns: 7, made.seed);
            var rows = MadeUpRows.Of(made.rows, 7, missing: 0.3, made.seed).Rows;
            var together = new float[made.rows];
            ensemble.Predict(rows, together);
            return Enumerable.Range(0, made.rows).All(i => Same(together[i], ensemble.Predict(rows.AsSpan(i * 7, 7))));
        });
    }

    [Fact]
    public void An_ensemble_without_trees_predicts_the_base_score()
    {
        var ensemble = TreeEnsemble.FromCompact(new CompactTrees(1, 2, 0.25f, 0, ""));
        var output = new float[3];
        ensemble.Predict(new float[6], output);

        Assert.All(output, value => Assert.Equal(0.25f, value));
        Assert.Equal(0.25f, ensemble.Predict([1, 2]));
    }

    [Fact]
    public void Rows_of_another_length_are_refused()
    {
        var ensemble = TreeEnsemble.FromXgboost(SmallModel.Bytes);

        Assert.Contains("has 3 values, got 2", Assert.Throws<ArgumentException>(() => ensemble.Predict([1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("2 rows of 3 values are 6 values, got 5", Assert.Throws<ArgumentException>(() => ensemble.Predict(new float[5], new float[2])).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<JsonNode>> DamagedModels() => new()
    {
        { "\"learner\" is missing", model => model.AsObject().Remove("learner") },
        { "\"trees\" is Object, expected Array", model => model["learner"]!["gradient_booster"]!["model"]!["trees"] = new JsonObject() },
        { "\"name\" is \"dart\"; only \"gbtree\" can be read", model => model["learner"]!["gradient_booster"]!["name"] = "dart" },
        { "\"name\" is \"binary:logistic\"", model => model["learner"]!["objective"]!["name"] = "binary:logistic" },
        { "it has several classes", model => model["learner"]!["learner_model_param"]!["num_class"] = "3" },
        { "it has several targets", model => model["learner"]!["learner_model_param"]!["num_target"] = "2" },
        { "0 columns", model => model["learner"]!["learner_model_param"]!["num_feature"] = "0" },
        { "\"num_feature\" is \"many\", expected a whole number", model => model["learner"]!["learner_model_param"]!["num_feature"] = "many" },
        { "base_score \"NaN\" is not a finite number", model => model["learner"]!["learner_model_param"]!["base_score"] = "NaN" },
        { "tree 0 has a child 9, but 5 nodes", model => model.Tree(0)["right_children"]![2] = 9 },
        { "tree 0 has a child -1", model => model.Tree(0)["right_children"]![2] = -1 },
        { "tree 0 reaches node 0 twice", model => model.Tree(0)["left_children"]![2] = 0 },
        { "tree 0 reaches node 1 twice", model => model.Tree(0)["left_children"]![2] = 1 },
        { "tree 0, node 2 looks at column 3 of 3", model => model.Tree(0)["split_indices"]![2] = 3 },
        { "tree 0, node 2 looks at column -1 of 3", model => model.Tree(0)["split_indices"]![2] = -1 },
        { "tree 1 has 2 \"split_indices\" for 3 nodes", model => model.Tree(1)["split_indices"]!.AsArray().RemoveAt(0) },
        { "tree 1, node 1: the value is not a finite number", model => model.Tree(1)["split_conditions"]![1] = "x" },
        { "tree 1, node 1: the value is not a finite number", model => model.Tree(1)["split_conditions"]![1] = 1e300 },
        { "tree 1, node 0: \"left_children\" is not a whole number", model => model.Tree(1)["left_children"]![0] = 1.5 },
        { "tree 0 has a categorical split", model => model.Tree(0)["split_type"]![0] = 1 },
        { "tree 1 is not an object", model => model["learner"]!["gradient_booster"]!["model"]!["trees"]![1] = 5 },
        { "tree 1 has no node", model => model["learner"]!["gradient_booster"]!["model"]!["trees"]![1] = JsonNode.Parse("""{"default_left":[],"left_children":[],"right_children":[],"split_conditions":[],"split_indices":[]}""") },
    };

    [Theory]
    [MemberData(nameof(DamagedModels))]
    public void A_damaged_model_is_refused_and_the_message_names_what_is_wrong(string expected, Action<JsonNode> damage)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => TreeEnsemble.FromXgboost(SmallModel.With(damage)));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_not_json_or_not_unicode_is_refused()
    {
        var halfACharacter = SmallModel.Json.Replace("\"gbtree\"", "\"\\ud800\"", StringComparison.Ordinal);
        var halfAName = SmallModel.Json.Replace("\"learner\"", "\"\\ud800\"", StringComparison.Ordinal);

        Assert.Throws<InvalidDataException>(() => TreeEnsemble.FromXgboost(ReadOnlyMemory<byte>.Empty));
        Assert.Throws<InvalidDataException>(() => TreeEnsemble.FromXgboost(Encoding.UTF8.GetBytes("binf{}")));
        Assert.Throws<InvalidDataException>(() => TreeEnsemble.FromXgboost(Encoding.UTF8.GetBytes("[]")));
        Assert.Throws<InvalidDataException>(() => TreeEnsemble.FromXgboost(Encoding.UTF8.GetBytes(halfACharacter)));
        Assert.Throws<InvalidDataException>(() => TreeEnsemble.FromXgboost(Encoding.UTF8.GetBytes(halfAName)));
    }

    [Fact]
    public void A_model_cut_anywhere_is_refused()
    {
        for (var length = 0; length < SmallModel.Bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => TreeEnsemble.FromXgboost(SmallModel.Bytes.AsMemory(0, length)));
        }
    }

    [Fact]
    public void A_model_with_bytes_changed_is_refused_or_can_be_walked()
    {
        Law.Holds(Gen.ListOf(Gen.Choose(0, SmallModel.Bytes.Length - 1).Zip(Gen.Choose(0, 255))), changes =>
        {
            var json = SmallModel.Bytes.ToArray();
            foreach (var (at, value) in changes.Take(6))
            {
                json[at] = (byte)value;
            }

            return RefusedOrWalkable(() => TreeEnsemble.FromXgboost(json));
        });
    }

    [Fact]
    public void A_model_with_digits_changed_is_refused_or_can_be_walked()
    {
        // Bytes at random seldom leave valid JSON; a digit for a digit always does, and hits children, columns and lengths.
        var digits = Enumerable.Range(0, SmallModel.Bytes.Length).Where(i => char.IsAsciiDigit((char)SmallModel.Bytes[i])).ToArray();
        Law.Holds(Gen.ListOf(Gen.Elements(digits).Zip(Gen.Choose(0, 9))), changes =>
        {
            var json = SmallModel.Bytes.ToArray();
            foreach (var (at, value) in changes.Take(4))
            {
                json[at] = (byte)('0' + value);
            }

            return RefusedOrWalkable(() => TreeEnsemble.FromXgboost(json));
        });
    }

    /// <summary>True when the model is refused with the one exception that is promised, or when rows can be predicted, together as one by one.</summary>
    internal static bool RefusedOrWalkable(Func<TreeEnsemble> read)
    {
        TreeEnsemble ensemble;
        try
        {
            ensemble = read();
        }
        catch (InvalidDataException)
        {
            return true;
        }

        var rows = new float[2 * ensemble.Columns];
        Array.Fill(rows, float.NaN, 0, ensemble.Columns);
        var output = new float[2];
        ensemble.Predict(rows, output);
        return Same(output[0], ensemble.Predict(rows.AsSpan(0, ensemble.Columns))) && Same(output[1], ensemble.Predict(rows.AsSpan(ensemble.Columns)));
    }

    internal static bool Same(float one, float other) => BitConverter.SingleToInt32Bits(one) == BitConverter.SingleToInt32Bits(other);
}
