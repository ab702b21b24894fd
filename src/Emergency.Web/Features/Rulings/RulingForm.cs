using Emergency.Planning.ReductionList;
using Emergency.Planning.Rulings;
using Emergency.Web.Features.Responses;

namespace Emergency.Web.Features.Rulings;

/// <summary>A decision on one enterprise as the form sends it.</summary>
public sealed class RulingForm
{
    /// <summary>Exemption or addition.</summary>
    public RulingKind Kind { get; set; }

    /// <summary>Enterprise.</summary>
    public string Enterprise { get; set; } = "";

    /// <summary>Unit; empty for the whole enterprise.</summary>
    public string? Unit { get; set; }

    /// <summary>Code of the ground of an exemption.</summary>
    public string? Ground { get; set; }

    /// <summary>Largest load of an exemption [%].</summary>
    public decimal? LoadPercent { get; set; }

    /// <summary>Number of the document.</summary>
    public string? Document { get; set; }

    /// <summary>Token of the document itself, uploaded with the preview; empty without one.</summary>
    public string? FileToken { get; set; }

    /// <summary>Why.</summary>
    public string? Why { get; set; }

    /// <summary>When it runs out, as the field writes it; empty for the end of the response.</summary>
    public string? Until { get; set; }

    /// <summary>Row of the list that an addition takes; empty for a text of one's own.</summary>
    public string? Row { get; set; }

    /// <summary>Effect of a text of one's own.</summary>
    public EffectKind Effect { get; set; } = EffectKind.Stop;

    /// <summary>Amount of it: per cent of output, machines, mg/m³.</summary>
    public decimal? Amount { get; set; }

    /// <summary>The text of one's own.</summary>
    public string? Text { get; set; }

    /// <summary>As the desk takes it. A row of the list names its own unit, which the caller looks up.</summary>
    /// <param name="unitOfRow">Unit of the row chosen; null when none is.</param>
    public RulingDraft ToDraft(string? unitOfRow) => new(Kind, Enterprise.Trim(), unitOfRow ?? Unit?.Trim() ?? "", Document ?? "", Why ?? "", LocalTime.FromField(Until))
    {
        GroundCode = Ground ?? "",
        MaximumLoad = LoadPercent / 100,
        Row = Row ?? "",
        Effect = Effect,
        Amount = Effect.Rule().Amount == AmountKind.Share ? Amount / 100 : Amount,
        Text = Text ?? "",
    };
}
