using System.Net;
using Emergency.Storage.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Tests.Security;

public sealed class SignInTests
{
    [Fact]
    public async Task The_first_administrators_link_sets_a_password_once()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: false);
        var link = site.FirstLink!.Path;
        var fields = () => new Dictionary<string, string> { ["user"] = site.FirstLink!.UserId, ["secret"] = site.FirstLink.Secret, ["password"] = Site.Password, ["again"] = Site.Password };

        using var first = site.Anonymous();
        var accepted = await Site.PostAsync(first, link, "/invitation", fields());
        Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("/accounts", TestContext.Current.CancellationToken)).StatusCode);

        using var second = site.Anonymous();
        var again = await second.GetAsync(link, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains("ACCOUNT-003", await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var repeated = await Site.PostAsync(second, "/sign-in", "/invitation", fields());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, repeated.StatusCode);
    }

    [Fact]
    public async Task The_link_expires_and_its_secret_is_stored_as_a_hash_only()
    {
        var clock = new ShiftedClock(TestCity.Now);
        await using var site = await Site.StartAsync(clock, accounts: false);
        await site.DatabaseAsync(async db => Assert.DoesNotContain(await db.UserTokens.Select(t => t.Value).ToListAsync(), v => v!.Contains(site.FirstLink!.Secret, StringComparison.Ordinal)));
        using var client = site.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(site.FirstLink!.Path, TestContext.Current.CancellationToken)).StatusCode);
        clock.Added = AccountDesk.InvitationLifetime;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.GetAsync(site.FirstLink!.Path, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_and_the_right_one_does_not_open_it()
    {
        await using var site = await Site.StartAsync(TimeProvider.System);
        using var client = site.Anonymous();
        for (var i = 0; i < 5; i++)
        {
            await Site.SignInAsync(client, Roles.Planner, "wrong");
        }

        var answer = await Site.SignInAsync(client, Roles.Planner, Site.Password);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("ACCOUNT-010", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_sign_ins_from_one_address_are_refused()
    {
        await using var site = await Site.StartAsync(TimeProvider.System, accounts: false, "--RateLimits:SignInPerMinute", "3");
        using var client = site.Anonymous();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Site.SignInAsync(client, "nobody", "wrong")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await Site.SignInAsync(client, "nobody", "wrong")).StatusCode);
    }

    [Fact]
    public async Task A_weak_password_is_refused_with_the_rule()
    {
        await using var site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: false);
        using var client = site.Anonymous();
        var answer = await Site.PostAsync(client, site.FirstLink!.Path, "/invitation", new() { ["user"] = site.FirstLink.UserId, ["secret"] = site.FirstLink.Secret, ["password"] = "short", ["again"] = "short" });
        Assert.Contains("ACCOUNT-008", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(site.FirstLink.Path, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        await using var site = await Site.StartAsync(TimeProvider.System);
        var client = await site.AsAsync(Roles.Administrator);
        var answer = await client.PostAsync("/accounts?handler=Add", new FormUrlEncodedContent([new("userName", "x")]), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await site.DatabaseAsync(async db => Assert.False(await db.Users.AnyAsync(u => u.UserName == "x")));
    }
}
