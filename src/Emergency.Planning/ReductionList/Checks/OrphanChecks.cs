using Emergency.Planning.ReductionList.Files;

namespace Emergency.Planning.ReductionList.Checks;

/// <summary>Units without their enterprise, measures without their unit.</summary>
internal static class OrphanChecks
{
    public static void Run(ListDraft draft)
    {
        var codes = draft.Enterprises.Records.Select(e => e.Code).Where(c => c.Length > 0).ToHashSet();
        var misspelt = draft.Enterprises.Rows.Where(r => !r.Sound("code")).Select(r => r.Raw("code")).ToList();

        // A mistyped enterprise code is reported once, at the enterprise: its units and measures carry the right one.
        bool Known(string code) => !draft.Enterprises.Complete || codes.Contains(code) || misspelt.Any(m => m.Length == 0 || SheetReader.Distance(m, code) <= 2);

        foreach (var row in draft.Units.Rows.Where(r => r.Sound("enterprise") && !Known(r.Record.EnterpriseCode)))
        {
            draft.Units.Report(row, "enterprise", "LIST-110", new("“企业”表中的代码", "a code of the enterprise sheet"), new("在“企业”表中补上该企业，或改正代码。", "Add the enterprise to its sheet, or correct the code."));
        }

        var units = draft.Units.Rows.Where(r => r.Sound("enterprise", "unit")).Select(r => (r.Record.EnterpriseCode, r.Record.UnitId)).ToHashSet();
        var faultyUnits = draft.Units.Rows.Where(r => !r.Sound("enterprise", "unit")).ToList();
        foreach (var row in draft.Measures.Rows)
        {
            var measure = row.Record;
            if (row.Sound("enterprise") && !Known(measure.EnterpriseCode))
            {
                draft.Measures.Report(row, "enterprise", "LIST-110", new("“企业”表中的代码", "a code of the enterprise sheet"), new("在“企业”表中补上该企业，或改正代码。", "Add the enterprise to its sheet, or correct the code."));
            }
            else if (row.Sound("enterprise", "unit") && measure.UnitId.Length > 0 && draft.Units.Complete && !units.Contains((measure.EnterpriseCode, measure.UnitId)) && !faultyUnits.Any(u => Follows(u, measure)))
            {
                draft.Measures.Report(row, "unit", "LIST-110", new("该企业在“生产单元”表中的单元编号", "a unit id of this enterprise in the unit sheet"), new("在“生产单元”表中补上该单元，或改正编号。", "Add the unit to its sheet, or correct the id."));
            }
        }
    }

    /// <summary>True when the measure probably belongs to a unit row whose own key is already reported.</summary>
    private static bool Follows(ListRow<ProductionUnit> unit, Measure measure) =>
        unit.Sound("enterprise")
            ? unit.Record.EnterpriseCode == measure.EnterpriseCode
            : unit.Record.UnitId == measure.UnitId;
}
