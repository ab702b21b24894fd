using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Verification.InService;
using Emergency.Storage.Audit;
using Emergency.Storage.Chain;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Forecasts;

/// <summary>A forecaster's figure as entered.</summary>
/// <param name="ForecastId">Chain record of the forecast.</param>
/// <param name="Day">Day corrected.</param>
/// <param name="Quantity">Quantity.</param>
/// <param name="Low">Lower end; may be left out.</param>
/// <param name="Middle">The figure; left out when a category is given.</param>
/// <param name="High">Upper end; may be left out.</param>
/// <param name="Category">AQI category 1 … 6 in place of figures; only for the AQI.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">User name.</param>
/// <param name="At">When.</param>
public sealed record Correction(
    string ForecastId, LocalDay Day, CorrectedQuantity Quantity, double? Low, double? Middle, double? High, int? Category, string Reason, string By, DateTimeOffset At);

/// <summary>Keeps what forecasters put beside the model's figures. The forecast stays as it was issued; both are scored.</summary>
public sealed class CorrectionDesk(IDbContextFactory<AppDb> databases, AuditLog audit, RuleLibrary rules)
{
    /// <summary>Longest reason kept [characters].</summary>
    public const int LongestReason = 1000;

    /// <summary>
    /// Records a figure, with its audit entry in the same transaction. The same figure entered again is the revision that is there. Refused for an unknown
    /// forecast or a day outside it (CORRECTION-001, -002), a day already over (-003), figures that cannot be (-004 … -006) and without a reason (-007).
    /// </summary>
    public Task<Outcome<ForecastCorrectionRow>> RecordAsync(Correction correction, CancellationToken cancellationToken) =>
        databases.InTransactionAsync<Outcome<ForecastCorrectionRow>>(
            async db =>
            {
                // Two forecasters at once give two revisions, not one lost.
                await audit.LockAsync(db, cancellationToken);
                if (await db.Chain.AsNoTracking().SingleOrDefaultAsync(c => c.Id == correction.ForecastId && c.Kind == ChainKinds.Forecast, cancellationToken) is not { } forecast)
                {
                    return Refusal.Of("CORRECTION-001", $"没有预报记录“{correction.ForecastId}”。", $"There is no forecast \"{correction.ForecastId}\".", "请先制作预报。", "Issue the forecast first.");
                }

                var figures = Check(correction, forecast);
                if (!figures.Ok)
                {
                    return figures.Refusal;
                }

                var row = figures.Value;
                var latest = await db.ForecastCorrections.AsNoTracking()
                    .Where(c => c.ForecastId == row.ForecastId && c.Day == row.Day && c.Quantity == row.Quantity)
                    .OrderByDescending(c => c.Revision)
                    .FirstOrDefaultAsync(cancellationToken);
                if (latest is not null && Says(latest) == Says(row))
                {
                    return latest;
                }

                row.Revision = (latest?.Revision ?? 0) + 1;
                db.ForecastCorrections.Add(row);
                var detail = new { Day = correction.Day.ToString(), Quantity = row.Quantity.ToString(), row.Revision, row.Low, row.Middle, row.High, row.Category, row.Reason };
                await audit.AppendAsync(db, "forecast.correct", row.ForecastId, detail, row.By, row.At, cancellationToken);
                return row;
            },
            cancellationToken);

