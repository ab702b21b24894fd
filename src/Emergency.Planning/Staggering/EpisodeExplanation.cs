using System.Globalization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;

namespace Emergency.Planning.Staggering;

/// <summary>Says of every unit with a choice why it does what it does on which days, in one sentence with the numbers.</summary>
internal sealed class EpisodeExplanation(EpisodeSolution solution)
{
    private readonly EpisodeModel model = solution.Model;
    private readonly IReadOnlyList<int> days = [.. Enumerable.Range(0, solution.Model.KindOf.Count)];

    public Text Why(int b)
    {
        var (block, pattern) = (model.Blocks[b], solution.Result.Patterns[b]);
        var burden = days.Where(d => block.IsBurden(pattern.On(d), model.KindOf[d])).ToList();
        return burden.Count == 0 ? Spared(b, block) : Asked(b, block, burden);
    }

    private Text Asked(int b, EpisodeBlock block, List<int> burden)
    {
        var (rules, pattern, zone) = (solution.Request.Rules, solution.Result.Patterns[b], model.Zones[0].Of(block.Enterprise));
        var cut = burden.Select(d => model.Arriving(b, pattern, d) - block.Steps[0][model.KindOf[d]].Cut).Sum();
        var loss = burden.Sum(d => model.On(b, pattern, d).Loss - block.Steps[0][model.KindOf[d]].Loss);
        var worth = burden.Sum(d => solution.Worth(d, zone, model.Arriving(b, pattern, d) - block.Steps[0][model.KindOf[d]].Cut));
        var restart = block.Restart(pattern.Base, rules.RestartShare) + (pattern.Spells().Count() * Math.Max(0, block.Restart(pattern.Raised, rules.RestartShare) - block.Restart(pattern.Base, rules.RestartShare)));
        var measures = string.Join("；", burden.Select(d => model.On(b, pattern, d).Text).Distinct());
        var (zh, en) = (
            $"{Days(burden).Zh}（{burden.Count}天）“{measures}”：共多减 {Kg(cut)}，多损失 {Yuan(loss)} 元，重启约 {Yuan(restart)} 元",
            $"{Days(burden).En} ({burden.Count} days) \"{measures}\": {Kg(cut)} more for {Yuan(loss)} yuan and about {Yuan(restart)} yuan of restarts");
        if (solution.Result.Shortage is null)
        {
            var rest = worth - loss - restart;
            (zh, en) = (
                $"{zh}；按各日边际价格值 {Yuan(worth)} 元，{(rest >= 0 ? $"由别家代替约多付 {Yuan(rest)} 元" : $"比单看价格多付约 {Yuan(-rest)} 元（公平、启停上限或最后的减排量）")}",
                $"{en}; worth {Yuan(worth)} yuan at the days' prices, {(rest >= 0 ? $"without it others would pay about {Yuan(rest)} yuan more" : $"about {Yuan(-rest)} yuan more than it is worth by itself (fairness, the limit of starts or the last kilograms)")}");
        }
        else
        {
            (zh, en) = ($"{zh}；各日目标不能全部达到，按缺口最小安排", $"{en}; not every day's target can be reached, this is the plan with the least shortage");
        }

        var band = Band(b);
        return new($"{zh}{band.Zh}。", $"{en}{band.En}.");
    }

    private Text Spared(int b, EpisodeBlock block)
    {
        var zone = model.Zones[0].Of(block.Enterprise);
        var next = block.Steps[1];
        var (best, margin) = (0, decimal.MinValue);
        foreach (var d in days)
        {
            var (step, anyway) = (next[model.KindOf[d]], block.Steps[0][model.KindOf[d]]);
            var own = solution.Worth(d, zone, step.Cut - anyway.Cut) - (step.Loss - anyway.Loss);
            (best, margin) = own > margin && !ReferenceEquals(step, anyway) ? (d, own) : (best, margin);
        }

        var (chosen, floor) = (next[model.KindOf[best]], block.Steps[0][model.KindOf[best]]);
        var loss = chosen.Loss - floor.Loss;
        var band = Band(b);
        return solution.Result.Shortage is not null
            ? new($"各日均不加码：目标不能全部达到，本单元加码也不能减少所缺的污染物，或受轮换规则限制{band.Zh}。", $"Not asked for more on any day: not every target can be reached, and more from this unit would not lower what is missing, or the rules of rotation hold it back{band.En}.")
            : new(
                $"各日均不加码：最接近的一档“{chosen.Text}”在最合适的第{best + 1}天值 {Yuan(solution.Worth(best, zone, chosen.Cut - floor.Cut))} 元，当天多损失 {Yuan(loss)} 元，另加重启约 {Yuan(block.Restart(1, solution.Request.Rules.RestartShare))} 元{band.Zh}。",
                $"Not asked for more on any day: the nearest step, \"{chosen.Text}\", is worth {Yuan(solution.Worth(best, zone, chosen.Cut - floor.Cut))} yuan on day {best + 1}, its best, for {Yuan(loss)} yuan and a restart of about {Yuan(block.Restart(1, solution.Request.Rules.RestartShare))} yuan{band.En}.");
    }

    private Text Band(int b)
    {
        var block = solution.Instance.Blocks[b];
        if (solution.Request.Rules.FairDays is not { } width || !solution.Result.Levels.TryGetValue((block.Group, block.Rank), out var level))
        {
            return new("", "");
        }

        var earlier = block.Earlier == 0 ? new Text("", "") : new($"，本季此前已承担 {block.Earlier} 天", $", {block.Earlier} days carried earlier this season");
        return new($"；同行业同等级各承担 {level}–{level + width} 天（能做到的范围内）{earlier.Zh}", $"; its industry and grade carry {level} to {level + width} days each, as far as they can{earlier.En}");
    }

    private static Text Days(List<int> burden)
    {
        var list = string.Join('、', burden.Select(d => d + 1));
        return new($"第{list}天", $"On day {list.Replace('、', ',')}");
    }

    private static string Kg(Emissions cut) =>
        string.Join("、", EmittedPollutants.All.Where(p => cut[p] > 0).Select(p => $"{p.Code()} {cut[p].ToString("#,0.#", CultureInfo.InvariantCulture)} kg"));

    private static string Yuan(decimal yuan) => Math.Round(yuan).ToString("#,0", CultureInfo.InvariantCulture);
}
