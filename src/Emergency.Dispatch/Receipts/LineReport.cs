using Emergency.Core;
using Emergency.Core.Refusals;

namespace Emergency.Dispatch.Receipts;

/// <summary>How far a line of an order has been carried out, as the enterprise says.</summary>
public enum LineState
{
    /// <summary>Carried out in full.</summary>
    Done,

    /// <summary>In part; the note says what is missing.</summary>
    Partly,

    /// <summary>Not; the note says why.</summary>
    Not,
}

/// <summary>What an enterprise says about one line of its order.</summary>
/// <param name="Line">Which line, 1, 2, … as the order numbers them.</param>
/// <param name="State">How far.</param>
/// <param name="At">Since when; null when not carried out or not said.</param>
/// <param name="Note">In words; needed unless done.</param>
public sealed record LineReport(int Line, LineState State, DateTimeOffset? At, string Note);

/// <summary>Judges reports by line.</summary>
public static class LineReports
{
    /// <summary>The lines reported are not those of the order, or one lacks its note.</summary>
    public const string DoNotFit = "ORDER-009";

    /// <summary>Longest note of one line [characters].</summary>
    public const int NoteLimit = 500;

    /// <summary>The state in words.</summary>
    public static Text Name(this LineState state) => state switch
    {
        LineState.Done => new("已落实", "done"),
        LineState.Partly => new("部分落实", "partly"),
        LineState.Not => new("未落实", "not done"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Null when every line of the order is reported once and what is not done is explained; the refusal otherwise.</summary>
    /// <param name="lines">The report.</param>
    /// <param name="count">Lines of the order.</param>
    /// <param name="now">Now; no line can have been carried out later.</param>
    public static Refusal? Check(IReadOnlyList<LineReport> lines, int count, DateTimeOffset now)
    {
        if (lines.Count != count || !lines.Select(l => l.Line).Order().SequenceEqual(Enumerable.Range(1, count)))
        {
            return Refusal.Of(
                DoNotFit,
                $"该指令有{count}项措施，须逐项各报一次；收到{lines.Count}项。",
                $"The order has {count} lines, each reported once; {lines.Count} came.",
                "请对照指令逐项填写。",
                "Fill in every line of the order.");
        }

        if (lines.FirstOrDefault(l => l.State != LineState.Done && string.IsNullOrWhiteSpace(l.Note)) is { } unexplained)
        {
            return Refusal.Of(
                DoNotFit,
                $"第{unexplained.Line}项“{unexplained.State.Name().Zh}”没有说明。",
                $"Line {unexplained.Line} is {unexplained.State.Name().En} without a word why.",
                "请写明未落实的内容、原因和计划时间。",
                "Say what is missing, why, and by when it will be done.");
        }

        return lines.FirstOrDefault(l => l.Note.Length > NoteLimit || l.At > now) is { } wrong
            ? Refusal.Of(
                DoNotFit,
                $"第{wrong.Line}项的说明超过{NoteLimit}字，或到位时间晚于现在。",
                $"Line {wrong.Line} has a note longer than {NoteLimit} characters, or a time that has not come.",
                "请缩短说明，或改正到位时间。",
                "Shorten the note, or mend the time.")
            : null;
    }
}
