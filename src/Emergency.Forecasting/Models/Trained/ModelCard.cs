using System.Globalization;
using System.Text;
using Emergency.Core.Decisions;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Verification;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>Where the data of a model comes from, for its card.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Licence">Its licence.</param>
/// <param name="Attribution">Whom to name and how.</param>
public sealed record DataOrigin(string Name, string Licence, string Attribution);

/// <summary>Writes <c>card.md</c>: what a reader must know before trusting a model.</summary>
public static class ModelCard
{
    /// <summary>The card.</summary>
    /// <param name="trained">The model and what was left out.</param>
    /// <param name="json">Content of its model.json, for the hash.</param>
    /// <param name="scores">Scores on held-out days, by setting.</param>
    /// <param name="options">How it was trained.</param>
    /// <param name="origin">Where the data comes from.</param>
    public static string Write(TrainedResult trained, string json, IReadOnlyList<SettingScore> scores, TrainingOptions options, DataOrigin origin)
    {
        var model = trained.Model;
        var card = new StringBuilder();
        void Line(string text = "") => card.Append(text).Append('\n');
        Line($"# 模型卡 / Model card: {model.Id}");
        Line();
        Line($"- 城市 / city: {model.Place}");
        Line($"- 训练资料 / training data: {model.From} – {model.To}");
        Line($"- 数据集 / data set: {origin.Name}");
        Line($"- 许可 / licence: {origin.Licence}");
        Line($"- 署名 / attribution: {origin.Attribution}");
        Line($"- 设定 / settings: {string.Join(", ", model.Settings.Select(s => s.ToString().ToLowerInvariant()))}");
        Line($"- 训练 / training: seed {options.Seed}, earlier weather runs {options.EarlierRuns}{(options.Quick ? ", QUICK (not for use)" : "")}{(options.WithoutTrees ? ", without trees" : "")}");
        Line($"- 起报时刻 / issue hour: 00:00 北京时 / Beijing time");
        Line($"- SHA-256 (model.json): {ContentHash.Of(json).Hex}");
        Line();
        Line("## 方法 / Method");
        Line();
        Line("六项污染物各自逐时效的非负加权组合：季节曲线、岭回归、提升树（PM2.5、PM10、O3）、神经箱模型（PM2.5）；轨迹取同季节留出日的误差向量。");
        Line("For each of six pollutants and each lead a non-negative stack of season curve, ridge, boosted trees (PM2.5, PM10, O3) and neural boxes (PM2.5); trajectories add whole error vectors of held-out days of the same season.");
        Line();
        foreach (var variant in model.Variants)
        {
            var trees = variant.Pollutants.SelectMany(p => p.Trees).OfType<Trees.TreeEnsemble>().Distinct().ToList();
            Line(string.Create(
                CultureInfo.InvariantCulture,
                $"- {variant.Setting.ToString().ToLowerInvariant()} ({Scope(variant.Scope)}): {FeatureRows.Names(variant.Scope).Count} 个特征 / features, {variant.NeuralBoxes.Count} 个神经箱 / neural boxes, {trees.Sum(t => t.Trees)} 棵树 / trees, {variant.Residuals.Days.Length} 个误差向量 / error vectors"));
        }

        Line();
        Line("## 留出日评分 / Scores on held-out days");
        Line();
        Line("按时间分块五折，块间各清除两天；PM2.5 日均值，µg/m³。这些是训练期内的分数，对新的一年通常偏乐观（见 docs/forecast.md）。");
        Line("Five time-blocked folds, two days purged on either side; daily PM2.5 in µg/m³. Scores within the training period: a new year is usually somewhat worse (see docs/forecast.md).");
        foreach (var score in scores)
        {
            Line();
            Line($"### {score.Setting.ToString().ToLowerInvariant()}");
            Line();
            Line("| lead | n | RMSE | climatology | persistence | R² | level exact | 80 % covered | CRPS | BSS > 150 |");
            Line("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            foreach (var lead in score.Leads)
            {
                Line(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {lead.Lead} | {lead.Days} | {lead.Pm25.Rmse:0.0} | {lead.Pm25.RmseClimatology:0.0} | {lead.Pm25.RmsePersistence:0.0} | {lead.Pm25.R2:0.00} | {lead.Level?.Forecast.Exact:0.00} | {lead.Pm25.Coverage80:0.00} | {lead.Crps:0.0} | {lead.Events.GetValueOrDefault(VerifiedEvent.Aqi150)?.BrierSkill:0.00} |"));
            }
        }

        Line();
        Line("## 已知弱点 / Known weaknesses");
        Line();
        foreach (var note in trained.Notes)
        {
            Line($"- {note.Zh} / {note.En}");
        }

        Line("- 排放逐年下降：请检查偏差并每年重新训练。 / Emissions fall over the years: watch the bias, train again every year.");
        Line("- 沙尘由邻区输入，模型看不到其来源；臭氧只有岭回归与少量树。 / Dust comes from elsewhere and the model does not see its source; ozone has ridge and few trees only.");
        Line("- 第4天以后中位数很少报出“重度”：请用概率和阈值。 / Beyond day 4 the median hardly ever says \"heavy\": use probabilities and cuts.");
        Line("- 其他城市使用时为外地模型：仅“无天气预报”设定，区间放宽。 / At another place it is a foreign model: setting none only, intervals widened.");
        return card.ToString();
    }

    private static string Scope(FeatureScope scope) => scope switch
    {
        FeatureScope.Air => "仅空气 / air alone",
        FeatureScope.Past => "实况天气 / observed weather",
        _ => "实况与预报天气 / observed and forecast weather",
    };
}
