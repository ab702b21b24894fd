using System.CommandLine;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Forecasting.Models;

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
