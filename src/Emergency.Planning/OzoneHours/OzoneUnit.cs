using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.OzoneHours;

/// <summary>One unit in the ozone hours: what binds it, what it may be asked, or why it may not.</summary>
internal sealed record OzoneUnit(Enterprise Enterprise, PerformanceGrade Grade, ProductionUnit Unit, decimal WindowVocs, OzoneShift? Bound, OzoneShift? Offer, Text Spared)
{
    private const decimal HoursPerDay = 24;

    /// <summary>Looks at a unit.</summary>
    /// <param name="standing">How its enterprise stands.</param>
    /// <param name="enterprise">Its enterprise.</param>
    /// <param name="unit">The unit; emits VOCs.</param>
    /// <param name="down">Share of it that is down already [0–1].</param>
    /// <param name="rules">Editions.</param>
    public static OzoneUnit Of(EnterpriseStanding standing, Enterprise enterprise, ProductionUnit unit, decimal down, OzoneHoursRules rules)
    {
        var ozone = rules.Ozone;
        var hours = ozone.ToHour - ozone.FromHour;
        // Lists file no shifts: an even day is the only reading that favours nobody.
        var window = Grams(unit.Daily.Vocs * (1 - down) * hours / HoursPerDay);
        var plain = new OzoneUnit(enterprise, standing.Grade, unit, window, null, null, new("", ""));
        if (down >= 1)
        {
            return plain with { Spared = new("已经停产，应急期间不得恢复，不重复计算。", "Already down: it must not resume, and nothing is counted again.") };
        }

        if (standing.RowsOf(unit) is { Count: > 0 } rows)
        {
            return plain with { Bound = Listed(plain, standing, UnitCounting.Strictest(rows, unit, rules.Planning.Measures), down, ozone) };
        }

        return Exempt(standing, enterprise, rules) is { } why ? plain with { Spared = why } : Offered(plain, standing, ozone, hours, down);
    }

    private static OzoneShift Listed(OzoneUnit of, EnterpriseStanding standing, CountedMeasure counted, decimal down, OzoneRules ozone)
    {
        var row = counted.Row;
        var (from, to) = row is { FromHour: { } f, ToHour: { } t } ? (f, t) : (ozone.FromHour, ozone.ToHour);
        // A window of the list files what leaves it; any other measure takes its part of the window.
        var filed = row.Effect == EffectKind.StopWindow && counted.Cut.Vocs > 0 ? counted.Cut.Vocs * (1 - down) : of.WindowVocs * (row.Effect == EffectKind.StopWindow ? 1 : Math.Max(0, counted.Share - down) / (1 - down));
        return of.Shift(
            standing,
            true,
            counted.Effect,
            from,
            to,
            counted.Possible ? Math.Min(of.WindowVocs, Grams(filed)) : 0,
            counted.Possible ? row.LossYuanPerDay : 0,
            row.Text,
            new($"{standing.GradeZh}，清单规定的臭氧错时措施{(counted.Note is { } zh ? "；" + zh.Zh : "")}。", $"{standing.GradeEn}: measure of the list for ozone hours{(counted.Note is { } en ? "; " + en.En : "")}."),
            counted.NeedsDecision);
    }

    private static Text? Exempt(EnterpriseStanding standing, Enterprise enterprise, OzoneHoursRules rules)
    {
        if (standing.Small)
        {
            return new($"小微涉气企业，不停产、不限产（{rules.Planning.Measures.SmallEmitterSource}）。", $"Small emitter: neither stopped nor limited ({rules.Planning.Measures.SmallEmitterSource.Document}).");
        }

        if (standing.Guaranteed)
        {
            return new($"保障类企业，不作错时要求（{rules.Planning.Measures.GuaranteeSource}）。", $"Guarantee enterprise: not asked to shift ({rules.Planning.Measures.GuaranteeSource.Document}).");
        }

        if (standing.Treatment == GradeTreatment.Voluntary)
        {
            return new($"{standing.GradeZh}企业自主减排（{standing.Source}）。", $"{standing.GradeEn}: reductions of its own choice.");
        }

        return rules.Ozone.Industries.Contains(enterprise.KeyIndustry) ? null : new($"不属于先行错时的行业（{rules.Ozone.IndustriesSource}）。", $"Not of an industry that shifts first ({rules.Ozone.IndustriesSource.Document}).");
    }

    /// <summary>What may be asked beyond the list: the window, prolonged to the shortest stop that makes sense; of what cannot stop within hours its lowest load.</summary>
    private static OzoneUnit Offered(OzoneUnit of, EnterpriseStanding standing, OzoneRules ozone, int hours, decimal down)
    {
        var unit = of.Unit;
        if (unit.CanStop == CanStop.No || (unit.CanStop == CanStop.LoadOnly && unit.LowestLoad >= 1 - down))
        {
            return of with { Spared = new("既不能停产也不能再降负荷（清单“能否停产”），须人工另定措施。", "It can neither stop nor lower its load further (\"can stop\" of the list): a person must find another measure.") };
        }

        var stands = Math.Max(hours, unit.MinimumStopHours);
        var loses = (1 - down) * unit.OutputYuanPerDay * Math.Min(HoursPerDay, stands + unit.RampDownHours + unit.RampUpHours) / HoursPerDay;
        if (unit.CanStop == CanStop.LoadOnly)
        {
            var share = (1 - unit.LowestLoad - down) / (1 - down);
            return of with
            {
                Offer = of.Shift(standing, false, EffectKind.LowestLoad, ozone.FromHour, ozone.ToHour, Grams(of.WindowVocs * share), Math.Floor(loses * share), $"{unit.Process}在{ozone.FromHour}:00—{ozone.ToHour}:00按最低负荷{Percents.Of(unit.LowestLoad)}运行", new("", ""), true),
            };
        }

        var end = ozone.FromHour + (int)Math.Ceiling(stands);
        var longer = end > ozone.ToHour;
        return of with
        {
            Offer = of.Shift(standing, false, EffectKind.StopWindow, ozone.FromHour, Math.Min((int)HoursPerDay, end), of.WindowVocs, Math.Floor(loses), $"{unit.Process}避开{ozone.FromHour}:00—{ozone.ToHour}:00生产{(longer ? $"（最短停产{unit.MinimumStopHours:0.#}小时，停至{Math.Min(24, end)}:00）" : "")}", new("", ""), longer),
        };
    }

    private OzoneShift Shift(EnterpriseStanding standing, bool listed, EffectKind effect, int from, int to, decimal vocs, decimal loss, string text, Text why, bool needsDecision) => new(
        Enterprise.Code, Enterprise.Name, standing.Grade, Unit.UnitId, Unit.Process, listed, effect, from, to, from - Unit.RampDownHours, vocs, loss, text, why, needsDecision);

    private static decimal Grams(decimal kilograms) => Math.Floor(kilograms * 1000) / 1000;
}
