using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Season;

/// <summary>What holds for a unit before anything is chosen: what is fixed in each period, or the turn that it owes, or why nothing is asked.</summary>
/// <param name="Enterprise">Its enterprise.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Before">Share that is down all season already [0–1].</param>
/// <param name="Fixed">What is fixed; null for a unit that rotates or is not asked.</param>
/// <param name="Turn">The turn it owes; null for the others.</param>
/// <param name="LossRate">Loss of a day on which the whole unit is down [yuan/day].</param>
/// <param name="Text">What is asked.</param>
/// <param name="Why">Why, without the days of a turn.</param>
/// <param name="NeedsDecision">True when a person must confirm.</param>
internal sealed record SeasonUnit(Enterprise Enterprise, ProductionUnit Unit, SeasonStanding Standing, decimal Before, SeasonFixed? Fixed, SeasonTurn? Turn, decimal LossRate, string Text, Text Why, bool NeedsDecision)
{
    /// <summary>Restart after a step [yuan].</summary>
    public decimal Restart(int step, decimal restartShare) =>
        restartShare * Unit.OutputYuanPerDay * Unit.RampUpHours / 24 * Turn!.Steps[step];
}

/// <summary>What is fixed for a unit, by period: means over its days.</summary>
/// <param name="Shares">Share that is taken away [0–1].</param>
/// <param name="Cuts">Cut [kg/day].</param>
/// <param name="Losses">Loss of the period [yuan].</param>
/// <param name="Stops">Days.</param>
internal sealed record SeasonFixed(IReadOnlyList<decimal> Shares, IReadOnlyList<Emissions> Cuts, IReadOnlyList<decimal> Losses, IReadOnlyList<SeasonStop> Stops);

/// <summary>Says how each unit of an enterprise stands.</summary>
internal sealed class SeasonScope(SeasonRequest request, SeasonPlanRules rules, IReadOnlyList<SeasonPeriod> periods, ActivationRules ordinary)
{
    private const int HoursOfPeriod = 15 * 24;
    private readonly decimal off = request.OffShare ?? rules.Season.OffShare;
    private readonly LocalDay first = periods[0].From;
    private readonly LocalDay last = periods[^1].Until;

    /// <summary>Shortest stop of a unit in periods.</summary>
    public static int ShortestStop(ProductionUnit unit) => Math.Max(1, (int)Math.Ceiling(Math.Max(unit.MinimumStopHours, unit.RampDownHours) / HoursOfPeriod));

    /// <summary>Shortest run between two stops in periods.</summary>
    public static int ShortestRun(ProductionUnit unit) => Math.Max(1, (int)Math.Ceiling(unit.RampUpHours / HoursOfPeriod));

    /// <summary>How the units of an enterprise stand.</summary>
    public (EnterpriseStanding Standing, IReadOnlyList<SeasonUnit> Units) Of(Enterprise enterprise, IReadOnlyList<ProductionUnit> units, IReadOnlyList<Measure> measures, ILookup<(string, string), decimal> down)
    {
        var standing = new EnterpriseStanding(enterprise, units, measures, ListLevel.Season, first, ordinary, PlanMode.Activate);
        return (standing, [.. units.Select(u => Of(standing, enterprise, u, Math.Min(1, down[(enterprise.Code, u.UnitId)].DefaultIfEmpty(0).Max())))]);
    }

    private SeasonUnit Of(EnterpriseStanding standing, Enterprise enterprise, ProductionUnit unit, decimal before)
    {
        SeasonUnit Spared(SeasonStanding how, string zh, string en, bool decide = false) => new(enterprise, unit, how, before, null, null, 0, "", new(zh, en), decide);

        if (before >= 1)
        {
            return Spared(SeasonStanding.Down, "整个季节已经停产，不得恢复，不重复计算", "already down all season: it must not resume, and nothing is counted again");
        }

        var grade = standing.Grade.Name();
        var (duty, source) = rules.Season.Grades[standing.Grade];
        var inScope = rules.Season.Industries.Contains(enterprise.KeyIndustry);
        var rows = standing.RowsOf(unit);
        if (Windowed(standing, enterprise, unit, before, rows) is { } windowed)
        {
            return windowed;
        }

        if (rows.Count > 0)
        {
            return Listed(standing, enterprise, unit, before, rows);
        }

        if (standing.Small)
        {
            return Spared(SeasonStanding.Exempt, $"小微涉气企业，不停产、不限产（{rules.Planning.Measures.SmallEmitterSource}）", $"small emitter: neither stopped nor limited ({rules.Planning.Measures.SmallEmitterSource.Document})");
        }

        if (!inScope)
        {
            return Spared(SeasonStanding.Exempt, $"不属于错峰生产的行业（{rules.Season.IndustriesSource}）", $"not of an industry of the off-peak season ({rules.Season.IndustriesSource.Document})");
        }

        if (request.GreenFactories.Contains(enterprise.Code))
        {
            return Spared(SeasonStanding.Exempt, $"绿色工厂豁免（{rules.Season.GreenFactorySource}）", $"exempt as a green factory ({rules.Season.GreenFactorySource.Document})");
        }

        if (duty == SeasonDuty.Exempt)
        {
            return Spared(SeasonStanding.Exempt, $"{standing.GradeZh}，豁免（{source}）", $"graded {grade.En}: exempt ({source.Document})");
        }

        if (standing.Guaranteed)
        {
            return Spared(SeasonStanding.Exempt, $"保障类企业，只做保障任务，不作错峰要求（{rules.Planning.Measures.GuaranteeSource}）", $"guarantee enterprise: does only its task, not asked ({rules.Planning.Measures.GuaranteeSource.Document})");
        }

        return Asked(standing, enterprise, unit, before, duty, source.ToString());
    }

