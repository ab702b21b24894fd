using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Activation;

/// <summary>
/// Compares what a plan cuts with what the level asks for, pollutant by pollutant, on the whole-society base. Where the edition allows it, SO2 and
/// NOx may be traded as long as the sum of their shares stays at the edition's figure (rules.md 4.2).
/// </summary>
internal static class TargetShares
{
    public static IReadOnlyList<TargetReached> Compare(Emissions cut, SocietyEmission society, LevelTarget target)
    {
        var swap = Swap(cut, society, target);
        return [.. EmittedPollutants.All.Select(pollutant => Compare(pollutant, cut, society, target, swap))];
    }

    private static TargetReached Compare(EmittedPollutant pollutant, Emissions cut, SocietyEmission society, LevelTarget target, SwapState? swap)
    {
        var (required, reached) = (target.MinFraction[pollutant], Share(cut, society, pollutant));
        var basis = society.Daily[pollutant];
        var shortBy = Math.Max(0, required - reached);
        var inPair = swap is not null && pollutant is EmittedPollutant.So2 or EmittedPollutant.Nox;
        var bySwap = shortBy > 0 && inPair && swap!.ShortBy == 0;
        if (bySwap)
        {
            shortBy = 0;
        }
        else if (shortBy > 0 && inPair)
        {
            shortBy = Math.Min(shortBy, swap!.ShortBy); // What the other of the pair has in excess counts for this one.
        }

        var missing = Rounded(shortBy * basis);
        return new(pollutant, required, Math.Round(reached, 6), basis, Rounded(required * basis), cut[pollutant], missing, bySwap, Explain(pollutant, required, reached, basis, missing, bySwap, swap, target));
    }

    private static SwapState? Swap(Emissions cut, SocietyEmission society, LevelTarget target) =>
        target.SwapMinSum is not { } minimum || society.Daily.So2 <= 0 || society.Daily.Nox <= 0
            ? null
            : new SwapState(minimum, Share(cut, society, EmittedPollutant.So2) + Share(cut, society, EmittedPollutant.Nox));

    /// <summary>Share of the base; with no emission of the pollutant at all nothing is left to ask for.</summary>
    private static decimal Share(Emissions cut, SocietyEmission society, EmittedPollutant pollutant) =>
        society.Daily[pollutant] > 0 ? cut[pollutant] / society.Daily[pollutant] : 1;

    private static decimal Rounded(decimal kg) => Math.Round(kg, 3);

    private static Text Explain(EmittedPollutant pollutant, decimal required, decimal reached, decimal basis, decimal missing, bool bySwap, SwapState? swap, LevelTarget target)
    {
        var source = target.Sources[pollutant];
        var zh = $"{pollutant.Code()}：减排 {Percents.Of(reached)}，要求不低于 {Percents.Of(required)}（{source}）";
        var en = $"{pollutant.Code()}: cut {Percents.Of(reached)}, at least {Percents.Of(required)} asked ({source.Document})";
        if (basis == 0)
        {
            return new($"{pollutant.Code()}：全社会排放量为零，无减排要求。", $"{pollutant.Code()}: the society emits none, nothing is asked.");
        }

        if (bySwap)
        {
            return new($"{zh}，单项不足；SO2 与 NOx 比例之和 {Percents.Of(swap!.Sum)} 不低于 {Percents.Of(swap.Minimum)}，按统筹折算视为达到（{target.SwapSource}）。", $"{en}, short by itself; the shares of SO2 and NOx sum to {Percents.Of(swap.Sum)}, at least {Percents.Of(swap.Minimum)}, so the swap covers it ({target.SwapSource?.Document}).");
        }

        if (missing == 0)
        {
            return new($"{zh}，达到。", $"{en}, met.");
        }

        return swap is not null && pollutant is EmittedPollutant.So2 or EmittedPollutant.Nox
            ? new($"{zh}，缺口 {missing:0.#} kg/天；SO2 与 NOx 之和 {Percents.Of(swap!.Sum)}，低于 {Percents.Of(swap.Minimum)}，不能统筹折算。", $"{en}, {missing:0.#} kg/day are missing; SO2 and NOx sum to {Percents.Of(swap.Sum)}, below {Percents.Of(swap.Minimum)}, so the swap does not cover it.")
            : new($"{zh}，缺口 {missing:0.#} kg/天。", $"{en}, {missing:0.#} kg/day are missing.");
    }

    /// <summary>The sum of the shares of SO2 and NOx against its minimum.</summary>
    private sealed record SwapState(decimal Minimum, decimal Sum)
    {
        public decimal ShortBy => Math.Max(0, Minimum - Sum);
    }
}
