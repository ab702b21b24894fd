using System.CommandLine;
using Emergency.Planning.ReductionList.Files;
using Emergency.Storage.Lists;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Commands;

/// <summary><c>list template</c> writes an empty workbook, <c>list export</c> the list in force, <c>list columns</c> the dictionary.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "应急减排清单：模板、导出、数据字典 / reduction list: template, export, dictionary");
        command.Subcommands.Add(Template());
        command.Subcommands.Add(Export());
        command.Subcommands.Add(Columns());
        return command;
    }

    private static Option<string> Out() => new("--out") { Description = "输出：FILE.xlsx，否则为CSV文件夹 / FILE.xlsx, otherwise a CSV folder", HelpName = "PATH", Required = true };

    private static Command Template()
    {
        var output = Out();
        var json = Terminal.JsonOption();
        var command = new Command("template", "生成空白模板 / write an empty template") { output, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(output);
            ListExport.Write(new([], [], [], [], [], []), path);
            Terminal.WriteJson(parsed.GetValue(json), new { path });
            Console.WriteLine(path);
            return 0;
        });
        return command;
    }

    private static Command Export()
    {
        var output = Out();
        var region = new Option<string>("--region") { Description = "清单所属地区 / region of the list", HelpName = "CODE", Required = true };
        var date = new Option<string?>("--date") { Description = "在该日生效的版本，默认今天 / version in force on the day, today by default", HelpName = "DATE" };
        var database = DatabaseOption.Create();
        var json = Terminal.JsonOption();
        var command = new Command("export", "导出生效的清单 / export the list in force") { region, date, output, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var day = ListFiles.Day(parsed.GetValue(date));
            if (!day.Ok)
            {
                return Terminal.Refuse(day.Refusal);
            }

            var opened = await DatabaseOption.OpenAsync(parsed.GetRequiredValue(database), cancellationToken);
            if (!opened.Ok)
            {
                return Terminal.Refuse(opened.Refusal);
            }

            await using var services = opened.Value;
            var found = await services.GetRequiredService<ListDesk>().InForceAsync(parsed.GetRequiredValue(region), day.Value, cancellationToken);
            if (!found.Ok)
            {
                return Terminal.Refuse(found.Refusal);
            }

            var path = parsed.GetRequiredValue(output);
            ListExport.Write(found.Value.List, path);
            Terminal.WriteJson(parsed.GetValue(json), new { path, version = found.Value.Version.Id, number = found.Value.Version.Number });
            Console.WriteLine($"{path}：{found.Value.Version.RegionCode} 清单第 {found.Value.Version.Number} 版 / version {found.Value.Version.Number}");
            return 0;
        });
        return command;
    }

    private static Command Columns()
    {
        var json = Terminal.JsonOption();
        var command = new Command("columns", "显示数据字典 / show the dictionary") { json };
        command.SetAction(parsed =>
        {
            var rows = DictionaryPage.Rows().ToList();
            Terminal.WriteJson(parsed.GetValue(json), rows);
            foreach (var row in rows)
            {
                Console.WriteLine($"{row.SheetId}.{row.Id}\t{row.Sheet.Zh}／{row.Column.Zh}\t{(row.Required ? "必填" : "选填")}\t{row.Unit}\t{row.Expected.Zh}\t{row.Description.Zh}");
            }

            return 0;
        });
        return command;
    }
}
