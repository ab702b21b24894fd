using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Observing;

namespace Emergency.Cli.Commands;

/// <summary>One run of <c>index</c>: takes the files one after the other, keeps only what the answer needs, then prints it.</summary>
internal sealed class IndexRun(IndexCommand.Request request, List<ImportProblem> problems)
{
    private readonly HourArchive archive = new();
    private readonly List<HourIndex> hours = [];
    private readonly List<DailyAir> published = [];
    private readonly HourlyComparison hourlyAgreement = new();
    private readonly Agreement dailyAgreement = new();
    private Refusal? noRules;

    public void Read(string path)
    {
        using var stream = File.OpenRead(path);
        var name = Path.GetFileName(path);
        if (request.Source.Hours is { } readHours)
        {
            foreach (var hour in readHours(stream, name, problems))
            {
                Take(hour);
            }
        }
        else
        {
            foreach (var day in request.Source.Days!(stream, name, problems))
            {
                Take(day);
            }
        }
    }

    /// <summary>Prints the answer and writes it as JSON when a file was named; gives the exit code.</summary>
    public int Finish(FileInfo? json)
    {
        if (noRules is not null)
        {
            return Terminal.Refuse(noRules);
        }

        if (request.ByHour)
        {
            return FinishHours(json);
        }

        List<DailyAir> days = request.Source.Days is null
            ? [.. archive.Places.SelectMany(place => archive.Days(place, day => request.RulesOn(place, day).OrThrow()))]
            : published;
        if (days.Count == 0)
        {
            return Nothing();
        }

        var named = days.ConvertAll(day => (Day: day, Category: CategoryName(day)));
        Terminal.WriteJson(json, new { Days = named.Select(d => DayOutput.Of(d.Day, d.Category)) });
        IndexOutput.Days(named);
        if (request.WithComparison)
        {
            IndexOutput.Agreement("与发布的日AQI相比 / against the published daily AQI", dailyAgreement);
        }

        return 0;
    }

    private string? CategoryName(DailyAir day) =>
        day.CategoryLevel is { } level ? request.RulesOn(day.Place, day.Day).OrThrow().Categories.First(c => c.Level == level).Name.Zh : null;

    private int FinishHours(FileInfo? json)
    {
        if (request.WithComparison)
        {
            Terminal.WriteJson(json, new { hourlyAgreement.Compared, hourlyAgreement.NotComputable, hourlyAgreement.RoundedToNearest, hourlyAgreement.RoundedUp });
            IndexOutput.Comparison(hourlyAgreement);
            return 0;
        }

        if (hours.Count == 0)
        {
            return Nothing();
        }

        Terminal.WriteJson(json, new { Hours = hours });
        IndexOutput.Hours(hours);
        return 0;
    }

    private static int Nothing() => Terminal.Refuse(Refusal.Of(
        "INDEX-004", "所给文件在该地点和日期内没有数据。", "The files hold nothing for that place and those days.", "请核对--place、--from和--to。", "Check --place, --from and --to."));

    private void Take(HourlyAir hour)
    {
        var city = request.Source.CityOf(hour.Place);
        // A named site of a city is judged by itself; a named city by all of its sites.
        var group = request.OnlyPlace is null || request.OnlyPlace == city ? city : null;
        var place = group ?? hour.Place;
        var day = hour.Hour.Day;
        if ((request.OnlyPlace is not null && request.OnlyPlace != place) || !request.Covers(day))
        {
            return;
        }

        var rules = request.RulesOn(place, day);
        if (!rules.Ok)
        {
            noRules ??= rules.Refusal;
        }
        else if (!request.ByHour)
        {
            archive.Add(hour, group);
        }
        else if (request.WithComparison)
        {
            hourlyAgreement.Add(hour, rules.Value);
        }
        else
        {
            hours.Add(HourIndex.Of(hour, HourlyIndex.Compute(hour, rules.Value)));
        }
    }

    private void Take(PublishedDay day)
    {
        if ((request.OnlyPlace is not null && request.OnlyPlace != day.Place) || !request.Covers(day.Day))
        {
            return;
        }

        var rules = request.RulesOn(day.Place, day.Day);
        if (!rules.Ok)
        {
            noRules ??= rules.Refusal;
            return;
        }

        var air = DailyIndex.Recompute(day, rules.Value);
        published.Add(air);
        if (air.Aqi is { } aqi && day.Aqi is { } theirs)
        {
            dailyAgreement.Add(aqi - theirs);
        }
    }
}
