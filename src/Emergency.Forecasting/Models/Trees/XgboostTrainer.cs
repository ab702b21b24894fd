using System.Globalization;
using System.Runtime.InteropServices;
using Emergency.Core;

namespace Emergency.Forecasting.Models.Trees;

/// <summary>
/// Grows boosted trees with the system's libxgboost (decision 0005): histogram trees, squared error, always one thread. Equal arguments give equal bytes, whatever else is trained at
/// the same time; to use several cores, train several models on threads of their own.
/// </summary>
public static class XgboostTrainer
{
    /// <summary>False when the library is not on this machine: models can be used, not trained.</summary>
    public static bool Available => XgboostLibrary.Handle != 0;

    /// <summary>What to do where <see cref="Available"/> is false.</summary>
    public static Text HowToInstall { get; } = new(
        $"训练树模型需要 libxgboost。Debian/Ubuntu：apt-get install libxgboost0；装在其他位置时，把环境变量 {XgboostLibrary.OverrideVariable} 设为该库文件的完整路径，然后重新启动程序。使用已训练的模型不需要它。",
        $"Training tree models needs libxgboost. Debian/Ubuntu: apt-get install libxgboost0; where it lies elsewhere, set the environment variable {XgboostLibrary.OverrideVariable} to the full path of the library file, then start the program again. Trained models work without it.");

    /// <summary>Trains a model.</summary>
    /// <param name="rows">Values of row 0, then of row 1, and so on; NaN is missing, infinite values are not allowed.</param>
    /// <param name="columns">Values in a row.</param>
    /// <param name="targets">What each row should give; finite.</param>
    /// <param name="weights">How much each row counts, not negative; null: all the same.</param>
    /// <param name="settings">How trees are grown.</param>
    /// <param name="cancel">Looked at between trees.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, there is no row, or a number cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The library is missing (the message is <see cref="HowToInstall"/>), or refused; the message is its own.</exception>
    public static TreeEnsemble Train(float[] rows, int columns, float[] targets, float[]? weights, TreeSettings settings, CancellationToken cancel) =>
        TreeEnsemble.FromXgboost(TrainJson(rows, columns, targets, weights, settings, cancel));

    /// <summary>As <see cref="Train"/>, but gives the model as the library writes it, for programs that read its JSON.</summary>
    public static byte[] TrainJson(float[] rows, int columns, float[] targets, float[]? weights, TreeSettings settings, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(settings);
        CheckNumbers(rows, columns, targets, weights);
        if (!Available)
        {
            throw new InvalidOperationException(HowToInstall.En);
        }

        using var matrix = NewMatrix(rows, columns, targets.Length);
        Check(XgboostLibrary.SetInfo(matrix, "label", targets, (ulong)targets.Length));
        if (weights is not null)
        {
            Check(XgboostLibrary.SetInfo(matrix, "weight", weights, (ulong)weights.Length));
        }

        using var booster = NewBooster(matrix);
        foreach (var (name, value) in Parameters(settings, BaseScore(targets, weights)))
        {
            Check(XgboostLibrary.SetParameter(booster, name, value));
        }

        for (var round = 0; round < settings.Rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            Check(XgboostLibrary.Update(booster, round, matrix));
        }

        Check(XgboostLibrary.SaveModel(booster, """{"format":"json"}""", out var length, out var bytes));
        var json = new byte[length];
        Marshal.Copy(bytes, json, 0, json.Length);
        return json;
    }

    private static IEnumerable<(string Name, string Value)> Parameters(TreeSettings settings, float baseScore)
    {
        yield return ("verbosity", "0");
        yield return ("nthread", "1");
        yield return ("booster", "gbtree");
        yield return ("tree_method", "hist");
        yield return ("objective", "reg:squarederror");
        yield return ("base_score", Number(baseScore));
        yield return ("max_depth", Number(settings.Depth));
        yield return ("eta", Number(settings.Eta));
        yield return ("subsample", Number(settings.Subsample));
        yield return ("colsample_bytree", Number(settings.ColumnSample));
        yield return ("min_child_weight", Number(settings.LeastWeight));
        yield return ("lambda", Number(settings.Lambda));
        yield return ("seed", Number(settings.Seed));

        static string Number(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
    }

    private static XgboostMatrix NewMatrix(float[] rows, int columns, int count)
    {
        Check(XgboostLibrary.CreateMatrix(rows, (ulong)count, (ulong)columns, float.NaN, out var matrix, threads: 1));
        return matrix;
    }

    private static XgboostBooster NewBooster(XgboostMatrix matrix)
    {
        Check(XgboostLibrary.CreateBooster([matrix.DangerousGetHandle()], 1, out var booster));
        return booster;
    }

    /// <summary>The weighted mean of the targets: left to itself the library starts at 0.5, and early trees only learn the mean.</summary>
    private static float BaseScore(float[] targets, float[]? weights)
    {
        double sum = 0, weight = 0;
        for (var i = 0; i < targets.Length; i++)
        {
            var w = weights?[i] ?? 1f;
            sum += (double)w * targets[i];
            weight += w;
        }

        return (float)(sum / weight);
    }

    private static void CheckNumbers(float[] rows, int columns, float[] targets, float[]? weights)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, TreeEnsemble.MostColumns);
        if (targets.Length == 0 || rows.LongLength != (long)targets.Length * columns || (weights is not null && weights.Length != targets.Length))
        {
            throw new ArgumentException($"{targets.Length} targets need {targets.Length} rows of {columns} values and as many weights, got {rows.Length} values and {weights?.Length.ToString(CultureInfo.InvariantCulture) ?? "no"} weights; at least one row is needed.", nameof(rows));
        }

        if (Array.FindIndex(rows, float.IsInfinity) is var row and >= 0)
        {
            throw new ArgumentException($"Row {row / columns}, column {row % columns} is infinite; use NaN where a value is missing.", nameof(rows));
        }

        if (Array.FindIndex(targets, t => !float.IsFinite(t)) is var target and >= 0)
        {
            throw new ArgumentException($"Target {target} is {targets[target]}; every row needs a finite one.", nameof(targets));
        }

        if (weights is not null && (Array.Exists(weights, w => !float.IsFinite(w) || w < 0) || Array.TrueForAll(weights, w => w == 0)))
        {
            throw new ArgumentException("Weights must be finite, not negative, and not all zero.", nameof(weights));
        }
    }

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"xgboost refused: {XgboostLibrary.LastError()}");
        }
    }
}
