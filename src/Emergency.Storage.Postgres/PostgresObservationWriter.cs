using Emergency.Forecasting.Observing;
using Emergency.Storage.Observations;

namespace Emergency.Storage.Postgres;

internal sealed class PostgresObservationWriter(AppDb db, int importId) : IObservationWriter
{
    public static Task<IObservationWriter> OpenAsync(AppDb db, int importId, CancellationToken cancellationToken) =>
        Task.FromResult<IObservationWriter>(new PostgresObservationWriter(db, importId));

    public ValueTask WriteAsync(int placeId, HourlyAir hour, CancellationToken cancellationToken) => throw new NotImplementedException($"{db} {importId}");

    public Task<(long Inserted, long Changed, long Unchanged)> CompleteAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
