using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Composing;

/// <summary>Reads bound, prices, zones, stand-ins and shortage from a solution.</summary>
internal static class OptimumOf
{
    private const int MostStandIns = 10;

    /// <summary>Candidates looked at for each pollutant before giving up on filling the list.</summary>
    private const int MostTried = 100;

    public static PlanOptimum Make(Solution solution, decimal loss, bool compareClerk)
    {
        var result = solution.Result;
        var bound = result.Shortage is null ? Math.Min(loss, Math.Floor((decimal)solution.Bound * 100) / 100 + solution.Model.FixedLoss) : (decimal?)null;
        return new(
            result.Status,
            bound,
            bound is null ? null : loss > 0 ? (double)((loss - bound.Value) / loss) : 0,
            result.Shortage is null ? Prices(solution) : [],
            [.. solution.Model.Zones.Targets.SelectMany((zone, z) => Zone(solution, zone, z))],
            StandIns(solution),
            solution.Model.Blocks.Count,
            result.Shortage is { } shortage ? ShortageReading.Of(solution, shortage, loss) : null)
        {
            Clerk = compareClerk ? ClerkWay.Compare(solution, loss) : null,
        };
    }

    /// <summary>Price of each pollutant in each row that holds.</summary>
    public static List<PlanPrice> Prices(Solution solution) =>
        [.. solution.Rows.Zip(solution.Result.Rows).SelectMany(r => r.First.Weights.Select(w => new PlanPrice(r.First.Zone, w.Pollutant, Math.Round((decimal)(r.Second.Price * w.Weight), 4), r.First.Swap)))];

    private static IEnumerable<ZoneReached> Zone(Solution solution, TargetZone zone, int number)
    {
        var model = solution.Model;
        var chosen = model.Blocks.Select((b, i) => (b, i)).Where(x => model.Zones.Of(x.b.Enterprise) == number).Select(x => x.b.Options[solution.Result.Choice[x.i]].Cut).Sum();
        return Zone(zone, chosen + model.FixedCut(number) + zone.Other);
    }

    /// <summary>A zone's targets against what is cut in it, mobile and dust lists included.</summary>
    public static IEnumerable<ZoneReached> Zone(TargetZone zone, Emissions cut) =>
        zone.Target.Shares.OrderBy(s => s.Key).Select(s => new ZoneReached(
            zone.Target.Zone, s.Key, s.Value, zone.Base[s.Key] > 0 ? Math.Round(cut[s.Key] / zone.Base[s.Key], 6) : 1, zone.Base[s.Key], cut[s.Key], Math.Round(Math.Max(0, (s.Value * zone.Base[s.Key]) - cut[s.Key]), 3), zone.BaseText));

    /// <summary>
    /// For each pollutant the units that could do more, by loss less what their other kilograms are worth at the prices, for each kilogram of it. One that the grade
    /// order would not let do more alone is passed over.
    /// </summary>
    public static List<StandIn> StandIns(Solution solution)
    {
        var model = solution.Model;
        var ranked = model.Blocks.SelectMany((block, b) => block.Options.Skip(solution.Result.Choice[b] + 1).Select((option, o) => (Block: b, Option: option, Number: solution.Result.Choice[b] + 1 + o))).ToList();
        var standIns = new List<StandIn>();
        foreach (var pollutant in EmittedPollutants.All)
        {
            var found = new HashSet<int>();
            foreach (var (block, option, number, net) in ranked
                .Select(r => (r.Block, r.Option, r.Number, Net: NetPerKg(solution, r.Block, r.Option, pollutant)))
                .Where(r => r.Net is not null)
                .OrderBy(r => r.Net).ThenBy(r => r.Block).ThenBy(r => r.Number)
                .Take(MostTried))
            {
                if (found.Contains(block) || !OrderLets(solution, block, number))
                {
                    continue;
                }

                found.Add(block);
                var now = model.Blocks[block].Options[solution.Result.Choice[block]];
                standIns.Add(new(pollutant, model.Blocks[block].Enterprise.Code, [.. model.Blocks[block].Units.Select(u => u.UnitId)], option.Text, option.Cut - now.Cut, option.Loss - now.Loss, net!.Value));
                if (found.Count == MostStandIns)
                {
                    break;
                }
            }
        }

        return standIns;
    }

    private static decimal? NetPerKg(Solution solution, int block, BlockOption option, EmittedPollutant pollutant)
    {
        var model = solution.Model;
        var now = model.Blocks[block].Options[solution.Result.Choice[block]];
        var more = option.Cut - now.Cut;
        if (more[pollutant] <= 0)
        {
            return null;
        }

        var zone = model.Zones.Of(model.Blocks[block].Enterprise);
        var others = solution.Result.Shortage is null ? solution.Worth(zone, more) - (decimal)(solution.Price(zone, pollutant) * (double)more[pollutant]) : 0;
        return Math.Round(Math.Max(0, option.Loss - now.Loss - others) / more[pollutant], 4);
    }

    private static bool OrderLets(Solution solution, int block, int option)
    {
        if (solution.Instance.GroupOf(block) < 0)
        {
            return true;
        }

        var moved = solution.Result.Choice.ToArray();
        moved[block] = option;
        return Recount.OrderBreach(solution.Instance, moved) is null;
    }
}

