using Emergency.Core.Quantities;

namespace Emergency.Core.Rules.Reading;

/// <summary>Reads the <c>reduction-targets</c> book. A stricter level never asks for less.</summary>
internal static class TargetRulesReader
{
    private static readonly WarningLevel[] Levels = [WarningLevel.Yellow, WarningLevel.Orange, WarningLevel.Red];

    public static TargetRules Read(EditionReader reader)
    {
        var targets = Levels.Select(level => Target(reader, level)).ToList();
        for (var i = 1; i < targets.Count; i++)
        {
            foreach (var pollutant in EmittedPollutants.All)
            {
                if (targets[i].MinFraction[pollutant] < targets[i - 1].MinFraction[pollutant])
                {
                    reader.Fault(
                        "RULE-111", Key(targets[i].Level, pollutant),
                        $"{targets[i].Level.Name().Zh}的比例低于{targets[i - 1].Level.Name().Zh}。", $"The {targets[i].Level.Name().En} share is below the {targets[i - 1].Level.Name().En} one.",
                        "级别越高，减排比例不得越低。", "A stricter level never asks for less.");
                }
            }
        }

        return new(reader.Edition, targets, reader.Integer("year.days", "d")) { DaysPerYearSource = reader.Source("year.days") };
    }

    private static string Key(WarningLevel level, EmittedPollutant pollutant) => $"target.{level}.{pollutant}";

    private static LevelTarget Target(EditionReader reader, WarningLevel level)
    {
        var fractions = EmittedPollutants.All.ToDictionary(p => p, p => Fraction(reader, Key(level, p)));
        var swapKey = $"swap.{level}.min-sum";
        var swap = reader.NumberOrNull(swapKey, "1");
        if (swap is { } sum && sum is < 0 or > 2)
        {
            reader.Fault("RULE-110", swapKey, "两项比例之和应在 0–2 之间。", "The sum of two shares lies within 0–2.", "请改正该值。", "Mend the value.");
        }

        return new(level, fractions, swap, reader.Source(Key(level, EmittedPollutant.So2)), swap is null ? null : reader.Source(swapKey))
        {
            Sources = EmittedPollutants.All.ToDictionary(p => p, p => reader.Source(Key(level, p))),
        };
    }

    private static decimal Fraction(EditionReader reader, string key)
    {
        var value = reader.Number(key, "1");
        if (value < 0 || value > 1)
        {
            reader.Fault("RULE-110", key, $"比例 {value} 不在 0–1 内。", $"The share {value} is not within 0–1.", "20% 写作 0.2。", "Write 20 % as 0.2.");
        }

        return value;
    }
}
