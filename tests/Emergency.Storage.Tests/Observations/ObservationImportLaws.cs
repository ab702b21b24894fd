using Emergency.Core.Quantities;
using Emergency.Forecasting.Observing;
using Emergency.Storage.Observations;
using Emergency.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Storage.Tests.Observations;

/// <summary>Laws of the import, tried with random pieces of a random truth, the same pieces on every run.</summary>
public sealed class ObservationImportLaws
{
    private const int Hours = 12;
    private const int Runs = 25;

    /// <summary>
    /// However the values of a place are cut into rows and files, repeated and shuffled, the table ends up the same, and every value arrives as new exactly once.
    /// </summary>
    [Theory, BothDatabases]
    public async Task Any_shuffled_split_of_the_rows_gives_the_same_table(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var run = 0;
        foreach (var pieces in Gen.Sample(Pieces, 50, new Rnd(20181201, 1), Runs))
        {
            var place = $"城{run++}";
            var expected = new HourlyAir?[Hours];
            long given = 0, known = 0;
            foreach (var (hour, shown) in pieces.SelectMany(file => file))
            {
                var before = expected[hour];
                expected[hour] = Truth(place, hour, shown | Shown(before));
                given += Truth(place, hour, shown).Count;
                known += expected[hour]!.Value.Count - (before?.Count ?? 0);
            }

            var import = await ObservationDeskTests.ImportAsync(
                database, pieces.Select((file, i) => new ObservationReading($"{i}.csv", [.. file.Select(p => Truth(place, p.Hour, p.Shown))], [])));

            Assert.Equal((known, 0, given - known), (import.Inserted, import.Changed, import.Unchanged));
            Assert.Equal(QualityFlags.Mark([.. expected.OfType<HourlyAir>()]), await ObservationDeskTests.LoadAsync(database, place));
        }
    }

    // A piece: an hour, and which of the six pollutants the row shows, as bits.
    private static Gen<(int Hour, int Shown)> Piece => from hour in Gen.Choose(0, Hours - 1) from shown in Gen.Choose(0, 63) select (hour, shown);

    private static Gen<(int Hour, int Shown)[][]> Pieces => from files in Gen.Choose(1, 4) from pieces in Piece.ArrayOf(15).ArrayOf(files) select pieces;

    private static int Shown(HourlyAir? hour) =>
        hour is { } air ? Enum.GetValues<Pollutant>().Where(p => air[p].HasValue).Sum(p => 1 << (int)p) : 0;

    private static HourlyAir Truth(string place, int hour, int shown)
    {
        var air = ObservationDeskTests.Air(place, hour);
        return air with { Pm25 = Value(0), Pm10 = Value(1), So2 = Value(2), No2 = Value(3), O3 = Value(4), Co = Value(5) };

        double? Value(int pollutant) => (shown & (1 << pollutant)) == 0 ? null : (hour * 10) + pollutant + 0.1;
    }
}
