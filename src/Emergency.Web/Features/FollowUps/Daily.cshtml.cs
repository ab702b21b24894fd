using Emergency.Core.Decisions;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Storage;
using Emergency.Storage.Lists;
using Emergency.Storage.Reports;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.FollowUps;

/// <summary>Who has reported the day, and who has not: those missing first.</summary>
public sealed class DailyModel(IDbContextFactory<AppDb> databases, DailyReportDesk desk, ListDesk lists, RuleLibrary rules, RegionTree regions, WebSettings settings, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>Responses.</summary>
    public ResponseChoice Choice { get; private set; } = new([], null);

    /// <summary>Day shown.</summary>
    public LocalDay Day { get; private set; } = clock.GetUtcNow().ToLocalDay();

    /// <summary>By when its reports are owed; null without a rule book in force.</summary>
    public DateTimeOffset? By { get; private set; }

    /// <summary>Orders that owe a report of the day, those missing first.</summary>
    public IReadOnlyList<DailyLine> Lines { get; private set; } = [];

    /// <summary>Whom to call, by enterprise, where the list in force says so.</summary>
    public IReadOnlyDictionary<string, Enterprise> Contacts { get; private set; } = new Dictionary<string, Enterprise>();

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Name of a region.</summary>
    public string RegionName(string code) => regions.Find(code)?.Name ?? code;

    /// <summary>What a report said.</summary>
    public static DailyReportContent Content(DailyReportRow row) => CanonicalJson.Read<DailyReportContent>(row.Json);

    /// <summary>Loads a day; today when none is named.</summary>
    public async Task OnGetAsync([FromQuery] string? response, [FromQuery] DateOnly? day, CancellationToken cancellationToken)
    {
        Choice = await ResponseChoice.LoadAsync(databases, caller, response, cancellationToken);
        Day = day is { } asked ? new LocalDay(asked) : Day;
        var deadlines = rules.Deadlines(settings.RegionCode, Day);
        if (Choice.Shown is not { } shown || !deadlines.Ok)
        {
            return;
        }

        By = ChinaTime.At(Day.Date, deadlines.Value.DailyReportHour);
        Lines = [.. (await desk.OfDayAsync(shown.Id, Day, deadlines.Value, cancellationToken))
            .Where(l => caller.Sees(l.Order.RegionCode, l.Order.EnterpriseCode))
            .OrderBy(l => l.Report is not null).ThenBy(l => l.Order.Number, StringComparer.Ordinal)];
        var list = await lists.InForceForAsync(settings.RegionCode, Now.ToLocalDay(), regions, cancellationToken);
        Contacts = list.Ok ? list.Value.List.Enterprises.ToDictionary(e => e.Code, StringComparer.Ordinal) : Contacts;
    }
}
