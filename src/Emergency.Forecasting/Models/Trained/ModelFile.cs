using System.Runtime.InteropServices;
using System.Text.Json;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models.Box;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Models.Trees;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>
/// Writes and reads <c>model.json</c>. Arrays of numbers are base64 of little-endian single precision (the coefficients of boxes and normals: double), so that
/// a model reads back to the same bits; everything else is plain.
/// </summary>
public static class ModelFile
{
    /// <summary>Version of the layout and of the features; files of another version are refused.</summary>
    public const int Version = 2;

    /// <summary>The JSON of a model. The same model gives the same bytes.</summary>
    public static string Write(TrainedModel model) => JsonSerializer.Serialize(
        new Document(
            Version,
            model.Id,
            model.Place,
            model.From.ToString(),
            model.To.ToString(),
            [.. model.Normal.Coefficients.Select(Doubles)],
            model.Lagged?.Weights.Select(v => v.Select(l => l.Select(Floats).ToArray()).ToArray()).ToArray(),
            model.Lagged?.Quality,
            model.EarlierRuns,
            [.. model.Variants.Select(Variant)]),
        CanonicalJson.Options);

    /// <summary>Reads a model; MODEL-001 when the text is not a model of this version, or is damaged.</summary>
    /// <param name="json">Content of model.json.</param>
    /// <param name="name">Name of the file, for the refusal.</param>
    public static Outcome<TrainedModel> Read(string json, string name)
    {
        try
        {
            var document = JsonSerializer.Deserialize<Document>(json, CanonicalJson.Options);
            return document is { Version: Version }
                ? Model(document)
                : Damaged(name, $"version {document?.Version}, expected {Version}");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidDataException or ArgumentException or NullReferenceException or IndexOutOfRangeException or NotSupportedException or InvalidOperationException)
        {
            return Damaged(name, e.Message);
        }
    }

    internal static Refusal Damaged(string name, string why) => Refusal.Of(
        "MODEL-001",
        $"模型文件“{name}”无法使用：{why}。",
        $"The model file \"{name}\" cannot be used: {why}.",
        "请重新训练（train），或恢复原文件。",
        "Train it again (\"train\"), or restore the file.");

    private static TrainedModel Model(Document d)
    {
        Check(!string.IsNullOrWhiteSpace(d.Id) && !string.IsNullOrWhiteSpace(d.Place), "no id or no place");
        var normal = new WeatherNormal([.. Exactly(d.Normal, WeatherSeries.Variables).Select(c => Doubles(c, WeatherNormal.Terms))]);
        var lagged = d.Lagged is null ? null : new LaggedRuns([.. Exactly(d.Lagged, WeatherSeries.Variables)
            .Select(v => Exactly(v, LaggedRuns.LeadDays).Select(l => Exactly(l, LaggedRuns.MostLags + 1).Select((w, i) => Finite(Floats(w, i + 1))).ToArray()).ToArray())], [.. Exactly(d.Quality!, LaggedRuns.LeadDays).Select(q => Finite(Exactly(q, LaggedRuns.MostLags + 1)))]);
        var (from, to) = (LocalDay.Parse(d.From), LocalDay.Parse(d.To));
        return d.Variants.Length > 0 && from is not null && to is not null
            ? new TrainedModel(d.Id, d.Place, from.Value, to.Value, normal, lagged, [.. d.Variants.Select(Variant)]) { EarlierRuns = Math.Clamp(d.EarlierRuns, 0, LaggedRuns.MostLags) }
            : throw new InvalidDataException("no variant, or no training period");
    }

    private static VariantPart Variant(ModelVariant v) => new(
        v.Setting,
        v.Scope,
        v.Box is null ? null : Doubles(v.Box.Parameters),
        [.. v.NeuralBoxes.Select(b => new NeuralPart(Floats(b.Parameters), Floats(b.Means), Floats(b.Scales)))],
        Floats(v.Scale.Means),
        Floats(v.Scale.Factors),
        [.. v.Pollutants.Select(p =>
        {
            var trees = p.Trees.Where(t => t is not null).Distinct().ToList();
            return new PollutantPart(
                Doubles(p.Season),
                [.. p.Ridge.Select(Floats)],
                [.. trees.Select(t => t!.ToCompact())],
                [.. p.Trees.Select(t => t is null ? -1 : trees.IndexOf(t))],
                [.. p.Stack.Select(s => new StackWeights(double.IsNaN(s.Centre) ? null : s.Centre, s.Centres, s.Weights, s.MeanWeights, s.Carry, s.MeanCarry))],
                Floats(p.SeasonMeans));
        })],
        [.. v.Residuals.Days],
        Thousandths(v.Residuals.Misses),
        [.. v.Residuals.Spreads]);

