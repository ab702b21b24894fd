using System.CommandLine;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;

namespace Emergency.Cli.Commands;

/// <summary>Options that choose the model of <c>forecast</c> and <c>advise</c>.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> model = new("--model")
    {
        Description = $"模型；默认为该城市训练的模型，没有则为 fitted / model; by default one trained for the city, else fitted: {string.Join(", ", Forecaster.Models.Keys)}, …",
        HelpName = "M",
    };

    private readonly Option<DirectoryInfo?> folder = new("--models") { Description = "自行训练的模型文件夹 / folder of models trained here (see train)", HelpName = "DIR" };

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> Options => [model, folder];

    /// <summary>Reads a model.json; refused when there is none (MODEL-002) or it is damaged.</summary>
    public static Outcome<TrainedModel> ReadFile(string path) => File.Exists(path)
        ? ModelFile.Read(File.ReadAllText(path), Path.GetFileName(path))
        : Refusal.Of("MODEL-002", $"找不到模型文件“{path}”。", $"There is no model file \"{path}\".", "请核对路径。", "Check the path.");

    /// <summary>The model of each place: the one named, or the library's choice. Refused (FORECAST-003) when there is none of that name.</summary>
    public Outcome<Func<string, IForecastModel>> Chosen(ParseResult parsed)
    {
        var library = ModelLibrary.Load([.. new[] { parsed.GetValue(folder)?.FullName, ShippedData.ModelsFolder }.OfType<string>()]);
        foreach (var damaged in library.Damaged)
        {
            Console.Error.WriteLine($"{damaged.Code} {damaged.Sentence.Zh} {damaged.Sentence.En}");
        }

        if (parsed.GetValue(model) is not { } name)
        {
            return (Func<string, IForecastModel>)library.For;
        }

        var known = string.Join(", ", library.Entries.Select(e => e.Id).Concat(Forecaster.Models.Keys));
        return library.Find(name) is { } found
            ? (Func<string, IForecastModel>)(_ => found)
            : Refusal.Of("FORECAST-003", $"未知的模型“{name}”。", $"Unknown model \"{name}\".", $"可用模型：{known}。", $"Use one of {known}.");
    }
}
