using System.Collections.Concurrent;
using Emergency.Core.Refusals;
using Emergency.Planning.WhatIf;
using Emergency.Storage.WhatIf;

namespace Emergency.Web.Features.WhatIf;

/// <summary>A what-if that is being worked out in this process.</summary>
public sealed class WhatIfRun : IProgress<WhatIfProgress>, IDisposable
{
    private readonly CancellationTokenSource stop;

    internal WhatIfRun(CancellationToken process) => stop = CancellationTokenSource.CreateLinkedTokenSource(process);

    /// <summary>How far it is; null while it waits for its turn.</summary>
    public WhatIfProgress? Progress { get; private set; }

    /// <summary>Why there is no answer.</summary>
    public Refusal? Refusal { get; internal set; }

    /// <summary>True when it was stopped, here or with the process.</summary>
    public bool Stopped => stop.IsCancellationRequested;

    internal CancellationToken Token => stop.Token;

    /// <inheritdoc/>
    public void Report(WhatIfProgress value) => Progress = value;

    /// <summary>Stops it; nothing is kept.</summary>
    public void Stop() => stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => stop.Dispose();
}

/// <summary>Works what-ifs out beside the pages, one after another, so that a page shows at once. What a restart interrupts is asked for again on its page.</summary>
public sealed class WhatIfRuns(WhatIfDesk desk, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<WhatIfRuns> log) : IDisposable
{
    private readonly ConcurrentDictionary<int, WhatIfRun> runs = new();
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>The run of a what-if; null when it does not run and was not refused.</summary>
    public WhatIfRun? Find(int number) => runs.GetValueOrDefault(number);

    /// <summary>Starts one that does not run.</summary>
    public void Start(int number)
    {
        if (runs.TryGetValue(number, out var known) && known is { Refusal: null, Stopped: false })
        {
            return;
        }

        var run = new WhatIfRun(lifetime.ApplicationStopping);
        runs[number] = run;
        _ = Task.Run(() => WorkAsync(number, run), CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private async Task WorkAsync(int number, WhatIfRun run)
    {
        try
        {
            await turn.WaitAsync(run.Token);
            try
            {
                run.Refusal = (await desk.AnswerAsync(number, clock.GetUtcNow(), run, run.Token)).Refusal;
            }
            finally
            {
                turn.Release();
            }

            if (run.Refusal is null)
            {
                runs.TryRemove(number, out _);
            }
        }
        catch (OperationCanceledException)
        {
            // The page says that it was stopped and offers to start again.
        }
        catch (Exception e) when (!run.Stopped)
        {
            LogFailure(log, number, e);
            run.Refusal = Core.Refusals.Refusal.Of("WHATIF-022", $"第 {number} 号情景推演出错，没有结果。", $"What-if {number} failed; there is no answer.", "请把时间告诉管理员，日志中有原因。", "Tell the administrator the time; the log has the cause.");
        }
    }

    private static readonly Action<ILogger, int, Exception?> LogFailure = LoggerMessage.Define<int>(LogLevel.Error, new EventId(1, "WhatIfFailed"), "What-if {Number} failed.");
}
