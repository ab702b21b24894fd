using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage;

/// <summary>How a shared transaction reads what its decisions are about, and writes what they changed.</summary>
/// <typeparam name="TAsk">What one decision is about.</typeparam>
/// <typeparam name="TAtHand">What all decisions of a transaction are taken on, in memory.</typeparam>
public interface ISharedWork<TAsk, TAtHand>
{
    /// <summary>Locks and reads, at once, all that the decisions need.</summary>
    Task<TAtHand> LoadAsync(AppDb db, IReadOnlyList<TAsk> asks, CancellationToken cancellationToken);

    /// <summary>Writes, at once, all that they changed.</summary>
    Task SaveAsync(AppDb db, TAtHand atHand, CancellationToken cancellationToken);
}

/// <summary>
/// Runs short decisions that arrive at the same time in one transaction: all they need is read at once, they are taken one after the other in memory, and what
/// they changed is written at once. The audit chain lets only one writer in at a time and every commit waits for the disk; alone, each decision would wait for
/// all commits before it. A decision that arrives while nobody is at work runs at once and alone. When a shared transaction fails, each of its decisions is run
/// again by itself, so that none suffers for another.
/// </summary>
/// <typeparam name="TAsk">What one decision is about.</typeparam>
/// <typeparam name="TAtHand">What all decisions of a transaction are taken on, in memory.</typeparam>
public sealed class SharedTransactions<TAsk, TAtHand>(IDbContextFactory<AppDb> databases, ISharedWork<TAsk, TAtHand> work)
{
    /// <summary>Most decisions of one transaction: what fails is repeated, and the first one waits for the last.</summary>
    private const int Most = 256;

    private readonly ConcurrentQueue<Waiting> queue = new();
    private int working;

    /// <summary>Runs a decision; it must be able to run again, on what is there then.</summary>
    /// <param name="ask">What it is about.</param>
    /// <param name="decide">The decision. It sees what those before it in the same transaction decided.</param>
    /// <param name="cancellationToken">Ends the waiting of the caller; a decision once begun is carried out.</param>
    public async Task<T> RunAsync<T>(TAsk ask, Func<TAtHand, T> decide, CancellationToken cancellationToken)
    {
        var waiting = new Waiting<T>(ask, decide, cancellationToken);
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
                    var atHand = await work.LoadAsync(db, some.ConvertAll(w => w.Ask), CancellationToken.None);
                    some.ForEach(waiting => waiting.Decide(atHand));
                    await work.SaveAsync(db, atHand, CancellationToken.None);
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

    private abstract class Waiting(TAsk ask, CancellationToken caller)
    {
        public TAsk Ask => ask;

        public bool GivenUp => caller.IsCancellationRequested;

        public abstract void Decide(TAtHand atHand);

        public abstract void Done();

        public abstract void Failed(Exception e);
    }

    private sealed class Waiting<T>(TAsk ask, Func<TAtHand, T> decide, CancellationToken caller) : Waiting(ask, caller)
    {
        private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? decided;

        public Task<T> Answer => answer.Task;

        public override void Decide(TAtHand atHand) => decided = decide(atHand);

        public override void Done() => answer.SetResult(decided!);

        public override void Failed(Exception e) => answer.SetException(e);
    }
}
