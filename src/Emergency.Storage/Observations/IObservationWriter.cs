using Emergency.Forecasting.Observing;

namespace Emergency.Storage.Observations;

/// <summary>
/// Writes hours in bulk inside the caller's transaction. Idempotent: a value that is there already changes nothing; a missing value never erases one;
/// a different value replaces the old, which is kept as a revision.
/// </summary>
public interface IObservationWriter : IAsyncDisposable
{
    /// <summary>Adds one hour. <paramref name="placeId"/> is the row of <c>places</c>.</summary>
    ValueTask WriteAsync(int placeId, HourlyAir hour, CancellationToken cancellationToken);

    /// <summary>Finishes and counts values: new, changed, there already.</summary>
    Task<(long Inserted, long Changed, long Unchanged)> CompleteAsync(CancellationToken cancellationToken);
}
