using Emergency.Core.Time;
using Emergency.Storage.Forecasts;
using Emergency.Testing;

namespace Emergency.Storage.Tests.Forecasts;

public sealed class ModelChoiceDeskTests
{
    private static readonly LocalDay Today = LocalDay.Of(2019, 3, 1);
    private static readonly DateTimeOffset Now = Today.Start.AddHours(9);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Nobody_chose_so_the_library_does(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Now));
        var current = (await city.Desk<ModelChoiceDesk>().CurrentAsync(ForecastCity.Region, Token)).OrThrow();
        Assert.Equal(("ridge-1", null, 0), (current.Model.Id, current.Choice, current.Remarks.Count));
        Assert.Equal("REGION-001", (await city.Desk<ModelChoiceDesk>().CurrentAsync("999999", Token)).Refusal?.Code);
    }

    [Theory, BothDatabases]
    public async Task A_worse_model_is_refused_with_the_reasons_until_a_person_takes_it_upon_himself(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Now));
        await city.ObserveAsync(new HourRange(Today.Plus(-96).FirstHour, Today.FirstHour));
        var desk = city.Desk<ModelChoiceDesk>();
        // A slow swing: the day before tells much, the mean of the season nothing.
        await ChooseAsync(database, "persistence");

        var refusal = (await desk.PromoteAsync(Wish("climatology"), Token)).Refusal!;
        Assert.Equal("MODEL-012", refusal.Code);
        Assert.Contains("RMSE", refusal.Sentence.En, StringComparison.Ordinal);
        Assert.Equal("persistence-1", (await desk.CurrentAsync(ForecastCity.Region, Token)).OrThrow().Model.Id);

        var taken = (await desk.PromoteAsync(Wish("climatology", "演练"), Token)).OrThrow();
        Assert.Equal((2, true, "演练", "persistence-1"), (taken.Revision, taken.Overridden, taken.Reason, taken.FormerModelId));
        Assert.Equal("climatology-1", (await desk.CurrentAsync(ForecastCity.Region, Token)).OrThrow().Model.Id);
        var back = (await desk.PromoteAsync(Wish("persistence"), Token)).OrThrow();
        Assert.Equal((3, false), (back.Revision, back.Overridden));
        Assert.Equal(["persistence", "climatology", "persistence"], (await desk.HistoryAsync(ForecastCity.Region, Token)).Select(m => m.ModelId));
        Assert.Equal(2, await city.AuditedAsync("forecast.model"));
        Assert.Equal("MODEL-011", (await desk.PromoteAsync(Wish("persistence"), Token)).Refusal?.Code);
        Assert.Equal("MODEL-010", (await desk.PromoteAsync(Wish("nothing"), Token)).Refusal?.Code);
    }

    [Theory, BothDatabases]
    public async Task Too_few_days_to_compare_are_no_reason_to_change(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Now));
        await city.ObserveAsync(new HourRange(Today.Plus(-20).FirstHour, Today.FirstHour));
        var decision = (await city.Desk<ModelChoiceDesk>().CompareAsync(ForecastCity.Region, "persistence", Today, Token)).OrThrow();
        Assert.False(decision.Promote);
        Assert.Contains("90", decision.Reasons.Single().En, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task A_chosen_model_that_is_gone_is_replaced_and_it_is_said(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Now));
        await ChooseAsync(database, "jincheng-2018");

        var current = (await city.Desk<ModelChoiceDesk>().CurrentAsync(ForecastCity.Region, Token)).OrThrow();
        Assert.Equal("ridge-1", current.Model.Id);
        Assert.Contains("jincheng-2018", current.Remarks.Single().En, StringComparison.Ordinal);
    }

    private static async Task ChooseAsync(TestDatabase database, string model)
    {
        await using var db = database.CreateDbContext();
        db.ForecastModels.Add(new ModelChoiceRow { RegionCode = ForecastCity.Region, Revision = 1, ModelId = model, ChosenBy = "test", ChosenAt = Now });
        await db.SaveChangesAsync(Token);
    }

    private static ModelPromotion Wish(string candidate, string? reason = null) => new(ForecastCity.Region, candidate, reason, "预报主管", Now);
}
