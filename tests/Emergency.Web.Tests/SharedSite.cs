namespace Emergency.Web.Tests;

/// <summary>One site with data for all tests that only read it.</summary>
public sealed class SharedSite : IAsyncLifetime
{
    public Site Site { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Site = await Site.StartAsync(new ShiftedClock(TestCity.Now));

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}

[CollectionDefinition("site")]
public sealed class SharedSiteTests : ICollectionFixture<SharedSite>;
