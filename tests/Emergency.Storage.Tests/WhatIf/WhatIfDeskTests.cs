using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.WhatIf;
using Emergency.Storage.Audit;
using Emergency.Storage.Lists;
using Emergency.Storage.WhatIf;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.WhatIf;

public sealed class WhatIfDeskTests
{
    private static readonly LocalDay Day = LocalDay.Of(2024, 12, 10);
    private static readonly DateTimeOffset Now = Day.Start.AddHours(-9);
    private static readonly WhatIfQuestion Question = new(new() { Name = "基准", Mode = PlanMode.Compose, Level = WarningLevel.Yellow }, [new() { Name = "橙色", Mode = PlanMode.Compose }]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_what_if_is_saved_worked_out_once_renamed_and_deleted_and_the_audit_log_has_it_all(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (desk, _) = await DesksAsync(database);
        var saved = (await desk.SaveAsync(Question, " 冬防 ", SampleList.City, Day, "planner", Now, Token)).OrThrow();
        Assert.Equal((1, "冬防", null), (saved.Number, saved.Name, saved.Answer));

        var first = (await desk.AnswerAsync(1, Now, null, Token)).OrThrow();
        var again = (await desk.AnswerAsync(1, Now.AddDays(1), null, Token)).OrThrow();
        Assert.Equal(CanonicalJson.Write(first), CanonicalJson.Write(again)); // what is kept reads back as it was worked out
        Assert.Equal(2, again.Comparison.All.Count());
        Assert.NotEmpty(again.Comparison.Scenarios[0].Changes);
        Assert.NotNull(again.Curve);
        Assert.NotNull(again.Sensitivity);
        Assert.Equal("planner", again.Comparison.Basis.DecidedBy);
        Assert.Contains(again.Comparison.Basis.Inputs, i => i.Name == "question");

        Assert.Equal("春", (await desk.RenameAsync(1, "春", "chief", Now, Token)).OrThrow().Name);
        Assert.Equal(2, (await desk.SaveAsync(Question, "二", SampleList.City, Day, "planner", Now, Token)).OrThrow().Number);
        Assert.Equal([2, 1], (await desk.AllAsync([SampleList.City], Token)).Select(w => w.Number));
        Assert.Empty(await desk.AllAsync(["140525"], Token));
        Assert.True((await desk.DeleteAsync(1, "chief", Now, Token)).Ok);
        Assert.Null(await desk.FindAsync(1, Token));
        await using var db = database.CreateDbContext();
        Assert.Equal(["what-if.save", "what-if.answer", "what-if.rename", "what-if.save", "what-if.delete"], await db.Audit.Where(a => a.Action.StartsWith("what-if")).OrderBy(a => a.Sequence).Select(a => a.Action).ToListAsync(Token));
        Assert.True((await AuditLog.VerifyAsync(db, Token)).Intact);
    }

    [Theory, BothDatabases]
    public async Task What_cannot_be_is_refused_and_leaves_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (desk, _) = await DesksAsync(database);
        Assert.Equal("WHATIF-020", (await desk.SaveAsync(Question, " ", SampleList.City, Day, "planner", Now, Token)).Refusal?.Code);
        Assert.Equal("WHATIF-020", (await desk.SaveAsync(Question, new string('长', 61), SampleList.City, Day, "planner", Now, Token)).Refusal?.Code);
        Assert.Equal("LIST-001", (await desk.SaveAsync(Question, "早", SampleList.City, LocalDay.Of(2010, 1, 1), "planner", Now, Token)).Refusal?.Code);
        Assert.Equal("WHATIF-021", (await desk.AnswerAsync(7, Now, null, Token)).Refusal?.Code);
        Assert.Equal("WHATIF-021", (await desk.RenameAsync(7, "名", "planner", Now, Token)).Refusal?.Code);
        Assert.Equal("WHATIF-021", (await desk.DeleteAsync(7, "planner", Now, Token)).Refusal?.Code);
        var stranger = Question with { Scenarios = [new() { Name = "免", Exempt = [EnterpriseFilter.Of("none")] }] };
        var saved = (await desk.SaveAsync(stranger, "免", SampleList.City, Day, "planner", Now, Token)).OrThrow();
        Assert.Equal("WHATIF-010", (await desk.AnswerAsync(saved.Number, Now, null, Token)).Refusal?.Code);
        Assert.Null((await desk.FindAsync(saved.Number, Token))!.Answer);
    }

    [Theory, BothDatabases]
    public async Task What_is_cancelled_keeps_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (desk, _) = await DesksAsync(database);
        var saved = (await desk.SaveAsync(Question, "停", SampleList.City, Day, "planner", Now, Token)).OrThrow();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => desk.AnswerAsync(saved.Number, Now, null, new CancellationToken(true)));
        Assert.Null((await desk.FindAsync(saved.Number, Token))!.Answer);
    }

    private static async Task<(WhatIfDesk Desk, ListDesk Lists)> DesksAsync(TestDatabase database)
    {
        var audit = new AuditLog(database.Dialect);
        var lists = new ListDesk(database, audit);
        await lists.ImportAsync(SampleList.Make(30, 4, options: true), SampleList.City, LocalDay.Of(2023, 10, 1), "planner", Now, Token);
        return (new WhatIfDesk(database, audit, lists, ShippedRules.Library), lists);
    }
}
