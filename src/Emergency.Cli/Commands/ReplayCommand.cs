using System.CommandLine;
using Emergency.Core;
using Emergency.Forecasting.Models;
using Emergency.Storage.Replays;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Commands;

/// <summary><c>replay [ID]</c>: makes recorded decisions again from their basis and compares the bytes.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Description = "一条记录；省略则全部 / one record; all without it", Arity = ArgumentArity.ZeroOrOne };
        var region = new Option<string?>("--region") { Description = "只重算该地区的记录 / records of one region only", HelpName = "CODE" };
        var kind = new Option<string?>("--kind") { Description = "只重算一种记录 / one kind of record only" };
        kind.AcceptOnlyFromAmong("forecast", "advice", "lift-advice", "plan");
        var models = new Option<DirectoryInfo?>("--models") { Description = "自行训练的模型文件夹 / folder of models trained here (see train)", HelpName = "DIR" };
        var database = DatabaseOption.Create();
        var json = Terminal.JsonOption();
        var command = new Command("replay", "按依据重算已记录的决定，逐字节比对 / make recorded decisions again from their basis and compare the bytes") { id, region, kind, models, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var library = ShippedBooks.Load();
            if (!library.Ok)
            {
                return Terminal.Refuse(library.Refusal);
            }

            var installed = ModelLibrary.Load([.. new[] { parsed.GetValue(models)?.FullName, ShippedData.ModelsFolder }.OfType<string>()]);
            var opened = await DatabaseOption.OpenAsync(
                parsed.GetRequiredValue(database), cancellationToken, own => own.AddSingleton(library.Value).AddSingleton(library.Value.Regions).AddSingleton(installed));
            if (!opened.Ok)
            {
                return Terminal.Refuse(opened.Refusal);
            }

            await using var services = opened.Value;
            var scope = new ReplayScope(parsed.GetValue(id), parsed.GetValue(region), parsed.GetValue(kind));
            var replayed = await Terminal.WithProgress(
                "重算 / replaying",
                progress => services.GetRequiredService<ReplayDesk>().ReplayAsync(scope, new Steps(progress), cancellationToken));
            if (!replayed.Ok)
            {
                return Terminal.Refuse(replayed.Refusal);
            }

            Terminal.WriteJson(parsed.GetValue(json), replayed.Value);
            Print(replayed.Value);
            return replayed.Value.Any(r => r.Verdict == ReplayVerdict.Differs) ? Terminal.Refused : 0;
        });
        return command;
    }

    private static void Print(IReadOnlyList<ReplayedRecord> records)
    {
        foreach (var record in records.Where(r => r.Verdict != ReplayVerdict.Same))
        {
            Console.WriteLine($"{record.Id}：{Name(record.Verdict)}。{record.Finding.Zh} / {record.Finding.En}");
        }

        int Count(ReplayVerdict verdict) => records.Count(r => r.Verdict == verdict);
        Console.WriteLine(
            $"重算 {records.Count} 条：相同 {Count(ReplayVerdict.Same)}，依据已变化 {Count(ReplayVerdict.BasisChanged)}，不能重算 {Count(ReplayVerdict.NotReplayed)}，不同 {Count(ReplayVerdict.Differs)} / "
            + $"{records.Count} made again: {Count(ReplayVerdict.Same)} the same, {Count(ReplayVerdict.BasisChanged)} on a changed basis, {Count(ReplayVerdict.NotReplayed)} not possible, {Count(ReplayVerdict.Differs)} different");
    }

    private static string Name(ReplayVerdict verdict) => verdict switch
    {
        ReplayVerdict.BasisChanged => "依据已变化",
        ReplayVerdict.NotReplayed => "不能重算",
        ReplayVerdict.Differs => "不同",
        _ => "相同",
    };

    private sealed class Steps(IProgress<(double Share, string Label)> to) : IProgress<(int Done, int Of, string Id)>
    {
        public void Report((int Done, int Of, string Id) value) => to.Report(((double)value.Done / value.Of, value.Id));
    }
}
