using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage;

/// <summary>
/// Runs short decisions that arrive at the same time in one transaction, one after the other. The audit chain lets only one writer in at a time and every
/// commit waits for the disk; alone, each decision would wait for all commits before it. A decision that arrives while nobody is at work runs at once and alone.
/// When a shared transaction fails, each of its decisions is run again by itself, so that none suffers for another.
/// </summary>
public sealed class SharedTransactions(IDbContextFactory<AppDb> databases)
{
    /// <summary>Most decisions of one transaction: what fails is repeated, and the first one waits for the last.</summary>
    private const int Most = 64;

    private readonly ConcurrentQueue<Waiting> queue = new();
    private int working;

    /// <summary>Runs a decision; it must be able to run again, as <see cref="DatabaseTransactions.InTransactionAsync"/> asks.</summary>
    /// <param name="decide">The decision. Its token is not that of the caller: once begun, a decision is carried out.</param>
    /// <param name="cancellationToken">Ends the waiting of the caller.</param>
    public async Task<T> RunAsync<T>(Func<AppDb, CancellationToken, Task<T>> decide, CancellationToken cancellationToken)
    {
        var waiting = new Waiting<T>(decide, cancellationToken);
        queue.Enqueue(waiting);
        if (Interlocked.CompareExchange(ref working, 1, 0) == 0)
        {
            _ = Task.Run(WorkAsync, CancellationToken.None);
        }

        return await waiting.Answer.WaitAsync(cancellationToken);
    }

    private async Task WorkAsync()
    {
        do
        {
            while (Take() is { Count: > 0 } some)
            {
                await RunTogetherAsync(some);
            }

            Volatile.Write(ref working, 0);
        }
        while (!queue.IsEmpty && Interlocked.CompareExchange(ref working, 1, 0) == 0);
    }

    private List<Waiting> Take()
    {
        var some = new List<Waiting>();
        while (some.Count < Most && queue.TryDequeue(out var waiting))
        {
            if (!waiting.GivenUp)
            {
                some.Add(waiting);
            }
        }

        return some;
    }

    private async Task RunTogetherAsync(List<Waiting> some)
    {
        try
        {
            await databases.InTransactionAsync(
                async db =>
                {
                    foreach (var waiting in some)
                    {
                        await waiting.DecideAsync(db);
                        await db.SaveChangesAsync();
                        db.ChangeTracker.Clear();
                    }

                    return true;
                },
                CancellationToken.None);
            some.ForEach(waiting => waiting.Done());
        }
        catch (Exception e) when (some.Count == 1)
        {
            some[0].Failed(e);
        }
        catch (Exception)
        {
            // Whose fault it was shows when each runs alone.
            foreach (var waiting in some)
            {
                await RunTogetherAsync([waiting]);
            }
        }
    }

    private abstract class Waiting(CancellationToken caller)
    {
        public bool GivenUp => caller.IsCancellationRequested;

        public abstract Task DecideAsync(AppDb db);

        public abstract void Done();

        public abstract void Failed(Exception e);
    }

    private sealed class Waiting<T>(Func<AppDb, CancellationToken, Task<T>> decide, CancellationToken caller) : Waiting(caller)
    {
        private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? decided;

        public Task<T> Answer => answer.Task;

        public override async Task DecideAsync(AppDb db) => decided = await decide(db, CancellationToken.None);

        public override void Done() => answer.SetResult(decided!);

        public override void Failed(Exception e) => answer.SetException(e);
    }
}
