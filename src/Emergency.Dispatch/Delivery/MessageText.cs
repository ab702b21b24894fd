using System.Text.Json;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;

namespace Emergency.Dispatch.Delivery;

/// <summary>A ledger document in words, for channels that carry text.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Short">In few words, without the link.</param>
/// <param name="Long">In full, without the link.</param>
/// <param name="AnswersOrder">Number of the order that its receiver can acknowledge by link; null when there is nothing to acknowledge.</param>
public sealed record MessageText(string Subject, string Short, string Long, string? AnswersOrder)
{
    /// <summary>Longest list of processes in a short message [characters].</summary>
    private const int ProcessLimit = 40;

    /// <summary>
    /// The words of a message. An order and a lift are put in few words; any other document brings its own words in <c>text</c>,
    /// and with a <c>number</c> it is about an order that can be acknowledged.
    /// </summary>
    /// <exception cref="JsonException">The body is no ledger document.</exception>
    public static MessageText Of(DeliveryMessage message)
    {
        using var document = JsonDocument.Parse(message.Body);
        return document.RootElement.GetProperty("kind").GetString() switch
        {
            "order" => Of(CanonicalJson.Read<OrderDocument>(message.Body)),
            "lift" => Of(CanonicalJson.Read<LiftDocument>(message.Body)),
            _ => Of(CanonicalJson.Read<OtherDocument>(message.Body)),
        };
    }

    private static MessageText Of(OrderDocument document)
    {
        var order = document.Order;
        var level = order.Level.Name().Zh;
        var processes = order.Lines.Select(l => l.Process.Length == 0 ? "全厂" : l.Process).Distinct(StringComparer.Ordinal).ToList();
        var named = string.Join("、", processes);
        if (named.Length > ProcessLimit)
        {
            named = $"{processes[0]}等{processes.Count}项";
        }

        var revised = order.Revision > 1 ? $"（第{order.Revision}版，前版作废）" : "";
        var until = order.EndsAt is { } end ? $"至{end.ToNoticeZh()}" : "，解除另行通知";
        return new MessageText(
            $"{level}预警减排指令 {order.Number}{revised}",
            $"{level}预警减排指令{order.Number}{revised}：{order.EnterpriseName}自{order.StartsAt.ToNoticeZh()}起{until}，{named}按指令减排。请于{order.AcknowledgeBy.ToNoticeZh()}前签收。",
            document.TextZh + "\n" + document.SummaryEn,
            order.Number);
    }

    /// <summary>How an order ended, in one word: 撤回, 暂停执行 (a new revision follows), 解除.</summary>
    public static string EndingZh(LiftDocument lift) => lift.How == OrderState.Withdrawn ? "撤回" : lift.Suspended ? "暂停执行" : "解除";

    private static MessageText Of(LiftDocument document) => new(
        $"减排指令 {document.Number} {EndingZh(document)}",
        $"减排指令{document.Number}自{document.EndedAt.ToNoticeZh()}起{EndingZh(document)}，无论是否收到过，均不再执行"
            + (document.RestartFrom > document.EndedAt ? $"，{document.RestartFrom.ToNoticeZh()}起可恢复生产" : "")
            + $"。按规定须批准方可点火的炉窑除外；其他管控不变。{(document.Suspended ? "恢复时另发新版。" : "")}",
        document.Text.Zh + "\n\n" + document.Text.En + "\n",
        null);

    private static MessageText Of(OtherDocument document) => new(
        document.Number is { } number ? $"关于减排指令 {number}" : "重污染天气应急减排",
        document.Text.Zh,
        document.Text.Zh + "\n\n" + document.Text.En + "\n",
        document.Number);

    private sealed record OtherDocument(Text Text, string? Number);
}