/// <summary>Says what cannot be reached, and which limit takes how much.</summary>
internal static class ShortageReading
{
    public static PlanShortage Of(Solution solution, Shortage shortage, decimal loss)
    {
        var model = solution.Model;
        var rows = solution.Rows.Select((r, i) => new RowShortage(r.Row.Name, Kg(r.Row.Required + Fixed(model, r)), Kg(shortage.Attainable[i] + Fixed(model, r)), Kg(shortage.Missing[i]))).ToList();
        var clash = shortage.Clash.Select(r => solution.Rows[r].Row.Name).ToList();
        var emitted = model.Scope.Enterprises.SelectMany(model.Scope.UnitsOf).Select(u => u.Daily).Sum();
        var limits = Enum.GetValues<LimitKind>().Select(kind => new LimitTaken(Name(kind, model), model.Enterprises.Select(e => e.Limits.GetValueOrDefault(kind)).Sum())).Where(l => !l.Takes.IsZero).ToList();
        limits.Insert(0, new(new("清单内工业企业排放量", "emitted by the listed industry"), emitted));
        var sentences = new List<Text>();
        foreach (var row in rows.Where(r => r.MissingKgPerDay > 0))
        {
            sentences.Add(row.AttainableKgPerDay < row.RequiredKgPerDay
                ? new($"{row.Target}：工业须减 {row.RequiredKgPerDay:#,0.#} kg/天，规则之内最多能减 {row.AttainableKgPerDay:#,0.#}，本方案缺 {row.MissingKgPerDay:#,0.#}。", $"{row.Target}: the industry must cut {row.RequiredKgPerDay:#,0.#} kg/day and can cut {row.AttainableKgPerDay:#,0.#} at most within the rules; the plan is {row.MissingKgPerDay:#,0.#} short.")
                : new($"{row.Target}：单独可以达到（最多 {row.AttainableKgPerDay:#,0.#} kg/天），{(solution.Capped ? "补足的代价超过每公斤缺口的价格上限" : "与其他目标不能同时达到")}，本方案缺 {row.MissingKgPerDay:#,0.#}。", $"{row.Target}: can be reached by itself ({row.AttainableKgPerDay:#,0.#} kg/day at most), {(solution.Capped ? "at more than the price for a kilogram short" : "but not with the others")}; the plan is {row.MissingKgPerDay:#,0.#} short."));
        }

        // Targets that nobody could reach alone do not clash with each other: each of them must give way.
        var beyond = rows.Where(r => clash.Contains(r.Target) && r.AttainableKgPerDay < r.RequiredKgPerDay).Select(r => r.Target).ToList();
        if (beyond.Count > 0)
        {
            sentences.Add(new($"超出可达量，须分别放宽：{string.Join("、", beyond)}。", $"Out of reach, each must give way: {string.Join(", ", beyond)}."));
        }
        else if (clash.Count > 0)
        {
            sentences.Add(new($"不能同时达到：{string.Join("、", clash)}；放宽其中任一项即可。", $"Not to be reached together: {string.Join(", ", clash)}; relaxing any one of them would do."));
        }

        sentences.Add(new(
            $"为减小缺口，比须执行的措施多损失 {loss - model.BindingLoss:#,0} 元/天；可设每公斤缺口的价格上限，超过上限的措施不再采用。",
            $"To lower the shortage the plan loses {loss - model.BindingLoss:#,0} yuan/day more than what binds anyway; a price for a kilogram short sets a limit to that."));
        return new(clash, rows, limits, sentences);
    }

    /// <summary>What units without a choice give towards a target.</summary>
    private static double Fixed(ChoiceModel model, TargetRow row)
    {
        var cut = model.FixedCut(row.Row.Zone < 0 ? null : row.Row.Zone);
        return row.Weights.Sum(w => w.Weight * (double)cut[w.Pollutant]);
    }

    private static decimal Kg(double kg) => double.IsFinite(kg) ? Math.Round((decimal)kg, 3) : 0;

    private static Text Name(LimitKind kind, ChoiceModel model) => kind switch
    {
        LimitKind.Running => new("已停产、限产的部分，不重复计算", "down already, not counted again"),
        LimitKind.Exempt => new("豁免的企业（个案决定或情景设定）", "enterprises let go by a decision of their own or by the scenario"),
        LimitKind.Small => new($"小微涉气企业（{model.Scope.Rules.Measures.SmallEmitterSource.Document}）", $"small emitters ({model.Scope.Rules.Measures.SmallEmitterSource.Document})"),
        LimitKind.Guarantee => new($"保障类企业（{model.Scope.Rules.Measures.GuaranteeSource.Document}）", $"guarantee enterprises ({model.Scope.Rules.Measures.GuaranteeSource.Document})"),
        LimitKind.Voluntary => new($"A级、引领性企业自报之外（{model.Scope.Rules.Measures.VoluntarySource.Document}）", $"A and leading beyond their offers ({model.Scope.Rules.Measures.VoluntarySource.Document})"),
        LimitKind.Process => new("工艺极限（最低负荷、不能停产）", "process limits (lowest load, cannot stop)"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
