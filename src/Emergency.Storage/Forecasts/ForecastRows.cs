using Emergency.Core.Time;
using Emergency.Forecasting.Verification.InService;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Forecasts;

/// <summary>What a forecaster may put a figure beside.</summary>
public enum CorrectedQuantity
{
    /// <summary>Daily AQI of all pollutants.</summary>
    Aqi,

    /// <summary>Daily PM2.5 [µg/m³].</summary>
    Pm25,
}

/// <summary>A forecaster's figure for one day of one issued forecast. Never changed: a second thought is the next revision.</summary>
public sealed class ForecastCorrectionRow
{
    /// <summary>Number, in the order of recording.</summary>
    public long Id { get; set; }

    /// <summary>Chain record of the forecast corrected.</summary>
    public string ForecastId { get; set; } = "";

    /// <summary>Region of the forecast.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>Day corrected.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Quantity corrected.</summary>
    public CorrectedQuantity Quantity { get; set; }

    /// <summary>1, 2, … of this day and quantity; the highest counts.</summary>
    public int Revision { get; set; }

    /// <summary>Lower end of what is expected; null when only the middle was given.</summary>
    public double? Low { get; set; }

    /// <summary>The figure itself.</summary>
    public double Middle { get; set; }

    /// <summary>Upper end of what is expected; null when only the middle was given.</summary>
    public double? High { get; set; }

    /// <summary>AQI category 1 … 6 when a category was given in place of figures, which are then its range; null otherwise.</summary>
    public int? Category { get; set; }

    /// <summary>Why.</summary>
    public string Reason { get; set; } = "";

    /// <summary>By whom.</summary>
    public string By { get; set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>How one issued figure for one day turned out. Never changed: when observations were revised the next revision counts.</summary>
public sealed class ForecastScoreRow
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>Region.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>Model of the forecast.</summary>
    public string ModelId { get; set; } = "";

    /// <summary>Whose figure.</summary>
    public FigureSource Source { get; set; }

    /// <summary>Issue time of the forecast.</summary>
    public DateTimeOffset IssuedAt { get; set; }

    /// <summary>1 … 10.</summary>
    public int Lead { get; set; }

    /// <summary>Day forecast.</summary>
    public DateOnly Day { get; set; }

    /// <summary>1, 2, …; the highest counts.</summary>
    public int Revision { get; set; }

    /// <summary>Chain record of the forecast scored.</summary>
    public string ForecastId { get; set; } = "";

    /// <summary>PM2.5 said [µg/m³].</summary>
    public double? Pm25 { get; set; }

    /// <summary>PM2.5 observed [µg/m³].</summary>
    public double? ObservedPm25 { get; set; }

    /// <summary>AQI said.</summary>
    public double? Aqi { get; set; }

    /// <summary>AQI observed.</summary>
    public int? ObservedAqi { get; set; }

    /// <summary>Seasonal mean [µg/m³], as known when it was scored.</summary>
    public double? Climatology { get; set; }

    /// <summary>Observed PM2.5 lay in the 80 % interval.</summary>
    public bool? Inside80 { get; set; }

    /// <summary>Standardised error, see <see cref="DayScore.Surprise"/>.</summary>
    public double? Surprise { get; set; }

    /// <summary>Category said minus category observed.</summary>
    public int? CategoriesOff { get; set; }

    /// <summary>P(AQI &gt; 150).</summary>
    public double? Probability150 { get; set; }

    /// <summary>AQI was above 150.</summary>
    public bool? Was150 { get; set; }

    /// <summary>When it was scored.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The score, as the sums and the watch for drift take it.</summary>
    public DayScore ToScore() => new(
        ModelId, Source, IssuedAt, Lead, new LocalDay(Day), Pm25, ObservedPm25, Climatology, Inside80, Surprise, CategoriesOff, Probability150, Was150);
}

/// <summary>The choice of the model by which a region forecasts. Never changed: another choice is the next revision.</summary>
public sealed class ModelChoiceRow
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>Region.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>1, 2, … of the region; the highest is in force.</summary>
    public int Revision { get; set; }

    /// <summary>Model chosen.</summary>
    public string ModelId { get; set; } = "";

    /// <summary>Model in force before.</summary>
    public string FormerModelId { get; set; } = "";

    /// <summary>True when a person put it in force although the comparison spoke against it.</summary>
    public bool Overridden { get; set; }

    /// <summary>Why, in the words of the person who chose; may be empty when the comparison spoke for it.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The comparison as canonical JSON, a <see cref="PromotionDecision"/>.</summary>
    public string DecisionJson { get; set; } = "";

    /// <summary>By whom.</summary>
    public string ChosenBy { get; set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset ChosenAt { get; set; }
}

internal sealed class ForecastConfiguration :
    IEntityTypeConfiguration<ForecastCorrectionRow>, IEntityTypeConfiguration<ForecastScoreRow>, IEntityTypeConfiguration<ModelChoiceRow>
{
    public void Configure(EntityTypeBuilder<ForecastCorrectionRow> builder)
    {
        builder.ToTable("forecast_corrections");
        builder.HasIndex(c => new { c.ForecastId, c.Day, c.Quantity, c.Revision }).IsUnique();
        builder.HasIndex(c => new { c.RegionCode, c.Day });
    }

    public void Configure(EntityTypeBuilder<ForecastScoreRow> builder)
    {
        builder.ToTable("forecast_scores");
        builder.HasIndex(s => new { s.RegionCode, s.Day, s.ModelId, s.IssuedAt, s.Source, s.Revision }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ModelChoiceRow> builder)
    {
        builder.ToTable("forecast_models");
        builder.HasIndex(m => new { m.RegionCode, m.Revision }).IsUnique();
    }
}
