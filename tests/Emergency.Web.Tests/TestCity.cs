using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Storage.Forecasts;
using Emergency.Storage.Lists;
using Emergency.Storage.Observations;
using Emergency.Storage.Orders;
using Emergency.Storage.Plans;
using Emergency.Storage.Responses;
using Emergency.Storage.WhatIf;
using Emergency.Testing;
using Emergency.Warnings.Responses;
using Emergency.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Web.Tests;

/// <summary>A made-up city brought through the whole chain by the site's own desks: observations, forecast, advice, list, response, plan, orders.</summary>
public static class TestCity
{
    /// <summary>Enterprise of the account with the enterprise role.</summary>
    public static string OwnEnterprise { get; } = DispatchCity.Code(1);

    /// <summary>Another enterprise of the same city.</summary>
    public static string OtherEnterprise { get; } = DispatchCity.Code(2);

    /// <summary>The clock of the tests: 2019-01-11 09:00 Beijing time.</summary>
    public static DateTimeOffset Now { get; } = ChinaTime.At(new DateOnly(2019, 1, 11), 9);

    /// <summary>Three ceramics plants with orange measures; the whole-society emission is chosen so that the plan falls short.</summary>
    public static EmergencyReductionList List()
    {
        var list = DispatchCity.List(3);
        var measures = list.Units.Select(u => u.UnitId == "D1"
            ? new Measure(u.EnterpriseCode, u.UnitId, ListLevel.Orange, MeasureOrigin.List, EffectKind.Stop, null, CountingUnit.None, null, null, null, u.Daily, 50_000, "喷雾干燥塔停产")
            : new Measure(u.EnterpriseCode, u.UnitId, ListLevel.Orange, MeasureOrigin.List, EffectKind.StopLines, 0.5m, CountingUnit.Line, null, null, null, u.Daily * 0.5m, 50_000, "停产50%（以生产线计）"));
        return list with { Enterprises = [.. list.Enterprises.Select(e => e with { Longitude = 112.9, Latitude = 35.6 })], Measures = [.. measures], Society = [new SocietyEmission(DispatchCity.Region, 2018, new Emissions(200, 400, 300, 400), "假定值")] };
    }

    /// <summary>Fills a site that is empty. Returns the id of the response.</summary>
    /// <param name="services">The site's services.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="change">Gives the plants other addresses.</param>
    public static async Task<string> SeedAsync(IServiceProvider services, CancellationToken cancellationToken, Func<Enterprise, Enterprise>? change = null)
    {
        await AddObservationsAsync(services, cancellationToken);
        var forecasts = services.GetRequiredService<ForecastDesk>();
        var forecast = (await forecasts.IssueAsync(DispatchCity.Region, new PersistenceModel(), Hour.Containing(Now), "forecaster", Now, cancellationToken)).OrThrow();
        (await forecasts.AdviseAsync(forecast.Id, "forecaster", Now, cancellationToken)).OrThrow();
        var list = List();
        list = change is null ? list : list with { Enterprises = [.. list.Enterprises.Select(change)] };
        await services.GetRequiredService<ListDesk>().ImportAsync(list, DispatchCity.Region, LocalDay.Of(2018, 10, 1), "planner", Now, cancellationToken);

        var responses = services.GetRequiredService<ResponseDesk>();
        var proposed = (await responses.ProposeAsync(
            new ResponseProposal(DispatchCity.Region, WarningLevel.Orange, DispatchCity.Start, null, new ResponseGround.Consultation("预计出现持续重污染"), "duty-officer", Now), cancellationToken)).OrThrow();
        var approved = (await responses.ApproveAsync(proposed.Id, new ResponseChange("headquarters", Now, proposed.Version), cancellationToken)).OrThrow();
        var plan = (await services.GetRequiredService<PlanDesk>().ActivateAsync(approved.Id, "planner", Now, cancellationToken)).OrThrow();
        var authority = services.GetRequiredService<Authority>();
        var deadlines = services.GetRequiredService<RuleLibrary>().Deadlines(DispatchCity.Region, Now.ToLocalDay()).OrThrow();
        (await services.GetRequiredService<OrderDesk>().IssueAsync(
            new IssueRequest(approved.Id, plan.Id, deadlines, authority.Headquarters, "值班室 0356-2000000", "headquarters", Now), cancellationToken)).OrThrow();
        var whatIfs = services.GetRequiredService<WhatIfDesk>();
        var saved = (await whatIfs.SaveAsync(new(new() { Name = "基准", Mode = PlanMode.Supplement, ShortagePrice = 500 }, [new() { Name = "黄色", Level = WarningLevel.Yellow, ShortagePrice = 500 }]), "冬防推演", DispatchCity.Region, Now.ToLocalDay(), "planner", Now, cancellationToken)).OrThrow();
        (await whatIfs.AnswerAsync(saved.Number, Now, null, cancellationToken)).OrThrow();
        return approved.Id;
    }

    /// <summary>Sixty days of observations of the city up to the clock of the tests.</summary>
    public static async Task AddObservationsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<Storage.AppDb>>().CreateDbContextAsync(cancellationToken);
        db.Places.Add(new PlaceRow { Id = 1, Name = "晋城" });
        var end = Hour.Containing(Now);
        for (var back = 1; back <= 60 * 24; back++)
        {
            var hour = end.Plus(-back);
            // Clean for weeks, then a week that climbs to heavy pollution.
            var fine = 55 + (20 * Math.Sin(hour.Index / 37.0)) + Math.Max(0, 140 - (back * 140 / 120.0));
            db.Observations.Add(new ObservationRow
            {
                PlaceId = 1, Hour = hour.Index, Pm25 = Math.Round(fine), Pm10 = Math.Round(fine * 1.4), So2 = 20, No2 = 45, O3 = 40, Co = 1.1,
            });
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}

/// <summary>Runs on from a given start, and jumps when told.</summary>
public sealed class ShiftedClock(DateTimeOffset start) : TimeProvider
{
    private readonly long started = System.GetTimestamp();

    public TimeSpan Added { get; set; }

    public override DateTimeOffset GetUtcNow() => start.ToUniversalTime() + System.GetElapsedTime(started) + Added;
}
