using Emergency.Core.Refusals;
using Emergency.Storage.Chain;
using Emergency.Warnings.Advice;
using Emergency.Warnings.Responses;

namespace Emergency.Web.Features.Responses;

/// <summary>The part of a form that says why: which advice, which order from above, or what the consultation decided.</summary>
public sealed class GroundForm
{
    /// <summary>advice, lift-advice, above or consultation.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Chain record of the advice.</summary>
    public string? AdviceId { get; set; }

    /// <summary>Who ordered.</summary>
    public string? Issuer { get; set; }

    /// <summary>Number of the notice.</summary>
    public string? DocumentNumber { get; set; }

    /// <summary>Opinion of the consultation.</summary>
    public string? Opinion { get; set; }

    /// <summary>The ground; refused when the form leaves it open.</summary>
    public async Task<Outcome<ResponseGround>> ReadAsync(ChainDesk chain, CancellationToken cancellationToken)
    {
        switch (Kind)
        {
            case "above" when !string.IsNullOrWhiteSpace(Issuer) && !string.IsNullOrWhiteSpace(DocumentNumber):
                return new ResponseGround.OrderFromAbove(Issuer.Trim(), DocumentNumber.Trim());
            case "consultation" when !string.IsNullOrWhiteSpace(Opinion):
                return new ResponseGround.Consultation(Opinion.Trim());
            case "advice" or "lift-advice" when AdviceId is not null && await chain.FindAsync(AdviceId, cancellationToken) is { } row:
                return row.Kind switch
                {
                    ChainKinds.Advice when Kind == "advice" => new ResponseGround.OfAdvice(row.Id, ChainDesk.Read<WarningAdvice>(row)),
                    ChainKinds.LiftAdvice when Kind == "lift-advice" => new ResponseGround.OfLiftAdvice(row.Id, ChainDesk.Read<LiftAdvice>(row)),
                    _ => Missing(),
                };
            default:
                return Missing();
        }
    }

    private static Refusal Missing() => Refusal.Of(
        "RESPONSE-040",
        "没有写明依据。",
        "The ground is missing.",
        "请选择预警建议、上级通知（发文单位和文号）或会商意见（写明意见）之一。",
        "Choose an advice, a notice from above (issuer and number), or the consultation (with its opinion).");
}
