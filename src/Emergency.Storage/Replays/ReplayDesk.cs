using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Replanning;
using Emergency.Planning.Rulings;
using Emergency.Planning.Staggering;
using Emergency.Storage.Chain;
using Emergency.Storage.Forecasts;
using Emergency.Storage.Lists;
using Emergency.Storage.Plans;
using Emergency.Storage.Rulings;
using Emergency.Warnings.Advice;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Replays;

/// <summary>What came of making a decision again.</summary>
public enum ReplayVerdict
{
    /// <summary>The same bytes.</summary>
    Same,

    /// <summary>Something it rests on is not what it was: late observations, a changed rule file. That another result comes out of it says nothing against the record.</summary>
    BasisChanged,

    /// <summary>It cannot be made again: its model is not installed, its list is gone, or what was asked is not kept with it.</summary>
    NotReplayed,

    /// <summary>On the same basis something else comes out: another version of the program, or a fault.</summary>
    Differs,
}

/// <summary>A record of the chain, made again.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Kind">Its kind (<see cref="ChainKinds"/>).</param>
/// <param name="RegionCode">Region.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Finding">In words: what changed, or where the first difference stands; empty when it is the same.</param>
public sealed record ReplayedRecord(string Id, string Kind, string RegionCode, DateTimeOffset At, ReplayVerdict Verdict, Text Finding);

/// <summary>Which records are made again; null for all.</summary>
/// <param name="Id">One record alone.</param>
/// <param name="RegionCode">Those of one region.</param>
/// <param name="Kind">Those of one kind.</param>
public sealed record ReplayScope(string? Id = null, string? RegionCode = null, string? Kind = null);

/// <summary>
/// Makes recorded decisions again from what they rest on and compares the bytes: forecasts, advice, advice on lifting, plans. Changes nothing. What persons decided
/// (costs, decisions on single enterprises) is not worked out and so not made again.
/// </summary>
public sealed class ReplayDesk(IDbContextFactory<AppDb> databases, ChainDesk chain, ForecastDesk forecasts, ModelLibrary models, ListDesk lists, PlanInputs inputs)
{
    /// <summary>Characters shown on each side of the first difference.</summary>
    private const int Shown = 40;

    private static readonly string[] Worked = [ChainKinds.Forecast, ChainKinds.Advice, ChainKinds.LiftAdvice, ChainKinds.Plan];

    /// <summary>Makes the records of a scope again, in the order in which they were decided.</summary>
    /// <param name="scope">Which.</param>
    /// <param name="progress">Told after each: how many are done, of how many, and which.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>One result a record; refused with REPLAY-001 when a record is named that is none of a decision that can be made again.</returns>
    public async Task<Outcome<IReadOnlyList<ReplayedRecord>>> ReplayAsync(ReplayScope scope, IProgress<(int Done, int Of, string Id)>? progress, CancellationToken cancellationToken)
    {
        List<string> ids;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            // Only keys: a plan of a province is megabytes.
            ids = await db.Chain.AsNoTracking()
                .Where(c => Worked.Contains(c.Kind) && (scope.Id == null || c.Id == scope.Id) && (scope.RegionCode == null || c.RegionCode == scope.RegionCode) && (scope.Kind == null || c.Kind == scope.Kind))
                .OrderBy(c => c.At).ThenBy(c => c.Id)
                .Select(c => c.Id)
                .ToListAsync(cancellationToken);
        }

        if (scope.Id is not null && ids.Count == 0)
        {
            return Refusal.Of(
                "REPLAY-001",
                $"没有可重算的记录“{scope.Id}”。",
                $"There is no record \"{scope.Id}\" that can be made again.",
                "请核对编号；可重算的是预报、建议、解除建议和方案。",
                "Check the key; forecasts, advice, advice on lifting and plans can be made again.");
        }

        var found = new List<ReplayedRecord>(ids.Count);
        foreach (var id in ids)
        {
            var row = (await chain.FindAsync(id, cancellationToken))!;
            found.Add(await ReplayAsync(row, cancellationToken));
            progress?.Report((found.Count, ids.Count, id));
        }

