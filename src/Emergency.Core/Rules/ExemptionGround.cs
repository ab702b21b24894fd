using Emergency.Core.Decisions;

namespace Emergency.Core.Rules;

/// <summary>Whether an exemption on a ground carries a largest load.</summary>
public enum LoadRule
{
    /// <summary>It must: only the guaranteed task is let run.</summary>
    Required,

    /// <summary>It may.</summary>
    Optional,
}

/// <summary>A ground on which one enterprise may be exempted in one response (rules.md 5.6, 5.7).</summary>
/// <param name="Code">Identifier, e.g. heat.</param>
/// <param name="Name">What it is.</param>
/// <param name="Load">Whether a largest load goes with it.</param>
/// <param name="GradeBound">True when it asks for the grade of a guarantee enterprise.</param>
/// <param name="Source">Source, with its doubt.</param>
public sealed record ExemptionGround(string Code, Text Name, LoadRule Load, bool GradeBound, SourceRef Source);
