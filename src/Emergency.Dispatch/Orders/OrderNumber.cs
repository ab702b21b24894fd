using System.Globalization;

namespace Emergency.Dispatch.Orders;

/// <summary>Ids and numbers of orders: natural, so that the same decision made twice names the same order.</summary>
public static class OrderNumber
{
    private static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Id of an order: response, enterprise, revision.</summary>
    public static string Id(string responseId, string enterpriseCode, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"{responseId}:{enterpriseCode}:{revision}");

    /// <summary>Number that people quote: response number, running number of the enterprise within the response, revision (2018-2019-03-0017-1).</summary>
    public static string Of(string responseNumber, int running, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"{responseNumber}-{running:0000}-{revision}");

    /// <summary>
    /// The number that a restore from a backup at this time lifts revisions above: ten for every minute since 2020. What the lost database issued is below it, however often
    /// the same backup is restored, as long as one enterprise gets fewer than ten revisions a minute; a receiver that keeps the highest revision ends on the newest.
    /// </summary>
    /// <param name="restoredAt">When the database was restored; 2020 to 2428.</param>
    public static int Above(DateTimeOffset restoredAt) => checked((int)((restoredAt - Epoch).Ticks / TimeSpan.TicksPerMinute * 10));

    /// <summary>The running number within a number made by <see cref="Of"/>.</summary>
    /// <exception cref="FormatException">It was not made by <see cref="Of"/>.</exception>
    public static int Running(string number)
    {
        var parts = number.Split('-');
        return parts.Length >= 3 && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var running)
            ? running
            : throw new FormatException($"\"{number}\" is not an order number.");
    }
}
