using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Staggering;

namespace Emergency.Planning.Replanning;

/// <summary>
/// The choices of a plan over days with what is missing taken out of the days that are left. Who is released keeps on days that are over what it was asked; an order that stands
/// keeps its days, only its kilograms are gone.
/// </summary>
internal sealed class DayKept
{
    private readonly Plan plan;
    private readonly List<LocalDay> days;

    public DayKept(ReplanRequest request)
    {
        plan = request.Predecessor;
        var over = plan.OverDays!;
        days = [.. over.Days.Select(d => d.Day)];
        Today = DayChoices.Over(over, request.Activation.DecidedAt);
        First = request.StartsAt is { } start && request.Activation.DecidedAt < start ? Today : days.Count(d => d.Start < request.Activation.DecidedAt);
        var kept = new KeptChoices(plan, [.. request.Missing]);
        Missing = kept.Choices.Where(c => c.Missing is not null).Select(c => c.EnterpriseCode).ToHashSet(StringComparer.Ordinal);
        var released = kept.Choices.Where(c => c.Missing == MissingGround.Objection).Select(c => c.EnterpriseCode).ToHashSet(StringComparer.Ordinal);
        var before = plan.Choices.ToLookup(c => c.EnterpriseCode, StringComparer.Ordinal);
        Choices = kept.Choices.GroupBy(c => c.EnterpriseCode, StringComparer.Ordinal).ToDictionary(g => g.Key, g => released.Contains(g.Key) ? Released(before[g.Key], [.. g]) : (IReadOnlyList<PlanChoice>)[.. g], StringComparer.Ordinal);
        Lost = [.. kept.Lost.Zip(plan.Choices.Zip(kept.Choices).Where(p => p.Second.Missing is not null && p.First.Binding && p.First.Missing != p.Second.Missing).Select(p => p.First))
            .Select(p => p.First with { Days = Left(p.Second) })
            .Where(m => m.Days!.Count > 0)];
    }

    /// <summary>First day that is not over.</summary>
    public int Today { get; }

    /// <summary>First day on which somebody can step in: its first hour is still to come.</summary>
    public int First { get; }

    /// <summary>Enterprises that are missing, now or since an earlier refill.</summary>
    public IReadOnlySet<string> Missing { get; }

    /// <summary>What is missing for the first time, with its days.</summary>
    public IReadOnlyList<MissingDelivery> Lost { get; }

    /// <summary>Choices by enterprise, in the order of the plan.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PlanChoice>> Choices { get; }

    /// <summary>True when the plan asks somebody something on a day that is left, or after the days.</summary>
    public static bool Asks(Plan plan, MissingUnit missing, DateTimeOffset at) => plan.Choices.Any(c =>
        c.Binding && c.EnterpriseCode == missing.EnterpriseCode && (missing.UnitId.Length == 0 || missing.UnitId == c.UnitId) && (c.Days is null || plan.OverDays is null || c.Days.Any(d => d >= at.ToLocalDay())));

    private List<LocalDay> Left(PlanChoice choice) => [.. days.Skip(Today).Where(choice.HoldsOn)];

    private List<PlanChoice> Released(IEnumerable<PlanChoice> before, List<PlanChoice> kept)
    {
        List<PlanChoice> own = [.. before.Select(c => c with { Added = false })];
        return DayChoices.Join(days, Today, day => day is { } d && days.IndexOf(d) < Today ? DayChoices.On(own, day) : DayChoices.On(kept, day), own);
    }
}
