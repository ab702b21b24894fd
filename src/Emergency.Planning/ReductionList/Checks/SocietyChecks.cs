using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.ReductionList.Files;

namespace Emergency.Planning.ReductionList.Checks;

/// <summary>The denominator of every share: present for the authority, and not smaller than what the list itself emits.</summary>
internal static class SocietyChecks
{
    public static void Run(ListDraft draft, ListRules rules)
    {
        var sheet = draft.Society;
        if (!sheet.Complete)
        {
            return;
        }

        if (sheet.Rows.TrueForAll(r => r.Sound("region") && r.Record.RegionCode != rules.Authority))
        {
            sheet.Report(sheet.Sheet["region"].Name.Zh, "LIST-121", "", new($"{rules.Authority} 的全社会日排放量", $"the whole-society emission of {rules.Authority}"), new("补上该地的一行；没有它就无法计算减排比例。", "Add the row of this region: no share can be computed without it."));
        }

        foreach (var row in sheet.Rows.Where(r => r.Sound("region", "year")))
        {
            var listed = Listed(draft, rules, row.Record.RegionCode);
            foreach (var pollutant in EmittedPollutants.All.Where(p => row.Sound(ListChecks.Column(p)) && row.Record.Daily[p] < listed[p]))
            {
                sheet.Report(row, ListChecks.Column(pollutant), "LIST-121", new($"不小于清单中该地排放量之和 {listed[pollutant]} kg/天", $"at least what the list itself emits there, {listed[pollutant]} kg/day"), new("核对全社会排放量的基准和单位（kg/天）。", "Check the base and the unit (kg/day) of the whole-society emission."));
            }
        }
    }

    private static Emissions Listed(ListDraft draft, ListRules rules, string region)
    {
        bool Within(string code) => code.Length > 0 && rules.Regions.IsWithin(code, region);
        var enterprises = draft.Enterprises.Rows.Where(r => r.Sound("code") && Within(r.Record.RegionCode)).Select(r => r.Record.Code).ToHashSet();
        var total = draft.Units.Rows.Where(r => r.Sound("enterprise", "unit") && enterprises.Contains(r.Record.EnterpriseCode)).Aggregate(Emissions.Zero, (sum, r) => sum + r.Record.Daily);

        // One source has a row for each level but emits once.
        total = draft.Mobile.Records.Where(m => Within(m.RegionCode)).GroupBy(m => m.Id).Aggregate(total, (sum, g) => sum + g.Select(m => m.Daily).Aggregate((a, b) => a.Max(b)));
        return draft.Dust.Records.Where(d => Within(d.RegionCode)).GroupBy(d => d.Id).Aggregate(total, (sum, g) => sum + g.Select(d => d.Daily).Aggregate((a, b) => a.Max(b)));
    }
}
