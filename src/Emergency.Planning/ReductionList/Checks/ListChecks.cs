using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.ReductionList.Files;

namespace Emergency.Planning.ReductionList.Checks;

/// <summary>
/// Checks that look beyond one cell. A check stays silent where a cell it needs is already reported, so that one mistake gives one problem.
/// The order matters for that reason: keys first, then single rows, then comparisons between rows.
/// </summary>
internal static class ListChecks
{
    public static void Run(ListDraft draft, ListRules rules)
    {
        Duplicates(draft.Enterprises, "code", e => e.Code);
        Duplicates(draft.Units, "unit", u => (u.EnterpriseCode, u.UnitId), "enterprise");
        Duplicates(draft.Measures, "effect", m => (m.EnterpriseCode, m.UnitId, m.Level, m.Origin, m.Effect, m.SwitchAfterHours, m.FromHour), "enterprise", "unit", "level", "origin", "switch_after", "from_hour");
        Duplicates(draft.Mobile, "id", m => (m.Id, m.Level), "level");
        Duplicates(draft.Dust, "id", d => (d.Id, d.Level), "level");
        Duplicates(draft.Society, "region", s => (s.RegionCode, s.Year), "year");
        Regions(draft.Enterprises, e => e.RegionCode, rules);
        Regions(draft.Mobile, m => m.RegionCode, rules);
        Regions(draft.Dust, d => d.RegionCode, rules);
        Regions(draft.Society, s => s.RegionCode, rules);
        EnterpriseChecks.Run(draft.Enterprises, rules);
        OrphanChecks.Run(draft);
        MeasureChecks.Run(draft);
        CutsWithinEmission(draft.Mobile, m => m.Daily, m => m.Cut);
        CutsWithinEmission(draft.Dust, d => d.Daily, d => d.Cut);
        LevelChecks.Run(draft);
        SocietyChecks.Run(draft, rules);
    }

    /// <summary>Column suffix of a pollutant: so2, nox, pm, vocs.</summary>
    public static string Column(EmittedPollutant pollutant) => pollutant switch
    {
        EmittedPollutant.So2 => "so2",
        EmittedPollutant.Nox => "nox",
        EmittedPollutant.Pm => "pm",
        EmittedPollutant.Vocs => "vocs",
        _ => throw new ArgumentOutOfRangeException(nameof(pollutant), pollutant, null),
    };

    private static void Duplicates<T, TKey>(SheetRows<T> sheet, string column, Func<T, TKey> key, params string[] others)
        where TKey : notnull
    {
        var first = new Dictionary<TKey, ListRow<T>>();
        foreach (var row in sheet.Rows.Where(r => r.Sound([column, .. others])))
        {
            if (!first.TryAdd(key(row.Record), row))
            {
                var number = first[key(row.Record)].Number;
                sheet.Report(row, column, "LIST-109", new($"不重复（与第 {number} 行相同）", $"a key of its own (row {number} has the same)"), new("删去重复的行，或改正编号、级别。", "Remove the second row, or correct its id or level."));
            }
        }
    }

    private static void Regions<T>(SheetRows<T> sheet, Func<T, string> region, ListRules rules)
    {
        foreach (var row in sheet.Rows.Where(r => r.Sound("region")))
        {
            var code = region(row.Record);
            if (!rules.Regions.IsWithin(code, rules.Authority))
            {
                var authority = rules.Regions.Find(rules.Authority);
                var expected = rules.Regions.Find(code) is null
                    ? new Text("已知的行政区划代码", "a known region code")
                    : new Text($"{authority?.Name}（{rules.Authority}）辖区内的代码", $"a code within {authority?.NameEn} ({rules.Authority})");
                sheet.Report(row, "region", "LIST-124", expected, new("核对代码；辖区外的企业由所在地列入清单。", "Check the code; places outside belong to another authority's list."));
            }
        }
    }

    private static void CutsWithinEmission<T>(SheetRows<T> sheet, Func<T, Emissions> daily, Func<T, Emissions> cut)
    {
        foreach (var row in sheet.Rows)
        {
            foreach (var pollutant in EmittedPollutants.All)
            {
                CutWithin(sheet, row, pollutant, cut(row.Record), daily(row.Record), Column(pollutant));
            }
        }
    }

    /// <summary>Reports a cut above the emission it is taken from.</summary>
    public static void CutWithin<T>(SheetRows<T> sheet, ListRow<T> row, EmittedPollutant pollutant, Emissions cut, Emissions daily, string? emissionColumn = null)
    {
        var column = "cut_" + Column(pollutant);
        if (row.Sound(column) && (emissionColumn is null || row.Sound(emissionColumn)) && cut[pollutant] > daily[pollutant])
        {
            sheet.Report(row, column, "LIST-116", new($"不大于日排放量 {daily[pollutant]} kg/天", $"at most the daily emission of {daily[pollutant]} kg/day"), new("核对减排量和日排放量。", "Check the cut and the daily emission."));
        }
    }
}
