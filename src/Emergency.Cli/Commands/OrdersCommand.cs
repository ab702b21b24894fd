using System.CommandLine;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Storage;
using Emergency.Storage.Orders;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Cli.Commands;

/// <summary><c>orders [NUMBER]</c>: how far the orders of a response have come, or the history of one.</summary>
internal static class OrdersCommand
{
    public static Command Create()
    {
        var number = new Argument<string?>("NUMBER") { Description = "指令编号，显示其经过；省略则列出响应的全部指令 / order whose history is shown; all of a response without it", Arity = ArgumentArity.ZeroOrOne };
        var response = new Option<string?>("--response") { Description = "响应编号；默认最近开始的响应 / number of the response; the one that began last by default", HelpName = "NUMBER" };
        var silent = new Option<bool>("--silent") { Description = "只列逾期未签收的 / only those not answered in time" };
        var database = DatabaseOption.Create();
        var json = Terminal.JsonOption();
        var command = new Command("orders", "指令的进展与经过 / orders: how far they have come, and the history of one") { number, response, silent, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var opened = await DatabaseOption.OpenAsync(parsed.GetRequiredValue(database), cancellationToken);
            if (!opened.Ok)
            {
                return Terminal.Refuse(opened.Refusal);
            }

            await using var services = opened.Value;
            var (file, cancel) = (parsed.GetValue(json), cancellationToken);
            return parsed.GetValue(number) is { } one
                ? await OneAsync(services, one, file, cancel)
                : await AllAsync(services, parsed.GetValue(response), parsed.GetValue(silent), file, cancel);
        });
        return command;
    }

    private static async Task<int> OneAsync(IServiceProvider services, string number, FileInfo? json, CancellationToken cancellationToken)
    {
        var desk = services.GetRequiredService<OrderDesk>();
        await using var db = await services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(cancellationToken);
        if (await db.Orders.Where(o => o.Number == number).Select(o => o.Id).SingleOrDefaultAsync(cancellationToken) is not { } id)
        {
            return Terminal.Refuse(Refusal.Of(OrderDesk.UnknownOrder, $"没有编号为“{number}”的指令。", $"There is no order \"{number}\".", "用 orders 查看编号。", "See the numbers with \"orders\"."));
        }

        var opened = await desk.OpenAsync(id, null, Environment.UserName, services.GetRequiredService<TimeProvider>().GetUtcNow(), cancellationToken);
        if (!opened.Ok)
        {
            return Terminal.Refuse(opened.Refusal);
        }

        var row = opened.Value.Row;
        var timeline = await desk.TimelineAsync(id, cancellationToken);
        Terminal.WriteJson(json, new { order = opened.Value.Order, state = row.State, timeline });
        Console.WriteLine($"{row.Number} {row.EnterpriseName}（{row.EnterpriseCode}）{row.State.Name().Zh} / {row.State.Name().En}");
        foreach (var line in timeline)
        {
            Console.WriteLine($"{line.At.ToChina():yyyy-MM-dd HH:mm:ss}  {line.What.Zh} / {line.What.En}{(line.State is { } state ? $" → {state.Name().Zh}" : "")}  {line.By}{(line.Note.Length > 0 ? $"  {line.Note}" : "")}");
        }

        return 0;
    }

    private static async Task<int> AllAsync(IServiceProvider services, string? number, bool silentOnly, FileInfo? json, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContextAsync(cancellationToken);
        var response = await db.Responses.AsNoTracking().Where(r => number == null || r.Number == number).OrderByDescending(r => r.StartsAt).ThenByDescending(r => r.Id).FirstOrDefaultAsync(cancellationToken);
        if (response is null)
        {
            return Terminal.Refuse(number is null
                ? Refusal.Of("RESPONSE-031", "库中没有应急响应。", "The database holds no response.", "请先提出响应并下达指令。", "Propose a response and issue its orders first.")
                : Refusal.Of("RESPONSE-031", $"没有编号为“{number}”的应急响应。", $"There is no response \"{number}\".", "请核对编号；省略 --response 则用最近的响应。", "Check the number; without --response the last one is used."));
        }

        var desk = services.GetRequiredService<OrderDesk>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var funnel = await desk.FunnelAsync(response.Id, now, cancellationToken);
        var silent = await desk.SilentAsync(response.Id, now, cancellationToken);
        var late = silent.Select(s => s.OrderId).ToHashSet(StringComparer.Ordinal);
        var orders = (await desk.OfResponseAsync(response.Id, cancellationToken)).Where(o => !silentOnly || late.Contains(o.Id)).ToList();
        Terminal.WriteJson(json, new
        {
            response = response.Number,
            region = response.RegionCode,
            level = response.Level,
            state = response.State,
            funnel,
            orders = orders.Select(o => new { o.Number, o.Revision, o.RegionCode, o.EnterpriseCode, o.EnterpriseName, o.State, o.StartsAt, o.EndsAt, o.DeliveredAt, o.AcknowledgedAt, o.ExecutedAt, silent = late.Contains(o.Id) }),
        });
        Console.WriteLine($"响应 {response.Number}（{response.RegionCode}，{response.State.Name().Zh}）：应下达 {funnel.Planned}，已发出 {funnel.Sent}，送达 {funnel.Delivered}，签收 {funnel.Acknowledged}，执行中 {funnel.InForce}，已报告 {funnel.Executed}，已结束 {funnel.Ended}，逾期未签收 {funnel.Silent}");
        Console.WriteLine($"response {response.Number} ({response.RegionCode}, {response.State.Name().En}): {funnel.Planned} planned, {funnel.Sent} sent, {funnel.Delivered} delivered, {funnel.Acknowledged} acknowledged, {funnel.InForce} in force, {funnel.Executed} executed, {funnel.Ended} ended, {funnel.Silent} silent");
        foreach (var order in orders)
        {
            Console.WriteLine($"{order.Number}  {order.RegionCode}  {order.EnterpriseName}  {order.State.Name().Zh} / {order.State.Name().En}{(late.Contains(order.Id) ? "  逾期未签收 / silent" : "")}");
        }

        return 0;
    }
}
