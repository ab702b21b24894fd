using System.Globalization;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.OzoneHours;

/// <summary>
/// Plans the summer ozone hours of a day (rules.md 10.5): the rows of the list for them, and, when a share of the VOCs of the window is asked for, the processes of
/// the industries named that leave the window at least loss. Pure; the order of the list's rows does not matter.
/// </summary>
public static class OzoneHoursPlanner
{
    /// <summary>Makes the plan.</summary>
    /// <returns>The plan; refused with REGION-001, PLAN-004 (no enterprise), PLAN-060 (a day outside the season) or PLAN-061 (a share outside 0–1).</returns>
    public static Outcome<OzoneHoursPlan> Make(OzoneHoursRequest request, OzoneHoursRules rules, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rules);
        if (Check(request, rules) is { } refusal)
        {
            return refusal;
        }

        var units = Units(request, rules);
        var window = units.Sum(u => u.WindowVocs);
        var bound = units.Select(u => u.Bound).OfType<OzoneShift>().ToList();
        var required = Math.Ceiling((request.Share ?? 0) * window * 1000) / 1000;
        var open = units.Where(u => u.Offer is { VocsKg: > 0 }).ToList();
        var result = request.Share is null ? null : Solve(open, required - bound.Sum(b => b.VocsKg), request, cancel);
        var price = result is { Shortage: null } ? Math.Round((decimal)result.Rows[0].Price, 2) : (decimal?)null;
        var asked = open.Where((_, i) => result?.Choice[i] == 1).Select(u => u.Offer! with { Why = Asked(u.Offer!, price) });
        List<OzoneShift> shifts = [.. bound.Concat(asked).OrderBy(s => s.EnterpriseCode, StringComparer.Ordinal).ThenBy(s => s.UnitId, StringComparer.Ordinal)];
        var shifted = shifts.Sum(s => s.VocsKg);
        var spared = units.Where(u => u.Bound is null && !shifts.Exists(s => s.EnterpriseCode == u.Enterprise.Code && s.UnitId == u.Unit.UnitId)).Select(u => new OzoneSpared(
            u.Enterprise.Code, u.Enterprise.Name, u.Unit.UnitId, u.Unit.Process, u.WindowVocs, u.Offer is { } offer ? NotAsked(offer, request.Share is not null, price) : u.Spared));
        return new OzoneHoursPlan(
            request.RegionCode,
            request.Day,
            rules.Ozone.FromHour,
            rules.Ozone.ToHour,
            shifts,
            [.. spared],
            window,
            required,
            shifted,
            Math.Max(0, required - shifted),
            shifts.Sum(s => s.LossYuan),
            result is { Shortage: null } ? Math.Floor((decimal)result.Bound * 100) / 100 + bound.Sum(b => b.LossYuan) : null,
            price,
            result?.Status,
            rules.Ozone.OutdoorBans,
            [.. shifts.Where(s => s.NeedsDecision).Select(s => new Text($"{s.EnterpriseName} {s.Process}：{s.MeasureText}，须人工确认。", $"{s.EnterpriseName} ({s.EnterpriseCode}) {s.UnitId}: a person must confirm."))],
            BasisOf(request, rules));
    }

    private static Refusal? Check(OzoneHoursRequest request, OzoneHoursRules rules)
    {
        if (rules.Planning.Regions.Find(request.RegionCode) is not { } region)
        {
            return Refusal.Of("REGION-001", $"未知的行政区划代码 {request.RegionCode}。", $"Unknown region code {request.RegionCode}.", "请在行政区划表中核对代码。", "Check the code in the region table.");
        }

        if (!request.List.Enterprises.Any(e => rules.Planning.Regions.IsWithin(e.RegionCode, request.RegionCode)))
        {
            return Refusal.Of("PLAN-004", $"清单中没有{region.Name}的企业。", $"The list has no enterprise in {region.NameEn}.", "请核对所选地区和清单。", "Check the region and the list.");
        }

        var ozone = rules.Ozone;
        if (request.Day.Date.Month < ozone.FirstMonth || request.Day.Date.Month > ozone.LastMonth)
        {
            return Refusal.Of("PLAN-060", $"{request.Day} 不在臭氧错时季节（{ozone.FirstMonth}—{ozone.LastMonth}月，{ozone.WindowSource}）。", $"{request.Day} is outside the ozone season (months {ozone.FirstMonth} to {ozone.LastMonth}).", "请选择季节内的日期。", "Choose a day of the season.");
        }

        return request.Share is < 0 or > 1
            ? Refusal.Of("PLAN-061", $"移出时段的比例须在 0 到 1 之间，现为 {request.Share}。", $"The share to leave the window must be from 0 to 1, not {request.Share}.", "30% 写作 0.3。", "Write 30 % as 0.3.")
            : null;
    }

    private static List<OzoneUnit> Units(OzoneHoursRequest request, OzoneHoursRules rules)
    {
        var list = request.List.InOrder();
        var (units, measures) = (list.Units.ToLookup(u => u.EnterpriseCode), list.Measures.ToLookup(m => m.EnterpriseCode));
        var down = request.Running.GroupBy(r => (r.EnterpriseCode, r.UnitId)).ToDictionary(g => g.Key, g => Math.Min(1, g.Max(r => r.StoppedShare)));
        // The stop of D belongs to warnings; in ozone hours D does what the list says.
        var grades = rules.Planning.Grades;
        var ordinary = rules.Planning with { Grades = grades with { Treatments = grades.Treatments.Where(t => t.Value.Treatment != GradeTreatment.Stop).ToDictionary() } };
        var result = new List<OzoneUnit>();
        foreach (var enterprise in list.Enterprises.Where(e => rules.Planning.Regions.IsWithin(e.RegionCode, request.RegionCode)))
        {
            var standing = new EnterpriseStanding(enterprise, [.. units[enterprise.Code]], [.. measures[enterprise.Code]], ListLevel.OzoneHours, request.Day, ordinary, PlanMode.Activate);
            result.AddRange(standing.Units.Where(u => u.Daily.Vocs > 0).Select(u => OzoneUnit.Of(standing, enterprise, u, down.GetValueOrDefault((enterprise.Code, u.UnitId)), rules)));
        }

        return result;
    }

    private static PlanResult Solve(List<OzoneUnit> open, decimal required, OzoneHoursRequest request, CancellationToken cancel)
    {
        // No text sets an order of grades for ozone hours; A and leading are not asked at all.
        var builder = new PlanInstanceBuilder(pollutants: 1, zones: 1, GradeOrderRule.None);
        foreach (var unit in open)
        {
            builder.AddBlock(zone: 0);
            builder.AddOption(0, 0, 0);
            builder.AddOption((double)unit.Offer!.LossYuan, 1, (double)unit.Offer.VocsKg);
        }

        builder.AddRow(new CoveringRow("VOCs", CoveringRow.WholeRegion, [1], (double)required));
        return PlanOptimiser.Solve(builder.Build(), new SolveSettings { GapTarget = request.GapTarget }, null, cancel);
    }

    private static Text Asked(OzoneShift offer, decimal? price)
    {
        var (zh, en) = Cost(offer);
        return price is null
            ? new($"目标比例达不到，凡能移出的都须移出：{zh}。", $"The share is out of reach, so whatever can leave the window must: {en}.")
            : new($"移出 {Kg(offer.VocsKg)} 千克，{zh}，不高于最后一千克的代价 {Kg(price.Value)} 元，或为凑足最后若干千克。", $"It shifts {Kg(offer.VocsKg)} kg at {en}; the last kilogram costs {Kg(price.Value)} yuan.");
    }

    private static Text NotAsked(OzoneShift offer, bool target, decimal? price)
    {
        var (zh, en) = Cost(offer);
        return target && price is not null
            ? new($"可移出 {Kg(offer.VocsKg)} 千克，但{zh}，另有更便宜的。", $"It could shift {Kg(offer.VocsKg)} kg, but at {en} others are cheaper.")
            : new($"清单没有错时措施；如需移出，可移 {Kg(offer.VocsKg)} 千克，{zh}。", $"The list has no measure for ozone hours; it could shift {Kg(offer.VocsKg)} kg at {en}.");
    }

    private static (string Zh, string En) Cost(OzoneShift offer)
    {
        var each = offer.VocsKg > 0 ? offer.LossYuan / offer.VocsKg : 0;
        return ($"损失至多 {Kg(offer.LossYuan)} 元（每千克 {Kg(each)} 元）", $"at most {Kg(offer.LossYuan)} yuan ({Kg(each)} yuan/kg)");
    }

    private static string Kg(decimal number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);

    private static Basis BasisOf(OzoneHoursRequest request, OzoneHoursRules rules) => new(
        [
            new InputRef($"list:{request.RegionCode}", request.List.InOrder().Version()),
            new InputRef("running-controls", ContentHash.OfJson(ActivationScope.Ordered(request.Running))),
            new InputRef("plan-settings", ContentHash.OfJson(new { request.Share, request.GapTarget })),
        ],
        [rules.Ozone.Edition.Ref, rules.Planning.Grades.Edition.Ref, rules.Planning.Measures.Edition.Ref],
        null,
        request.DecidedBy,
        request.DecidedAt);
}
