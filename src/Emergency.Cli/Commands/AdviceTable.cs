using System.Globalization;
using Emergency.Core;

namespace Emergency.Cli.Commands;

/// <summary>The table of <c>advise</c> on the terminal: one line a day and edition, days without any level left out, and the count of days by level below.</summary>
internal static class AdviceTable
{
    public static void Print(IReadOnlyList<AdviceRow> rows)
    {
        Console.WriteLine("城市  日期        版本            方式      级别  过程                     峰值  实况AQI(预警用)  概率");
        foreach (var row in rows.Where(r => r.Level != WarningLevel.None))
        {
            var chances = string.Join(" ", row.Probabilities.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Level.Name().Zh}{p.AtLeast:0%}")));
            Console.WriteLine($"{row.Place}  {row.Day}  {row.Edition,-14}  {row.Mode,-8}  {row.Level.Name().Zh}  {row.StartDay}–{row.EndDay}  {row.PeakAqi,4}  {Number(row.ObservedAqi),4} ({Number(row.ObservedForWarnings)})  {chances}");
        }

        foreach (var group in rows.GroupBy(r => (r.Place, r.Edition)))
        {
            var counts = group.Where(r => r.Level != WarningLevel.None).GroupBy(r => r.Level).OrderBy(g => g.Key).Select(g => $"{g.Key.Name().Zh} {g.Count()}");
            var unjudged = group.Count(r => r.ObservedAqi is null);
            Console.WriteLine($"{group.Key.Place} {group.Key.Edition}：{group.Count()} 天，{string.Join("，", counts.DefaultIfEmpty("无级别"))}；无有效日值 {unjudged} 天 / {group.Count()} days, {unjudged} without a valid daily value");
        }
    }

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "—";
}
