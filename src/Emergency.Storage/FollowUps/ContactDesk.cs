using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Dispatch.Escalation;
using Emergency.Storage.Audit;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.FollowUps;

/// <summary>Keeps whom reports about silent enterprises go to. The audit log says who changed them, without phones and addresses.</summary>
public sealed class ContactDesk(IDbContextFactory<AppDb> databases, AuditLog audit, RegionTree regions)
{
    /// <summary>Contacts that lie in a region, by region, township, target and name.</summary>
    public async Task<IReadOnlyList<ContactRow>> InAsync(string regionCode, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Contacts.AsNoTracking().ToListAsync(cancellationToken);
        return rows
            .Where(c => regions.IsWithin(c.RegionCode, regionCode))
            .OrderBy(c => c.RegionCode, StringComparer.Ordinal).ThenBy(c => c.Township, StringComparer.Ordinal).ThenBy(c => c.Target).ThenBy(c => c.Name, StringComparer.Ordinal)
            .ToList();
    }

    /// <summary>Adds a contact, or changes phone and e-mail of the one with the same name and area.</summary>
    public async Task<Outcome<int>> PutAsync(EscalationContact contact, string within, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        EscalationContacts.Refuse(contact, within, regions) is { } refusal ? refusal : await SaveAsync([contact], by, at, cancellationToken);

    /// <summary>Adds or changes every contact of a table; those that the table does not name stay.</summary>
    /// <returns>How many were new or changed.</returns>
    public Task<int> ImportAsync(IReadOnlyList<EscalationContact> contacts, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        SaveAsync(contacts, by, at, cancellationToken);

    /// <summary>Removes a contact of a region; false when there is none.</summary>
    public Task<bool> RemoveAsync(string id, string within, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        databases.InTransactionAsync(
            async db =>
            {
                await audit.LockAsync(db, cancellationToken);
                var row = await db.Contacts.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
                if (row is null || !regions.IsWithin(row.RegionCode, within))
                {
                    return false;
                }

                db.Contacts.Remove(row);
                await audit.AppendAsync(db, "contact.remove", row.RegionCode, new { row.Township, row.Target }, by, at, cancellationToken);
                return true;
            },
            cancellationToken);

    private Task<int> SaveAsync(IReadOnlyList<EscalationContact> contacts, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        databases.InTransactionAsync(
            async db =>
            {
                await audit.LockAsync(db, cancellationToken);
                var known = await db.Contacts.ToDictionaryAsync(c => c.Id, StringComparer.Ordinal, cancellationToken);
                var changed = 0;
                foreach (var contact in contacts)
                {
                    var id = ContentHash.Of($"{contact.RegionCode}\n{contact.Township}\n{contact.Target}\n{contact.Name}").Hex[..24];
                    if (!known.TryGetValue(id, out var row))
                    {
                        row = new ContactRow { Id = id, RegionCode = contact.RegionCode, Township = contact.Township, Target = contact.Target, Name = contact.Name };
                        db.Contacts.Add(row);
                        known.Add(id, row);
                        changed++;
                    }
                    else if ((row.Phone, row.Email) != (contact.Phone, contact.Email))
                    {
                        changed++;
                    }

                    (row.Phone, row.Email) = (contact.Phone, contact.Email);
                }

                if (changed > 0)
                {
                    await audit.AppendAsync(db, "contact.put", "", new { changed }, by, at, cancellationToken);
                }

                return changed;
            },
            cancellationToken);
}
