using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Rulings;
using static Emergency.Planning.ReductionList.EffectKind;

namespace Emergency.Dispatch.Orders;

/// <summary>
/// Turns a plan into orders: one order to each enterprise that has binding lines, with clock times, deadlines, reason and legal basis.
/// A later plan of the same response gives the smallest set of new revisions: an order whose lines, level and planned end are unchanged is kept,
/// because an enterprise that must do nothing new should not have to answer again.
/// </summary>
public static class OrderDrafter
{
    /// <summary>Drafts the orders of a plan against those that exist.</summary>
    public static OrderChanges Draft(DraftRequest request)
    {
        var current = request.Current.ToDictionary(c => c.Order.EnterpriseCode, StringComparer.Ordinal);
        var asked = request.Plan.Choices
            .Where(c => c.Binding)
            .GroupBy(c => c.EnterpriseCode, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Code: g.Key, Choices: g.OrderBy(c => c.UnitId, StringComparer.Ordinal).ThenBy(c => c.Days is null ? 0 : 1).ToList()))
            .ToList();

        var keep = asked.Where(a => current.TryGetValue(a.Code, out var order) && AsksTheSame(order, a.Choices, request)).Select(a => current[a.Code].Order).ToList();
        var kept = keep.Select(o => o.EnterpriseCode).ToHashSet(StringComparer.Ordinal);
        // What is asked on days that are over, or that begin after the planned end, needs no order any more.
        var draft = asked.Where(a => !kept.Contains(a.Code)).Select(a => (a.Code, Choices: a.Choices.FindAll(c => IsAhead(c, request)))).Where(a => a.Choices.Count > 0).ToList();

        var ramps = new Ramps(request.List);
        var stagger = new StartStagger(
            request.Response.Id,
            request.Response.StartsAt,
            request.IssuedAt,
            request.Deadlines,
            draft.ToDictionary(a => a.Code, a => a.Choices.Max(ramps.DownOf), StringComparer.Ordinal));
        // All that are asked, kept ones too: a new order takes its place among those that will come up with it.
        var restarts = StartStagger.RestartDelays(request.Response.Id, request.Deadlines, asked.Where(a => a.Choices.Exists(c => Ramp(c.Effect))).ToDictionary(a => a.Code, a => a.Choices.Max(ramps.UpOf), StringComparer.Ordinal));
        var enterprises = request.List.Enterprises.ToDictionary(e => e.Code, StringComparer.Ordinal);
        var running = request.Current.Select(c => OrderNumber.Running(c.Order.Number)).DefaultIfEmpty(0).Max();
        var issue = new List<Order>();
        foreach (var (code, choices) in draft)
        {
            var before = current.GetValueOrDefault(code);
            var number = before is null ? ++running : OrderNumber.Running(before.Order.Number);
            issue.Add(One(request, enterprises.GetValueOrDefault(code), choices, before, number, stagger, ramps) with { RestartDelayMinutes = restarts.GetValueOrDefault(code) });
        }

