using System.Globalization;
using System.Text;
using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;

namespace Emergency.Dispatch.Orders;

/// <summary>The order as people read it: the Chinese document, and a summary in English. Approved files in the tests hold the wording.</summary>
public static class OrderText
{
    /// <summary>The whole document in Chinese, plain text, one paragraph a line.</summary>
    public static string Chinese(Order order)
    {
        var text = new StringBuilder();
        Line(text, $"重污染天气应急减排指令");
        Line(text, $"编号：{order.Number}（第{order.Revision}版）");
        if (order.PredecessorId is not null)
        {
            Line(text, $"本指令下达后，对贵单位的前一版指令同时终止。");
            if (order.Change is { } change)
            {
                Line(text, $"本版变更：{change.Zh}。");
            }
        }

        Line(text, $"{order.EnterpriseName}（统一社会信用代码{order.EnterpriseCode}）：");
        Line(text, $"{order.Reason.Zh}现要求如下：");
        Line(text, $"一、执行期间。{order.Level.Name().Zh}预警，{order.Level.Response().Zh}；自{order.StartsAt.ToNoticeZh()}起，{(order.EndsAt is { } end ? $"至{end.ToNoticeZh()}止" : "至另行通知解除为止")}。");
        Line(text, $"二、减排措施。");
        for (var i = 0; i < order.Lines.Count; i++)
        {
            Line(text, $"{i + 1}．{MeasureZh(order.Lines[i])}");
        }

        Line(text, $"三、报送。请于{order.AcknowledgeBy.ToNoticeZh()}前签收，于{order.ReportBy.ToNoticeZh()}前报告执行情况。签收、报告均须注明第{order.Revision}版。");
        Line(text, $"四、异议。如认为措施无法执行，请说明理由提出异议；答复前指令仍然有效。未收到通知不等于解除。");
        Line(text, $"五、依据。{order.LegalBasis.Zh}");
        Line(text, $"联系：{order.Contact}");
        return text.ToString();
    }

    /// <summary>A summary in English, plain text.</summary>
    public static string EnglishSummary(Order order)
    {
        var text = new StringBuilder();
        Line(text, $"Emergency reduction order {order.Number}, revision {order.Revision}, to {order.EnterpriseName} ({order.EnterpriseCode})");
        Line(text, $"{order.Reason.En}");
        if (order.Change is { } change)
        {
            Line(text, $"Changed against the revision before: {change.En}.");
        }

        Line(text, $"Level {order.Level.Name().En} ({order.Level.Response().En}), from {order.StartsAt.ToIso()} {(order.EndsAt is { } end ? $"to {end.ToIso()}" : "until further notice")}.");
        for (var i = 0; i < order.Lines.Count; i++)
        {
            var line = order.Lines[i];
            Line(text, $"{i + 1}. {(line.Process.Length == 0 ? "whole enterprise" : line.Process)}: {Words(line.Effect)}{Lines(line)}, begin {line.RampDownAt.ToIso()}, full effect by {line.FullEffectAt.ToIso()}{Window(line)}{Days(line)}. {line.MeasureText}");
        }

        Line(text, $"Acknowledge by {order.AcknowledgeBy.ToIso()}, report execution by {order.ReportBy.ToIso()}, naming revision {order.Revision}. An objection with reasons does not suspend the order; silence never means it is lifted.");
        Line(text, $"Basis: {order.LegalBasis.En} Contact: {order.Contact}");
        return text.ToString();

        // StopLines → stop lines.
        static string Words(EffectKind effect) => string.Concat(effect.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));
        static string Lines(OrderLine line) => line is { LinesStopped: { } stopped, LinesTotal: { } total } ? $", {stopped} of {total} lines" : "";
        static string Days(OrderLine line) =>
            (line.Windows is { } windows ? $", only {OrderWindows.Say(windows).En}" : "") + (line.Except is { Count: > 0 } except ? $", except {OrderWindows.Say(except).En}, when a stricter line of this order holds" : "");
        static string Window(OrderLine line) => line is { FromHour: { } from, ToHour: { } to } ? $", daily {from:00}:00 to {to:00}:00{(to <= from ? " of the next day" : "")}" : "";
    }

    /// <summary>When the enterprise may begin to ramp up again after its order ended; restarts are spread.</summary>
    public static DateTimeOffset RestartFrom(Order order, DateTimeOffset endedAt) => endedAt.AddMinutes(order.RestartDelayMinutes);

    /// <summary>The paragraph that ends an order. It says everything, so that it stands also where the order itself never arrived.</summary>
    /// <param name="order">The order.</param>
    /// <param name="at">When it ended.</param>
    /// <param name="reason">Why.</param>
    /// <param name="suspended">True when the response is only suspended: a new revision will follow when it resumes.</param>
    /// <param name="others">True when the enterprise may hold later revisions that a restored database does not know: they end too.</param>
    public static Text Ended(Order order, DateTimeOffset at, Text reason, bool suspended = false, bool others = false)
    {
        var (othersZh, othersEn) = others ? ("本次响应中贵单位此前收到的其他各版指令同时终止。", "Every other revision that you received in this response ends with it. ") : ("", "");
        var restart = RestartFrom(order, at);
        var (fromZh, fromEn) = restart > at ? ($"自{restart.ToNoticeZh()}起", $" from {restart.ToIso()}, so that not all restart at once,") : ("", "");
        return new(
            $"{order.EnterpriseName}：指令{order.Number}（第{order.Revision}版）自{at.ToNoticeZh()}起{(suspended ? "暂停执行" : "解除")}（{reason.Zh}）。{othersZh}无论此前是否收到该指令，均不再执行其中的减排措施；停产设施可{fromZh}按操作规程恢复生产（按规定须经批准方可点火的冷态炉窑除外），错峰生产等其他管控要求不受影响。{(suspended ? "应急响应恢复时将另行下达新版指令。" : "")}联系：{order.Contact}",
            $"{order.EnterpriseName}: order {order.Number} (revision {order.Revision}) is {(suspended ? "suspended" : "lifted")} from {at.ToIso()} ({reason.En}). {othersEn}Whether or not the order reached you, its measures no longer apply; stopped units may resume{fromEn} by their operating rules (except cold furnaces that may only be lit with approval). Other controls such as off-peak production stay in force. {(suspended ? "A new revision follows when the response resumes. " : "")}Contact: {order.Contact}");
    }

    private static string MeasureZh(OrderLine line)
    {
        var where = line.Process.Length == 0 ? "全厂" : line.Process;
        var count = line is { LinesStopped: { } stopped, LinesTotal: { } total } ? $"（共{total}条，停{stopped}条）" : "";
        var window = line is { FromHour: { } from, ToHour: { } to } ? $"；每日{from}时至{(to <= from ? "次日" : "")}{to}时" : "";
        var when = line.RampDownAt == line.FullEffectAt
            ? $"自{line.FullEffectAt.ToNoticeZh()}起执行"
            : $"{line.RampDownAt.ToNoticeZh()}开始降负荷，{line.FullEffectAt.ToNoticeZh()}前全部到位";
        var days = line.Windows is { } windows ? $"；只在{OrderWindows.Say(windows).Zh}执行" : "";
        var except = line.Except is { Count: > 0 } replaced ? $"；{OrderWindows.Say(replaced).Zh}期间由本指令中更严的措施代替" : "";
        return $"【{where}】{line.MeasureText}{count}；{when}{window}{days}{except}。";
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
