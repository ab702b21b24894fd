using System.Globalization;

namespace Emergency.Planning.Activation;

/// <summary>Shares as notices write them: 20%, 17.5%.</summary>
internal static class Percents
{
    public static string Of(decimal share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%";
}