    /// <summary>All figures beside a forecast, by day, quantity and revision; of each day and quantity the last counts.</summary>
    public async Task<IReadOnlyList<ForecastCorrectionRow>> ForForecastAsync(string forecastId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ForecastCorrections.AsNoTracking()
            .Where(c => c.ForecastId == forecastId)
            .OrderBy(c => c.Day).ThenBy(c => c.Quantity).ThenBy(c => c.Revision)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The figures that count, as scoring takes them: one a forecast and day.</summary>
    internal static IReadOnlyList<ManualFigure> Figures(IEnumerable<ForecastCorrectionRow> rows, Func<string, Forecast?> forecastOf) =>
    [
        .. from row in rows
           group row by (row.ForecastId, row.Day) into day
           let forecast = forecastOf(day.Key.ForecastId)
           where forecast is not null
           select new ManualFigure(forecast.IssuedAt, forecast.ModelId, new LocalDay(day.Key.Day), Last(day, CorrectedQuantity.Pm25), Last(day, CorrectedQuantity.Aqi)),
    ];

    private static double? Last(IEnumerable<ForecastCorrectionRow> rows, CorrectedQuantity quantity) => rows.Where(r => r.Quantity == quantity).MaxBy(r => r.Revision)?.Middle;

    private static (double?, double, double?, int?, string) Says(ForecastCorrectionRow row) => (row.Low, row.Middle, row.High, row.Category, row.Reason);

    private Outcome<ForecastCorrectionRow> Check(Correction correction, ChainRow forecast)
    {
        var day = correction.Day;
        if (!ChainDesk.Read<Forecast>(forecast).Days.Any(d => d.Day == day))
        {
            return Refusal.Of("CORRECTION-002", $"该预报不含 {day}。", $"The forecast does not contain {day}.", "请选择预报所含的日期。", "Choose a day of the forecast.");
        }

        if (day.End <= correction.At)
        {
            return Refusal.Of(
                "CORRECTION-003",
                $"{day} 已经过去，不能再订正预报。",
                $"{day} is over; its forecast can no longer be corrected.",
                "请订正尚未结束的日期。",
                "Correct a day that is not over.");
        }

        if (string.IsNullOrWhiteSpace(correction.Reason) || correction.Reason.Length > LongestReason)
        {
            return Refusal.Of(
                "CORRECTION-007",
                $"订正须写明理由，不超过{LongestReason}字。",
                $"A correction needs a reason of at most {LongestReason} characters.",
                "请填写理由。",
                "Say why.");
        }

        var aqi = rules.Aqi(forecast.RegionCode, day);
        if (!aqi.Ok)
        {
            return aqi.Refusal;
        }

        var figures = FiguresOf(correction, aqi.Value);
        return figures.Ok
            ? new ForecastCorrectionRow
            {
                ForecastId = forecast.Id,
                RegionCode = forecast.RegionCode,
                Day = day.Date,
                Quantity = correction.Quantity,
                Low = figures.Value.Low,
                Middle = figures.Value.Middle,
                High = figures.Value.High,
                Category = correction.Category,
                Reason = correction.Reason.Trim(),
                By = correction.By,
                At = correction.At,
            }
            : figures.Refusal;
    }

    private static Outcome<Range> FiguresOf(Correction correction, AqiRules aqi)
    {
        if (correction.Category is { } level)
        {
            return correction.Quantity == CorrectedQuantity.Aqi
                && correction is { Low: null, Middle: null, High: null }
                && aqi.Categories.FirstOrDefault(c => c.Level == level) is { } category
                ? new Range(category.Min, (category.Min + category.Max) / 2.0, category.Max)
                : Refusal.Of(
                    "CORRECTION-004",
                    $"级别“{level}”不能使用：级别只用于AQI（1–{aqi.Categories.Count}），且不与数值同时填写。",
                    $"Category \"{level}\" cannot be used: a category is for the AQI alone (1 to {aqi.Categories.Count}) and stands in place of figures.",
                    "请填写级别或数值之一。",
                    "Give either a category or figures.");
        }

        if (correction.Middle is not { } middle)
        {
            return Refusal.Of("CORRECTION-004", "没有填写订正值。", "No figure was given.", "请填写数值或级别。", "Give a figure or a category.");
        }

        // The index ends where its edition ends; a concentration where monitors do.
        var (least, most) = correction.Quantity == CorrectedQuantity.Aqi
            ? (aqi.Categories[0].Min, aqi.Cap)
            : (0, QualityLimits.Defaults[Core.Quantities.Pollutant.Pm25].RangeEndTo!.Value);
        double[] given = [.. new[] { correction.Low, middle, correction.High }.OfType<double>()];
        if (!given.All(v => v >= least && v <= most))
        {
            return Refusal.Of(
                "CORRECTION-005",
                FormattableString.Invariant($"订正值须在 {least}–{most} 之间。"),
                FormattableString.Invariant($"Figures must lie between {least} and {most}."),
                "请核对数值和单位。",
                "Check the figures and their unit.");
        }

        return given.SequenceEqual(given.Order())
            ? new Range(correction.Low, middle, correction.High)
            : Refusal.Of("CORRECTION-006", "下限、订正值、上限须依次不减。", "Lower end, figure and upper end must not fall.", "请核对三个数值的次序。", "Check the order of the three figures.");
    }

    private sealed record Range(double? Low, double Middle, double? High);
}
