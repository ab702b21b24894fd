using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Verification.InService;

namespace Emergency.Forecasting.Models;

/// <summary>A model of the library.</summary>
/// <param name="Id">Folder below models/, and what forecasts name.</param>
/// <param name="Model">The model.</param>
/// <param name="Folder">Where it lies.</param>
public sealed record ModelEntry(string Id, TrainedModel Model, string Folder)
{
    /// <summary>The model card; empty when there is none.</summary>
    public string Card => File.Exists(Path.Combine(Folder, ModelLibrary.CardName)) ? File.ReadAllText(Path.Combine(Folder, ModelLibrary.CardName)) : "";

    /// <summary>What the card promises in a setting, by lead; empty when the model came without scores.</summary>
    public IReadOnlyList<CardScore> Promises(WeatherSetting setting)
    {
        var file = Path.Combine(Folder, ModelLibrary.ScoresName);
        return File.Exists(file)
            ? CanonicalJson.Read<Dictionary<string, List<CardScore>>>(File.ReadAllText(file)).GetValueOrDefault(setting.ToString().ToLowerInvariant()) ?? []
            : [];
    }
}

/// <summary>
/// The trained models of an installation: folders with <c>model.json</c> and <c>card.md</c>, first those of the user, then those that ship.
/// </summary>
public sealed class ModelLibrary
{
    /// <summary>Name of the model file.</summary>
    public const string FileName = "model.json";

    /// <summary>Name of the card.</summary>
    public const string CardName = "card.md";

    /// <summary>Name of the file with what the card promises, by setting and lead.</summary>
    public const string ScoresName = "scores.json";

    private ModelLibrary(IReadOnlyList<ModelEntry> entries, IReadOnlyList<Refusal> damaged) => (Entries, Damaged) = (entries, damaged);

    /// <summary>A library without models.</summary>
    public static ModelLibrary Empty { get; } = new([], []);

    /// <summary>Models that can be used, the user's first, by id.</summary>
    public IReadOnlyList<ModelEntry> Entries { get; }

    /// <summary>Files that cannot be used, and why.</summary>
    public IReadOnlyList<Refusal> Damaged { get; }

    /// <summary>Loads the models of some folders; of two with one id the first counts. A folder that does not exist holds none.</summary>
    public static ModelLibrary Load(params IEnumerable<string> folders)
    {
        var (entries, damaged) = (new List<ModelEntry>(), new List<Refusal>());
        foreach (var folder in folders.Where(Directory.Exists).SelectMany(f => Directory.GetDirectories(f).Order(StringComparer.Ordinal)))
        {
            var file = Path.Combine(folder, FileName);
            var id = Path.GetFileName(folder);
            if (!File.Exists(file) || entries.Exists(e => e.Id == id))
            {
                continue;
            }

            var model = Read(file);
            if (model.Ok)
            {
                entries.Add(new(id, model.Value, folder));
            }
            else
            {
                damaged.Add(model.Refusal);
            }
        }

        return new(entries, damaged);
    }

    /// <summary>What the cards promise, by model id: with a weather forecast where the model knows that setting, without otherwise. Models without scores are not there.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CardScore>> Cards() => Entries
        .DistinctBy(e => e.Model.Id)
        .Select(e => (e.Model.Id, Scores: e.Promises(WeatherSetting.Forecast) is { Count: > 0 } with ? with : e.Promises(WeatherSetting.None)))
        .Where(e => e.Scores.Count > 0)
        .ToDictionary(e => e.Id, e => e.Scores, StringComparer.Ordinal);

    private static Outcome<TrainedModel> Read(string file)
    {
        try
        {
            return ModelFile.Read(File.ReadAllText(file), file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ModelFile.Damaged(file, e.Message);
        }
    }

    /// <summary>The model of that id: a trained one, or one of <see cref="Forecaster.Models"/>; null when there is none.</summary>
    public IForecastModel? Find(string id) =>
        Entries.FirstOrDefault(e => e.Id == id)?.Model ?? (Forecaster.Models.TryGetValue(id, out var model) ? model : null);

    /// <summary>
    /// The model to use for a place when nobody chose one: its own trained one, the latest trained first; else the first of another place, as a foreign model;
    /// else the one fitted on the place's recent days.
    /// </summary>
    public IForecastModel For(string place) =>
        Entries.Where(e => e.Model.Place == place).OrderByDescending(e => e.Model.To).FirstOrDefault()?.Model
        ?? (Entries is [var first, ..] ? first.Model : Forecaster.Models["fitted"]);
}
