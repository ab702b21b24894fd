using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.ReductionList.Files;

namespace Emergency.Planning.ReductionList.Checks;

/// <summary>A stricter level must not ask for less than a milder one; small emitters are neither stopped nor limited.</summary>
internal static class LevelChecks
{
    private static readonly ListLevel[] Warnings = [ListLevel.Yellow, ListLevel.Orange, ListLevel.Red];

    public static void Run(ListDraft draft)
    {
        SmallEmitters(draft);
        var sheet = draft.Measures;
        foreach (var unit in sheet.Rows.GroupBy(r => (r.Record.EnterpriseCode, r.Record.UnitId)))
        {
            // Where a row of the unit is itself in question, comparing its levels would only repeat that problem.
            if (unit.Key.EnterpriseCode.Length > 0 && unit.All(r => r.FullySound))
            {
                Monotone(sheet, unit.ToList(), draft);
            }
        }
    }

    private static void Monotone(SheetRows<Measure> sheet, List<ListRow<Measure>> rows, ListDraft draft)
    {
        var first = rows.Select(r => r.Record).Where(m => m.Binds() && m.Effect.Rule().Production).FirstPhase().ToHashSet(ReferenceEqualityComparer.Instance);
        var byLevel = Warnings.Select(level => rows.Where(r => first.Contains(r.Record) && r.Record.Level == level).ToList()).ToList();
        for (var i = 0; i + 1 < Warnings.Length; i++)
        {
            if (byLevel[i].Count == 0)
            {
                continue;
            }

            var (mild, strict) = (Warnings[i], Warnings[i + 1]);
            if (byLevel[i + 1].Count == 0)
            {
                var whole = draft.Measures.Records.Any(m => m.EnterpriseCode == byLevel[i][0].Record.EnterpriseCode && m.UnitId.Length == 0 && m.Level == strict && m.Effect.Rule().Production);
                if (!whole && draft.Measures.Rows.Where(r => r.Record.EnterpriseCode == byLevel[i][0].Record.EnterpriseCode).All(r => r.Sound("level", "unit", "effect", "origin")))
                {
                    sheet.Report(byLevel[i][0], "level", "LIST-119", new($"{Zh(sheet, strict)}级别也有不弱于{Zh(sheet, mild)}级别的措施", $"a measure at {strict} too, not weaker than at {mild}"), new($"补上该单元的{Zh(sheet, strict)}级别措施。", $"Add the unit's measure at {strict}."));
                }

                continue;
            }

            foreach (var pollutant in EmittedPollutants.All)
            {
                var asked = byLevel[i].Max(r => r.Record.Cut[pollutant]);
                if (byLevel[i + 1].Max(r => r.Record.Cut[pollutant]) < asked)
                {
                    sheet.Report(byLevel[i + 1][0], "cut_" + ListChecks.Column(pollutant), "LIST-119", new($"不小于{Zh(sheet, mild)}级别的 {asked} kg/天（第 {byLevel[i][0].Number} 行）", $"at least the {asked} kg/day of {mild} (row {byLevel[i][0].Number})"), new("级别越高措施不得越弱；核对两行的措施和减排量。", "A stricter level must not ask for less: check both rows."));
                    break;
                }
            }
        }
    }

    private static void SmallEmitters(ListDraft draft)
    {
        var stops = draft.Measures.Records.Where(m => m.Binds() && m.Effect.Rule().Production && Warnings.Contains(m.Level)).ToLookup(m => m.EnterpriseCode);
        foreach (var row in draft.Enterprises.Rows.Where(r => r.Record.SmallEmitter && r.Sound("code", "small_emitter")))
        {
            var count = stops[row.Record.Code].Count();
            if (count > 0)
            {
                draft.Enterprises.Report(row, "small_emitter", "LIST-120", new($"小微涉气企业没有停产、限产措施（“减排措施”表中有 {count} 行）", $"no stop or limit for a small emitter (the measure sheet has {count} rows)"), new("这些措施不会执行；核对是否确为小微涉气企业。", "These rows are not carried out; check whether it is a small emitter."), fatal: false);
            }
        }
    }

    private static string Zh(SheetRows<Measure> sheet, ListLevel level) => sheet.Sheet["level"].Allowed.First(a => a.Id == level.ToString()).Zh;
}
