using System.Globalization;
using Emergency.Core.Decisions;
using Emergency.Core.Rules;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Escalation;
using Emergency.Planning.ReductionList;
using Emergency.Storage.Backups;
using Emergency.Storage.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.FollowUps;

/// <summary>Reports silence onward: one report for each area and step, with everybody it concerns.</summary>
public sealed partial class FollowUpDesk
{
    private async Task<int> EscalateAsync(
        AppDb db, string responseId, string[] orderIds, Dictionary<string, Enterprise> known, Func<string, DeadlineRules?> rules, IReadOnlyCollection<string> channels, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await audit.LockAsync(db, cancellationToken);
        await dialect.LockOrdersAsync(db, orderIds, cancellationToken);
        var due = await LookAsync(db, db.Orders.Where(o => orderIds.Contains(o.Id)), rules, now, cancellationToken);
        var orders = await db.Orders.AsNoTracking()
            .Where(o => orderIds.Contains(o.Id))
            .Select(o => new { o.Id, o.Number, o.RegionCode, o.EnterpriseCode, o.EnterpriseName })
            .ToDictionaryAsync(o => o.Id, StringComparer.Ordinal, cancellationToken);
        var groups = due
            .SelectMany(d => d.Actions.Where(a => !IsReminder(a)).Select(a => (a.Step, Order: orders[d.OrderId])))
            .GroupBy(d => (
                d.Step,
                d.Order.RegionCode,
                Township: d.Step.Target == FollowUpTarget.Township ? known.GetValueOrDefault(d.Order.EnterpriseCode)?.Township ?? "" : ""))
            .OrderBy(g => g.Key.Step.Key, StringComparer.Ordinal).ThenBy(g => g.Key.RegionCode, StringComparer.Ordinal).ThenBy(g => g.Key.Township, StringComparer.Ordinal)
            .ToList();
        var contacts = await db.Contacts.AsNoTracking().ToListAsync(cancellationToken);
        var at = await dialect.NowAsync(db, clock, cancellationToken);
        // A lost database may have given the numbers that follow to other reports.
        var above = await RestoreRow.RevisionsAboveAsync(db, cancellationToken);
        foreach (var group in groups)
        {
            var (step, region, township) = group.Key;
            var prefix = $"{responseId}/{step.Key}/{region}{(township.Length == 0 ? "" : "." + township)}/";
            var number = await db.Escalations.CountAsync(e => e.Id.StartsWith(prefix), cancellationToken) + above + 1;
            var silent = group.OrderBy(g => g.Order.Number, StringComparer.Ordinal).Select(g =>
            {
                var enterprise = known.GetValueOrDefault(g.Order.EnterpriseCode);
                return new SilentEnterprise(g.Order.Number, g.Order.EnterpriseName, enterprise?.Township ?? "", enterprise?.ContactName ?? "", enterprise?.ContactPhone ?? "");
            }).ToList();
            var text = FollowUpTexts.Escalation(step, (regions.Find(region)?.Name ?? region) + township, silent, now);
            var told = ContactsOf(contacts, step.Target, region, township);
            var row = new EscalationRow
            {
                Id = prefix + number.ToString(CultureInfo.InvariantCulture),
                ResponseId = responseId,
                Subject = step.Subject,
                Target = step.Target,
                Day = step.Day?.Date,
                RegionCode = region,
                Township = township,
                At = now,
                Count = silent.Count,
                TextZh = text.Zh,
                TextEn = text.En,
                Told = string.Join('\n', told.Select(c => $"{c.Name} {c.Phone}".TrimEnd())),
            };
            db.Escalations.Add(row);
            db.FollowUps.AddRange(group.Select(g => new FollowUpRow { OrderId = g.Order.Id, Step = step.Key, At = now, EscalationId = row.Id }));
            var body = CanonicalJson.Write(new EscalationDocument("escalation", row.Id, step.Target, step.Subject, text));
            foreach (var (channel, address) in OfficialChannels.Where(c => channels.Contains(c.Channel)))
            {
                foreach (var to in told.Select(address).Where(a => a.Length > 0).Distinct(StringComparer.Ordinal))
                {
                    LedgerEntries.AddEscalation(db, row, channel, to, body, at);
                }
            }

            await audit.AppendAsync(db, "order.escalate", row.Id, new { row.Count, Told = told.Count, Orders = ContentHash.OfJson(group.Select(g => g.Order.Id)).Hex }, "system", now, cancellationToken);
        }

        return groups.Count;
    }

    /// <summary>Contacts of the township, else of the county as a whole, else of the nearest region above it.</summary>
    private List<ContactRow> ContactsOf(List<ContactRow> contacts, FollowUpTarget target, string region, string township)
    {
        var lineage = regions.Find(region) is null ? [region] : regions.Lineage(region).Select(r => r.Code).ToList();
        var areas = lineage.Select(code => (Code: code, Township: "")).Prepend((region, township));
        foreach (var (code, place) in areas)
        {
            var found = contacts.Where(c => c.Target == target && c.RegionCode == code && c.Township == place).OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
            if (found.Count > 0)
            {
                return found;
            }
        }

        return [];
    }
}
