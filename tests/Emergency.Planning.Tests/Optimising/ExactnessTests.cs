using Emergency.Planning.Optimising;

namespace Emergency.Planning.Tests.Optimising;

/// <summary>The optimum of small instances is that of complete enumeration, rule by rule.</summary>
public sealed class ExactnessTests
{
    private static readonly SolveSettings Exact = new() { GapTarget = 0, MostNodes = 100_000 };

    public static TheoryData<int> Combinations { get; } = [.. Enumerable.Range(0, Rules.All.Count)];

    [Theory]
    [MemberData(nameof(Combinations))]
    public void The_optimum_equals_complete_enumeration(int rules)
    {
        var (feasible, impossible) = (0, 0);
        for (var seed = 1; seed <= 30; seed++)
        {
            var instance = SmallInstances.Make(Rules.All[rules], seed);
            var least = Enumeration.Least(instance);
            var result = PlanOptimiser.Solve(instance, Exact, cancel: TestContext.Current.CancellationToken);
            var where = $"{Rules.All[rules]} seed {seed}: {result.Status} cost {result.Cost} bound {result.Bound}, enumeration {least}";
            if (least is { } cost)
            {
                feasible++;
                Assert.True(result.Status == PlanStatus.WithinGap, where);
                Assert.True(Math.Abs(result.Cost - cost) <= 1e-7 * (1 + cost), where);
                Assert.True(result.Bound <= result.Cost && result.Bound >= cost * (1 - 4e-9) - 1e-7, where);
                Assert.True(Enumeration.RowsHold(instance, result.Choice) && Enumeration.OrderHolds(instance, result.Choice), where);
            }
            else
            {
                impossible++;
                Assert.True(result.Status == PlanStatus.Infeasible, where);
            }
        }

        Assert.True(feasible >= 10 && impossible >= 1, $"{feasible} with a plan, {impossible} without");
    }
}
