using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Tests.Security;

public sealed class FirstStartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Processes_that_start_at_the_same_moment_on_an_empty_database_make_one_first_administrator(string provider)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(provider);
        var processes = Enumerable.Range(0, 3).Select(_ => EmergencyWeb.Build(["--database", database.Choice, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"])).ToList();
        try
        {
            var invitations = await Task.WhenAll(processes.Select(app => Task.Run(() => EmergencyWeb.PrepareAsync(app, Token), Token)));
            Assert.All(invitations, Assert.NotNull);
            await using var db = database.CreateDbContext();
            Assert.Equal("admin", Assert.Single(await db.Users.ToListAsync(Token)).UserName);
        }
        finally
        {
            foreach (var app in processes)
            {
                await app.DisposeAsync();
            }
        }
    }
}
