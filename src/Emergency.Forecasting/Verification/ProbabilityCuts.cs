namespace Emergency.Forecasting.Verification;

/// <summary>The cut of each event at each lead.</summary>
internal sealed class ProbabilityCuts
{
    private readonly Dictionary<(VerifiedEvent Event, int Lead), ProbabilityCut> cuts;

    private ProbabilityCuts(Dictionary<(VerifiedEvent Event, int Lead), ProbabilityCut> cuts) => this.cuts = cuts;

    /// <summary>Events and leads for which nothing could be chosen although there were forecasts to choose on.</summary>
    public IReadOnlyList<(VerifiedEvent Event, int Lead)> Defaulted => [.. cuts.Where(c => !c.Value.Chosen).Select(c => c.Key)];

    /// <summary>The cut; the default where nothing was chosen.</summary>
    public ProbabilityCut this[VerifiedEvent e, int lead] => cuts.GetValueOrDefault((e, lead), ProbabilityCut.Default);

    /// <summary>Chooses on cases outside the scored period.</summary>
    public static ProbabilityCuts Choose(IEnumerable<ForecastCase> outOfFold)
    {
        var pairs = new Dictionary<(VerifiedEvent Event, int Lead), List<(double Probability, bool Happened)>>();
        foreach (var known in outOfFold)
        {
            foreach (var e in VerifiedEvents.All)
            {
                if (known.Events[(int)e] is { } outcome)
                {
                    if (!pairs.TryGetValue((e, known.Lead), out var list))
                    {
                        pairs[(e, known.Lead)] = list = [];
                    }

                    list.Add((outcome.Probability, outcome.Happened));
                }
            }
        }

        // A lead alone holds few events: its neighbours vote too, else a cut follows single days.
        return new(pairs.ToDictionary(
            p => p.Key,
            p => ProbabilityCut.Choose(pairs.Where(o => o.Key.Event == p.Key.Event && Math.Abs(o.Key.Lead - p.Key.Lead) <= 1).SelectMany(o => o.Value))));
    }
}
