using System.Security.Cryptography;
using Emergency.Core.Refusals;
using Emergency.Storage.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Demo;

/// <summary>One account of the demonstration.</summary>
/// <param name="UserName">Name to sign in with.</param>
/// <param name="DisplayName">Name shown.</param>
/// <param name="Password">Made anew at every start.</param>
internal sealed record DemoAccount(string UserName, string DisplayName, string Password);

/// <summary>One account for each role, so that a visitor can look through every pair of eyes. Passwords are random and new at every start; none is built in.</summary>
internal static class DemoAccounts
{
    private static readonly (string UserName, string DisplayName, string Role)[] People =
    [
        ("admin", "管理员 赵", Roles.Administrator),
        ("forecaster", "预报员 周", Roles.Forecaster),
        ("duty", "值班员 李", Roles.DutyOfficer),
        ("headquarters", "指挥部 王", Roles.Headquarters),
        ("planner", "减排规划 陈", Roles.Planner),
        ("inspector", "监督帮扶 吴", Roles.Inspector),
        ("enterprise", "示例企业 安环部", Roles.Enterprise),
    ];

    /// <summary>Makes the accounts that are missing and gives every one a new password.</summary>
    public static async Task<IReadOnlyList<DemoAccount>> PrepareAsync(IServiceProvider services, string regionCode, string enterpriseCode, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<AccountDesk>();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        var accounts = new List<DemoAccount>();
        foreach (var (userName, displayName, role) in People)
        {
            var password = NewPassword();
            if (await users.FindByNameAsync(userName) is { } user)
            {
                await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password);
            }
            else
            {
                (await desk.AddAsync(new NewAccount(userName, displayName, role, regionCode, role == Roles.Enterprise ? enterpriseCode : null), password, "demo", cancellationToken)).OrThrow();
            }

            accounts.Add(new DemoAccount(userName, displayName, password));
        }

        return accounts;
    }

    // Long enough for any rule, without characters that are mistaken for one another; a digit and a capital are always among them.
    private static string NewPassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 13) + "-K7";
}
