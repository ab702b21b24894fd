using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Emergency.Testing;

/// <summary>
/// Runs a theory once on each database: <c>[Theory, BothDatabases] public async Task X(string provider)</c>, with
/// <c>await using var database = await TestDatabase.CreateAsync(provider);</c> as its first line.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothDatabasesAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([new TheoryDataRow<string>("sqlite"), new TheoryDataRow<string>("postgres")]);

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
