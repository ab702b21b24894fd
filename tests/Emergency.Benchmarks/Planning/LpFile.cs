using System.Globalization;
using Emergency.Planning.Optimising;

namespace Emergency.Benchmarks.Planning;

/// <summary>
/// Writes an instance as a file in CPLEX LP format for general solvers: one binary an option, one a threshold pattern of each group; members of a group may stand
/// only at stages that the chosen pattern allows. The rules are written out here once more, apart from the optimiser's own tables.
/// </summary>
internal static class LpFile
{
    public static void Write(PlanInstance instance, string path)
    {
        using var file = new StreamWriter(path);
        file.WriteLine("Minimize\n cost:");
        Terms(file, instance, (block, option) => instance.CostOf(block, option), _ => true);
        file.WriteLine("Subject To");
        for (var r = 0; r < instance.Rows.Count; r++)
        {
            var row = instance.Rows[r];
            file.WriteLine(Say($" row{r}:"));
            Terms(file, instance, (block, option) => Amount(instance, row, block, option), block => row.Zone < 0 || instance.ZoneOf(block) == row.Zone);
            file.WriteLine(Say($" >= {row.Required:R}"));
        }

        for (var block = 0; block < instance.Blocks; block++)
        {
            var number = block;
            file.WriteLine(Say($" one{block}: {string.Join(" + ", Enumerable.Range(0, instance.OptionsOf(block)).Select(o => X(number, o)))} = 1"));
        }

        var patterns = instance.Rule == GradeOrderRule.Thresholds ? Patterns() : [];
        var groups = instance.Rule == GradeOrderRule.Thresholds ? Enumerable.Range(0, instance.Blocks).Where(b => instance.GroupOf(b) >= 0).ToLookup(instance.GroupOf) : null;
        foreach (var group in groups ?? Enumerable.Empty<IGrouping<int, int>>())
        {
            file.WriteLine(Say($" pattern{group.Key}: {string.Join(" + ", Enumerable.Range(0, patterns.Count).Select(q => Z(group.Key, q)))} = 1"));
            foreach (var block in group)
            {
                Order(file, instance, block, group.Key, patterns);
            }
        }

        file.WriteLine("Binary");
        for (var block = 0; block < instance.Blocks; block++)
        {
            var number = block;
            file.WriteLine(" " + string.Join(' ', Enumerable.Range(0, instance.OptionsOf(block)).Select(o => X(number, o))));
        }

        foreach (var group in groups ?? Enumerable.Empty<IGrouping<int, int>>())
        {
            file.WriteLine(" " + string.Join(' ', Enumerable.Range(0, patterns.Count).Select(q => Z(group.Key, q))));
        }

        file.WriteLine("End");
    }

    /// <summary>Thresholds t1 ≤ t2 over the stages 0 to 4 of the made-up instances.</summary>
    private static List<(int T1, int T2)> Patterns() => [.. from t1 in Enumerable.Range(0, 5) from t2 in Enumerable.Range(t1, 5 - t1) select (t1, t2)];

    private static void Order(StreamWriter file, PlanInstance instance, int block, int group, List<(int T1, int T2)> patterns)
    {
        var options = Enumerable.Range(0, instance.OptionsOf(block)).ToList();
        var stages = options.ConvertAll(o => instance.StageOf(block, o));
        var (lowest, highest) = (stages.Min(), stages.Max());
        foreach (var stage in stages.Distinct())
        {
            var allowed = Enumerable.Range(0, patterns.Count).Where(q =>
            {
                var (low, high) = instance.RankOf(block) switch { 0 => (0, patterns[q].T1), 1 => patterns[q], _ => (patterns[q].T2, 4) };
                return (stage >= low || stage == highest) && (stage <= high || stage == lowest);
            }).ToList();
            if (allowed.Count < patterns.Count)
            {
                file.WriteLine(Say($" order{block}_{stage}: {string.Join(" + ", options.Where(o => stages[o] == stage).Select(o => X(block, o)))}{string.Concat(allowed.Select(q => " - " + Z(group, q)))} <= 0"));
            }
        }
    }

    private static double Amount(PlanInstance instance, CoveringRow row, int block, int option)
    {
        double sum = 0;
        var cut = instance.CutOf(block, option);
        for (var p = 0; p < cut.Length; p++)
        {
            sum += row.Weights[p] * cut[p];
        }

        return sum;
    }

    private static void Terms(StreamWriter file, PlanInstance instance, Func<int, int, double> value, Func<int, bool> within)
    {
        for (var block = 0; block < instance.Blocks; block++)
        {
            for (var o = 0; within(block) && o < instance.OptionsOf(block); o++)
            {
                if (value(block, o) is not 0 and var coefficient)
                {
                    file.WriteLine(Say($" + {coefficient:R} {X(block, o)}"));
                }
            }
        }
    }

    private static string X(int block, int option) => Say($"x{block}_{option}");

    private static string Z(int group, int pattern) => Say($"z{group}_{pattern}");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
