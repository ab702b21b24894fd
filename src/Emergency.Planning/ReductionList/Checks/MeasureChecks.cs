using Emergency.Core.Quantities;
using Emergency.Planning.ReductionList.Files;

namespace Emergency.Planning.ReductionList.Checks;

/// <summary>Each measure against its effect's rule and its unit.</summary>
internal static class MeasureChecks
{
    public static void Run(ListDraft draft)
    {
        var sheet = draft.Measures;
        var units = draft.Units.Rows.Where(r => r.Sound("enterprise", "unit")).GroupBy(r => (r.Record.EnterpriseCode, r.Record.UnitId)).ToDictionary(g => g.Key, g => g.First());
        var byEnterprise = draft.Units.Rows.ToLookup(r => r.Record.EnterpriseCode);
        foreach (var row in sheet.Rows)
        {
            Window(sheet, row);
            if (!row.Sound("effect"))
            {
                continue;
            }

            var rule = row.Record.Effect.Rule();
            var unit = row.Record.UnitId.Length > 0 && row.Sound("enterprise", "unit") ? units.GetValueOrDefault((row.Record.EnterpriseCode, row.Record.UnitId)) : null;
            Amount(sheet, row, rule, unit);
            NeedsUnit(sheet, row, rule);
            CanStopInTime(sheet, row, rule, unit);
            Cuts(sheet, row, unit, byEnterprise);
            Successor(sheet, row);
        }
    }

    private static void Amount(SheetRows<Measure> sheet, ListRow<Measure> row, EffectRule rule, ListRow<ProductionUnit>? unit)
    {
        var measure = row.Record;
        if (row.Sound("counted_in") && !rule.CountedIn.Contains(measure.CountedIn))
        {
            var column = sheet.Sheet["counted_in"];
            var names = rule.CountedIn.Select(c => column.Allowed.First(a => a.Id == c.ToString())).ToList();
            sheet.Report(row, "counted_in", "LIST-126", new($"与措施类型相符的计量单位：{string.Join("、", names.Select(n => n.Zh))}", $"a counting unit that fits the effect: {string.Join(", ", names.Select(n => n.Id))}"), new("核对措施类型和计量单位。", "Check the effect and the counting unit."));
        }

        if (!row.Sound("amount") || rule.Amount is AmountKind.None or AmountKind.Optional)
        {
            return;
        }

        if (measure.Amount is not { } amount)
        {
            sheet.Report(row, "amount", "LIST-114", new("该措施类型需要的数值", "the amount this effect needs"), new("按措施内容填写比例、台数、小时数或浓度。", "Fill in the share, number, hours or concentration that the measure text names."));
        }
        else if (amount <= 0 || (rule.Amount == AmountKind.Share && amount > 1))
        {
            sheet.Report(row, "amount", "LIST-106", rule.Amount == AmountKind.Share ? new("大于0、不大于1的比例", "a share above 0, at most 1") : new("大于0的数值", "an amount above 0"), new("比例写成小数，50% 写作 0.5。", "Write shares as decimals: 50 % is 0.5."));
        }
        else if (rule.Amount == AmountKind.Number && unit is not null && unit.Sound("count") && amount > unit.Record.Count)
        {
            sheet.Report(row, "amount", "LIST-115", new($"不大于该单元在用数量 {unit.Record.Count}", $"at most the {unit.Record.Count} machines the unit has in use"), new("核对停运台数和“生产单元”表中的数量。", "Check the number to be stopped and the count in the unit sheet."));
        }
    }

    private static void Window(SheetRows<Measure> sheet, ListRow<Measure> row)
    {
        var measure = row.Record;
        if (!row.Sound("from_hour", "to_hour", "effect"))
        {
            return;
        }

        var needed = measure.Effect.Rule().NeedsWindow;
        if (measure.FromHour is null != measure.ToHour is null || (needed && measure.FromHour is null) || (measure.FromHour is not null && measure.FromHour == measure.ToHour))
        {
            sheet.Report(row, measure.FromHour is null ? "from_hour" : "to_hour", "LIST-117", needed ? new("开始和结束钟点，且不相同", "both clock hours, not equal") : new("开始和结束钟点同时填写且不相同，或同时留空", "both clock hours and not equal, or neither"), new("按措施内容补上钟点；全天执行的两个都留空。", "Give the clock hours of the measure; leave both empty when it holds all day."));
        }
    }