        var askedCodes = draft.Select(a => a.Code).Concat(kept).ToHashSet(StringComparer.Ordinal);
        var drop = request.Current
            .Where(c => !c.State.IsFinal() && !askedCodes.Contains(c.Order.EnterpriseCode))
            .OrderBy(c => c.Order.EnterpriseCode, StringComparer.Ordinal)
            .Select(c => new DroppedOrder(c.Order, EndingEvent(c.State, c.Order.StartsAt, request.IssuedAt)) { Why = Said(request, c.Order.EnterpriseCode) })
            .ToList();
        return new OrderChanges(issue, keep, drop, Doubts(issue, request, ramps));
    }

    private static bool IsAhead(PlanChoice choice, DraftRequest request) =>
        OrderWindows.Of(choice.Days, request.Response.StartsAt) is not { } windows || windows.Any(w => w.To > request.IssuedAt && !(request.Response.EndsAt <= w.From));

    /// <summary>How an order ends at a moment without a successor: withdrawn while it has not started, lifted afterwards.</summary>
    public static OrderEvent EndingEvent(OrderState state, DateTimeOffset startsAt, DateTimeOffset at) =>
        state == OrderState.Drafted || (at < startsAt && OrderTransitions.Rule(state, OrderEvent.Withdraw).To is not null) ? OrderEvent.Withdraw : OrderEvent.Lift;

    private static Order One(DraftRequest request, Enterprise? enterprise, List<PlanChoice> choices, CurrentOrder? before, int running, StartStagger stagger, Ramps ramps)
    {
        var response = request.Response;
        var code = choices[0].EnterpriseCode;
        var revision = Math.Max(before?.Order.Revision ?? 0, request.RevisionsAbove) + 1;
        // A line that the order before asked in the same words runs on with its own times: a unit already down is not started again.
        var runningLines = before is { } b && !b.State.IsFinal() ? b.Order.Lines : [];
        var lines = choices.ConvertAll(choice => runningLines.FirstOrDefault(l => AsksTheSame(l, choice, request)) ?? Line(choice, request, stagger, ramps));
        var startsAt = lines.Min(l => l.RampDownAt);
        // A line that begins on a later day does not put off the report on those that hold from the start.
        var reported = lines.Exists(l => l.Windows is null) ? lines.Where(l => l.Windows is null).Max(l => l.RampDownAt) : startsAt;
        var reportFrom = reported > response.StartsAt ? reported : response.StartsAt;
        return new Order(
            OrderNumber.Id(response.Id, code, revision),
            OrderNumber.Of(response.Number, running, revision),
            response.Id,
            request.PlanId,
            enterprise?.RegionCode ?? response.RegionCode,
            code,
            choices[0].EnterpriseName,
            revision,
            before?.Order.Id,
            request.Plan.Level,
            lines,
            startsAt,
            response.EndsAt,
            Reason(request, choices),
            LegalBasis(request),
            request.IssuedAt.AddHours(request.Deadlines.AcknowledgeWithinHours),
            reportFrom.AddHours(request.Deadlines.ReportExecutionWithinHours),
            request.Contact)
        { Change = before is null ? null : Change(before, request, lines) };
    }

    /// <summary>What a revision changes, so that nobody has to compare two documents.</summary>
    private static Text Change(CurrentOrder before, DraftRequest request, List<OrderLine> lines)
    {
        var said = new List<Text>();
        if (before.State.IsFinal())
        {
            said.Add(new("恢复执行，此前对贵单位的指令已终止", "in force again after the order before it ended"));
        }

        if (before.Order.Revision <= request.RevisionsAbove)
        {
            said.Add(new("系统由备份恢复后重新下达，此前收到的各版均以本版为准", "issued anew after the system was restored from a backup: it stands for every revision received before"));
        }

        if (before.Order.Level != request.Plan.Level)
        {
            said.Add(new($"预警级别由{before.Order.Level.Name().Zh}调整为{request.Plan.Level.Name().Zh}", $"level changed from {before.Order.Level.Name().En} to {request.Plan.Level.Name().En}"));
        }

        if (before.Order.EndsAt != request.Response.EndsAt)
        {
            said.Add(request.Response.EndsAt is { } end ? new($"结束时间改为{end.ToNoticeZh()}", $"it now ends at {end.ToIso()}") : new("结束时间改为另行通知", "it now ends by further notice"));
        }

        // By what is asked, not by clock times: those move with every notice.
        var asked = lines.Select(Asked).ToList();
        var askedBefore = before.Order.Lines.Select(Asked).ToList();
        var (added, dropped) = (asked.Except(askedBefore).Count(), askedBefore.Except(asked).Count());
        if (added > 0 || dropped > 0)
        {
            said.Add(new($"措施新增或改动{added}项、取消或改动{dropped}项", $"{added} measures new or changed, {dropped} dropped or changed"));
        }

        if (Said(request, before.Order.EnterpriseCode) is { } ruling)
        {
            said.Add(ruling);
        }

        return said.Count == 0 ? new("内容不变", "nothing changed") : new(string.Join("；", said.Select(s => s.Zh)), string.Join("; ", said.Select(s => s.En)));

        static (string, EffectKind, decimal?, string, string) Asked(OrderLine line) => (line.UnitId, line.Effect, line.Amount, line.MeasureText, OrderWindows.Say(line.Windows ?? []).Zh + "|" + OrderWindows.Say(line.Except ?? []).Zh);
    }

    private static OrderLine Line(PlanChoice choice, DraftRequest request, StartStagger stagger, Ramps ramps)
    {
        var windows = OrderWindows.Of(choice.Days, request.Response.StartsAt);
        // The plan counts a later day's step as growing from the first hour of that day on.
        var later = windows?.FirstOrDefault(w => w.To > request.IssuedAt) is { } first && first.From > request.Response.StartsAt ? first.From : (DateTimeOffset?)null;
        var (rampDownAt, fullEffectAt) = Ramp(choice.Effect)
            ? later is { } day ? stagger.PlaceBefore(choice.EnterpriseCode, day, ramps.DownOf(choice)) : stagger.Place(choice.EnterpriseCode, ramps.DownOf(choice))
            : later is { } from && from > stagger.Unspread ? (from, from) : (stagger.Unspread, stagger.Unspread);
        return new OrderLine(
            choice.UnitId,
            choice.Process,
            choice.Effect,
            choice.Amount,
            choice.CountedIn,
            choice.LinesStopped,
            choice.LinesTotal,
            choice.FromHour,
            choice.ToHour,
            rampDownAt,
            fullEffectAt,
            choice.Cut,
            choice.MeasureText)
        { RampUpHours = ramps.UpOf(choice), Windows = windows, Except = OrderWindows.Of(choice.ExceptDays, request.Response.StartsAt)?.Where(w => w.To > request.IssuedAt).ToList() is { Count: > 0 } except ? except : null };
    }

    private static bool Ramp(EffectKind effect) => effect is not (EmissionCap or VehicleBan or VehicleQuota or DustControl or Voluntary);

    private static bool AsksTheSame(CurrentOrder current, List<PlanChoice> choices, DraftRequest request) =>
        !current.State.IsFinal()
        && current.Order.Revision > request.RevisionsAbove
        && current.Order.Level == request.Plan.Level
        && current.Order.EndsAt == request.Response.EndsAt
        && (AsksTheSame(current.Order.Lines, choices, request) || (choices.Exists(c => c.Days is not null) && AsksTheSame(current.Order.Lines, choices.FindAll(c => IsAhead(c, request)), request)));

    private static bool AsksTheSame(IReadOnlyList<OrderLine> lines, List<PlanChoice> choices, DraftRequest request) =>
        lines.Count == choices.Count && choices.TrueForAll(choice => lines.Any(line => AsksTheSame(line, choice, request)));

    private static bool AsksTheSame(OrderLine line, PlanChoice choice, DraftRequest request) =>
        line.UnitId == choice.UnitId
        && line.Process == choice.Process
        && line.Effect == choice.Effect
        && line.Amount == choice.Amount
        && line.CountedIn == choice.CountedIn
        && line.LinesStopped == choice.LinesStopped
        && line.LinesTotal == choice.LinesTotal
        && line.FromHour == choice.FromHour
        && line.ToHour == choice.ToHour
        && line.MeasureText == choice.MeasureText
        && OrderWindows.SameLeft(line.Windows, OrderWindows.Of(choice.Days, request.Response.StartsAt), request.IssuedAt)
        && OrderWindows.SameLeft(line.Except ?? [], OrderWindows.Of(choice.ExceptDays, request.Response.StartsAt) ?? [], request.IssuedAt);

    /// <summary>The decisions on an enterprise that the plan honours, without the full stop; null when there are none.</summary>
    private static Text? Said(DraftRequest request, string enterpriseCode)
    {
        var sentences = request.Plan.RulingsOn(enterpriseCode).Select(r => r.Sentence()).ToList();
        return sentences.Count == 0 ? null : new(string.Join("；", sentences.Select(s => s.Zh.TrimEnd('。'))), string.Join("; ", sentences.Select(s => s.En.TrimEnd('.'))));
    }

    private static Text Reason(DraftRequest request, List<PlanChoice> choices)
    {
        var level = request.Plan.Level;
        var grade = choices[0].Grade.Name();
        var added = choices.Count(c => c.Added);
        if (Said(request, choices[0].EnterpriseCode) is { } ruling)
        {
            return new Text(
                $"{request.Authority.Zh}决定启动重污染天气{level.Name().Zh}预警（{level.Response().Zh}，{request.Response.Number}），贵单位绩效分级为“{grade.Zh}”，须执行{choices.Count}项强制性减排措施。{ruling.Zh}。",
                $"{request.Authority.En} started the {level.Name().En} warning ({level.Response().En}, {request.Response.Number}); your enterprise is graded {grade.En} and has {choices.Count} binding measures. {ruling.En}.");
        }
        if (added > 0)
        {
            return new Text(
                $"{request.Authority.Zh}决定启动重污染天气{level.Name().Zh}预警（{level.Response().Zh}，{request.Response.Number}），贵单位绩效分级为“{grade.Zh}”，须执行{choices.Count}项强制性减排措施，其中{added}项为减排方案在清单约束性措施之外增加。",
                $"{request.Authority.En} started the {level.Name().En} warning ({level.Response().En}, {request.Response.Number}); your enterprise is graded {grade.En} and has {choices.Count} binding measures, {added} of them added by the plan beyond those that the emergency reduction list binds it to.");
        }

        return new Text(
            $"{request.Authority.Zh}决定启动重污染天气{level.Name().Zh}预警（{level.Response().Zh}，{request.Response.Number}），贵单位绩效分级为“{grade.Zh}”，按应急减排清单须执行{choices.Count}项强制性减排措施。",
            $"{request.Authority.En} started the {level.Name().En} warning ({level.Response().En}, {request.Response.Number}); your enterprise is graded {grade.En} and has {choices.Count} binding measures in the emergency reduction list.");
    }

    /// <summary>Air Law art. 96: by the warning level the government starts the emergency plan and may order enterprises to stop or limit production.</summary>
    private static Text LegalBasis(DraftRequest request)
    {
        var editions = string.Join("；", request.Plan.Basis.Editions.Select(e => $"{e.Book} {e.Edition}"));
        var editionsEn = string.Join("; ", request.Plan.Basis.Editions.Select(e => $"{e.Book} {e.Edition}"));
        return new Text(
            $"《中华人民共和国大气污染防治法》第九十六条；应急减排清单（版本{request.Plan.ListVersion.Short}）；减排方案{request.PlanId}{(editions.Length == 0 ? "" : $"（{editions}）")}。",
            $"Air Pollution Prevention and Control Law art. 96; emergency reduction list (version {request.Plan.ListVersion.Short}); plan {request.PlanId}{(editionsEn.Length == 0 ? "" : $" ({editionsEn})")}.");
    }

    private static List<Text> Doubts(List<Order> issue, DraftRequest request, Ramps ramps)
    {
        var doubts = new List<Text>();
        var beyond = request.Plan.Choices.Count(c => c.Binding && OrderWindows.Of(c.Days, request.Response.StartsAt) is { Count: > 0 } windows && request.Response.EndsAt <= windows[0].From);
        if (beyond > 0)
        {
            doubts.Add(new(
                $"{beyond}项措施的日期在计划结束时刻（{request.Response.EndsAt!.Value.ToNoticeZh()}）之后，未下达；延长响应后再次下达方案即可。",
                $"{beyond} measures are for days after the planned end ({request.Response.EndsAt!.Value.ToIso()}) and were not ordered; issue the plan again after an extension."));
        }

        var late = issue.SelectMany(o => o.Lines).Where(l => l.FullEffectAt > request.Response.StartsAt && !(l.Windows?[0].From > request.Response.StartsAt)).ToList();
        if (late.Count > 0)
        {
            var last = late.Max(l => l.FullEffectAt);
            doubts.Add(new Text(
                $"{late.Count}项措施来不及在启动时刻（{request.Response.StartsAt.ToNoticeZh()}）前全部到位，最迟{last.ToNoticeZh()}到位。",
                $"{late.Count} measures cannot be in full effect by the start ({request.Response.StartsAt.ToIso()}); the last will be at {last.ToIso()}."));
        }

        foreach (var order in issue)
        {
            foreach (var line in order.Lines.Where(l => order.EndsAt is { } end && l.FullEffectAt >= end))
            {
                doubts.Add(new Text(
                    $"{order.EnterpriseName}“{line.Process}”要到{line.FullEffectAt.ToNoticeZh()}才能全部到位，不早于计划结束时刻{order.EndsAt!.Value.ToNoticeZh()}。",
                    $"{order.EnterpriseName} \"{line.Process}\" is in full effect only at {line.FullEffectAt.ToIso()}, not before the planned end {order.EndsAt!.Value.ToIso()}."));
            }
        }

        foreach (var order in issue)
        {
            foreach (var line in order.Lines.Where(l => l.Windows is null && order.EndsAt is { } end && l.FullEffectAt < end && (decimal)(end - l.FullEffectAt).TotalHours < ramps.ShortestStopOf(order.EnterpriseCode, l)))
            {
                var (stands, shortest) = ((decimal)(order.EndsAt!.Value - line.FullEffectAt).TotalHours, ramps.ShortestStopOf(order.EnterpriseCode, line));
                doubts.Add(new Text(
                    $"{order.EnterpriseName}“{line.Process}”到计划结束只停{stands:0.#}小时，短于清单所列最短停产时间{shortest:0.#}小时。",
                    $"{order.EnterpriseName} \"{line.Process}\" stands only {stands:0.#} hours until the planned end, less than the {shortest:0.#} hours the list gives as its shortest stop."));
            }
        }

        return doubts;
    }

    /// <summary>Hours that units need, from the list: of the unit chosen; of the slowest unit when the whole enterprise is; 0 for what does not ramp or is not in the list.</summary>
    private sealed class Ramps(EmergencyReductionList list)
    {
        private readonly ILookup<string, ProductionUnit> units = list.Units.ToLookup(u => u.EnterpriseCode, StringComparer.Ordinal);

        public decimal DownOf(PlanChoice choice) => Most(choice, u => u.RampDownHours);

        public decimal UpOf(PlanChoice choice) => Most(choice, u => u.RampUpHours);

        /// <summary>Shortest stop that makes sense for a line of an order [h].</summary>
        public decimal ShortestStopOf(string enterpriseCode, OrderLine line) => !Ramp(line.Effect) ? 0 : UnitsOf(enterpriseCode, line.UnitId).Select(u => u.MinimumStopHours).DefaultIfEmpty(0).Max();

        private decimal Most(PlanChoice choice, Func<ProductionUnit, decimal> hours) => !Ramp(choice.Effect) ? 0 : UnitsOf(choice.EnterpriseCode, choice.UnitId).Select(hours).DefaultIfEmpty(0).Max();

        private IEnumerable<ProductionUnit> UnitsOf(string enterpriseCode, string unitId) => units[enterpriseCode].Where(u => unitId.Length == 0 || u.UnitId == unitId);
    }
}
