using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.WhatIf;
using Emergency.Storage.WhatIf;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.WhatIf;

/// <summary>Saved what-ifs, and the form for a new one.</summary>
public sealed class IndexModel(WhatIfDesk desk, WhatIfRuns runs, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>Saved ones the caller may see.</summary>
    public IReadOnlyList<WhatIfRow> Rows { get; private set; } = [];

    /// <summary>Why the form was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Name of the new one.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Day on which its base starts.</summary>
    [BindProperty]
    public DateOnly? StartDay { get; set; }

    /// <summary>Its base.</summary>
    [BindProperty]
    public ScenarioForm Base { get; set; } = new();

    /// <summary>Its scenarios.</summary>
    [BindProperty]
    public IList<ScenarioForm> Scenarios { get; set; } = [];

    /// <summary>True while this process works on one.</summary>
    public bool Runs(WhatIfRow row) => runs.Find(row.Number) is { Refusal: null, Stopped: false };

    /// <summary>Shows the list.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        StartDay ??= clock.GetUtcNow().ToLocalDay().Date;
        while (Scenarios.Count < WhatIfQuestion.MostScenarios)
        {
            Scenarios.Add(new());
        }

        Rows = await desk.AllAsync(caller.RegionsOfOrders(), cancellationToken);
    }

    /// <summary>Saves a new one and starts to work it out.</summary>
    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancellationToken)
    {
        var saved = Question() is { Ok: true } question
            ? await desk.SaveAsync(question.Value, Name ?? "", caller.RegionCode, StartDay is { } day ? new(day) : clock.GetUtcNow().ToLocalDay(), caller.Name, clock.GetUtcNow(), cancellationToken)
            : Question().Refusal!;
        if (saved.Ok)
        {
            runs.Start(saved.Value.Number);
            return RedirectToPage("Detail", new { number = saved.Value.Number });
        }

        Refusal = saved.Refusal;
        Response.StatusCode = Refusals.StatusOf(saved.Refusal);
        await OnGetAsync(cancellationToken);
        return Page();
    }

    private Outcome<WhatIfQuestion> Question()
    {
        var start = Base.On(new() { Name = "基准" }, "基准");
        if (!start.Ok)
        {
            return start.Refusal;
        }

        var scenarios = new List<Scenario>();
        foreach (var form in Scenarios.Where(s => !string.IsNullOrWhiteSpace(s.Name)).Take(WhatIfQuestion.MostScenarios))
        {
            var scenario = form.On(start.Value, form.Name!.Trim());
            if (!scenario.Ok)
            {
                return scenario.Refusal;
            }

            scenarios.Add(scenario.Value);
        }

        return new WhatIfQuestion(start.Value, scenarios);
    }
}
