using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Warnings.Responses;
using Microsoft.AspNetCore.Html;

namespace Emergency.Web.Features.Layout;

/// <summary>How values of the domain look on every page.</summary>
public static class Shown
{
    // Escapes <, > and & so that data cannot end the block they stand in.
    private static readonly JsonSerializerOptions DataBlock = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Class of a level's mark.</summary>
    public static string LevelClass(WarningLevel level) => level switch
    {
        WarningLevel.Blue => "level level-blue",
        WarningLevel.Yellow => "level level-yellow",
        WarningLevel.Orange => "level level-orange",
        WarningLevel.Red => "level level-red",
        _ => "level level-none",
    };

    /// <summary>State of a response in words.</summary>
    public static Text Name(ResponseState state) => state switch
    {
        ResponseState.Proposed => new("待批准", "proposed"),
        ResponseState.Approved => new("已批准", "approved"),
        ResponseState.InForce => new("响应中", "in force"),
        ResponseState.Suspended => new("暂停", "suspended"),
        ResponseState.Lifted => new("已解除", "lifted"),
        ResponseState.Withdrawn => new("已撤回", "withdrawn"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Event of a response in words.</summary>
    public static Text Name(ResponseEvent? happened) => happened switch
    {
        null => new("提出", "proposed"),
        ResponseEvent.Approve => new("批准", "approved"),
        ResponseEvent.TakeEffect => new("开始", "started"),
        ResponseEvent.ChangeLevel => new("调整级别", "level changed"),
        ResponseEvent.Extend => new("延长", "extended"),
        ResponseEvent.Suspend => new("暂停", "suspended"),
        ResponseEvent.Resume => new("恢复", "resumed"),
        ResponseEvent.Lift => new("解除", "lifted"),
        ResponseEvent.Withdraw => new("撤回", "withdrawn"),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, null),
    };

    /// <summary>Class of a response state's mark.</summary>
    public static string StateClass(ResponseState state) => state switch
    {
        ResponseState.InForce => "tag bad",
        ResponseState.Proposed or ResponseState.Approved or ResponseState.Suspended => "tag warn",
        _ => "tag",
    };

    /// <summary>Primary pollutants, ties joined.</summary>
    public static string Primary(IEnumerable<Pollutant> pollutants) => string.Join("、", pollutants.Select(p => p.Code()));

    /// <summary>A data block for a script: not executed, so the content security policy lets it stand.</summary>
    public static IHtmlContent Data(string id, object value) =>
        new HtmlString($"<script type=\"application/json\" id=\"{id}\">{JsonSerializer.Serialize(value, DataBlock)}</script>");
}