    /// <summary>A grade asks: D stops, C takes its turn; what cannot stop, and who supplies heat or gas, lowers its load.</summary>
    private SeasonUnit Asked(EnterpriseStanding standing, Enterprise enterprise, ProductionUnit unit, decimal before, SeasonDuty duty, string source)
    {
        var supplier = enterprise.Guarantee is GuaranteeKind.HeatDemand or GuaranteeKind.Livelihood;
        var stops = duty == SeasonDuty.Stop && !supplier;
        var loadOnly = supplier || (unit.CanStop == CanStop.LoadOnly && !stops);
        var depth = 1 - unit.LowestLoad - before;
        var rate = standing.LossRate(unit) ?? unit.OutputYuanPerDay;
        var grade = standing.Grade.Name();
        var (whoZh, whoEn) = ($"{standing.GradeZh}{(supplier ? "、承担供热供气" : "")}（{(supplier ? rules.Season.SupplierSource.ToString() : source)}）", $"graded {grade.En}{(supplier ? ", supplies heat or gas" : "")}");
        // Without a lowest load a supplier would be stopped.
        if ((unit.CanStop == CanStop.No && !stops) || (loadOnly && depth <= 0) || (supplier && unit.LowestLoad <= 0))
        {
            return new(enterprise, unit, SeasonStanding.LeftToPerson, before, null, null, 0, "", new($"{whoZh}，应当错峰，但清单“能否停产”“最低负荷”表明既不能停产也不能再降负荷，须人工另定", $"{whoEn}: it should give way, but by the list it neither stops nor lowers its load further; a person decides"), true);
        }

        if (stops)
        {
            var confirm = unit.CanStop != CanStop.Yes;
            return new(enterprise, unit, SeasonStanding.Stops, before, AllSeason(1 - before, before, unit.Daily * (1 - before), rate * (1 - before)), null, rate, $"{unit.Process}整个季节停产", new($"{whoZh}，停产{(confirm ? "；该工序不能快速停产，须在季节开始前做好准备，人工确认" : "")}", $"{whoEn}: stops{(confirm ? "; the process cannot stop quickly, so it is prepared before the season and a person confirms" : "")}"), confirm);
        }

        var more = request.Targets.Count > 0;
        var turn = loadOnly
            ? SeasonTurn.OfLoad(depth, 1 - before, periods.Count, duty == SeasonDuty.Stop ? 1 : off, ShortestStop(unit))
            : SeasonTurn.OfLines(before, unit.Count, periods.Count, off, ShortestStop(unit), more);
        var text = loadOnly ? LoadText(unit) : turn.Lines > 1 ? $"{unit.Process}共{unit.Count}条，轮换停产" : $"{unit.Process}停产";
        var why = loadOnly
            ? new Text($"{whoZh}，错峰生产；{(supplier ? "不停产，至多降到最低负荷" : $"不能快速停产，以降负荷代替（{rules.Season.HardToStopSource}）")}", $"{whoEn}: takes its turn; {(supplier ? "never stopped, lowered to its lowest load at most" : "it cannot stop quickly and lowers its load instead")}")
            : new Text($"{whoZh}，错峰生产", $"{whoEn}: takes its turn");
        return turn.Fixed
            ? new(enterprise, unit, SeasonStanding.Rotates, before, AllSeason(turn.Steps[0], before, unit.Daily * turn.Steps[0], rate * turn.Steps[0]), null, rate, $"{text}（整个季节）", why, supplier)
            : new(enterprise, unit, SeasonStanding.Rotates, before, null, turn, rate, text, why, supplier);
    }

