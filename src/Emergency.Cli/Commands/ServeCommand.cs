using System.CommandLine;
using Emergency.Web;

namespace Emergency.Cli.Commands;

/// <summary><c>serve</c>: the web application and its workers; the same as running Emergency.Web.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var database = DatabaseOption.Create();
        var urls = new Option<string>("--urls") { Description = "监听地址 / address to listen on", HelpName = "URL", DefaultValueFactory = _ => EmergencyWeb.DefaultUrl };
        var role = new Option<string>("--role") { Description = "进程角色 / role of the process: web, worker, all", HelpName = "ROLE", DefaultValueFactory = _ => "all" };
        role.AcceptOnlyFromAmong("web", "worker", "all");
        var region = new Option<string>("--region") { Description = "本级行政区划代码 / region of the authority", HelpName = "CODE" };
        var command = new Command("serve", "启动平台 / run the server") { database, urls, role, region };
        command.SetAction(async (parsed, stop) =>
        {
            var choice = StorageChoice.Parse(parsed.GetRequiredValue(database));
            if (!choice.Ok)
            {
                return Terminal.Refuse(choice.Refusal);
            }

            List<string> settings = ["--Database", parsed.GetRequiredValue(database), "--urls", parsed.GetRequiredValue(urls), "--role", parsed.GetRequiredValue(role)];
            if (parsed.GetValue(region) is { } code)
            {
                settings.AddRange(["--Authority:Region", code]);
            }

            await EmergencyWeb.RunAsync([.. settings], stop: stop);
            return 0;
        });
        return command;
    }
}
