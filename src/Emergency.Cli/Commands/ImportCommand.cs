using System.CommandLine;
using System.Data.Common;
using Emergency.Core.Refusals;
using Emergency.Forecasting.Observing;
using Emergency.Storage.Observations;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Commands;

/// <summary><c>import observations FILE… --format F</c>. What else can be imported adds its own subcommand here.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var command = new Command("import", "导入数据 / import data");
        command.Subcommands.Add(Observations());
        command.Subcommands.Add(ImportWeatherCommand.Create());
        command.Subcommands.Add(ImportListCommand.Create());
        return command;
    }

    private static Command Observations()
    {
        var files = new Argument<string[]>("FILE") { Description = "文件或文件夹，可为.gz / files or folders, plain or .gz", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string>("--format")
        {
            Description = $"格式 / format: {string.Join(", ", ObservationFormat.All.Where(f => f.Hours is not null).Select(f => f.Id))}",
            HelpName = "FORMAT",
            Required = true,
        };
        var database = DatabaseOption.Create();
        var json = Terminal.JsonOption();
        var command = new Command("observations", "导入空气质量小时观测 / import hourly air quality") { files, format, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = Resolve(parsed.GetRequiredValue(files), parsed.GetRequiredValue(format));
            if (!source.Ok)
            {
                return Terminal.Refuse(source.Refusal);
            }

            var opened = await DatabaseOption.OpenAsync(parsed.GetRequiredValue(database), cancellationToken);
            if (!opened.Ok)
            {
                return Terminal.Refuse(opened.Refusal);
            }

            await using var services = opened.Value;
            var (read, paths) = source.Value;
            var clock = services.GetRequiredService<TimeProvider>();
            ObservationImport import;
            try
            {
                import = await Terminal.WithProgress("导入 / importing", progress => services.GetRequiredService<ObservationDesk>().ImportAsync(
                    parsed.GetRequiredValue(format),
                    paths.Select(path => ObservationReading.Of(path, read)),
                    Environment.UserName,
                    clock.GetUtcNow(),
                    new FileProgress(progress, paths.Count),
                    cancellationToken));
            }
            catch (DbException failure)
            {
                return Terminal.Refuse(DatabaseOption.Failed(failure));
            }

            Terminal.WriteJson(parsed.GetValue(json), import);
            return Print(import);
        });
        return command;
    }

    internal static Outcome<(ReadHours Read, IReadOnlyList<string> Paths)> Resolve(string[] files, string id)
    {
        var format = ObservationFormat.Find(id);
        if (!format.Ok)
        {
            return format.Refusal;
        }

        if (format.Value.Hours is not { } read)
        {
            return Refusal.Of(
                "OBSERVATION-011",
                $"{id} 是日数据格式，不含小时值，不能作为观测导入。",
                $"{id} holds days, not hours; it cannot be imported as observations.",
                "请用 index 命令查看日数据，或导入小时格式的文件。",
                "Look at daily files with \"index\", or import files of an hourly format.");
        }

        var paths = ObservationFiles.Expand(files, format.Value);
        return paths.Ok ? (read, paths.Value) : paths.Refusal;
    }

    private static int Print(ObservationImport import)
    {
        ProblemList.Print(import.Problems);
        if (!import.Accepted)
        {
            var errors = import.Problems.Count(p => p.Fatal);
            return Terminal.Refuse(Refusal.Of(
                "OBSERVATION-012",
                $"{import.Files} 个文件中有 {errors} 处错误，没有导入任何数据。",
                $"{errors} error(s) in {import.Files} file(s); nothing was imported.",
                "请按上列各条更正后重新导入。",
                "Correct what is listed above and import again."));
        }

        Console.WriteLine(
            $"{import.Files} 个文件，{import.Rows} 行：新增 {import.Inserted} 个值，更新 {import.Changed}，已有 {import.Unchanged} / " +
            $"{import.Files} file(s), {import.Rows} rows: {import.Inserted} values new, {import.Changed} changed, {import.Unchanged} there already");
        return 0;
    }

    private sealed class FileProgress(IProgress<(double Share, string Label)> progress, int files) : IProgress<(int Files, string File)>
    {
        public void Report((int Files, string File) value) => progress.Report(((double)value.Files / files, $"{value.Files}/{files} {value.File}"));
    }
}