    private static ModelVariant Variant(VariantPart v)
    {
        Check(Enum.IsDefined(v.Setting) && Enum.IsDefined(v.Scope) && v.Scope == FeatureScope.Future == (v.Setting != WeatherSetting.None), "a setting that does not go with its inputs");
        Check(v.Scope == FeatureScope.Future == (v.Box is not null), "a box too many or too few");
        Check(v.Days.Length > 0 && Array.TrueForAll(v.Days, d => d >= 0 && d <= DateOnly.MaxValue.DayNumber), "misses without days of the calendar");
        var columns = FeatureRows.Names(v.Scope).Count;
        var misses = Thousandths(v.Misses, v.Days.Length);
        return new()
        {
            Setting = v.Setting,
            Scope = v.Scope,
            Box = v.Box is null ? null : new BoxModel(Finite(Doubles(v.Box, 2 * BoxModel.Terms))),
            NeuralBoxes = [.. v.Neural.Select(n => new NeuralBox(Finite(Floats(n.Parameters, NeuralBox.Size)), Finite(Floats(n.Means, BoxInputs.Count)), Finite(Floats(n.Scales, BoxInputs.Count))))],
            Scale = new(Finite(Floats(v.Means, columns)), Finite(Floats(v.Factors, columns))),
            Pollutants = [.. Exactly(v.Pollutants, Pollutants).Select(p => Pollutant(p, columns))],
            Residuals = new(v.Days, misses, [.. Exactly(v.Spreads, Pollutants * IssueMoment.Leads).Select(Spread)]),
        };
    }

    private static MissSpread Spread(MissSpread spread)
    {
        Finite([spread.Centre, spread.LogSpread, spread.Slope, spread.Lowest, spread.Highest]);
        Check(spread.Lowest <= spread.Highest, "a spread that ends before it begins");
        return spread;
    }

    private static PollutantModel Pollutant(PollutantPart p, int columns)
    {
        var trees = p.Trees.Select(TreeEnsemble.FromCompact).ToArray();
        if (trees.Any(t => t.Columns != columns))
        {
            throw new InvalidDataException("trees of other columns");
        }

        return new(
            Finite(Doubles(p.Season, SeasonCurve.Terms)),
            [.. Exactly(p.Ridge, IssueMoment.Leads).Select(r => Finite(Floats(r, columns + 1)))],
            [.. Exactly(p.TreeOfLead, IssueMoment.Leads).Select(t => t < 0 ? null : trees[t])],
            [.. Exactly(p.Stack, IssueMoment.Leads).Select(s => s is not { Carry: >= 0 and <= 1, MeanCarry: >= 0 and <= 1 } ? throw new InvalidDataException("a carry outside 0 … 1") : new LeadStack(
                s.Centre ?? double.NaN, Exactly(s.Centres, LeadStack.Parts), Exactly(s.Weights, LeadStack.Parts), Exactly(s.MeanWeights, LeadStack.Parts), s.Carry, s.MeanCarry))],
            Floats(p.SeasonMeans, SeasonWindow.Length));
    }

    private const int Pollutants = 6;

    private static T[] Exactly<T>(T[] values, int count) => values.Length == count ? values : throw new InvalidDataException($"{values.Length} values where {count} belong");

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException(otherwise);
        }
    }

    private static float[] Finite(float[] values) => Array.TrueForAll(values, float.IsFinite) ? values : throw new InvalidDataException("a value that is not a finite number");

    private static double[] Finite(double[] values) => Array.TrueForAll(values, double.IsFinite) ? values : throw new InvalidDataException("a value that is not a finite number");

    private static T[] FromBytes<T>(string text)
        where T : unmanaged
    {
        var bytes = Convert.FromBase64String(text);
        Check(bytes.Length % System.Runtime.CompilerServices.Unsafe.SizeOf<T>() == 0, $"{bytes.Length} bytes of numbers: the text was cut");
        return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
    }

    private static string Floats(float[] values) => Convert.ToBase64String(MemoryMarshal.AsBytes(values.AsSpan()));

    private static float[] Floats(string text, int count) => Exactly(FromBytes<float>(text), count);

    private static string Doubles(double[] values) => Convert.ToBase64String(MemoryMarshal.AsBytes(values.AsSpan()));

    private static double[] Doubles(string text, int count) => Exactly(FromBytes<double>(text), count);

    /// <summary>Misses are kept to a thousandth of a logarithm, a tenth of a per cent.</summary>
    private static string Thousandths(float[][] misses) =>
        Convert.ToBase64String(MemoryMarshal.AsBytes(misses.SelectMany(m => m).Select(v => float.IsNaN(v) ? short.MinValue : (short)Math.Clamp(Math.Round(v * 1000), -32000, 32000)).ToArray().AsSpan()));

    private static float[][] Thousandths(string text, int vectors)
    {
        const int Length = Pollutants * IssueMoment.Leads;
        var values = Exactly(FromBytes<short>(text), vectors * Length);
        return [.. Enumerable.Range(0, vectors).Select(v => values[(v * Length)..((v + 1) * Length)].Select(x => x == short.MinValue ? float.NaN : x / 1000f).ToArray())];
    }

    private sealed record Document(int Version, string Id, string Place, string From, string To, string[] Normal, string[][][]? Lagged, float[][]? Quality, int EarlierRuns, VariantPart[] Variants);

    private sealed record VariantPart(
        WeatherSetting Setting, FeatureScope Scope, string? Box, NeuralPart[] Neural, string Means, string Factors, PollutantPart[] Pollutants, int[] Days, string Misses, MissSpread[] Spreads);

    private sealed record NeuralPart(string Parameters, string Means, string Scales);

    private sealed record PollutantPart(string Season, string[] Ridge, CompactTrees[] Trees, int[] TreeOfLead, StackWeights[] Stack, string SeasonMeans);

    private sealed record StackWeights(double? Centre, double[] Centres, double[] Weights, double[] MeanWeights, double Carry, double MeanCarry);
}
