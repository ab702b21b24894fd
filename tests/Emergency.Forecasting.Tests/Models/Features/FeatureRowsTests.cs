using Emergency.Forecasting.Models.Box;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Tests.Models.Trained;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Tests.Models.Features;

public class FeatureRowsTests
{
    private const float Untouched = -12345;
    private static readonly MadeUpCity City = new(60, seed: 11, runs: false);

    public static TheoryData<int> Scopes() => [.. Enum.GetValues<FeatureScope>().Select(s => (int)s)];

    [Theory]
    [MemberData(nameof(Scopes))]
    public void Every_value_of_a_row_has_a_name_of_its_own(int scope)
    {
        var names = FeatureRows.Names((FeatureScope)scope);
        Assert.Equal(names.Count, names.Distinct().Count());
        for (var lead = 1; lead <= 10; lead++)
        {
            var row = Row((FeatureScope)scope, lead, 40 * 24, 0, names.Count + 5);
            Assert.DoesNotContain(Untouched, row[..names.Count]);
            Assert.All(row[names.Count..], v => Assert.Equal(Untouched, v));
            Assert.All(row[..names.Count].Zip(names), v => Assert.True(float.IsFinite(v.First), v.Second));
        }
    }

    [Fact]
    public void Named_values_are_what_the_names_say()
    {
        var names = FeatureRows.Names(FeatureScope.Future).ToList();
        var row = Row(FeatureScope.Future, 3, 40 * 24, 0, names.Count);
        var record = Record();
        float Of(string name) => row[names.IndexOf(name)];
        double Speed(int from) => City.Weather[WeatherVariable.WindSpeed][((40 * 24) + from)..((40 * 24) + from + 24)].Average();
        Assert.Equal(record.LogMean(0, (40 * 24) - 24, 40 * 24), Of("PM2.5 last day"), 1e-5);
        Assert.Equal(3, Of("lead"));
        Assert.Equal(Speed(48), Of("Speed of the day"), 1e-4);
        Assert.Equal(Speed(24), Of("Speed 1 day before"), 1e-4);
        Assert.Equal(Speed(-24), Of("Speed last day"), 1e-4);
        Assert.Equal(Of("PM2.5 over PM10"), Of("PM2.5 last day") - Of("PM10 last day"), 1e-5);
        // Issued at 16:00 the first target day starts eight hours later.
        var later = Row(FeatureScope.Future, 1, (40 * 24) + 16, 8, names.Count);
        Assert.Equal(Speed(24), later[names.IndexOf("Speed of the day")], 1e-4);
    }

    [Fact]
    public void The_box_columns_are_the_last_and_can_be_written_again()
    {
        var names = FeatureRows.Names(FeatureScope.Future);
        Assert.All(names.TakeLast(FeatureRows.BoxColumns), n => Assert.StartsWith("box", n, StringComparison.Ordinal));
        Assert.DoesNotContain(names.SkipLast(FeatureRows.BoxColumns), n => n.StartsWith("box", StringComparison.Ordinal));
        var row = Row(FeatureScope.Future, 4, 40 * 24, 0, names.Count);
        var again = (float[])row.Clone();
        again.AsSpan(names.Count - FeatureRows.BoxColumns).Clear();
        var (maker, record) = (Maker(FeatureScope.Future, 40 * 24), Record());
        maker.WriteBoxAgain(record, 40 * 24, 0, 4, again);
        Assert.Equal(row, again);
    }

    [Fact]
    public void What_a_record_holds_at_or_after_the_issue_time_is_not_looked_at()
    {
        var names = FeatureRows.Names(FeatureScope.Past);
        var (whole, cut) = (Record(), PlaceRecord.Of(MadeUpCity.Name, City.Hours, City.Days, City.Weather, MadeUpCity.First.Plus(40 * 24)));
        foreach (var lead in new[] { 1, 10 })
        {
            var (a, b) = (new float[names.Count], new float[names.Count]);
            Maker(FeatureScope.Past, 40 * 24, whole).Write(whole, 40 * 24, 0, lead, a);
            Maker(FeatureScope.Past, 40 * 24, cut).Write(cut, 40 * 24, 0, lead, b);
            Assert.Equal(a, b);
        }

        Assert.Equal(FeatureRows.StartOf(whole, 40 * 24), FeatureRows.StartOf(cut, 40 * 24));
    }

    [Fact]
    public void A_box_starts_from_the_latest_hours_there_are()
    {
        var record = Record();
        Assert.Equal(City.Hours[(40 * 24) - 1].Pm25!.Value, FeatureRows.StartOf(record, 40 * 24), 1e-6);
        record = PlaceRecord.Of(MadeUpCity.Name, [.. City.Hours.Take((40 * 24) - 6)], [], null, MadeUpCity.First.Plus(40 * 24));
        Assert.Equal(City.Hours.Skip((40 * 24) - 12).Take(6).Average(h => h.Pm25!.Value), FeatureRows.StartOf(record, 40 * 24), 1e-6);
        record = PlaceRecord.Of(MadeUpCity.Name, [.. City.Hours.Take((40 * 24) - 24)], [], null, MadeUpCity.First.Plus(40 * 24));
        Assert.Equal(double.NaN, FeatureRows.StartOf(record, 40 * 24));
    }

    private static PlaceRecord Record() => PlaceRecord.Of(MadeUpCity.Name, City.Hours, City.Days, City.Weather, MadeUpCity.First.Plus(60 * 24));

    private static FeatureRows Maker(FeatureScope scope, int issue, PlaceRecord? record = null)
    {
        record ??= Record();
        var box = new double[2 * BoxModel.Terms];
        box[BoxModel.Terms] = 4;
        var maker = new FeatureRows(scope, scope == FeatureScope.Future ? new BoxModel(box) : null);
        maker.Outlook.Fill(record, Outlooks.Normal(0, 0, 2, 12, 5, 1010, 0.1), record.First.Plus(issue), scope == FeatureScope.Future ? City.Weather : null);
        maker.Start(record, issue);
        return maker;
    }

    private static float[] Row(FeatureScope scope, int lead, int issue, int skip, int length)
    {
        var row = new float[length];
        Array.Fill(row, Untouched);
        Maker(scope, issue).Write(Record(), issue, skip, lead, row);
        return row;
    }
}
