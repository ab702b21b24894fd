using System.Globalization;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Reports;

namespace Emergency.Web.Features.Portal;

/// <summary>One line of a report as the form sends it.</summary>
public sealed class LineInput
{
    /// <summary>Done, partly, not.</summary>
    public LineState? State { get; set; }

    /// <summary>Beijing time, as a date-and-time field sends it; empty when not said.</summary>
    public string? At { get; set; }

    /// <summary>In words.</summary>
    public string? Note { get; set; }
}

/// <summary>Turns the fields and files of a form into what the desks take.</summary>
public static class ReportForm
{
    /// <summary>Lines in the order of the form. A line without a state is left out, so that the check names what is missing.</summary>
    public static IReadOnlyList<LineReport> Lines(IReadOnlyList<LineInput>? lines) =>
        [.. (lines ?? []).Select((l, i) => (Input: l, Line: i + 1)).Where(l => l.Input.State is not null).Select(l => new LineReport(l.Line, l.Input.State!.Value, Time(l.Input.At), l.Input.Note ?? ""))];

    /// <summary>
    /// The key of a form together with what it said. Pressed twice it is one answer; sent once more with other words, by the browser's way back or from a second window,
    /// it is another, and nothing that was said is lost.
    /// </summary>
    /// <param name="form">Key that the form carries; empty when it carries none, which is refused later.</param>
    /// <param name="said">All that the form says.</param>
    public static string Key<T>(string? form, T said) => string.IsNullOrEmpty(form) ? "" : $"{form}-{ContentHash.OfJson(said).Short}";

    /// <summary>Checks and stores every file; the first that is wrong refuses them all.</summary>
    public static async Task<Outcome<IReadOnlyList<ReceiptFile>>> FilesAsync(IFormFileCollection? files, UploadStore store, CancellationToken cancellationToken)
    {
        // A file field that was left empty is sent as a part without a name.
        var sent = (files ?? new FormFileCollection()).Where(f => f.Length > 0 || f.FileName.Length > 0).ToList();
        if (UploadRules.CheckCount(sent.Count) is { } refusal)
        {
            return refusal;
        }

        var kept = new List<ReceiptFile>();
        foreach (var file in sent)
        {
            // One byte more than allowed is enough to refuse: a large one is never read whole.
            var content = new byte[Math.Min(file.Length, UploadRules.LargestFile + 1)];
            await using (var stream = file.OpenReadStream())
            {
                await stream.ReadExactlyAsync(content, cancellationToken);
            }

            var saved = await store.SaveAsync(file.FileName, content, cancellationToken);
            if (!saved.Ok)
            {
                return saved.Refusal;
            }

            kept.Add(saved.Value);
        }

        return kept;
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new DateTimeOffset(local, ChinaTime.Offset)
            : null;
}
