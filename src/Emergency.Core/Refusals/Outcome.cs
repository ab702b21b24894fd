using System.Diagnostics.CodeAnalysis;

namespace Emergency.Core.Refusals;

/// <summary>The answer of a decision: a value, or the refusal that says why there is none. Exactly one of the two is present.</summary>
/// <typeparam name="T">What the decision yields when it is allowed.</typeparam>
public readonly struct Outcome<T>
    where T : notnull
{
    private Outcome(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>The value; null (or default) when refused.</summary>
    public T? Value { get; }

    /// <summary>The refusal; null when there is a value.</summary>
    public Refusal? Refusal { get; }

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Ok => Refusal is null;

    /// <summary>Allowed, with this value.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>Refused, for this reason.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <summary>The value, for callers to whom a refusal here is a bug (tests, replay of what was once allowed).</summary>
    /// <exception cref="InvalidOperationException">The decision was refused; the message is the refusal.</exception>
    public T OrThrow() => Ok ? Value : throw new InvalidOperationException(Refusal.ToString());
}
