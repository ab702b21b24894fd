using System.CommandLine;
using Emergency.Storage.Backups;
using Emergency.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Commands;

/// <summary><c>restore</c>: checks a backup and fills an empty database and the folders from it; <c>--check</c> stops after the check.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var from = new Argument<DirectoryInfo?>("BACKUP") { Description = "备份目录（含 manifest.json）/ folder of the backup", Arity = ArgumentArity.ZeroOrOne };
        var mark = new Option<string?>("--mark")
        {
            Description = "数据库已用其他方法恢复：只登记恢复，此后指令版本号高于已失数据库的一切版本 / the database was restored by hand: only record it, so that revisions rise above all that were lost",
            HelpName = "ORIGIN",
        };
        var check = new Option<bool>("--check") { Description = "只检查备份是否完整 / only check that the backup is whole" };
        var database = DatabaseOption.Create();
        var folders = new FolderOptions();
        var json = Terminal.JsonOption();
        var command = new Command("restore", "从备份恢复到空数据库 / fill an empty database from a backup") { from, check, mark, database, folders.Uploads, folders.Models, folders.Keys, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(mark) is { } origin)
            {
                return await MarkAsync(parsed.GetRequiredValue(database), origin, cancellationToken);
            }

            var folder = parsed.GetValue(from)!.FullName;
            var manifest = await Terminal.WithProgress("检查 / checking", _ => BackupDesk.CheckAsync(folder, cancellationToken));
            if (!manifest.Ok)
            {
                return Terminal.Refuse(manifest.Refusal);
            }

            Console.WriteLine($"备份完整 / the backup is whole: {manifest.Value.Files.Count} files, {manifest.Value.MadeAt:yyyy-MM-dd HH:mm:ss'Z'}, {manifest.Value.Database}, {manifest.Value.Program}");
            if (parsed.GetValue(check))
            {
                Terminal.WriteJson(parsed.GetValue(json), manifest.Value);
                return 0;
            }

            var choice = StorageChoice.Parse(parsed.GetRequiredValue(database));
            if (!choice.Ok)
            {
                return Terminal.Refuse(choice.Refusal);
            }

            await using var services = DatabaseOption.Services(choice.Value);
            try
            {
                var restored = await Terminal.WithProgress(
                    "恢复 / restoring", _ => services.GetRequiredService<BackupDesk>().RestoreAsync(folder, manifest.Value, folders.Read(parsed), Environment.UserName, cancellationToken));
                if (!restored.Ok)
                {
                    return Terminal.Refuse(restored.Refusal);
                }

                Terminal.WriteJson(parsed.GetValue(json), restored.Value);
                foreach (var fault in restored.Value.Faults)
                {
                    Console.WriteLine($"历史已被改动：{fault.Zh} / altered: {fault.En}");
                }

                Console.WriteLine($"已恢复：审计日志 {restored.Value.Entries} 条，末条哈希 {restored.Value.HeadHash} / restored: audit log {restored.Value.Entries} entries, head {restored.Value.HeadHash}");
                Console.WriteLine("请对每个执行中的响应重新下达其方案：企业可能持有本库不知道的版本 / now issue the plan of each response in force again: enterprises may hold revisions that this database does not know");
                return restored.Value.Intact ? 0 : Terminal.Refused;
            }
            catch (Exception failure) when (DatabaseOption.IsUnreachable(failure))
            {
                return Terminal.Refuse(DatabaseOption.Unreachable(failure));
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(from) is { Tokens.Count: > 0 } == result.GetResult(mark) is { Implicit: false })
            {
                result.AddError("请给出备份目录或 --mark 之一 / give either BACKUP or --mark");
            }
        });
        return command;
    }

    private static async Task<int> MarkAsync(string database, string origin, CancellationToken cancellationToken)
    {
        var choice = StorageChoice.Parse(database);
        if (!choice.Ok)
        {
            return Terminal.Refuse(choice.Refusal);
        }

        await using var services = DatabaseOption.Services(choice.Value);
        try
        {
            var above = await services.GetRequiredService<BackupDesk>().MarkAsync(origin, Environment.UserName, cancellationToken);
            if (!above.Ok)
            {
                return Terminal.Refuse(above.Refusal);
            }

            Console.WriteLine($"已登记：新版本号从 {above.Value + 1} 起 / recorded: new revisions are numbered from {above.Value + 1}");
            return 0;
        }
        catch (Exception failure) when (DatabaseOption.IsUnreachable(failure))
        {
            return Terminal.Refuse(DatabaseOption.Unreachable(failure));
        }
    }
}
