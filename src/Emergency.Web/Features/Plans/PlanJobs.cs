using System.Collections.Concurrent;
using Emergency.Core.Refusals;
using Emergency.Planning.Composing;

namespace Emergency.Web.Features.Plans;

/// <summary>How a planning job stands.</summary>
public enum PlanJobState
{
    /// <summary>The search goes on, or waits for its turn.</summary>
    Running,

    /// <summary>It has a result.</summary>
    Done,

    /// <summary>It was refused, stopped or failed.</summary>
    Refused,
}

/// <summary>A search that runs behind the pages.</summary>
/// <param name="key">What it is for; one job at a time.</param>
/// <param name="by">User.</param>
/// <param name="startedAt">When.</param>
public sealed class PlanJob(string key, string by, DateTimeOffset startedAt) : IProgress<CompositionProgress>
{
    private readonly Lock gate = new();
    private CompositionProgress progress = new(double.PositiveInfinity, 0, 0);

    /// <summary>What it is for.</summary>
    public string Key { get; } = key;

    /// <summary>User.</summary>
    public string By { get; } = by;

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>How it stands.</summary>
    public PlanJobState State { get; private set; }

    /// <summary>Its result; null until done.</summary>
    public object? Result { get; private set; }

    /// <summary>Why it has none; null otherwise.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>How far the search is.</summary>
    public CompositionProgress Progress
    {
        get
        {
            lock (gate)
            {
                return progress;
            }
        }
    }

    internal CancellationTokenSource Stop { get; } = new();

    internal Task Work { get; set; } = Task.CompletedTask;

    /// <inheritdoc/>
    public void Report(CompositionProgress value)
    {
        lock (gate)
        {
            progress = value;
        }
    }

    internal void End(Outcome<object> outcome)
    {
        (Result, Refusal) = (outcome.Value, outcome.Refusal);
        State = outcome.Ok ? PlanJobState.Done : PlanJobState.Refused;
    }
}

/// <summary>
/// Runs searches behind the pages: one for each response or list at a time, two in all, in the memory of this process. A reloaded page finds its job again; a restart of the
/// program ends it, and nothing half-made is kept.
/// </summary>
public sealed partial class PlanJobs(TimeProvider clock, IHostApplicationLifetime host, ILogger<PlanJobs> log) : IDisposable
{
    private const int AtOnce = 2;

    private readonly ConcurrentDictionary<string, PlanJob> jobs = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim turns = new(AtOnce);

    /// <summary>The job for a key; null when there is none.</summary>
    public PlanJob? Find(string key) => jobs.GetValueOrDefault(key);

    /// <summary>Starts a job and waits a moment for it, so that a quick one needs no page of its own; refused with PLAN-022 while another runs for the key.</summary>
    /// <param name="key">What it is for.</param>
    /// <param name="by">User.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="work">The work: told to stop by the first token, to give up by the second.</param>
    public async Task<Outcome<PlanJob>> StartAsync(string key, string by, TimeSpan patience, Func<PlanJob, CancellationToken, CancellationToken, Task<Outcome<object>>> work)
    {
        var job = new PlanJob(key, by, clock.GetUtcNow());
        while (!jobs.TryAdd(key, job))
        {
            if (jobs.TryGetValue(key, out var there) && (there.State == PlanJobState.Running || !jobs.TryRemove(KeyValuePair.Create(key, there))))
            {
                return Refusal.Of("PLAN-022", $"{there.By}正在计算，尚未完成。", $"{there.By} is planning this already.", "请等待完成，或先停止。", "Wait for it, or stop it first.");
            }
        }

        job.Work = Task.Run(() => RunAsync(job, work));
        await Task.WhenAny(job.Work, Task.Delay(patience, TimeProvider.System));
        return job;
    }

    /// <summary>Stops the job of a key; false when none runs.</summary>
    public bool Stop(string key)
    {
        if (Find(key) is not { State: PlanJobState.Running } job)
        {
            return false;
        }

        job.Stop.Cancel();
        return true;
    }

    /// <summary>Forgets a job that has ended, once its end has been shown.</summary>
    public void Forget(PlanJob job)
    {
        if (job.State != PlanJobState.Running)
        {
            jobs.TryRemove(KeyValuePair.Create(job.Key, job));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    private async Task RunAsync(PlanJob job, Func<PlanJob, CancellationToken, CancellationToken, Task<Outcome<object>>> work)
    {
        try
        {
            await turns.WaitAsync(host.ApplicationStopping);
            try
            {
                job.End(await work(job, job.Stop.Token, host.ApplicationStopping));
            }
            finally
            {
                turns.Release();
            }
        }
        catch (OperationCanceledException)
        {
            job.End(Refusal.Of("PLAN-023", "程序停止，计算中断，没有保存方案。", "The program stopped; no plan was kept.", "请重新制定。", "Make it again."));
        }
        catch (Exception failure)
        {
            // Nobody awaits a job: what went wrong is told on the page, and the log has the whole of it.
            Failed(log, job.Key, failure);
            job.End(Refusal.Of("PLAN-024", "计算出错，没有保存方案。", "Planning failed; no plan was kept.", "请重试；再次出错时请把时间告知管理员，日志中有详情。", "Try again; if it fails again tell the administrator the time, the log has the details."));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Planning job {Key} failed")]
    private static partial void Failed(ILogger log, string key, Exception failure);
}
