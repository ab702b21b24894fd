using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Composing;

/// <summary>
/// What a careful clerk does by hand: worst grade first; within a grade the cheapest kilogram of what is still missing first; each at its strictest option, until every
/// target is reached; then, in the opposite order, everybody back to the mildest option that still reaches them. The ungraded come with C.
/// </summary>
internal static class ClerkWay
{
    public static ClerkComparison Compare(Solution solution, decimal loss)
    {
        var model = solution.Model;
        var choice = Choose(solution);
        var clerk = model.FixedLoss + model.Blocks.Select((b, i) => b.Options[choice[i]].Loss).Sum();
        var reaches = solution.Instance.Rows.Zip(Recount.Reached(solution.Instance, choice)).All(r => Recount.Meets(r.First, r.Second));
        var grades = model.Blocks.Select((b, i) => (Block: b, Number: i)).GroupBy(x => x.Block.Standing.Grade).OrderBy(g => g.Key).Select(g =>
        {
            var output = g.SelectMany(x => x.Block.Units).Sum(u => u.OutputYuanPerDay);
            int Asked(IReadOnlyList<int> by) => g.Where(x => by[x.Number] > 0).Select(x => x.Block.Enterprise.Code).Distinct().Count();
            decimal Share(IReadOnlyList<int> by) => output == 0 ? 0 : Math.Round(g.Sum(x => x.Block.Options[by[x.Number]].Loss) / output, 6);
            return new GradeBurden(g.Key, g.Select(x => x.Block.Enterprise.Code).Distinct().Count(), Asked(solution.Result.Choice), Asked(choice), Share(solution.Result.Choice), Share(choice));
        });
        return new(reaches, clerk, clerk - loss, model.BindingLoss, [.. grades]);
    }

    private static int[] Choose(Solution solution)
    {
        var (model, instance) = (solution.Model, solution.Instance);
        var choice = new int[model.Blocks.Count];
        var missing = instance.Rows.Zip(Recount.Reached(instance, choice)).Select(r => r.First.Required - r.Second).ToArray();
        var taken = new List<int>();
        foreach (var grade in Enumerable.Range(0, model.Blocks.Count).GroupBy(b => Worst(model.Blocks[b].Standing.Grade)).OrderByDescending(g => g.Key))
        {
            var waiting = grade.ToHashSet();
            while (missing.Any(m => m > 0) && waiting.Count > 0)
            {
                // Prices a clerk has in mind: a missing kilogram is a missing kilogram. Ranked once for each set of rows still open.
                var open = missing.Select(m => m > 0).ToArray();
                foreach (var block in waiting.Select(b => (Block: b, Kg: Counts(instance, b, open), Loss: Extra(instance, b))).OrderBy(x => x.Kg > 0 ? x.Loss / x.Kg : double.PositiveInfinity).ThenBy(x => x.Block).Select(x => x.Block).ToList())
                {
                    waiting.Remove(block);
                    if (Counts(instance, block, open) > 0)
                    {
                        Move(instance, choice, missing, block, instance.OptionsOf(block) - 1);
                        taken.Add(block);
                    }

                    if (!open.SequenceEqual(missing.Select(m => m > 0)))
                    {
                        break;
                    }
                }
            }
        }

        Release(instance, choice, missing, taken);
        return choice;
    }

    private static void Release(PlanInstance instance, int[] choice, double[] missing, List<int> taken)
    {
        foreach (var block in Enumerable.Reverse(taken))
        {
            for (var option = 0; option < choice[block]; option++)
            {
                var (before, short0) = (choice[block], missing.ToArray());
                Move(instance, choice, missing, block, option);
                if (!missing.Zip(short0).Any(m => m.First > Math.Max(0, m.Second)))
                {
                    break;
                }

                choice[block] = before;
                short0.CopyTo(missing, 0);
            }
        }
    }

    private static void Move(PlanInstance instance, int[] choice, double[] missing, int block, int option)
    {
        for (var r = 0; r < missing.Length; r++)
        {
            missing[r] -= Amount(instance, block, option, r) - Amount(instance, block, choice[block], r);
        }

        choice[block] = option;
    }

    private static double Counts(PlanInstance instance, int block, bool[] open) =>
        Enumerable.Range(0, open.Length).Where(r => open[r]).Sum(r => Amount(instance, block, instance.OptionsOf(block) - 1, r) - Amount(instance, block, 0, r));

    private static double Extra(PlanInstance instance, int block) => instance.CostOf(block, instance.OptionsOf(block) - 1) - instance.CostOf(block, 0);

    private static double Amount(PlanInstance instance, int block, int option, int row)
    {
        var asked = instance.Rows[row];
        return asked.Zone >= 0 && asked.Zone != instance.ZoneOf(block) ? 0 : asked.Weights.Select((w, p) => w * instance.CutOf(block, option)[p]).Sum();
    }

    private static int Worst(PerformanceGrade grade) => grade switch
    {
        PerformanceGrade.D => 4,
        PerformanceGrade.C or PerformanceGrade.NonLeading or PerformanceGrade.Ungraded => 3,
        PerformanceGrade.BMinus => 2,
        PerformanceGrade.B => 1,
        _ => 0,
    };
}
