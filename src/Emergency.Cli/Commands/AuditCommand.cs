using System.CommandLine;
using Emergency.Storage;
using Emergency.Storage.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Commands;

/// <summary><c>audit verify</c>: checks every link of the audit log.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var database = DatabaseOption.Create();
        var json = Terminal.JsonOption();
        var verify = new Command("verify", "校验审计日志的哈希链 / check the hash chain of the audit log") { database, json };
        verify.SetAction(async (parsed, cancellationToken) =>
        {
            var opened = await DatabaseOption.OpenAsync(parsed.GetRequiredValue(database), cancellationToken);
            if (!opened.Ok)
            {
                return Terminal.Refuse(opened.Refusal);
            }

            await using var services = opened.Value;
            await using var db = await services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(cancellationToken);
            var result = await Terminal.WithProgress("校验 / verifying", _ => AuditLog.VerifyAsync(db, cancellationToken));
            Terminal.WriteJson(parsed.GetValue(json), result);
            Console.WriteLine(result.Fault is { } fault
                ? $"审计日志已被破坏：{fault.Zh} / broken: {fault.En}"
                : $"审计日志完整：{result.Entries} 条，末条哈希 {result.HeadHash} / intact: {result.Entries} entries, head {result.HeadHash}");
            return result.Intact ? 0 : Terminal.Refused;
        });
        return new Command("audit", "审计日志 / audit log") { verify };
    }
}
