using Emergency.Core.Rules;
using Emergency.Storage.Rulings;
using Emergency.Web.Features.Rulings;
using Emergency.Web.Hosting;

namespace Emergency.Web.Jobs;

/// <summary>
/// Ends decisions on single enterprises that have run out, so that an exemption never outlives its time. Their end lies in their records: a process that was down catches up, and any
/// number of processes may look at once.
/// </summary>
public sealed partial class RulingClock(RulingDesk desk, RuleLibrary rules, Authority authority, TimeProvider clock, ILogger<RulingClock> log) : SteadyWork(clock, log)
{
    /// <summary>One look at the clock.</summary>
    /// <returns>How many ended.</returns>
    public async Task<int> TickAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        var ended = await desk.EndDueAsync(now, region => RulingAsks.Terms(rules, authority, region, now), cancellationToken);
        foreach (var (id, refusal) in ended)
        {
            if (refusal is not null)
            {
                LogRefused(Log, id, refusal.Code, refusal.Sentence.Zh);
            }
        }

        return ended.Count(e => e.Refusal is null);
    }

    /// <inheritdoc/>
    protected override TimeSpan Pause => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override Task LookAsync(CancellationToken cancellationToken) => TickAsync(cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The decision {Id} has run out and could not be ended: {Code} {Sentence}")]
    private static partial void LogRefused(ILogger log, string id, string code, string sentence);
}
