using System.CommandLine;
using Emergency.Storage.Lists;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Commands;

/// <summary><c>import list PATH --region R</c>: a good list becomes a new version; a list with errors changes nothing.</summary>
internal static class ImportListCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("PATH") { Description = "工作簿（.xlsx、.xls）或CSV文件夹 / workbook or CSV folder" };
        var region = new Option<string>("--region") { Description = "清单所属地区 / region of the list", HelpName = "CODE", Required = true };
        var validFrom = new Option<string?>("--valid-from") { Description = "生效日，默认今天 / first day in force, today by default", HelpName = "DATE" };
        var database = DatabaseOption.Create();
        var json = Terminal.JsonOption();
        var command = new Command("list", "导入应急减排清单 / import a reduction list") { path, region, validFrom, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var day = ListFiles.Day(parsed.GetValue(validFrom));
            var library = ShippedBooks.Load();
            if ((day.Refusal ?? library.Refusal) is { } early)
            {
                return Terminal.Refuse(early);
            }

            var reading = ListFiles.Read(parsed.GetRequiredValue(path), library.Value!, parsed.GetRequiredValue(region), day.Value);
            if (!reading.Ok)
            {
                return Terminal.Refuse(reading.Refusal);
            }

            if (reading.Value.List is not { } list)
            {
                Terminal.WriteJson(parsed.GetValue(json), new { accepted = false, problems = reading.Value.Problems });
                return ListFiles.RefuseProblems(reading.Value);
            }

            var opened = await DatabaseOption.OpenAsync(parsed.GetRequiredValue(database), cancellationToken);
            if (!opened.Ok)
            {
                return Terminal.Refuse(opened.Refusal);
            }

            await using var services = opened.Value;
            var version = await services.GetRequiredService<ListDesk>().ImportAsync(list, parsed.GetRequiredValue(region), day.Value, Environment.UserName, services.GetRequiredService<TimeProvider>().GetUtcNow(), cancellationToken);
            ListFiles.Print(reading.Value.Problems);
            Terminal.WriteJson(parsed.GetValue(json), new { accepted = true, version = version.Id, number = version.Number, validFrom = version.ValidFrom, enterprises = version.EnterpriseCount, problems = reading.Value.Problems });
            Console.WriteLine($"{version.RegionCode} 清单第 {version.Number} 版：{version.EnterpriseCount} 家企业，{version.ValidFrom:yyyy-MM-dd} 起生效，版本 {version.Hash[..12]} / version {version.Number}, {version.EnterpriseCount} enterprises, in force from {version.ValidFrom:yyyy-MM-dd}");
            return 0;
        });
        return command;
    }
}
