using System.CommandLine;
using System.Data.Common;
using System.Net.Sockets;
using Emergency.Core.Refusals;
using Emergency.Storage;
using Emergency.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli;

/// <summary>The option of every command that works on a database, and how such a command opens it.</summary>
internal static class DatabaseOption
{
    /// <summary>Name of the environment variable that gives the default.</summary>
    public const string Variable = "EMERGENCY_DATABASE";

    /// <summary><c>--database sqlite:PATH|postgres:CONNECTION</c>; by default EMERGENCY_DATABASE, else the SQLite file emergency.db in the working directory.</summary>
    public static Option<string> Create() => new("--database")
    {
        Description = $"数据库 / database: sqlite:PATH 或/or postgres:CONNECTION（{Variable}）",
        HelpName = "DATABASE",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : "sqlite:emergency.db",
    };

    /// <summary>
    /// Opens the database named by the option, brings it to the model of this program, and gives the desks. Refused when the name is wrong (STORE-001) or the
    /// database cannot be reached (STORE-002). The caller disposes the provider.
    /// </summary>
    /// <param name="database">What the option says.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="own">What the command's desks need besides the database: rule books, models.</param>
    public static async Task<Outcome<ServiceProvider>> OpenAsync(string database, CancellationToken cancellationToken, Action<IServiceCollection>? own = null)
    {
        var choice = StorageChoice.Parse(database);
        if (!choice.Ok)
        {
            return choice.Refusal;
        }

        var provider = Services(choice.Value, own);
        try
        {
            await DatabaseMigrator.MigrateAsync(
                provider.GetRequiredService<IDbContextFactory<AppDb>>(),
                choice.Value.Dialect,
                provider.GetRequiredService<TimeProvider>(),
                cancellationToken: cancellationToken);
            return provider;
        }
        catch (Exception failure) when (IsUnreachable(failure))
        {
            await provider.DisposeAsync();
            return Unreachable(failure);
        }
    }

    /// <summary>The desks over a database as it is: not opened yet, not brought up to date.</summary>
    public static ServiceProvider Services(StorageChoice choice, Action<IServiceCollection>? own = null)
    {
        var services = new ServiceCollection();
        own?.Invoke(services);
        return services.AddEmergencyStorage(choice.Dialect, choice.ConnectionString).BuildServiceProvider();
    }

    /// <summary>True for what a database that cannot be reached or opened throws.</summary>
    public static bool IsUnreachable(Exception failure) => failure
        is DbException or SocketException or IOException or UnauthorizedAccessException or TimeoutException or ArgumentException or InvalidOperationException { InnerException: DbException };

    /// <summary>The database cannot be opened (STORE-002).</summary>
    public static Refusal Unreachable(Exception failure) => Refusal.Of(
        "STORE-002",
        $"无法打开数据库：{failure.GetBaseException().Message}",
        $"The database cannot be opened: {failure.GetBaseException().Message}",
        "请检查 --database 中的路径、地址、账号，以及数据库服务是否在运行。",
        "Check path, address and account in --database, and that the server is running.");

    /// <summary>The database gave up during a command: locked too long by another process, full, or gone. Its transaction is rolled back (STORE-003).</summary>
    public static Refusal Failed(DbException failure) => Refusal.Of(
        "STORE-003",
        $"数据库未能完成操作：{failure.Message}。未作任何更改。",
        $"The database did not complete the operation: {failure.Message}. Nothing was changed.",
        "可能有其他程序正在写入，或磁盘已满；请检查后重试。",
        "Another program may be writing, or the disk is full; check and try again.");
}
