using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Planning.Staggering;

/// <summary>Units that choose together over the days.</summary>
/// <param name="Enterprise">Enterprise.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Units">Units.</param>
/// <param name="Steps">
/// By step, then by kind of day: what is done. Step 0 is what binds on such a day; a step means "so large a share of the unit, as far as the level of the day lets", so on a
/// day whose list asks as much anyway it is what binds.
/// </param>
internal sealed record EpisodeBlock(Enterprise Enterprise, EnterpriseStanding Standing, IReadOnlyList<ProductionUnit> Units, IReadOnlyList<IReadOnlyList<BlockOption>> Steps)
{
    /// <summary>Fewest days of a stop: minimum stop or ramp-down, the longer.</summary>
    public int FewestStopDays => EpisodeModel.WholeDays(Units.Max(u => Math.Max(u.MinimumStopHours, u.RampDownHours)));

    /// <summary>Fewest days between two stops: ramp-up.</summary>
    public int FewestRunDays => EpisodeModel.WholeDays(Units.Max(u => u.RampUpHours));

    /// <summary>True when a step is more than what binds on days of a kind.</summary>
    public bool IsBurden(int step, int kind) => !ReferenceEquals(Steps[step][kind], Steps[0][kind]);

    /// <summary>What starting again after a step costs [yuan].</summary>
    public decimal Restart(int step, decimal restartShare) => Math.Floor(restartShare * Units.Select((u, i) =>
        u.OutputYuanPerDay * u.RampUpHours / 24 * Enumerable.Range(0, Steps[0].Count).Max(k => Math.Max(0, Steps[step][k].Parts[i].Share - Steps[0][k].Parts[i].Share))).Sum());
}

/// <summary>All blocks of an episode: the way from the list to an instance over days and back.</summary>
internal sealed class EpisodeModel
{
    private readonly EpisodeRequest request;

    public EpisodeModel(EpisodeRequest request, IReadOnlyList<ActivationScope> scopes, IReadOnlyList<ZoneMap> zones)
    {
        (this.request, Scopes, Zones) = (request, scopes, zones);
        KindOf = [.. request.Levels.Select(l => scopes.ToList().FindIndex(s => s.Target.Level == l))];
        var blocks = new List<EpisodeBlock>();
        Fixed = [.. scopes.Select(_ => new Dictionary<string, (Emissions Cut, decimal Loss)>(StringComparer.Ordinal))];
        foreach (var enterprise in scopes[0].Enterprises)
        {
            blocks.AddRange(BlocksOf(enterprise));
        }

        Blocks = blocks;
        Groups = [.. Blocks.Select(GroupOf)];
    }

    public IReadOnlyList<ActivationScope> Scopes { get; }

    public IReadOnlyList<ZoneMap> Zones { get; }

    /// <summary>Kind (position of the scope) of each day.</summary>
    public IReadOnlyList<int> KindOf { get; }

    public IReadOnlyList<EpisodeBlock> Blocks { get; }

    /// <summary>Fairness group of each block; empty for none.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>By kind and enterprise: what whatever has no choice gives and loses.</summary>
    public IReadOnlyList<Dictionary<string, (Emissions Cut, decimal Loss)>> Fixed { get; }

    /// <summary>Cut of whatever has no choice on days of a kind, in the whole region or in one zone [kg/day].</summary>
    public Emissions FixedCut(int kind, int? zone) => Scopes[kind].Enterprises.Where(e => zone is null || Zones[kind].Of(e) == zone).Select(e => Fixed[kind][e.Code].Cut).Sum();

    public decimal FixedLoss(int kind) => Fixed[kind].Values.Sum(f => f.Loss);

    /// <summary>Share of a step of a block that has arrived on its first day, second day …; 1 afterwards.</summary>
    public IReadOnlyList<decimal> Ramp(EpisodeBlock block) => Ramp(Math.Max(0, block.Units.Max(u => u.RampDownHours) - request.Rules.NoticeHours));

