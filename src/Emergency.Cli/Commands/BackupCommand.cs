using System.CommandLine;
using System.Reflection;
using Emergency.Storage.Backups;
using Emergency.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Commands;

/// <summary><c>backup</c>: saves database, uploads, models and keys into one folder, while the server runs.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var to = new Option<DirectoryInfo>("--to") { Description = "备份存放目录，其下新建一个目录 / folder of the backups; a new one is made in it", HelpName = "FOLDER", Required = true };
        var keep = new Option<int?>("--keep") { Description = "只保留最新的 N 份 / keep the newest N only", HelpName = "N" };
        keep.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--keep: 1, 2, 3 …");
            }
        });
        var database = DatabaseOption.Create();
        var folders = new FolderOptions();
        var json = Terminal.JsonOption();
        var command = new Command("backup", "备份数据库、上传文件、模型和密钥 / back up database, uploads, models and keys") { to, keep, database, folders.Uploads, folders.Models, folders.Keys, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var choice = StorageChoice.Parse(parsed.GetRequiredValue(database));
            if (!choice.Ok)
            {
                return Terminal.Refuse(choice.Refusal);
            }

            // Not brought up to date: a backup before a new version starts is the point of many a backup.
            await using var services = DatabaseOption.Services(choice.Value);
            var places = folders.Read(parsed);
            var version = typeof(BackupCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
            try
            {
                var made = await Terminal.WithProgress(
                    "备份 / backing up", _ => services.GetRequiredService<BackupDesk>().SaveAsync(parsed.GetRequiredValue(to).FullName, places, version, parsed.GetValue(keep), cancellationToken));
                if (!made.Ok)
                {
                    return Terminal.Refuse(made.Refusal);
                }

                var (folder, manifest, removed) = made.Value;
                Terminal.WriteJson(parsed.GetValue(json), made.Value);
                Console.WriteLine($"{folder}\n{manifest.Files.Count} 个文件，{manifest.Files.Sum(f => f.Length)} 字节 / {manifest.Files.Count} files; 审计日志 / audit log: {manifest.Facts.AuditEntries}, {manifest.Facts.AuditHead}");
                foreach (var old in removed)
                {
                    Console.WriteLine($"已删除 / removed {old}");
                }

                foreach (var (_, setting, _) in places.All.Where(p => p.Folder.Length == 0))
                {
                    Console.Error.WriteLine($"{setting} 未设置，不在备份中 / {setting} is not set and not in the backup");
                }

                return 0;
            }
            catch (Exception failure) when (DatabaseOption.IsUnreachable(failure))
            {
                return Terminal.Refuse(DatabaseOption.Unreachable(failure));
            }
        });
        return command;
    }
}
