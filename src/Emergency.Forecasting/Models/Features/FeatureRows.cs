using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Models.Box;

namespace Emergency.Forecasting.Models.Features;

/// <summary>Which inputs a set of features may use.</summary>
internal enum FeatureScope
{
    /// <summary>The air alone: places without any weather.</summary>
    Air,

    /// <summary>The air, and the weather observed before the issue time.</summary>
    Past,

    /// <summary>Also weather after the issue time: a forecast, or in hindcasts what was observed.</summary>
    Future,
}

/// <summary>
/// Makes the row of numbers from which ridge and trees predict one lead: the recent course of every pollutant, season, weather of the target day in blocks, of
/// the days leading up to it, and what the box makes of them. One maker serves one thread.
/// </summary>
internal sealed class FeatureRows
{
    private const int Day = 24;
    private const int Month = 30 * Day;
    private static readonly Pollutant[] Pollutants = Enum.GetValues<Pollutant>();
    private static readonly OutlookVariable[] All = Enum.GetValues<OutlookVariable>();
    private static readonly OutlookVariable[] Blocks = [OutlookVariable.East, OutlookVariable.North, OutlookVariable.Speed, OutlookVariable.DewPointAnomaly, OutlookVariable.Humidity];
    private static readonly OutlookVariable[] RunUp = [.. All.Where(v => v is not (OutlookVariable.Rain or OutlookVariable.PressureAnomaly))];

    private readonly FeatureScope scope;
    private readonly BoxCourse? box;
    private List<string>? names;
    private int written;

    /// <summary>Makes rows of a scope; the box is needed for <see cref="FeatureScope.Future"/> alone.</summary>
    public FeatureRows(FeatureScope scope, BoxModel? box)
    {
        this.scope = scope;
        this.box = scope == FeatureScope.Future ? new BoxCourse(box ?? throw new ArgumentNullException(nameof(box))) : null;
        Outlook = new WeatherOutlook();
    }

    /// <summary>The weather that the rows are made from; fill it before the rows of an issue time.</summary>
    public WeatherOutlook Outlook { get; }

    /// <summary>Names of the columns of a scope, in order. They belong to the model files: a change makes a new version.</summary>
    public static IReadOnlyList<string> Names(FeatureScope scope)
    {
        var box = scope == FeatureScope.Future ? new BoxModel(new double[2 * BoxModel.Terms]) : null;
        var rows = new FeatureRows(scope, box) { names = [] };
        var empty = PlaceRecord.Of("", [], [], null, default);
        rows.Start(empty, 0);
        rows.Write(empty, 0, 0, 1, new float[400]);
        return rows.names;
    }

    /// <summary>Begins an issue time, after its <see cref="Outlook"/> is filled.</summary>
    /// <param name="record">What was observed; nothing at or after <paramref name="issue"/> is looked at.</param>
    /// <param name="issue">The issue time as an index of the record.</param>
    public void Start(PlaceRecord record, int issue) => box?.Run(Outlook, StartOf(record, issue));

    /// <summary>Writes the row of one lead.</summary>
    /// <param name="record">What was observed.</param>
    /// <param name="issue">The issue time as an index of the record.</param>
    /// <param name="skip">Hours between the issue time and the first target day: 0 at midnight.</param>
    /// <param name="lead">1 … 10.</param>
    /// <param name="row">Receives the values, NaN where missing; at least as long as <see cref="Names"/>.</param>
    public void Write(PlaceRecord record, int issue, int skip, int lead, Span<float> row)
    {
        written = 0;
        var start = skip + (Day * (lead - 1));
        var hour = record.First.Plus(issue);
        WriteAir(record, issue, row);
        WriteSeason(hour, start, lead, row);
        if (scope != FeatureScope.Air)
        {
            WritePastWeather(row);
        }

        if (scope == FeatureScope.Future)
        {
            WriteFutureWeather(hour, start, row);
            WriteBox(record, issue, start, row);
        }
    }

    /// <summary>Columns that the box writes, the last of a row in <see cref="FeatureScope.Future"/>.</summary>
    public const int BoxColumns = 8;

    /// <summary>Writes the columns of the box alone, at the end of a row that is otherwise done.</summary>
    public void WriteBoxAgain(PlaceRecord record, int issue, int skip, int lead, Span<float> row)
    {
        written = row.Length - BoxColumns;
        WriteBox(record, issue, skip + (Day * (lead - 1)), row);
    }

    /// <summary>Concentration from which a box starts: the mean of the latest hours that have one [µg/m³]; NaN without any in a day.</summary>
    public static double StartOf(PlaceRecord record, int issue)
    {
        for (var hours = 1; hours <= Day; hours++)
        {
            var mean = record.Mean(Pollutant.Pm25, issue - hours, issue);
            if (!double.IsNaN(mean))
            {
                return Math.Max(LogAir.Floor(Pollutant.Pm25), mean);
            }
        }

        return double.NaN;
    }

    private void Add(Span<float> row, string name, double value)
    {
        names?.Add(name);
        row[written++] = (float)value;
    }

