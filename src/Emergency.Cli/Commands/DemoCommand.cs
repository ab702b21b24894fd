using System.CommandLine;
using System.Globalization;
using Emergency.Cli.Demo;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Storage;
using Emergency.Storage.Orders;
using Emergency.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Emergency.Cli.Commands;

/// <summary><c>demo</c>: replays one polluted week of a made-up city (or a winter of your own) through the whole chain, prints the timeline, then serves it.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var noServe = new Option<bool>("--no-serve") { Description = "只重放，不启动网站 / replay only, serve nothing" };
        var fresh = new Option<bool>("--fresh") { Description = "先删除演示数据库文件（仅 SQLite）/ delete the demonstration's database file first (SQLite only)" };
        var english = new Option<bool>("--english") { Description = "时间线用英文 / timeline in English" };
        var database = new Option<string>("--database") { Description = "数据库 / database: sqlite:PATH 或/or postgres:CONNECTION", HelpName = "DATABASE", DefaultValueFactory = _ => "sqlite:demo.db" };
        var urls = new Option<string>("--urls") { Description = "网站地址 / address to serve", HelpName = "URL", DefaultValueFactory = _ => EmergencyWeb.DefaultUrl };
        var receiver = new Option<int?>("--receiver-port") { Description = "本机上代替全部企业系统的接收端口 / port of a receiver on this machine that stands for all enterprises' systems", HelpName = "PORT" };
        var own = new OwnScenario();
        var json = Terminal.JsonOption();
        var command = new Command("demo", "演示：一次重污染过程的全流程 / one polluted week through the whole chain") { noServe, fresh, english, database, urls, receiver, json };
        own.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var scenario = own.Read(parsed);
            if (!scenario.Ok)
            {
                return Terminal.Refuse(scenario.Refusal);
            }

            var place = parsed.GetRequiredValue(database);
            if (parsed.GetValue(fresh) && Delete(place) is { } refusal)
            {
                return Terminal.Refuse(refusal);
            }

            var choice = StorageChoice.Parse(place);
            if (!choice.Ok)
            {
                return Terminal.Refuse(choice.Refusal);
            }

            await using var host = await ReplayHost.BuildAsync(place, scenario.Value, parsed.GetRequiredValue(urls), parsed.GetValue(receiver), cancellationToken);
            await Terminal.WithProgress(
                "重放 / replaying",
                async progress =>
                {
                    await host.ReplayAsync(scenario.Value, progress, cancellationToken);
                    return true;
                },
                lines: true);
            var (lines, state) = await host.ReadAsync(scenario.Value.RegionCode, cancellationToken);
            Print(scenario.Value, lines, state, parsed.GetValue(english) ? "en" : "zh");
            Terminal.WriteJson(parsed.GetValue(json), new { timeline = lines, state });
            return parsed.GetValue(noServe) ? 0 : await ServeAsync(host, scenario.Value, cancellationToken);
        });
        return command;
    }

    private static void Print(ReplayScenario scenario, IReadOnlyList<TimelineLine> lines, ChainState state, string language)
    {
        Console.WriteLine(scenario.Source.In(language));
        var day = default(LocalDay);
        foreach (var line in lines)
        {
            var local = line.At.ToChina();
            if (local.ToLocalDay() != day)
            {
                day = local.ToLocalDay();
                Console.WriteLine($"\n{day}");
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {local:HH:mm}  [{line.Kind.In(language)}] {line.What.In(language)}"));
        }

        var orders = string.Join(", ", state.Orders.Select(p => $"{p.Key} {p.Value}"));
        Console.WriteLine(language == "en"
            ? $"\nOrders: {orders}; receipts {state.Receipts}; audit log of {state.AuditEntries} entries {(state.AuditIntact ? "intact" : "BROKEN")}; final state {state.Hash.Short}"
            : $"\n指令：{orders}；回执 {state.Receipts} 份；审计日志 {state.AuditEntries} 条，{(state.AuditIntact ? "完整" : "已被破坏")}；终态 {state.Hash.Short}");
    }

    private static async Task<int> ServeAsync(ReplayHost host, ReplayScenario scenario, CancellationToken cancellationToken)
    {
        string enterprise;
        await using (var db = await host.App.Services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(cancellationToken))
        {
            enterprise = await db.Orders.OrderBy(o => o.EnterpriseCode).Select(o => o.EnterpriseCode).FirstOrDefaultAsync(cancellationToken) ?? scenario.List.Enterprises[0].Code;
        }

        var accounts = await DemoAccounts.PrepareAsync(host.App.Services, scenario.RegionCode, enterprise, cancellationToken);
        await host.App.StartAsync(cancellationToken);
        Console.WriteLine($"\n网站 / site: {host.App.Urls.First()}");
        Console.WriteLine("账号（口令每次启动重新生成）/ accounts (passwords are new at every start):");
        foreach (var account in accounts)
        {
            Console.WriteLine($"  {account.UserName,-14}{account.Password}   {account.DisplayName}");
        }

        Console.WriteLine("按 Ctrl+C 结束 / press Ctrl+C to stop");
        await host.App.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static Refusal? Delete(string database)
    {
        if (!database.StartsWith("sqlite:", StringComparison.Ordinal))
        {
            return Refusal.Of("DEMO-001", "--fresh 只能删除 SQLite 文件。", "--fresh deletes SQLite files only.", "请自行清空 PostgreSQL 数据库，或换一个数据库名。", "Empty the PostgreSQL database yourself, or name another one.");
        }

        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(database["sqlite:".Length..] + suffix);
        }

        return null;
    }
}
