using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Dispatch.Delivery;
using Emergency.Storage.FollowUps;
using Emergency.Web.Hosting;

namespace Emergency.Web.Jobs;

/// <summary>
/// Reminds enterprises and reports silence onward when the time of a step has come. Deadlines lie in the orders' rows and the steps taken beside them,
/// so that a process that was down catches up, and any number of processes may look at once.
/// </summary>
public sealed class FollowUpClock(
    FollowUpDesk desk, RuleLibrary rules, WebSettings settings, IEnumerable<IDeliveryChannel> channels, TimeProvider clock, ILogger<FollowUpClock> log) : SteadyWork(clock, log)
{
    private readonly List<string> channels = [.. channels.Select(c => c.Name)];

    /// <summary>One look at the clock, by the deadlines of each enterprise's county. Where there are none nobody is followed up.</summary>
    public Task<FollowUpRun> TickAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        return desk.RunAsync(county => rules.Deadlines(county, now.ToLocalDay()).Value, settings.RegionCode, channels, now, cancellationToken);
    }

    /// <inheritdoc/>
    protected override TimeSpan Pause => TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public override Task LookAsync(CancellationToken cancellationToken) => TickAsync(cancellationToken);
}
