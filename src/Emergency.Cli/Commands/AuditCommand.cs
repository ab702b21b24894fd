using System.CommandLine;
using Emergency.Storage;
using Emergency.Storage.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Commands;

/// <summary><c>audit verify</c>: checks every link of the audit log.</summary>
internal static class AuditCommand
{
    private const int MostPrinted = 20;

    public static Command Create()
    {
        var database = DatabaseOption.Create();
        var json = Terminal.JsonOption();
        var verify = new Command("verify", "校验审计日志及全部历史 / check audit log, orders, responses and records") { database, json };
        verify.SetAction(async (parsed, cancellationToken) =>
        {
            var opened = await DatabaseOption.OpenAsync(parsed.GetRequiredValue(database), cancellationToken);
            if (!opened.Ok)
            {
                return Terminal.Refuse(opened.Refusal);
            }

            await using var services = opened.Value;
            await using var db = await services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(cancellationToken);
            var result = await Terminal.WithProgress("校验 / verifying", _ => HistoryCheck.VerifyAsync(db, cancellationToken));
            Terminal.WriteJson(parsed.GetValue(json), result);
            foreach (var fault in result.Faults.Take(MostPrinted))
            {
                Console.WriteLine($"历史已被改动：{fault.Zh} / altered: {fault.En}");
            }

            Console.WriteLine(result.Log.Intact
                ? $"审计日志完整：{result.Entries} 条，末条哈希 {result.HeadHash} / intact: {result.Entries} entries, head {result.HeadHash}"
                : $"审计日志到第 {result.Entries} 条为止完整 / the log is intact up to entry {result.Entries}");
            Console.WriteLine($"与写入时一致：指令 {result.Orders} 份，响应 {result.Responses} 个，决策记录 {result.Records} 条{(result.Uncovered > 0 ? $"；{result.Uncovered} 个早于历史哈希，无法校验" : "")} / as written: {result.Orders} orders, {result.Responses} responses, {result.Records} records");
            return result.Intact ? 0 : Terminal.Refused;
        });
        return new Command("audit", "审计日志 / audit log") { verify };
    }
}
