using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Replanning;

/// <summary>
/// The choices of the plan before, with what is missing taken out of the count, and where each of them stands among what its block may do. A block that cannot be found
/// again, and every block of an enterprise that is missing, stays as it is and steps in for nobody.
/// </summary>
internal sealed class KeptChoices
{
    private readonly Plan plan;
    private readonly HashSet<string> missing;
    private readonly Dictionary<(string, string), PlanChoice> production;

    public KeptChoices(Plan plan, IReadOnlyList<MissingUnit> all)
    {
        this.plan = plan;
        Choices = [.. plan.Choices.Select(c => Kept(c, Ground(c, all)) with { Added = false })];
        Lost = [.. plan.Choices.Zip(Choices).Where(p => p.Second.Missing is not null && p.First.Binding && p.First.Missing != p.Second.Missing).Select(p => new MissingDelivery(
            p.First.EnterpriseCode, p.First.EnterpriseName, p.First.UnitId, p.First.Process, p.Second.Missing!.Value, Ground(p.First, all)!.Note, p.First.Cut))];
        missing = [.. Choices.Where(c => c.Missing is not null).Select(c => c.EnterpriseCode)];
        production = plan.Choices.Where(c => c.UnitId.Length > 0 && c.Effect.Rule().Production).GroupBy(c => (c.EnterpriseCode, c.UnitId)).ToDictionary(g => g.Key, g => g.First());
    }

    /// <summary>Choices that stand, those that are missing without their kilograms. None is marked as added: that mark is for who steps in.</summary>
    public IReadOnlyList<PlanChoice> Choices { get; }

    /// <summary>What is missing for the first time.</summary>
    public IReadOnlyList<MissingDelivery> Lost { get; }

    public decimal Loss => Choices.Sum(c => c.LossYuanPerDay);

    /// <summary>What the choices that count give [kg/day].</summary>
    public Emissions Cut(Func<string, bool> enterprise) => Choices.Where(c => enterprise(c.EnterpriseCode)).Select(c => c.Cut).Sum();

    /// <summary>The same of the plan before [kg/day].</summary>
    public Emissions CutBefore(Func<string, bool> enterprise) => plan.Choices.Where(c => enterprise(c.EnterpriseCode)).Select(c => c.Cut).Sum();

    /// <summary>Where every block stands: its option in the plan before; null when it stays as it is.</summary>
    public IReadOnlyList<BlockOption?> Places(ChoiceModel model)
    {
        var found = model.Blocks.Select(b => missing.Contains(b.Enterprise.Code) ? null : Place(b)).ToList();
        var lost = model.Blocks.Where((_, i) => found[i] is null).Select(b => b.Enterprise.Code).ToHashSet(StringComparer.Ordinal);
        return [.. model.Blocks.Select((b, i) => lost.Contains(b.Enterprise.Code) ? null : found[i])];
    }

    /// <summary>What a block may do from where it stands, in kilograms and yuan beyond that: stricter steps only. The first is to stay.</summary>
    public static IReadOnlyList<BlockOption> Further(ChoiceBlock block, BlockOption? now)
    {
        if (now is null)
        {
            return [new(block.Options[0].Parts, Emissions.Zero, 0, block.Options[0].Share)];
        }

        var further = block.Options
            .Where(o => o != now && o.Parts.Zip(now.Parts).All(p => p.First.AtLeast(p.Second)))
            .Select(o => o with { Cut = o.Cut - now.Cut, Loss = Math.Max(0, o.Loss - now.Loss) })
            .Where(o => !o.Cut.IsZero && o.Cut.Max(Emissions.Zero) == o.Cut);
        return [now with { Cut = Emissions.Zero, Loss = 0 }, .. further];
    }

    private BlockOption? Place(ChoiceBlock block)
    {
        bool Gives(UnitOption part, ProductionUnit unit, bool text) =>
            production.TryGetValue((unit.EnterpriseCode, unit.UnitId), out var choice)
                ? part.Row is not null && part.Cut == choice.Cut && (text ? part.Row.Text == choice.MeasureText : part.Share == choice.StoppedShare)
                : part.Row is null;
        return block.Options.FirstOrDefault(o => o.Parts.Zip(block.Units).All(p => Gives(p.First, p.Second, text: true)))
            ?? block.Options.FirstOrDefault(o => o.Parts.Zip(block.Units).All(p => Gives(p.First, p.Second, text: false)));
    }

    private static MissingUnit? Ground(PlanChoice choice, IReadOnlyList<MissingUnit> all) =>
        all.FirstOrDefault(m => m.EnterpriseCode == choice.EnterpriseCode && (m.UnitId.Length == 0 || m.UnitId == choice.UnitId));

    private static PlanChoice Kept(PlanChoice choice, MissingUnit? ground)
    {
        if (ground is null || !choice.Binding)
        {
            return choice;
        }

        var note = ground.Note.Length == 0 ? "" : $"（{ground.Note}）";
        var noteEn = ground.Note.Length == 0 ? "" : $" ({ground.Note})";
        return ground.Ground == MissingGround.Objection
            ? choice with
            {
                Binding = false,
                Cut = Emissions.Zero,
                LossYuanPerDay = 0,
                StoppedShare = 0,
                LaterPhases = [],
                NeedsDecision = false,
                Missing = ground.Ground,
                Why = new($"异议已采纳{note}，不再要求，缺口由其他企业补位。", $"Its objection is accepted{noteEn}: it is released, and others step in."),
            }
            : choice with
            {
                Cut = Emissions.Zero,
                Missing = ground.Ground,
                Why = new($"{ground.Ground.Name().Zh}{note}，指令不变，减排量不再计入，缺口由其他企业补位。", $"{ground.Ground.Name().En}{noteEn}: its order stands, its kilograms are not counted on, and others step in."),
            };
    }
}
