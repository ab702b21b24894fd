using Emergency.Core.Rules;
using Emergency.Storage.Rulings;
using Emergency.Web.Features.Rulings;
using Emergency.Web.Hosting;

namespace Emergency.Web.Jobs;

/// <summary>
/// Ends decisions on single enterprises that have run out, so that an exemption never outlives its time. Their end lies in their records: a process that was down catches up, and any
/// number of processes may look at once.
/// </summary>
public sealed partial class RulingClock(RulingDesk desk, RuleLibrary rules, Authority authority, TimeProvider clock, ILogger<RulingClock> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>One look at the clock.</summary>
    /// <returns>How many ended.</returns>
    public async Task<int> TickAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ended = await desk.EndDueAsync(now, region => RulingAsks.Terms(rules, authority, region, now), cancellationToken);
        foreach (var (id, refusal) in ended)
        {
            if (refusal is not null)
            {
                LogRefused(id, refusal.Code, refusal.Sentence.Zh);
            }
        }

        return ended.Count(e => e.Refusal is null);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFault(e);
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The decision {Id} has run out and could not be ended: {Code} {Sentence}")]
    private partial void LogRefused(string id, string code, string sentence);

    [LoggerMessage(Level = LogLevel.Error, Message = "The clock of decisions on single enterprises met a fault and goes on")]
    private partial void LogFault(Exception exception);
}
