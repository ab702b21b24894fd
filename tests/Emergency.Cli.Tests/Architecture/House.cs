namespace Emergency.Cli.Tests.Architecture;

/// <summary>The house as ARCHITECTURE.md draws it: which project may refer to which.</summary>
internal static class House
{
    /// <summary>Assemblies that only compute and decide: no database, no network, no clock, no randomness of their own.</summary>
    public static IReadOnlyList<string> Pure { get; } = ["Emergency.Core", "Emergency.Forecasting", "Emergency.Warnings", "Emergency.Planning", "Emergency.Dispatch"];

    /// <summary>What each project may refer to.</summary>
    public static IReadOnlyDictionary<string, string[]> Arrows { get; } = new Dictionary<string, string[]>
    {
        ["Emergency.Core"] = [],
        ["Emergency.Forecasting"] = ["Emergency.Core"],
        ["Emergency.Warnings"] = ["Emergency.Core", "Emergency.Forecasting"],
        ["Emergency.Planning"] = ["Emergency.Core", "Emergency.Forecasting", "Emergency.Warnings"],
        ["Emergency.Dispatch"] = ["Emergency.Core", "Emergency.Forecasting", "Emergency.Warnings", "Emergency.Planning"],
        ["Emergency.Storage"] = [.. Pure],
        ["Emergency.Storage.Sqlite"] = [.. Pure, "Emergency.Storage"],
        ["Emergency.Storage.Postgres"] = [.. Pure, "Emergency.Storage"],
        ["Emergency.Web"] = [.. Pure, "Emergency.Storage", "Emergency.Storage.Sqlite", "Emergency.Storage.Postgres"],
        ["Emergency.Cli"] = [.. Pure, "Emergency.Storage", "Emergency.Storage.Sqlite", "Emergency.Storage.Postgres", "Emergency.Web"],
    };

    /// <summary>Packages the pure assemblies may use: arithmetic and file formats.</summary>
    public static IReadOnlyList<string> PurePackages { get; } = ["MathNet.Numerics", "CsvHelper", "DocumentFormat.OpenXml", "ExcelDataReader"];

    /// <summary>
    /// Namespaces of the base library that reach outside the process. (System.Data itself holds IDataReader, which a reader of workbooks implements;
    /// System.Data.Common holds connections and commands.)
    /// </summary>
    public static IReadOnlyList<string> Outside { get; } = ["System.Net.", "System.Data.Common.", "System.Data.SqlClient.", "System.Diagnostics.Process.", "System.IO.Pipes.", "System.IO.FileSystemWatcher."];

    /// <summary>Members that read a clock, draw randomness or ask the machine for its habits.</summary>
    public static IReadOnlyList<string> NotPure { get; } =
    [
        "System.TimeProvider.get_System",
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Diagnostics.Stopwatch.StartNew", "System.Diagnostics.Stopwatch.GetTimestamp", "System.Diagnostics.Stopwatch..ctor()",
        "System.Environment.get_TickCount", "System.Environment.get_TickCount64", "System.Environment.get_MachineName",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Random..ctor()", "System.Random.get_Shared",
        "System.Security.Cryptography.RandomNumberGenerator.GetBytes", "System.Security.Cryptography.RandomNumberGenerator.Create",
        "System.TimeZoneInfo.get_Local", "System.Globalization.CultureInfo.get_CurrentCulture", "System.Globalization.CultureInfo.get_CurrentUICulture",
    ];
}
