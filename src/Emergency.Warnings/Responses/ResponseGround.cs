using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Warnings.Advice;

namespace Emergency.Warnings.Responses;

/// <summary>Why a response is started, changed, prolonged or lifted: advice of our own, an order from above, or the recorded opinion of the consultation.</summary>
public abstract record ResponseGround
{
    private ResponseGround()
    {
    }

    /// <summary>The ground in words.</summary>
    public abstract Text Describe();

    /// <summary>A warning advice.</summary>
    /// <param name="AdviceId">Its record in the chain.</param>
    /// <param name="Advice">The advice.</param>
    public sealed record OfAdvice(string AdviceId, WarningAdvice Advice) : ResponseGround
    {
        /// <inheritdoc/>
        public override Text Describe() => new(
            $"依据{Advice.IssuedAt.ToNoticeZh()}的预警建议（{Advice.Level.Name().Zh}）",
            $"on the warning advice of {Advice.IssuedAt.ToIso()} ({Advice.Level.Name().En})");
    }

    /// <summary>An advice on lifting.</summary>
    /// <param name="AdviceId">Its record in the chain.</param>
    /// <param name="Advice">The advice.</param>
    public sealed record OfLiftAdvice(string AdviceId, LiftAdvice Advice) : ResponseGround
    {
        /// <inheritdoc/>
        public override Text Describe() => new($"依据{Advice.IssuedAt.ToNoticeZh()}的解除研判：{Advice.Reason.Zh}", $"on the lift advice of {Advice.IssuedAt.ToIso()}: {Advice.Reason.En}");
    }

    /// <summary>A notice or order of a higher authority; it keeps the level and times it gives, whatever the local air.</summary>
    /// <param name="Issuer">Who ordered (山西省重污染天气应急指挥部办公室).</param>
    /// <param name="DocumentNumber">Number of the notice (省调度令2019年第1号).</param>
    public sealed record OrderFromAbove(string Issuer, string DocumentNumber) : ResponseGround
    {
        /// <inheritdoc/>
        public override Text Describe() => new($"依据{Issuer}{DocumentNumber}", $"by order of {Issuer}, {DocumentNumber}");
    }

    /// <summary>The consultation decided against or beyond the advice, and says why. Never enough to lift.</summary>
    /// <param name="Opinion">The recorded opinion (会商意见).</param>
    public sealed record Consultation(string Opinion) : ResponseGround
    {
        /// <inheritdoc/>
        public override Text Describe() => new($"依据会商意见：{Opinion}", $"on the consultation: {Opinion}");
    }
}
