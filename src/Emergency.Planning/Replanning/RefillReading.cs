using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Replanning;

/// <summary>Says what was missing, what came in for it, and who could have.</summary>
internal static class RefillReading
{
    private const int MostStandIns = 5;

    /// <summary>Candidates looked at for each enterprise before giving up on filling the list.</summary>
    private const int MostTried = 50;

    public static PlanRefill Of(ReplanRequest request, RefillSearch search, Solution solution, decimal extraLoss, IReadOnlyList<Text> decisions)
    {
        var result = solution.Result;
        return new(
            request.PredecessorId,
            search.Kept.Lost,
            result.Choice.Count(o => o > 0),
            extraLoss,
            Math.Round((decimal)result.Cost, 2),
            result.Shortage is null ? Math.Floor((decimal)Math.Min(solution.Bound, result.Cost) * 100) / 100 : null,
            result.Status,
            [.. solution.Rows.Select((r, i) => new RefillRow(
                r.Row.Name,
                Kg(r.Row.Required),
                result.Shortage is { } shortage ? Kg(shortage.Attainable[i]) : null,
                result.Shortage is { } missing ? Kg(missing.Missing[i]) : 0))],
            [.. search.Kept.Lost.GroupBy(m => m.EnterpriseCode).SelectMany(g => StandIns(g.Key, g.Aggregate(Emissions.Zero, (sum, m) => sum + m.Lost), solution))],
            decisions);
    }

    /// <summary>
    /// Who could step in for an enterprise alone, by loss for each share of its kilograms that is covered; one whom the grade order would not let do more alone is passed over.
    /// </summary>
    private static IEnumerable<RefillStandIn> StandIns(string code, Emissions lost, Solution solution)
    {
        var model = solution.Model;
        var pollutants = EmittedPollutants.All.Where(p => lost[p] > 0).ToList();
        if (pollutants.Count == 0)
        {
            return [];
        }

        decimal Covers(BlockOption option) => Math.Round(pollutants.Average(p => Math.Min(option.Cut[p], lost[p]) / lost[p]), 4);
        var stay = new int[model.Blocks.Count];
        return model.Blocks
            .SelectMany((block, b) => block.Options.Select((option, o) => (Block: b, Number: o, Option: option, Covers: Covers(option))).Skip(1))
            .Where(c => c.Covers > 0)
            .OrderBy(c => c.Option.Loss / c.Covers).ThenByDescending(c => c.Covers).ThenBy(c => c.Block).ThenBy(c => c.Number)
            .Take(MostTried)
            .Where(c => OrderLets(solution.Instance, stay, c.Block, c.Number))
            .DistinctBy(c => c.Block)
            .Take(MostStandIns)
            .Select(c => new RefillStandIn(
                code,
                model.Blocks[c.Block].Enterprise.Code,
                model.Blocks[c.Block].Enterprise.Name,
                [.. model.Blocks[c.Block].Units.Select(u => u.UnitId)],
                c.Option.Text,
                c.Option.Cut,
                c.Option.Loss,
                c.Covers,
                solution.Result.Choice[c.Block] > 0));
    }

    private static bool OrderLets(PlanInstance instance, int[] stay, int block, int option)
    {
        if (instance.GroupOf(block) < 0)
        {
            return true;
        }

        int[] moved = [.. stay];
        moved[block] = option;
        return Recount.OrderBreach(instance, moved) is null;
    }

    private static decimal Kg(double kg) => double.IsFinite(kg) ? Math.Round((decimal)kg, 3) : 0;
}