    private static void NeedsUnit(SheetRows<Measure> sheet, ListRow<Measure> row, EffectRule rule)
    {
        if (rule.NeedsUnit && row.Sound("unit") && row.Record.UnitId.Length == 0)
        {
            sheet.Report(row, "unit", "LIST-104", new("单元编号：该措施类型不能针对整个企业", "a unit id: this effect cannot apply to a whole enterprise"), new("为每个单元各写一行。", "Write one row for each unit."));
        }
    }

    private static void CanStopInTime(SheetRows<Measure> sheet, ListRow<Measure> row, EffectRule rule, ListRow<ProductionUnit>? unit)
    {
        // Off-peak stops are prepared weeks ahead, so a kiln that cannot stop within hours may still stop for the season (rules.md 6.18).
        if (unit is null || !rule.Production || row.Record.Level == ListLevel.Season || !row.Sound("level") || !unit.Sound("can_stop"))
        {
            return;
        }

        var can = unit.Record.CanStop;
        if ((can == CanStop.LoadOnly && rule.Stops) || can == CanStop.No)
        {
            sheet.Report(row, "effect", "LIST-118", can == CanStop.LoadOnly
                ? new("降负荷类措施（限产、最低负荷、停产保窑、延长出焦时间）：该单元只能降负荷", "a measure that lowers the load (output limit, lowest load, stop kept warm, coking time): the unit can only lower its load")
                : new("不降低生产的措施（如排放浓度控制）：该单元不能停产或降负荷", "a measure that does not lower production (such as an emission cap): the unit can neither stop nor lower its load"), new("改用可执行的措施，或核对“能否停产”。", "Use a measure the unit can carry out, or check \"can stop\"."));
        }
    }

    private static void Cuts(SheetRows<Measure> sheet, ListRow<Measure> row, ListRow<ProductionUnit>? unit, ILookup<string, ListRow<ProductionUnit>> byEnterprise)
    {
        if (!row.Sound("enterprise", "unit"))
        {
            return;
        }

        foreach (var pollutant in EmittedPollutants.All)
        {
            var column = ListChecks.Column(pollutant);
            if (unit is not null)
            {
                if (unit.Sound(column))
                {
                    ListChecks.CutWithin(sheet, row, pollutant, row.Record.Cut, unit.Record.Daily);
                }
            }
            else if (row.Record.UnitId.Length == 0 && byEnterprise[row.Record.EnterpriseCode].ToList() is { Count: > 0 } all && all.TrueForAll(u => u.Sound(column)))
            {
                ListChecks.CutWithin(sheet, row, pollutant, row.Record.Cut, all.Aggregate(Emissions.Zero, (sum, u) => sum + u.Record.Daily));
            }
        }
    }

    private static void Successor(SheetRows<Measure> sheet, ListRow<Measure> row)
    {
        var measure = row.Record;
        if (measure.SwitchAfterHours is not { } hours || !row.Sound("switch_after", "enterprise", "unit", "level", "origin"))
        {
            return;
        }

        var next = sheet.Rows.Any(r => r != row && r.Record.EnterpriseCode == measure.EnterpriseCode && r.Record.UnitId == measure.UnitId && r.Record.Level == measure.Level && r.Record.Origin == measure.Origin && r.Record.Effect.Rule().Production && (r.Record.SwitchAfterHours is not { } later || later > hours));
        if (!next)
        {
            sheet.Report(row, "switch_after", "LIST-127", new("同一单元、级别、来源的下一行措施", "a next row of the same unit, level and origin"), new("补上切换后的措施，或把该格留空。", "Add the measure that follows, or leave the cell empty."));
        }
    }
}
