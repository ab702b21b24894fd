namespace Emergency.Forecasting.Models.Trained;

/// <summary>Ridge regression by lead: leads up to 3 on their own rows, later ones also on those of the neighbouring leads, which differ little.</summary>
internal static class RidgeLeads
{
    /// <summary>Last lead that is fitted on its own rows alone.</summary>
    public const int OwnLeads = 3;

    private const double CommonShare = 0.8;

    /// <summary>True when rows of a lead help to fit another.</summary>
    /// <param name="rowLead">Lead of the row.</param>
    /// <param name="lead">Lead that is fitted.</param>
    /// <param name="pooled">False where every lead has its own quality of weather, so that neighbours mislead.</param>
    public static bool Counts(int rowLead, int lead, bool pooled) =>
        rowLead == lead || (pooled && lead > OwnLeads && rowLead > OwnLeads && Math.Abs(rowLead - lead) <= 1);

    /// <summary>Fits the coefficients of every lead.</summary>
    /// <param name="standardised">Standardised rows.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="leads">Lead of each row.</param>
    /// <param name="targets">ln of the target of each row for several pollutants; NaN where missing.</param>
    /// <param name="penalty">Penalty per row.</param>
    /// <param name="pooled">True to use rows of neighbouring leads too.</param>
    /// <param name="threads">Threads to use; changes nothing but the time.</param>
    /// <param name="cancel">Looked at between leads.</param>
    /// <returns>[pollutant][lead − 1][1 + columns], the constant first.</returns>
    public static float[][][] Fit(float[] standardised, int columns, int[] leads, float[][] targets, double penalty, bool pooled, int threads, CancellationToken cancel)
    {
        var result = targets.Select(_ => new float[IssueMoment.Leads][]).ToArray();
        var rows = leads.Length;

        // Pollutants that are nearly always there share one set of normal equations; a rarer one has its own, so that it costs the others no rows.
        var common = Enumerable.Range(0, targets.Length).Where(p => targets[p].Count(y => !float.IsNaN(y)) >= CommonShare * rows).ToArray();
        var groups = targets.Select((_, p) => p).Where(p => !common.Contains(p)).Select(p => new[] { p }).Prepend(common).Where(g => g.Length > 0).ToList();
        Parallel.For(1, IssueMoment.Leads + 1, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, lead =>
        {
            foreach (var group in groups)
            {
                var solved = FitGroup(standardised, columns, leads, targets, group, lead, pooled).SolveAll(penalty);
                for (var g = 0; g < group.Length; g++)
                {
                    result[group[g]][lead - 1] = [.. solved[g].Select(c => (float)c)];
                }
            }
        });
        return result;
    }

    /// <summary>Predicts from a standardised row.</summary>
    public static float Predict(ReadOnlySpan<float> coefficients, ReadOnlySpan<float> standardised)
    {
        double sum = coefficients[0];
        for (var k = 0; k < standardised.Length; k++)
        {
            sum += (double)coefficients[k + 1] * standardised[k];
        }

        return (float)sum;
    }

    private static RidgeFit FitGroup(float[] standardised, int columns, int[] leads, float[][] targets, int[] group, int lead, bool pooled)
    {
        var fit = new RidgeFit(columns + 1, group.Length);
        var (row, values) = (new double[columns + 1], new double[group.Length]);
        row[0] = 1;
        for (var i = 0; i < leads.Length; i++)
        {
            if (!Counts(leads[i], lead, pooled) || Array.Exists(group, p => float.IsNaN(targets[p][i])))
            {
                continue;
            }

            for (var k = 0; k < columns; k++)
            {
                row[k + 1] = standardised[((long)i * columns) + k];
            }

            for (var g = 0; g < group.Length; g++)
            {
                values[g] = targets[group[g]][i];
            }

            fit.Add(row, values);
        }

        return fit;
    }
}
