using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Models.Box;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>One moment from which the rows of ten leads start: an issue time and a source of weather.</summary>
/// <param name="Issue">Issue time, as an index of the record.</param>
/// <param name="Source">Number of the weather source; 0 without.</param>
/// <param name="Future">Weather after the issue time as the model may see it; null without.</param>
internal sealed record TrainingMoment(int Issue, int Source, WeatherSeries? Future)
{
    /// <summary>How well the weather of each lead day is known; empty when it is observed, or not known at all.</summary>
    public float[] Quality { get; init; } = [];
}

/// <summary>All rows of a variant: features and targets of every moment and lead. Targets are never filled.</summary>
internal sealed class TrainingRows
{
    private const int Leads = IssueMoment.Leads;
    private const int Day = 24;
    private const int Pollutants = 6;

    /// <summary>Hours of a day that must be there (HJ 663).</summary>
    private const double DayShare = 20.0 / Day;

    private readonly PlaceRecord record;
    private readonly FeatureScope scope;

    private TrainingRows(PlaceRecord record, FeatureScope scope, IReadOnlyList<TrainingMoment> moments, int columns)
    {
        (this.record, this.scope, Moments, Columns) = (record, scope, moments, columns);
        Features = new float[(long)moments.Count * Leads * columns];
        Targets = [.. Enumerable.Range(0, Pollutants).Select(_ => new float[moments.Count * Leads])];
    }

    private TrainingRows(TrainingRows other)
    {
        (record, scope, Moments, Columns, Targets) = (other.record, other.scope, other.Moments, other.Columns, other.Targets);
        Features = (float[])other.Features.Clone();
    }

    /// <summary>The moments; moment m has the rows 10·m … 10·m + 9.</summary>
    public IReadOnlyList<TrainingMoment> Moments { get; }

    /// <summary>Columns of a row.</summary>
    public int Columns { get; }

    /// <summary>Features, row by row.</summary>
    public float[] Features { get; }

    /// <summary>ln of the target [pollutant][row]; NaN where missing.</summary>
    public float[][] Targets { get; }

    /// <summary>Number of rows.</summary>
    public int Count => Moments.Count * Leads;

    /// <summary>Lead of a row.</summary>
    public static int LeadOf(int row) => (row % Leads) + 1;

    /// <summary>Index of the first hour of the target of a row.</summary>
    public int TargetOf(int row) => Moments[row / Leads].Issue + (Day * (LeadOf(row) - 1));

    /// <summary>Features of a row.</summary>
    public ReadOnlySpan<float> Row(int row) => Features.AsSpan(row * Columns, Columns);

    /// <summary>Builds the rows.</summary>
    public static TrainingRows Build(PlaceRecord record, WeatherNormal normal, FeatureScope scope, BoxModel? box, IReadOnlyList<TrainingMoment> moments, int threads, CancellationToken cancel)
    {
        var rows = new TrainingRows(record, scope, moments, FeatureRows.Names(scope).Count);
        rows.ForEachMoment(normal, box, threads, (maker, m) =>
        {
            var moment = moments[m];
            for (var lead = 1; lead <= Leads; lead++)
            {
                var row = (m * Leads) + lead - 1;
                maker.Write(record, moment.Issue, 0, lead, rows.Features.AsSpan(row * rows.Columns, rows.Columns));
                rows.WriteTargets(row);
            }
        }, cancel);
        return rows;
    }

    /// <summary>The same rows with the columns of another box.</summary>
    public TrainingRows With(BoxModel box, WeatherNormal normal, int threads, CancellationToken cancel)
    {
        var rows = new TrainingRows(this);
        rows.ForEachMoment(normal, box, threads, (maker, m) =>
        {
            for (var lead = 1; lead <= Leads; lead++)
            {
                var row = (m * Leads) + lead - 1;
                maker.WriteBoxAgain(record, Moments[m].Issue, 0, lead, rows.Features.AsSpan(row * Columns, Columns));
            }
        }, cancel);
        return rows;
    }

    private void ForEachMoment(WeatherNormal normal, BoxModel? box, int threads, Action<FeatureRows, int> write, CancellationToken cancel) =>
        Parallel.For(
            0,
            Moments.Count,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel },
            () => new FeatureRows(scope, box),
            (m, _, maker) =>
            {
                maker.Outlook.Fill(record, normal, record.First.Plus(Moments[m].Issue), Moments[m].Future);
                maker.Start(record, Moments[m].Issue);
                write(maker, m);
                return maker;
            },
            _ => { });

    private void WriteTargets(int row)
    {
        for (var p = 0; p < Pollutants; p++)
        {
            Targets[p][row] = Target(record, (Pollutant)p, TargetOf(row));
        }
    }

    /// <summary>ln of what is forecast of a day: its mean, of ozone its highest eight hours; NaN when the day is not whole.</summary>
    /// <param name="record">What was observed.</param>
    /// <param name="pollutant">Pollutant.</param>
    /// <param name="from">First hour of the day, as an index of the record.</param>
    public static float Target(PlaceRecord record, Pollutant pollutant, int from) => (float)LogAir.Of(
        pollutant,
        from + Day > record.Count ? double.NaN
            : pollutant == Pollutant.O3 ? record.HighestEightHours(from, from + Day)
            : record.Mean(pollutant, from, from + Day, DayShare));
}

/// <summary>
/// Time-blocked folds: the record is cut into blocks of at least a month, block b belongs to fold b mod five. What lies within two days of a held-out block is
/// not trained on, since rolling windows share hours.
/// </summary>
/// <param name="Hours">Hours of the record.</param>
internal sealed record TimeFolds(int Hours)
{
    /// <summary>Number of folds.</summary>
    public const int Count = 5;

    private const int Purged = 48;
    private const int UsualBlock = 97 * 24;
    private const int FewestBlocks = 2 * Count;

    private int Blocks => Math.Max(FewestBlocks, Hours / UsualBlock);

    /// <summary>Fold of an hour.</summary>
    public int FoldOf(int hour) => (int)((long)Math.Clamp(hour, 0, Hours - 1) * Blocks / Hours) % Count;

    /// <summary>True when an hour lies at least two days from what a fold holds out.</summary>
    public bool MayTrain(int hour, int fold) => FoldOf(hour) != fold && FoldOf(hour - Purged) != fold && FoldOf(hour + Purged) != fold;
}