        return found;
    }

    private Task<ReplayedRecord> ReplayAsync(ChainRow row, CancellationToken cancellationToken) => row.Kind switch
    {
        ChainKinds.Forecast => ForecastAsync(row, cancellationToken),
        ChainKinds.Advice => AdviceAsync(row, cancellationToken),
        ChainKinds.LiftAdvice => LiftAdviceAsync(row, cancellationToken),
        _ => PlanAsync(row, cancellationToken),
    };

    private async Task<ReplayedRecord> ForecastAsync(ChainRow row, CancellationToken cancellationToken)
    {
        var then = ChainDesk.Read<Forecast>(row);
        if (ModelOf(then.ModelId) is not { } model)
        {
            return Not(row, new Text($"模型“{then.ModelId}”未安装", $"model \"{then.ModelId}\" is not installed"));
        }

        var made = await forecasts.MakeAsync(row.RegionCode, model, Hour.Containing(then.IssuedAt), then.Basis.DecidedBy, then.Basis.DecidedAt, cancellationToken);
        if (!made.Ok)
        {
            return Not(row, made.Refusal);
        }

        // Why this model, why without weather: said by who asked for the forecast, after what the forecast says by itself.
        var own = made.Value.Remarks;
        var said = then.Remarks.Take(own.Count).SequenceEqual(own) ? made.Value with { Remarks = then.Remarks } : made.Value;
        return Compare(row, said, said.Basis);
    }

    private IForecastModel? ModelOf(string id) =>
        models.Find(id) ?? models.Entries.FirstOrDefault(e => e.Model.Id == id)?.Model ?? Forecaster.Models.Values.FirstOrDefault(m => m.Id == id);

    private async Task<ReplayedRecord> AdviceAsync(ChainRow row, CancellationToken cancellationToken)
    {
        var then = ChainDesk.Read<WarningAdvice>(row);
        var made = await forecasts.MakeAdviceAsync(row.PreviousId ?? "", then.Basis.DecidedBy, then.Basis.DecidedAt, cancellationToken);
        return made.Ok ? Compare(row, made.Value, made.Value.Basis) : Not(row, made.Refusal);
    }

    private async Task<ReplayedRecord> LiftAdviceAsync(ChainRow row, CancellationToken cancellationToken)
    {
        var then = ChainDesk.Read<LiftAdvice>(row);
        var made = await forecasts.MakeLiftAdviceAsync(row.PreviousId ?? "", then.Level, then.Basis.DecidedBy, then.Basis.DecidedAt, cancellationToken);
        return made.Ok ? Compare(row, made.Value, made.Value.Basis) : Not(row, made.Refusal);
    }

    private async Task<ReplayedRecord> PlanAsync(ChainRow row, CancellationToken cancellationToken)
    {
        var then = ChainDesk.Read<Plan>(row);
        if (then.Refill is { Asked: null })
        {
            return Not(row, new Text("补位方案：这条早先的记录没有保存当时的提问", "a refill: this record of before does not keep how it was asked"));
        }

        if (await lists.FindAsync(then.ListVersion, cancellationToken) is not { } list)
        {
            return Not(row, new Text($"清单版本 {then.ListVersion.Short} 已不在库中", $"list version {then.ListVersion.Short} is not in the database"));
        }

        var responseId = PlanDesk.ResponseOf(row.Id);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var response = CanonicalJson.Read<Response>((await db.Responses.AsNoTracking().SingleAsync(r => r.Id == responseId, cancellationToken)).Json);
        var day = response.StartsAt.ToLocalDay();
        var rules = inputs.RulesOn(then.RegionCode, day);
        if (!rules.Ok)
        {
            return Not(row, rules.Refusal);
        }

        var decided = then.Basis.DecidedAt;
        var held = (await RulingReader.OfResponseAsync(db, responseId, cancellationToken)).Where(r => r.At <= decided && (r.End is null || r.End.At > decided)).Select(r => r.Ruling).ToList();
        var activation = new ActivationRequest(list, then.Level, then.RegionCode, day, then.Running ?? [], then.Basis.DecidedBy, decided) { Rulings = held };
        var before = row.PreviousId?.StartsWith("plan:", StringComparison.Ordinal) == true ? await chain.FindAsync(row.PreviousId, cancellationToken) : null;
        var made = before is null ? ResponsePlanner.Make(then.Settings ?? new PlanSettings(then.Mode), activation, rules.Value, cancel: cancellationToken)
            : then.Refill?.Asked is { } asked ? Replanner.Refill(
                new ReplanRequest(ChainDesk.Read<Plan>(before), before.Id, activation, asked.Missing) { ChangeYuan = asked.ChangeYuan, ShortagePrice = asked.ShortagePrice, StartsAt = asked.StartsAt }, rules.Value, cancel: cancellationToken)
            : RuledPlan.Of(ChainDesk.Read<Plan>(before), activation, rules.Value);
        cancellationToken.ThrowIfCancellationRequested();
        return made.Ok ? Compare(row, made.Value with { Source = then.Source }, made.Value.Basis) : Not(row, made.Refusal);
    }

    private static ReplayedRecord Compare<T>(ChainRow row, T made, Basis now)
    {
        var json = CanonicalJson.Write(made);
        if (json == row.Json)
        {
            return Result(row, ReplayVerdict.Same, new Text("", ""));
        }

        var changed = Changes(ChainDesk.BasisOf(row), now);
        if (changed.Count > 0)
        {
            var names = string.Join(", ", changed);
            return Result(row, ReplayVerdict.BasisChanged, new Text($"依据已变化：{names}", $"what it rests on has changed: {names}"));
        }

        var at = Enumerable.Range(0, Math.Min(json.Length, row.Json.Length)).FirstOrDefault(i => json[i] != row.Json[i], Math.Min(json.Length, row.Json.Length));
        return Result(row, ReplayVerdict.Differs, new Text($"第 {at} 字符起不同：记录“{Around(row.Json, at)}”，重算“{Around(json, at)}”", $"differs from character {at}: recorded \"{Around(row.Json, at)}\", made again \"{Around(json, at)}\""));
    }

    /// <summary>Names of the inputs, editions and model of a basis that are not in the other, either way round.</summary>
    private static List<string> Changes(Basis then, Basis now)
    {
        var inputs = then.Inputs.Except(now.Inputs).Concat(now.Inputs.Except(then.Inputs)).Select(i => i.Name);
        var editions = then.Editions.Except(now.Editions).Concat(now.Editions.Except(then.Editions)).Select(e => $"{e.Authority}/{e.Book}/{e.Edition}");
        return [.. inputs.Concat(editions).Concat(then.ModelId == now.ModelId ? [] : [$"{then.ModelId}"]).Distinct().Order(StringComparer.Ordinal)];
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - Shown)..Math.Min(text.Length, at + Shown)];

    private static ReplayedRecord Not(ChainRow row, Refusal refusal) => Not(row, new Text($"{refusal.Code} {refusal.Sentence.Zh}", $"{refusal.Code} {refusal.Sentence.En}"));

    private static ReplayedRecord Not(ChainRow row, Text why) => Result(row, ReplayVerdict.NotReplayed, why);

    private static ReplayedRecord Result(ChainRow row, ReplayVerdict verdict, Text finding) => new(row.Id, row.Kind, row.RegionCode, row.At, verdict, finding);
}
