using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Storage.Lists;
using Emergency.Web.Features.Layout;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Lists;

/// <summary>Versions of the reduction list, its enterprises, and the import.</summary>
[RequestSizeLimit(UploadedList.LargestBytes + (1 << 20))]
public sealed class IndexModel(ListDesk desk, RuleLibrary rules, RegionTree regions, WebSettings settings, Caller caller, TimeProvider clock) : PageModel
{
    private const int RowsAPage = 50;

    /// <summary>All versions, newest first.</summary>
    public IReadOnlyList<ListVersionRow> Versions { get; private set; } = [];

    /// <summary>Id of the version in force today; null when there is none.</summary>
    public string? InForceId { get; private set; }

    /// <summary>Version shown.</summary>
    public ListVersionRow? Version { get; private set; }

    /// <summary>Its content.</summary>
    public EmergencyReductionList? List { get; private set; }

    /// <summary>Enterprises shown, with their whole daily emission [kg/day].</summary>
    public IReadOnlyList<(Enterprise Enterprise, Emissions Daily)> Rows { get; private set; } = [];

    /// <summary>Which of them.</summary>
    public PageOf Paging { get; private set; } = PageOf.At(1, RowsAPage, 0);

    /// <summary>Words searched for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Column sorted by: name, region, industry, grade, vocs.</summary>
    [BindProperty(SupportsGet = true)]
    public string Sort { get; set; } = "name";

    /// <summary>True for the other direction.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Descending { get; set; }

    /// <summary>Version just imported.</summary>
    public ListVersionRow? Imported { get; private set; }

    /// <summary>Problems of the upload.</summary>
    public IReadOnlyList<ListProblem> Problems { get; private set; } = [];

    /// <summary>Why the upload was refused as a whole.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Today, the proposed first day of a new version.</summary>
    public LocalDay Today { get; } = clock.GetUtcNow().ToLocalDay();

    /// <summary>Name of a region.</summary>
    public string RegionName(string code) => regions.Find(code)?.Name ?? code;

    /// <summary>Shows a version; the newest when none is named.</summary>
    public async Task OnGetAsync([FromQuery] int? version, [FromQuery] int page, CancellationToken cancellationToken)
    {
        Versions = await desk.VersionsAsync(settings.RegionCode, cancellationToken);
        InForceId = Versions.FirstOrDefault(v => v.ValidFrom <= Today.Date)?.Id;
        Version = Versions.FirstOrDefault(v => v.Number == version) ?? (Versions.Count > 0 ? Versions[0] : null);
        if (Version is null)
        {
            return;
        }

        List = await desk.LoadAsync(Version.Id, cancellationToken);
        var emissions = List.Units.GroupBy(u => u.EnterpriseCode).ToDictionary(g => g.Key, g => g.Aggregate(Emissions.Zero, (sum, unit) => sum + unit.Daily));
        var visible = List.Enterprises.Where(e => caller.Sees(e.RegionCode, e.Code) && Matches(e)).Select(e => (Enterprise: e, Daily: emissions.GetValueOrDefault(e.Code))).ToList();
        Paging = PageOf.At(page, RowsAPage, visible.Count);
        var sorted = visible.OrderBy(r => SortKey(r), Comparer<object>.Create((a, b) => a is string s ? string.CompareOrdinal(s, (string)b) : ((IComparable)a).CompareTo(b)));
        Rows = (Descending ? sorted.Reverse() : sorted).Skip(Paging.Skip).Take(Paging.Size).ToList();
    }

    /// <summary>Checks an upload and makes it a version, or shows everything wrong with it.</summary>
    public async Task<IActionResult> OnPostUploadAsync(IFormFileCollection files, DateOnly validFrom, CancellationToken cancellationToken)
    {
        var upload = await UploadedList.ReadAsync(files, cancellationToken);
        var grades = rules.Grades(settings.RegionCode, new LocalDay(validFrom));
        Refusal = upload.Refusal ?? grades.Refusal;
        if (upload.Ok && grades.Ok)
        {
            var reading = ListImport.Read(files[0].FileName, upload.Value, new ListRules(regions, settings.RegionCode, grades.Value, new LocalDay(validFrom)));
            Problems = reading.Problems;
            if (reading.List is { } list)
            {
                Imported = await desk.ImportAsync(list, settings.RegionCode, new LocalDay(validFrom), caller.Name, clock.GetUtcNow(), cancellationToken);
            }
        }

        if (Imported is null)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        await OnGetAsync(Imported?.Number, 1, cancellationToken);
        return Page();
    }

    private bool Matches(Enterprise enterprise) =>
        string.IsNullOrWhiteSpace(Q)
        || enterprise.Name.Contains(Q, StringComparison.OrdinalIgnoreCase)
        || enterprise.Code.Contains(Q, StringComparison.OrdinalIgnoreCase)
        || enterprise.Industry.Contains(Q, StringComparison.OrdinalIgnoreCase)
        || enterprise.Township.Contains(Q, StringComparison.OrdinalIgnoreCase);

    private object SortKey((Enterprise Enterprise, Emissions Daily) row) => Sort switch
    {
        "region" => row.Enterprise.RegionCode,
        "industry" => row.Enterprise.Industry,
        "grade" => row.Enterprise.Grade,
        "vocs" => row.Daily.Vocs,
        _ => row.Enterprise.Name,
    };
}