    /// <summary>The same for a number of hours.</summary>
    public static IReadOnlyList<decimal> Ramp(decimal hours) => [.. Enumerable.Range(0, StaggerInstance.MostRampDays).Select(day => Arrived(hours, 24m * day)).TakeWhile(share => share < 1)];

    /// <summary>Mean over a day of a step that grows evenly from 0 o'clock of its first day and is complete after some hours.</summary>
    private static decimal Arrived(decimal hours, decimal from)
    {
        if (from >= hours)
        {
            return 1;
        }

        // From the day's beginning to where the step is complete it grows; after that it is whole.
        var growing = Math.Min(24, hours - from);
        return Math.Round(((growing * ((2 * from) + growing) / (2 * hours)) + (24 - growing)) / 24, 6);
    }

    /// <summary>The instance for one set of rows a kind of day.</summary>
    public StaggerInstance Instance(IReadOnlyList<IReadOnlyList<TargetRow>> rows)
    {
        var builder = new StaggerInstanceBuilder(EmittedPollutants.All.Count, Zones[0].Zones, KindOf) { BandWidth = request.Rules.FairDays, MostStarts = request.Rules.MostStartsPerDay };
        var numbers = Groups.Where(g => g.Length > 0).Distinct().Order(StringComparer.Ordinal).Select((g, i) => (g, i)).ToDictionary(x => x.g, x => x.i);
        for (var b = 0; b < Blocks.Count; b++)
        {
            var block = Blocks[b];
            builder.AddBlock(new(Zones[0].Of(block.Enterprise))
            {
                Group = Groups[b].Length == 0 ? -1 : numbers[Groups[b]],
                Rank = Rank(block),
                Earlier = request.Earlier.TryGetValue(block.Enterprise.Code, out var earlier) ? earlier.Days : 0,
                Ramp = [.. Ramp(block).Select(share => (double)share)],
                FewestStopDays = block.FewestStopDays,
                FewestRunDays = block.FewestRunDays,
                MostSpells = request.Rules.MostSpells,
            });
            for (var step = 0; step < block.Steps.Count; step++)
            {
                builder.AddOption(
                    step == 0 ? 0 : (double)block.Restart(step, request.Rules.RestartShare),
                    [.. block.Steps[step].Select((option, kind) => new DayOption((double)option.Loss, block.IsBurden(step, kind), [.. EmittedPollutants.All.Select(p => (double)option.Cut[p])]))]);
            }
        }

        for (var day = 0; day < KindOf.Count; day++)
        {
            foreach (var row in rows[KindOf[day]])
            {
                builder.AddRow(new(row.Row.Name, day, row.Row.Zone, row.Row.Weights, row.Row.Required));
            }
        }

        return builder.Build();
    }

    /// <summary>What a block does on a day.</summary>
    public BlockOption On(int block, StaggerPattern pattern, int day) => Blocks[block].Steps[pattern.On(day)][KindOf[day]];

    /// <summary>Cut of a block on a day as it arrives: what binds; the base step and the raised step, each as far as it has arrived.</summary>
    public Emissions Arriving(int block, StaggerPattern pattern, int day)
    {
        var (steps, ramp, kind) = (Blocks[block].Steps, Ramp(Blocks[block]), KindOf[day]);
        var (from, low) = (steps[0][kind].Cut, steps[pattern.Base][kind].Cut);
        var cut = from + ((low - from) * (day < ramp.Count ? ramp[day] : 1));
        foreach (var spell in pattern.Spells().Where(s => day >= s.From && day < s.To))
        {
            cut += (steps[pattern.Raised][kind].Cut - low) * (day - spell.From < ramp.Count ? ramp[day - spell.From] : 1);
        }

        return cut;
    }

    public static int WholeDays(decimal hours) => Math.Clamp((int)Math.Ceiling(hours / 24), 1, StaggerInstance.MostDays);

