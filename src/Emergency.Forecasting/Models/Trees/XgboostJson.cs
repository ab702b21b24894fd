using System.Globalization;
using System.Text.Json;

namespace Emergency.Forecasting.Models.Trees;

/// <summary>
/// Reads xgboost's JSON model. Numbers are read as 32-bit floats straight from their text: by way of a double they could be rounded twice.
/// A model this product cannot follow exactly (another booster, objective or categorical splits) is refused rather than misread.
/// </summary>
internal static class XgboostJson
{
    public static TreeEnsemble Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return ReadModel(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second comes from text that is not Unicode, which the parser leaves alone until it is asked for.
            throw new InvalidDataException($"Not a model of boosted trees: it is not JSON ({e.Message})", e);
        }
    }

    private static TreeEnsemble ReadModel(JsonElement model)
    {
        var learner = Member(model, "learner", JsonValueKind.Object);
        var booster = Member(learner, "gradient_booster", JsonValueKind.Object);
        RequireText(booster, "name", "gbtree");
        RequireText(Member(learner, "objective", JsonValueKind.Object), "name", "reg:squarederror");

        var parameters = Member(learner, "learner_model_param", JsonValueKind.Object);
        ModelFile.Check(Whole(parameters, "num_class") is 0 or 1, $"it has several classes");
        ModelFile.Check(!parameters.TryGetProperty("num_target", out _) || Whole(parameters, "num_target") is 0 or 1, $"it has several targets");
        var columns = Whole(parameters, "num_feature");
        ModelFile.Check(columns is > 0 and <= TreeEnsemble.MostColumns, $"{columns} columns; 1 to {TreeEnsemble.MostColumns} are possible");
        // Versions from 3 on write a list of one.
        var text = Words(parameters, "base_score").Trim('[', ']');
        ModelFile.Check(float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var baseScore) && float.IsFinite(baseScore), $"base_score \"{text}\" is not a finite number");

        var nodes = new List<TreeNode>();
        var roots = new List<int>();
        foreach (var tree in Member(Member(booster, "model", JsonValueKind.Object), "trees", JsonValueKind.Array).EnumerateArray())
        {
            roots.Add(nodes.Count);
            AddTree(tree, roots.Count - 1, columns, nodes);
        }

        return new TreeEnsemble(columns, baseScore, [.. nodes], [.. roots]);
    }

    /// <summary>Adds the nodes that the root reaches, breadth first; the library may leave pruned nodes behind, which are dropped.</summary>
    private static void AddTree(JsonElement tree, int number, int columns, List<TreeNode> nodes)
    {
        ModelFile.Check(tree.ValueKind == JsonValueKind.Object, $"tree {number} is not an object");
        var values = Floats(Member(tree, "split_conditions", JsonValueKind.Array), number);
        var lefts = Wholes(tree, "left_children", number, values.Length);
        var rights = Wholes(tree, "right_children", number, values.Length);
        var indices = Wholes(tree, "split_indices", number, values.Length);
        var missing = Wholes(tree, "default_left", number, values.Length);
        ModelFile.Check(values.Length > 0, $"tree {number} has no node");
        if (tree.TryGetProperty("split_type", out _))
        {
            ModelFile.Check(Array.TrueForAll(Wholes(tree, "split_type", number, values.Length), type => type == 0), $"tree {number} has a categorical split");
        }

        var reached = new bool[values.Length];
        var order = new List<int>(values.Length);
        Reach(0);
        var first = nodes.Count;
        for (var next = 0; next < order.Count; next++)
        {
            var node = order[next];
            if (lefts[node] == -1)
            {
                nodes.Add(new TreeNode(values[node], 0, 0, false));
                continue;
            }

            ModelFile.Check(indices[node] >= 0 && indices[node] < columns, $"tree {number}, node {node} looks at column {indices[node]} of {columns}");
            nodes.Add(new TreeNode(values[node], (ushort)indices[node], first + order.Count, missing[node] != 0));
            Reach(lefts[node]);
            Reach(rights[node]);
        }

        void Reach(int node)
        {
            ModelFile.Check(node >= 0 && node < reached.Length, $"tree {number} has a child {node}, but {reached.Length} nodes");
            ModelFile.Check(!reached[node], $"tree {number} reaches node {node} twice: a cycle or a shared branch");
            reached[node] = true;
            order.Add(node);
        }
    }

    private static JsonElement Member(JsonElement parent, string name, JsonValueKind kind)
    {
        ModelFile.Check(parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out _), $"\"{name}\" is missing");
        var member = parent.GetProperty(name);
        ModelFile.Check(member.ValueKind == kind, $"\"{name}\" is {member.ValueKind}, expected {kind}");
        return member;
    }

    private static string Words(JsonElement parent, string name) => Member(parent, name, JsonValueKind.String).GetString()!;

    private static void RequireText(JsonElement parent, string name, string expected)
    {
        var text = Words(parent, name);
        ModelFile.Check(text == expected, $"\"{name}\" is \"{text}\"; only \"{expected}\" can be read");
    }

    private static int Whole(JsonElement parent, string name)
    {
        var text = Words(parent, name);
        ModelFile.Check(int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number), $"\"{name}\" is \"{text}\", expected a whole number");
        return number;
    }

    private static int[] Wholes(JsonElement tree, string name, int number, int length)
    {
        var list = Member(tree, name, JsonValueKind.Array);
        ModelFile.Check(list.GetArrayLength() == length, $"tree {number} has {list.GetArrayLength()} \"{name}\" for {length} nodes");
        var numbers = new int[length];
        var i = 0;
        foreach (var element in list.EnumerateArray())
        {
            // Flags are 0/1 in some versions and true/false in others.
            var right = element.ValueKind switch
            {
                JsonValueKind.True => (numbers[i] = 1) == 1,
                JsonValueKind.False => true,
                JsonValueKind.Number => element.TryGetInt32(out numbers[i]),
                _ => false,
            };
            ModelFile.Check(right, $"tree {number}, node {i}: \"{name}\" is not a whole number");
            i++;
        }

        return numbers;
    }

    private static float[] Floats(JsonElement list, int number)
    {
        var values = new float[list.GetArrayLength()];
        var i = 0;
        foreach (var element in list.EnumerateArray())
        {
            var right = element.ValueKind == JsonValueKind.Number && element.TryGetSingle(out values[i]) && float.IsFinite(values[i]);
            ModelFile.Check(right, $"tree {number}, node {i}: the value is not a finite number");
            i++;
        }

        return values;
    }
}
