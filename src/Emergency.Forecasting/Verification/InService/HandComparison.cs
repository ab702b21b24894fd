namespace Emergency.Forecasting.Verification.InService;

/// <summary>The forecaster's figures beside the model's, on the very days that were corrected: a model is not blamed for the easy days nobody touched.</summary>
/// <param name="Days">Corrected days that were observed.</param>
/// <param name="Pm25Days">Those for which PM2.5 was corrected.</param>
/// <param name="RmseModel">RMSE of PM2.5 of the model on them [µg/m³]; null without any.</param>
/// <param name="RmseByHand">The same of the forecaster.</param>
/// <param name="Categories">Days for which both have a category.</param>
/// <param name="ExactModel">Of them with the right category by the model.</param>
/// <param name="ExactByHand">By the forecaster.</param>
public sealed record HandComparison(int Days, int Pm25Days, double? RmseModel, double? RmseByHand, int Categories, int ExactModel, int ExactByHand)
{
    /// <summary>Compares the scores of the same model, issue and day.</summary>
    public static HandComparison Of(IEnumerable<DayScore> scores)
    {
        var pairs = scores
            .GroupBy(s => (s.ModelId, s.IssuedAt, s.Day))
            .Select(g => (Model: g.FirstOrDefault(s => s.Source == FigureSource.Model), Hand: g.FirstOrDefault(s => s.Source == FigureSource.Forecaster)))
            .Where(p => p is { Model: not null, Hand: not null })
            .ToList();
        var pm25 = pairs.Where(p => p.Model!.Error is not null && p.Hand!.Error is not null).ToList();
        var categories = pairs.Where(p => p.Model!.CategoriesOff is not null && p.Hand!.CategoriesOff is not null).ToList();
        return new(
            pairs.Count,
            pm25.Count,
            Rmse([.. pm25.Select(p => p.Model!.Error!.Value)]),
            Rmse([.. pm25.Select(p => p.Hand!.Error!.Value)]),
            categories.Count,
            categories.Count(p => p.Model!.CategoriesOff == 0),
            categories.Count(p => p.Hand!.CategoriesOff == 0));
    }

    private static double? Rmse(double[] errors) => errors.Length == 0 ? null : Math.Sqrt(errors.Average(e => e * e));
}
