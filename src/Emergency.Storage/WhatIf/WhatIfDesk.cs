using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.WhatIf;
using Emergency.Storage.Audit;
using Emergency.Storage.Lists;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.WhatIf;

/// <summary>Keeps what-ifs: the question with the list version it is asked of, the answer with its basis. Saving, naming and deleting are audited.</summary>
public sealed class WhatIfDesk(IDbContextFactory<AppDb> databases, AuditLog audit, ListDesk lists, RuleLibrary rules)
{
    /// <summary>Longest name [characters].</summary>
    public const int LongestName = 60;

    private static readonly WhatIfParts Parts = new() { CurvePoints = CostCurve.DefaultPoints, SensitivitySeed = 1, Dearest = 5 };

    /// <summary>Saves a question on the list in force on its start day. Refused with WHATIF-020 (a name of 1 to 60 characters) or LIST-001 (no list).</summary>
    public async Task<Outcome<WhatIfRow>> SaveAsync(WhatIfQuestion question, string name, string regionCode, LocalDay startDay, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (Named(name) is { } unnamed)
        {
            return unnamed;
        }

        var list = await lists.InForceForAsync(regionCode, startDay, rules.Regions, cancellationToken);
        if (!list.Ok)
        {
            return list.Refusal;
        }

        return await databases.InTransactionAsync<Outcome<WhatIfRow>>(
            async db =>
            {
                await audit.LockAsync(db, cancellationToken); // two at once get two numbers
                var row = new WhatIfRow
                {
                    Number = 1 + (await db.WhatIfs.MaxAsync(w => (int?)w.Number, cancellationToken) ?? 0),
                    Name = name.Trim(),
                    RegionCode = regionCode,
                    ListVersionId = list.Value.Version.Id,
                    StartDay = startDay.Date,
                    Question = CanonicalJson.Write(question),
                    By = by,
                    At = at,
                };
                db.WhatIfs.Add(row);
                await audit.AppendAsync(db, "what-if.save", Subject(row), new { row.Name, row.ListVersionId, question = ContentHash.Of(row.Question) }, by, at, cancellationToken);
                return row;
            },
            cancellationToken);
    }

    /// <summary>Saved what-ifs of some regions, newest first, without their answers.</summary>
    public async Task<IReadOnlyList<WhatIfRow>> AllAsync(IReadOnlyList<string> regionCodes, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WhatIfs.AsNoTracking().Where(w => regionCodes.Contains(w.RegionCode)).OrderByDescending(w => w.Number)
            .Select(w => new WhatIfRow { Number = w.Number, Name = w.Name, RegionCode = w.RegionCode, ListVersionId = w.ListVersionId, StartDay = w.StartDay, By = w.By, At = w.At, Answer = w.Answer == null ? null : "" })
            .ToListAsync(cancellationToken);
    }

    /// <summary>One what-if; null when there is none.</summary>
    public async Task<WhatIfRow?> FindAsync(int number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WhatIfs.AsNoTracking().SingleOrDefaultAsync(w => w.Number == number, cancellationToken);
    }

    /// <summary>
    /// Works out the answer and keeps it; one that is there already stays. Refused as planning is. What was deleted meanwhile is not brought back.
    /// </summary>
    /// <param name="number">Which.</param>
    /// <param name="at">When; written into the basis.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Cancels; nothing is kept then.</param>
    public async Task<Outcome<WhatIfAnswer>> AnswerAsync(int number, DateTimeOffset at, IProgress<WhatIfProgress>? progress, CancellationToken cancellationToken)
    {
        if (await FindAsync(number, cancellationToken) is not { } row)
        {
            return Missing(number);
        }

        if (row.Answer is { } kept)
        {
            return CanonicalJson.Read<WhatIfAnswer>(kept);
        }

        var list = await lists.LoadAsync(row.ListVersionId, cancellationToken);
        var context = new WhatIfContext(list, row.RegionCode, new LocalDay(row.StartDay), day => RulesOn(row.RegionCode, day), row.By, at) { Settings = new CompositionSettings() };
        var question = CanonicalJson.Read<WhatIfQuestion>(row.Question);
        var answer = WhatIfRunner.Answer(question, context, question.Base.Mode == PlanMode.Activate ? new() : Parts, progress, cancellationToken);
        if (!answer.Ok)
        {
            return answer.Refusal;
        }

        var lean = answer.Value.WithoutChoices();
        var json = CanonicalJson.Write(lean);
        await databases.InTransactionAsync(
            async db =>
            {
                if (await db.WhatIfs.SingleOrDefaultAsync(w => w.Number == number && w.Answer == null, cancellationToken) is { } open)
                {
                    open.Answer = json;
                    await audit.AppendAsync(db, "what-if.answer", Subject(open), new { answer = ContentHash.Of(json) }, open.By, at, cancellationToken);
                }

                return true;
            },
            cancellationToken);
        return lean;
    }

    /// <summary>Renames. Refused with WHATIF-020 (name) or WHATIF-021 (there is none).</summary>
    public Task<Outcome<WhatIfRow>> RenameAsync(int number, string name, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(number, "what-if.rename", by, at, (_, row) => row.Name = name.Trim(), Named(name), cancellationToken);

    /// <summary>Deletes. Refused with WHATIF-021 (there is none).</summary>
    public Task<Outcome<WhatIfRow>> DeleteAsync(int number, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(number, "what-if.delete", by, at, (db, row) => db.WhatIfs.Remove(row), null, cancellationToken);

    private async Task<Outcome<WhatIfRow>> ChangeAsync(int number, string action, string by, DateTimeOffset at, Action<AppDb, WhatIfRow> change, Refusal? wrong, CancellationToken cancellationToken) =>
        wrong is not null ? wrong : await databases.InTransactionAsync<Outcome<WhatIfRow>>(
            async db =>
            {
                if (await db.WhatIfs.SingleOrDefaultAsync(w => w.Number == number, cancellationToken) is not { } row)
                {
                    return Missing(number);
                }

                change(db, row);
                await audit.AppendAsync(db, action, Subject(row), new { row.Name }, by, at, cancellationToken);
                return row;
            },
            cancellationToken);

    private Outcome<ActivationRules> RulesOn(string region, LocalDay day) => ActivationRules.InForce(rules, region, day);

    private static string Subject(WhatIfRow row) => $"what-if:{row.Number}";

    private static Refusal? Named(string name) => name?.Trim().Length is > 0 and <= LongestName ? null
        : Refusal.Of("WHATIF-020", $"名称须为 1 到 {LongestName} 个字符。", $"A name has 1 to {LongestName} characters.", "请填写名称。", "Give it a name.");

    internal static Refusal Missing(int number) => Refusal.Of("WHATIF-021", $"没有第 {number} 号情景推演。", $"There is no what-if {number}.", "可能已被删除，请返回列表。", "It may have been deleted; go back to the list.");
}