    private static int Rank(EpisodeBlock block) => Math.Max(0, ChoiceModel.Ranks.ToList().FindIndex(grades => grades.Contains(block.Standing.Grade)));

    private string GroupOf(EpisodeBlock block)
    {
        if (block.Standing.Treatment == GradeTreatment.Voluntary || !ChoiceModel.Ranks.Any(grades => grades.Contains(block.Standing.Grade)))
        {
            return "";
        }

        var industry = block.Enterprise.KeyIndustry.Length > 0 ? block.Enterprise.KeyIndustry : block.Enterprise.Industry;
        return request.Rules.FairnessScope == FairnessScope.Region ? industry : $"{industry} {block.Enterprise.RegionCode}";
    }

    private IEnumerable<EpisodeBlock> BlocksOf(Enterprise enterprise)
    {
        EnterpriseChoice Choice(ActivationScope scope, bool whole) => EnterpriseBlocks.Of(enterprise, scope, request.Day.Mode, request.Day.Settings, new Dictionary<(string, string), UnitOption>(), whole);
        var choices = Scopes.Select(s => Choice(s, false)).ToList();
        var parts = choices.ConvertAll(Parts);
        if (parts.Exists(p => p.Exists(x => x.Units.Count > 1)))
        {
            // Where one level makes the units choose together, they do so on all days.
            choices = [.. Scopes.Select(s => Choice(s, true))];
            parts = choices.ConvertAll(Parts);
        }

        var standing = new EnterpriseStanding(enterprise, Scopes[0], request.Day.Mode);
        var blocks = parts[0].Select((part, i) => new EpisodeBlock(enterprise, standing, part.Units, Steps([.. parts.Select(p => p[i].Options)]))).ToList();
        for (var kind = 0; kind < Scopes.Count; kind++)
        {
            var alone = blocks.Where(b => b.Steps.Count == 1).Select(b => b.Steps[0][kind]).ToList();
            Fixed[kind][enterprise.Code] = (alone.Select(o => o.Cut).Sum(), alone.Sum(o => o.Loss) + choices[kind].OtherLoss);
        }

        return blocks.Where(b => b.Steps.Count > 1);
    }

    /// <summary>Units with what they may do, mildest first, whether they have a choice or not, in the order of their ids.</summary>
    private static List<(IReadOnlyList<ProductionUnit> Units, IReadOnlyList<BlockOption> Options)> Parts(EnterpriseChoice choice) =>
        [.. choice.Blocks.Select(b => (b.Units, Options: b.Options)).Concat(choice.Fixed.Select(f => (f.Units, Options: (IReadOnlyList<BlockOption>)[f.Option]))).OrderBy(p => p.Units[0].UnitId, StringComparer.Ordinal)];

    /// <summary>Steps over all kinds of days: each share that some kind offers beyond what binds, thinned where there are too many.</summary>
    private List<IReadOnlyList<BlockOption>> Steps(IReadOnlyList<IReadOnlyList<BlockOption>> ladders)
    {
        var shares = ladders.SelectMany(l => l.Skip(1).Select(o => o.Share)).Distinct().Order().ToList();
        var most = request.Rules.MostSteps;
        if (shares.Count > most)
        {
            shares = [.. Enumerable.Range(1, most).Select(i => shares[(int)Math.Ceiling((double)shares.Count * i / most) - 1])];
        }

        var steps = new List<IReadOnlyList<BlockOption>> { ladders.Select(l => l[0]).ToList() };
        foreach (var share in shares)
        {
            var step = ladders.Select(l => l.Skip(1).Where(o => o.Share <= share && o.Cut.Min(l[0].Cut) == l[0].Cut).MaxBy(o => o.Share) ?? l[0]).ToList();
            if (!step.Zip(steps[^1]).All(s => ReferenceEquals(s.First, s.Second)))
            {
                steps.Add(step);
            }
        }

        return steps;
    }
}
