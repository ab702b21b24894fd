using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Warnings.Responses;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

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

    /// <summary>Class of a response state's mark.</summary>
    public static string StateClass(ResponseState state) => state switch
    {
        ResponseState.InForce => "tag bad",
        ResponseState.Proposed or ResponseState.Approved or ResponseState.Suspended => "tag warn",
        _ => "tag",
    };

    /// <summary>True when this page answers a form sent to the handler, which only happens when it was refused: what was opened stays open.</summary>
    /// <param name="view">The page.</param>
    /// <param name="handler">Name of the form's handler; empty where the page has only one.</param>
    public static bool Sent(ViewContext view, string handler) =>
        view.HttpContext.Request is { HasFormContentType: true } request && string.Equals(request.Query["handler"].ToString(), handler, StringComparison.OrdinalIgnoreCase);

    /// <summary>What was typed into a field of a form that was refused, so that nobody writes it twice; empty otherwise.</summary>
    /// <param name="view">The page.</param>
    /// <param name="handler">Name of the form's handler; empty where the page has only one.</param>
    /// <param name="field">Name of the field.</param>
    public static string Typed(ViewContext view, string handler, string field) => Sent(view, handler) ? view.HttpContext.Request.Form[field].ToString() : "";

    /// <summary>Primary pollutants, ties joined.</summary>
    public static string Primary(IEnumerable<Pollutant> pollutants) => string.Join("、", pollutants.Select(p => p.Code()));

    /// <summary>A data block for a script: not executed, so the content security policy lets it stand.</summary>
    public static IHtmlContent Data(string id, object value) =>
        new HtmlString($"<script type=\"application/json\" id=\"{id}\">{JsonSerializer.Serialize(value, DataBlock)}</script>");
}
