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
