using System.Globalization;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Storage.Forecasts;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Forecasts;

/// <summary>A figure by hand as the form gives it.</summary>
/// <param name="Quantity">Aqi or Pm25.</param>
/// <param name="Low">Lower end.</param>
/// <param name="Middle">The figure.</param>
/// <param name="High">Upper end.</param>
/// <param name="Category">AQI category in place of figures.</param>
/// <param name="Reason">Why.</param>
public sealed record CorrectionForm(CorrectedQuantity Quantity, string? Low, string? Middle, string? High, int? Category, string? Reason);

/// <summary>One day of a forecast: why it is expected so, days that were alike, what changed since the day before, and the forecaster's own figure.</summary>
public sealed class DayModel(ForecastBoard board, AnalogueDesk analogues, CorrectionDesk corrections, RuleLibrary rules, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>The forecast; null when there is none yet.</summary>
    public BoardForecast? Board { get; private set; }

    /// <summary>The day shown.</summary>
    public ShownDay? Day { get; private set; }

    /// <summary>What drives the day; empty when the model does not say.</summary>
    public IReadOnlyList<Driver> Drivers { get; private set; } = [];

    /// <summary>Days that were alike.</summary>
    public AnalogueFindings Analogues { get; private set; } = new([], []);

    /// <summary>The forecast of the day before; null when there is none.</summary>
    public Forecast? Earlier { get; private set; }

    /// <summary>What changed for this day; null when the earlier forecast does not reach it.</summary>
    public DayChange? Change { get; private set; }

    /// <summary>True when both forecasts come from the same model and kind of weather.</summary>
    public bool Comparable { get; private set; }

    /// <summary>What the forecaster entered, kept when it was refused.</summary>
    public CorrectionForm Form { get; private set; } = new(CorrectedQuantity.Aqi, null, null, null, null, null);

    /// <summary>Why the last form was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>True while the day is not over, so that it may be corrected.</summary>
    public bool Open => Day is { } day && day.Day.Day.End > clock.GetUtcNow();

    /// <summary>Categories of the index in force on the day.</summary>
    public IReadOnlyList<AqiCategory> Categories => Rules.Categories;

    private AqiRules Rules => rules.Aqi(board.Region.Code, Day!.Day.Day).OrThrow();

    /// <summary>Shows a day; without a choice the first of the newest forecast.</summary>
    public async Task<IActionResult> OnGetAsync(string? id, string? day, CancellationToken cancellationToken) =>
        await LoadAsync(id, day, cancellationToken) ? Page() : NotFound();

    /// <summary>Puts the forecaster's figure beside the model's.</summary>
    public async Task<IActionResult> OnPostCorrectAsync(string? id, string? day, CorrectionForm form, CancellationToken cancellationToken)
    {
        // The desk knows every region; this page corrects its own region's forecasts.
        if (LocalDay.Parse(day ?? "") is not { } corrected || await board.FindAsync(id ?? "", cancellationToken) is not { } forecast)
        {
            return NotFound();
        }

        var recorded = Numbers(form) is { } numbers
            ? await corrections.RecordAsync(
                new(forecast.Id, corrected, form.Quantity, numbers.Low, numbers.Middle, numbers.High, form.Category, form.Reason ?? "", caller.Name, clock.GetUtcNow()), cancellationToken)
            : Unreadable();
        if (recorded.Ok)
        {
            return RedirectToPage(new { id, day });
        }

        (Refusal, Form) = (recorded.Refusal, form);
        Response.StatusCode = Refusals.StatusOf(recorded.Refusal);
        return await LoadAsync(id, day, cancellationToken) ? Page() : NotFound();
    }

    /// <summary>Index of one pollutant at its median; null when the table ends below it.</summary>
    public int? Iaqi(PollutantForecast pollutant) => ShownDay.IaqiOf(pollutant, Rules);

    /// <summary>Category of an index on the day.</summary>
    public AqiCategory CategoryOf(double aqi) => board.CategoryOf(Day!.Day.Day, aqi);

    private async Task<bool> LoadAsync(string? id, string? day, CancellationToken cancellationToken)
    {
        var entries = await board.EntriesAsync(cancellationToken);
        var chosen = string.IsNullOrEmpty(id) ? (entries is [var first, ..] ? first.Id : null) : id;
        if (chosen is null)
        {
            return true;
        }

        Board = await board.FindAsync(chosen, cancellationToken);
        Day = string.IsNullOrEmpty(day) ? Board?.Days[0] : Board?.Days.FirstOrDefault(d => d.Day.Day == LocalDay.Parse(day));
        if (Board is null || Day is null)
        {
            return false;
        }

        var forecast = Board.Forecast;
        Drivers = forecast.Drivers.FirstOrDefault(d => d.Lead == Day.Day.Lead)?.Drivers ?? [];
        Analogues = await analogues.FindAsync(board.Region, forecast, Day.Day.Lead, cancellationToken);
        Earlier = await board.DayBeforeAsync(forecast, entries, cancellationToken);
        if (Earlier is not null)
        {
            var change = ForecastChange.Between(Earlier, forecast);
            Comparable = change.SameModel && change.SameSetting;
            Change = change.Days.FirstOrDefault(d => d.Day == Day.Day.Day);
        }

        return true;
    }

    private static (double? Low, double? Middle, double? High)? Numbers(CorrectionForm form)
    {
        var read = new[] { form.Low, form.Middle, form.High }.Select(text =>
            string.IsNullOrWhiteSpace(text) ? (double?)null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : double.NaN).ToArray();
        return read.Any(n => n is { } number && double.IsNaN(number)) ? null : (read[0], read[1], read[2]);
    }

    private static Refusal Unreadable() => Refusal.Of(
        "CORRECTION-008", "填写的不是数值。", "A figure is not a number.", "请用阿拉伯数字填写，小数点用“.”。", "Write figures with digits and a decimal point.");
}