    private static string LoadText(ProductionUnit unit) => unit.Kind == UnitKind.Oven && unit.LowestLoad > 0
        ? $"{unit.Process}延长出焦时间至正常的{1 / unit.LowestLoad:0.##}倍（负荷{Percents.Of(unit.LowestLoad)}）"
        : $"{unit.Process}按最低负荷{Percents.Of(unit.LowestLoad)}运行";

    private SeasonUnit Listed(EnterpriseStanding standing, Enterprise enterprise, ProductionUnit unit, decimal before, IReadOnlyList<Measure> rows)
    {
        var counted = UnitCounting.Strictest(rows, unit, rules.Planning.Measures);
        var (cut, loss) = UnitCounting.Beyond(counted, unit, before);
        var share = Math.Max(0, counted.Share - before);
        var note = counted.Note;
        return new(
            enterprise,
            unit,
            counted.Possible ? SeasonStanding.Listed : SeasonStanding.LeftToPerson,
            before,
            counted.Possible ? AllSeason(share, before, cut, loss) : null,
            null,
            loss,
            counted.Row.Text,
            new($"{standing.GradeZh}，清单规定的错峰措施，整个季节执行{(note is null ? "" : "；" + note.Zh)}", $"graded {standing.Grade.Name().En}: measure of the list for the season, all of it{(note is null ? "" : "; " + note.En)}"),
            counted.NeedsDecision);
    }

    /// <summary>Windows fix the days whatever else holds; a row of the list on top counts where it takes more.</summary>
    private SeasonUnit? Windowed(EnterpriseStanding standing, Enterprise enterprise, ProductionUnit unit, decimal before, IReadOnlyList<Measure> rows)
    {
        var windows = rules.Season.Windows.Where(w => w.Industry == enterprise.KeyIndustry && unit.Process.Contains(w.Process, StringComparison.Ordinal) && !w.ExemptGrades.Contains(standing.Grade)).ToList();
        if (windows.Count == 0 || rules.Season.Grades[standing.Grade].Duty == SeasonDuty.Stop)
        {
            return null;
        }

        var rate = standing.LossRate(unit) ?? unit.OutputYuanPerDay;
        var listed = rows.Count > 0 ? Listed(standing, enterprise, unit, before, rows).Fixed : null;
        if (listed is { } all && all.Shares[0] + before >= 1)
        {
            return null;
        }

        var days = periods.Select(p => (Period: p, Off: windows.Sum(w => p.DaysWithin(w.From, w.Until)))).ToList();
        var other = listed ?? AllSeason(0, before, Emissions.Zero, 0);
        var part = days.Select(d => (decimal)d.Off / d.Period.Days).ToList();
        var dates = string.Join("、", windows.Select(w => $"{w.From}—{w.Until}"));
        var stops = windows.Select(w => new SeasonStop(w.From, w.Until, 1)).Concat(other.Stops.SelectMany(s => Outside(s, windows.Select(w => (w.From, w.Until))))).OrderBy(s => s.From).ToList();
        return new(
            enterprise,
            unit,
            SeasonStanding.Window,
            before,
            new(
                [.. part.Select((w, i) => ((1 - before) * w) + (other.Shares[i] * (1 - w)))],
                [.. part.Select((w, i) => (unit.Daily * ((1 - before) * w)) + (other.Cuts[i] * (1 - w)))],
                [.. part.Select((w, i) => (rate * (1 - before) * days[i].Off) + (other.Losses[i] * (1 - w)))],
                stops),
            null,
            rate,
            $"{unit.Process}在{dates}停产",
            new($"行业停产时段（{windows[^1].Source}），与等级无关", $"dated window of the industry ({windows[^1].Source.Document}), whatever the grade"),
            windows.Exists(w => w.ExemptSource.Doubt is not null) && standing.Treatment == GradeTreatment.Voluntary);
    }

    /// <summary>The parts of a stop outside windows.</summary>
    private static IEnumerable<SeasonStop> Outside(SeasonStop stop, IEnumerable<(LocalDay From, LocalDay Until)> windows)
    {
        var from = stop.From;
        foreach (var window in windows.OrderBy(w => w.From))
        {
            if (window.From > from && window.From <= stop.Until)
            {
                yield return stop with { From = from, Until = window.From.Plus(-1) };
            }

            from = window.Until.Plus(1) > from ? window.Until.Plus(1) : from;
        }

        if (from <= stop.Until)
        {
            yield return stop with { From = from };
        }
    }

    private SeasonFixed AllSeason(decimal share, decimal before, Emissions cut, decimal lossPerDay) => new(
        [.. periods.Select(_ => share)],
        [.. periods.Select(_ => cut)],
        [.. periods.Select(p => lossPerDay * p.Days)],
        share > 0 ? [new(first, last, Math.Round(Math.Min(1, share + before), 6))] : []);
}