    private void WriteAir(PlaceRecord record, int issue, Span<float> row)
    {
        double Mean(Pollutant p, int from, int to) => record.LogMean(p, issue - from, issue - to);
        foreach (var p in Pollutants)
        {
            var code = p.Code();
            var day = Mean(p, Day, 0);
            Add(row, $"{code} last 2 h", Mean(p, 2, 0));
            Add(row, $"{code} last 6 h", Mean(p, 6, 0));
            Add(row, $"{code} last 12 h", Mean(p, 12, 0));
            Add(row, $"{code} last day", day);
            Add(row, $"{code} 2 days ago", Mean(p, 2 * Day, Day));
            Add(row, $"{code} last week", Mean(p, 7 * Day, 0));
            Add(row, $"{code} last month", Mean(p, Month, 0));
            Add(row, $"{code} tendency", Mean(p, 6, 0) - day);
            if (p is Pollutant.Pm25 or Pollutant.Pm10)
            {
                Add(row, $"{code} 3 days ago", Mean(p, 3 * Day, 2 * Day));
                Add(row, $"{code} 4 days ago", Mean(p, 4 * Day, 3 * Day));
            }
        }

        Add(row, "O3 8 h last day", LogAir.Of(Pollutant.O3, record.HighestEightHours(issue - Day, issue)));
        Add(row, "O3 8 h day before", LogAir.Of(Pollutant.O3, record.HighestEightHours(issue - (2 * Day), issue - Day)));
        Add(row, "PM2.5 over PM10", Mean(Pollutant.Pm25, Day, 0) - Mean(Pollutant.Pm10, Day, 0));
    }

    private void WriteSeason(Hour issuedAt, int start, int lead, Span<float> row)
    {
        var (s, h) = (SeasonAngle(issuedAt.Plus(start + (Day / 2))), 2 * Math.PI * issuedAt.HourOfDay / Day);
        Add(row, "season sin", Math.Sin(s));
        Add(row, "season cos", Math.Cos(s));
        Add(row, "season sin 2", Math.Sin(2 * s));
        Add(row, "season cos 2", Math.Cos(2 * s));
        Add(row, "hour sin", Math.Sin(h));
        Add(row, "hour cos", Math.Cos(h));
        Add(row, "lead", lead);
    }

    private void WritePastWeather(Span<float> row)
    {
        foreach (var v in All)
        {
            Add(row, $"{v} last 6 h", Outlook.Mean(v, -6, 0));
            Add(row, $"{v} last day", Outlook.Mean(v, -Day, 0));
            Add(row, $"{v} days before", Outlook.Mean(v, -3 * Day, -Day));
        }
    }

    private void WriteFutureWeather(Hour issuedAt, int start, Span<float> row)
    {
        double Mean(OutlookVariable v, int from, int to) => Outlook.Mean(v, start + from, start + to);
        foreach (var v in All)
        {
            Add(row, $"{v} of the day", Mean(v, 0, Day));
            Add(row, $"{v} 1 day before", Mean(v, -Day, 0));
            Add(row, $"{v} 2 days before", Mean(v, -2 * Day, -Day));
            Add(row, $"{v} until then", Outlook.Mean(v, 0, Math.Max(Day, start)));
        }

        foreach (var v in RunUp)
        {
            Add(row, $"{v} 3 days before", Mean(v, -3 * Day, -2 * Day));
        }

        foreach (var v in Blocks)
        {
            for (var block = 0; block < 4; block++)
            {
                Add(row, $"{v} block {block + 1}", Mean(v, 6 * block, 6 * (block + 1)));
            }
        }

        var s = SeasonAngle(issuedAt.Plus(start + (Day / 2)));
        var (dew, humidity) = (Mean(OutlookVariable.DewPointAnomaly, 0, Day), Mean(OutlookVariable.Humidity, 0, Day));
        Add(row, "humidity change within the day", Mean(OutlookVariable.Humidity, 18, Day) - Mean(OutlookVariable.Humidity, -6, 0));
        Add(row, "dew point change", dew - Mean(OutlookVariable.DewPointAnomaly, -Day, 0));
        Add(row, "pressure change", Mean(OutlookVariable.PressureAnomaly, 0, Day) - Mean(OutlookVariable.PressureAnomaly, -Day, 0));
        Add(row, "dew point × humidity", dew * humidity);
        Add(row, "dew point × |dew point|", dew * Math.Abs(dew));
        Add(row, "dew point × season cos", dew * Math.Cos(s));
        Add(row, "dew point × season sin", dew * Math.Sin(s));
        Add(row, "speed × humidity", Mean(OutlookVariable.Speed, 0, Day) * humidity);
        Add(row, "temperature × season cos", Mean(OutlookVariable.TemperatureAnomaly, 0, Day) * Math.Cos(s));
    }

    private void WriteBox(PlaceRecord record, int issue, int start, Span<float> row)
    {
        var last = record.LogMean(Pollutant.Pm25, issue - Day, issue);
        var mean = box!.LogMean(start, start + Day);
        Add(row, "box", mean);
        Add(row, "box equilibrium", box.LogEquilibrium(start, start + Day));
        Add(row, "box memory", box.Memory(start, start + Day));
        Add(row, "box highest hour", box.LogHighest(start, start + Day));
        Add(row, "box day before", start == 0 ? last : box.LogMean(start - Day, start));
        Add(row, "box last hour", box.LogMean(start + Day - 1, start + Day));
        Add(row, "box + last day", last + mean);
        Add(row, "box squared", mean * mean);
    }

    private static double SeasonAngle(Hour hour) => 2 * Math.PI * hour.Day.Date.DayOfYear / 365.25;
}
