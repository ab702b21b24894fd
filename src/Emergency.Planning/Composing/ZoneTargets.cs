using Emergency.Core.Quantities;
using Emergency.Core.Refusals;

namespace Emergency.Planning.Composing;

/// <summary>Targets of zones as people write them, on the command line, in a form or in a file: one way for all.</summary>
public static class ZoneTargets
{
    /// <summary>
    /// Reads entries, one a zone: <c>泽州县=20%</c> or <c>泽州县=0.2</c> for all four pollutants, <c>泽州县 PM=20% NOx=10%</c> for some; empty entries are passed over. Refused
    /// with PLAN-036, also for a zone that comes twice.
    /// </summary>
    public static Outcome<IReadOnlyList<ZoneTarget>> Read(IEnumerable<string> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var zones = new List<ZoneTarget>();
        foreach (var entry in entries.Select(e => e.Trim()).Where(e => e.Length > 0))
        {
            var words = entry.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var zone = words.Length > 1 && !words[0].Contains('=', StringComparison.Ordinal) && words[1][0] != '=' ? Some(words) : All(entry);
            if (zone is null)
            {
                return Bad(entry);
            }

            zones.Add(zone);
        }

        return Distinct(zones);
    }

    /// <summary>Reads the lines of a CSV file with the columns zone, so2, nox, pm, vocs (any of the last four); an empty cell asks for nothing. Refused with PLAN-036.</summary>
    public static Outcome<IReadOnlyList<ZoneTarget>> ReadCsv(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var rows = lines.Where(l => l.Trim().Length > 0).Select(l => l.TrimStart('\uFEFF').Split(',', StringSplitOptions.TrimEntries)).ToList();
        var header = rows.Count == 0 ? [] : rows[0];
        if (header.Length < 2 || !string.Equals(header[0], "zone", StringComparison.OrdinalIgnoreCase) || header.Skip(1).Any(h => PollutantOf(h) is null))
        {
            return Bad(string.Join(',', header));
        }

        var zones = new List<ZoneTarget>();
        foreach (var cells in rows.Skip(1))
        {
            var shares = new Dictionary<EmittedPollutant, decimal>();
            foreach (var (name, value) in header.Skip(1).Zip(cells.Skip(1)).Where(c => c.Second.Length > 0))
            {
                if (ShareText.Parse(value) is not { } share)
                {
                    return Bad(string.Join(',', cells));
                }

                shares[PollutantOf(name)!.Value] = share;
            }

            zones.Add(new(cells[0], shares));
        }

        return Distinct(zones);
    }

    /// <summary>The pollutant of a code, in any case; null when there is none.</summary>
    public static EmittedPollutant? PollutantOf(string code)
    {
        foreach (var pollutant in EmittedPollutants.All)
        {
            if (string.Equals(code, pollutant.Code(), StringComparison.OrdinalIgnoreCase))
            {
                return pollutant;
            }
        }

        return null;
    }

    private static ZoneTarget? All(string entry) =>
        entry.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } name, var value] && ShareText.Parse(value) is { } share ? new(name, EmittedPollutants.All.ToDictionary(p => p, _ => share)) : null;

    private static ZoneTarget? Some(string[] words)
    {
        var shares = new Dictionary<EmittedPollutant, decimal>();
        foreach (var word in words.Skip(1))
        {
            if (word.Split('=') is not [var code, var text] || PollutantOf(code) is not { } pollutant || ShareText.Parse(text) is not { } share || !shares.TryAdd(pollutant, share))
            {
                return null;
            }
        }

        return new(words[0], shares);
    }

    private static Outcome<IReadOnlyList<ZoneTarget>> Distinct(List<ZoneTarget> zones) =>
        zones.GroupBy(z => z.Zone).FirstOrDefault(g => g.Count() > 1) is { } twice ? Bad(twice.Key) : zones;

    private static Refusal Bad(string text) => Refusal.Of(
        "PLAN-036",
        $"看不懂分区目标“{text}”。",
        $"The zone target \"{text}\" cannot be read.",
        "每区一项，至多一次：泽州县=20%，或 泽州县 PM=20% NOx=10%；文件为CSV，列为 zone,so2,nox,pm,vocs。",
        "One entry a zone, each once: 泽州县=20%, or 泽州县 PM=20% NOx=10%; a file is CSV with the columns zone,so2,nox,pm,vocs.");
}
