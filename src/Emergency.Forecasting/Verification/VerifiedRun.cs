using Emergency.Core.Time;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Verification;

/// <summary>One forecast that was made, as scoring sees it.</summary>
/// <param name="IssuedAt">First hour not observed when it was made; lead 1 is the day that starts at or after it.</param>
/// <param name="Output">What the model said.</param>
public sealed record VerifiedRun(Hour IssuedAt, ModelOutput Output);
