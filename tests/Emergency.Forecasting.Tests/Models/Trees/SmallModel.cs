using System.Text;
using System.Text.Json.Nodes;

namespace Emergency.Forecasting.Tests.Models.Trees;

/// <summary>Two trees over three columns as xgboost writes them, small enough to reckon by hand; tests damage it one fact at a time.</summary>
internal static class SmallModel
{
    public const string Json =
        """
        {"learner":{"attributes":{},"feature_names":[],
         "gradient_booster":{"name":"gbtree","model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"2"},"tree_info":[0,0],"trees":[
          {"default_left":[1,0,0,0,0],"left_children":[1,-1,3,-1,-1],"right_children":[2,-1,4,-1,-1],"split_conditions":[1.5E0,1E-1,-2E0,2E-1,4E-1],"split_indices":[2,0,0,0,0],"split_type":[0,0,0,0,0],"tree_param":{"num_nodes":"5"}},
          {"default_left":[false,false,false],"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_conditions":[0E0,-1E0,1E0],"split_indices":[1,0,0]}]}},
         "learner_model_param":{"base_score":"5E-1","num_class":"0","num_feature":"3","num_target":"1"},
         "objective":{"name":"reg:squarederror","reg_loss_param":{"scale_pos_weight":"1"}}},"version":[1,7,4]}
        """;

    public static readonly byte[] Bytes = Encoding.UTF8.GetBytes(Json);

    public static byte[] With(Action<JsonNode> change)
    {
        var model = JsonNode.Parse(Json)!;
        change(model);
        return Encoding.UTF8.GetBytes(model.ToJsonString());
    }

    public static JsonNode Tree(this JsonNode model, int tree) => model["learner"]!["gradient_booster"]!["model"]!["trees"]![tree]!;
}
