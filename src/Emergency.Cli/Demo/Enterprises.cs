using Emergency.Core.Decisions;

namespace Emergency.Cli.Demo;

/// <summary>How an enterprise of the replay behaves, fixed by its code: most acknowledge within the hour, a few object, a few stay silent.</summary>
/// <param name="AcknowledgesAfterMinutes">Minutes from the delivery; null when it never does.</param>
/// <param name="ObjectsBecause">Reason of its objection; null when it has none.</param>
/// <param name="ReportsAfterMinutes">Minutes after 18:00 of the first day at which it reports execution; null when it never does.</param>
internal sealed record EnterpriseHabit(int? AcknowledgesAfterMinutes, string? ObjectsBecause, int? ReportsAfterMinutes)
{
    /// <summary>The habit of an enterprise.</summary>
    public static EnterpriseHabit Of(string enterpriseCode)
    {
        var hash = Convert.ToInt32(ContentHash.Of(enterpriseCode).Hex[..6], 16);
        var minutes = 2 + (hash / 100 % 47);
        return (hash % 100) switch
        {
            < 3 => new(null, null, null),
            < 5 => new(null, "窑炉正在保温，降负荷须分两步，请允许延后四小时。", 5 + (hash / 7 % 80)),
            < 8 => new(minutes, null, null),
            _ => new(minutes, null, 5 + (hash / 7 % 80)),
        };
    }
}
