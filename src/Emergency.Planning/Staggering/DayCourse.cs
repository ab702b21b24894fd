using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Staggering;

/// <summary>
/// What units that choose together do over the days, read from the choices of a plan: a step counts from its first day on, growing over the ramp-down, and each time it begins
/// anew a restart is due. For a plan as it was chosen the figures are those of the search; they hold as well when single days were changed since.
/// </summary>
internal sealed class DayCourse
{
    private readonly IReadOnlyList<ProductionUnit> units;
    private readonly List<(decimal Share, Emissions Cut, IReadOnlyDictionary<string, decimal> Shares)> days;
    private readonly (decimal Share, Emissions Cut, IReadOnlyDictionary<string, decimal> Shares) anyway;
    private readonly IReadOnlyList<decimal> ramp;

    /// <param name="units">Units.</param>
    /// <param name="plan">Days of the plan.</param>
    /// <param name="own">Choices of the enterprise.</param>
    /// <param name="unruled">What the plan would ask without decisions on the enterprise; null where there are none. An exemption from what binds starts nothing anew.</param>
    public DayCourse(IReadOnlyList<ProductionUnit> units, PlanDays plan, IEnumerable<PlanChoice> own, IEnumerable<PlanChoice>? unruled)
    {
        this.units = units;
        var about = About(own);
        days = [.. plan.Days.Select(d => At(about.FindAll(c => c.HoldsOn(d.Day))))];
        var (now, free) = (At(about.FindAll(c => c.Days is null)), At(About(unruled ?? []).FindAll(c => c.Days is null)));
        anyway = free.Share > now.Share ? free : now;
        ramp = EpisodeModel.Ramp(units.Max(u => u.RampDownHours));
    }

    /// <summary>Share that is down on a day [0–1].</summary>
    public decimal Share(int day) => days[day].Share;

    /// <summary>What has not arrived yet of a day's cut [kg/day].</summary>
    public Emissions Late(int day)
    {
        var (late, below) = (Emissions.Zero, anyway.Cut);
        foreach (var level in Levels().TakeWhile(l => l.Share <= days[day].Share))
        {
            var age = 0;
            while (age < day && days[day - age - 1].Share >= level.Share)
            {
                age++;
            }

            late += (level.Cut - below) * (age < ramp.Count ? 1 - ramp[age] : 0);
            below = level.Cut;
        }

        return late;
    }

    /// <summary>True when a step beyond what holds anyway begins or ends on a day.</summary>
    public bool Steps(int day) => Math.Max(anyway.Share, days[day].Share) != (day == 0 ? anyway.Share : Math.Max(anyway.Share, days[day - 1].Share));

    /// <summary>What starting again costs, each step as often as it begins [yuan].</summary>
    public decimal Restarts(decimal restartShare)
    {
        var (sum, below) = (0m, 0m);
        foreach (var level in Levels())
        {
            var cost = Math.Floor(restartShare * units.Sum(u => u.OutputYuanPerDay * u.RampUpHours / 24 * Math.Max(0, level.Shares[u.UnitId] - anyway.Shares[u.UnitId])));
            var begins = Enumerable.Range(0, days.Count).Count(d => days[d].Share >= level.Share && (d == 0 || days[d - 1].Share < level.Share));
            sum += begins * Math.Max(0, cost - below);
            below = Math.Max(below, cost);
        }

        return sum;
    }

    private List<PlanChoice> About(IEnumerable<PlanChoice> own) => [.. own.Where(c => c.Binding && (units.Any(u => u.UnitId == c.UnitId) || (units.Count > 1 && c.UnitId.Length == 0)))];

    private IEnumerable<(decimal Share, Emissions Cut, IReadOnlyDictionary<string, decimal> Shares)> Levels() => days.Where(d => d.Share > anyway.Share).DistinctBy(d => d.Share).OrderBy(d => d.Share);

    private (decimal Share, Emissions Cut, IReadOnlyDictionary<string, decimal> Shares) At(List<PlanChoice> holds)
    {
        var shares = units.ToDictionary(u => u.UnitId, u => holds.Where(c => c.UnitId == u.UnitId && c.Effect.Rule().Production).Select(c => c.StoppedShare).DefaultIfEmpty(0).Max(), StringComparer.Ordinal);
        var weights = units.Select(u => EmittedPollutants.All.Sum(p => u.Daily[p])).ToList();
        var all = weights.Sum();
        var share = units.Count == 1 || all == 0 ? shares.Values.Max() : units.Select((u, i) => shares[u.UnitId] * weights[i]).Sum() / all;
        return (share, holds.Select(c => c.Cut).Sum(), shares);
    }
}
