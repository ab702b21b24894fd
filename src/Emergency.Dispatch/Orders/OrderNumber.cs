using System.Globalization;

namespace Emergency.Dispatch.Orders;

/// <summary>Ids and numbers of orders: natural, so that the same decision made twice names the same order.</summary>
public static class OrderNumber
{
    /// <summary>Id of an order: response, enterprise, revision.</summary>
    public static string Id(string responseId, string enterpriseCode, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"{responseId}:{enterpriseCode}:{revision}");

    /// <summary>Number that people quote: response number, running number of the enterprise within the response, revision (2018-2019-03-0017-1).</summary>
    public static string Of(string responseNumber, int running, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"{responseNumber}-{running:0000}-{revision}");

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
