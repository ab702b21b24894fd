using System.CommandLine;
using Emergency.Storage.Accounts;
using Emergency.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Commands;

/// <summary><c>user add</c>: makes an account and prints its one-time link; no password ever passes through a command line.</summary>
internal static class UserCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "登录名 / name to sign in with" };
        var role = new Option<string>("--role") { Description = $"角色 / role: {string.Join(", ", Roles.All)}", HelpName = "ROLE", Required = true };
        role.AcceptOnlyFromAmong([.. Roles.All]);
        var region = new Option<string>("--region") { Description = "行政区划代码 / region code", HelpName = "CODE", Required = true };
        var enterprise = new Option<string?>("--enterprise") { Description = "统一社会信用代码（企业账号）/ credit code, for enterprise accounts", HelpName = "CODE" };
        var display = new Option<string?>("--display-name") { Description = "显示名称 / name shown", HelpName = "TEXT" };
        var database = DatabaseOption.Create();
        var add = new Command("add", "新建账号并打印一次性链接 / make an account and print its one-time link") { name, role, region, enterprise, display, database };
        add.SetAction(async (parsed, cancellationToken) =>
        {
            var choice = StorageChoice.Parse(parsed.GetRequiredValue(database));
            if (!choice.Ok)
            {
                return Terminal.Refuse(choice.Refusal);
            }

            await using var app = EmergencyWeb.Build(["--Database", parsed.GetRequiredValue(database), "--Authority:Region", parsed.GetRequiredValue(region)]);
            await EmergencyWeb.PrepareAsync(app, cancellationToken);
            await using var scope = app.Services.CreateAsyncScope();
            var desk = scope.ServiceProvider.GetRequiredService<AccountDesk>();
            var userName = parsed.GetRequiredValue(name);
            var account = new NewAccount(userName, parsed.GetValue(display) ?? userName, parsed.GetRequiredValue(role), parsed.GetRequiredValue(region), parsed.GetValue(enterprise));
            var added = await desk.AddAsync(account, password: null, Environment.UserName, cancellationToken);
            if (!added.Ok)
            {
                return Terminal.Refuse(added.Refusal);
            }

            var invitation = await desk.InviteAsync(added.Value, Environment.UserName, cancellationToken);
            Console.WriteLine($"账号 {userName} 已建立。请把一次性链接交给本人（{AccountDesk.InvitationLifetime.TotalHours:0} 小时内有效）/ account made; one-time link:\n{invitation.Path}");
            return 0;
        });
        return new Command("user", "账号 / accounts") { add };
    }
}
