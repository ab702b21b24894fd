namespace Emergency.Core;

/// <summary>Where the data that travels with the program lies: copied beside the executable by Emergency.Core.csproj (the models by Emergency.Forecasting.csproj).</summary>
public static class ShippedData
{
    /// <summary>The folder <c>data</c>.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>All rule books: <c>data/rules</c>.</summary>
    public static string RulesFolder => Path.Combine(Folder, "rules");

    /// <summary>The trained models: <c>models</c>, beside <c>data</c>.</summary>
    public static string ModelsFolder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>The region table: <c>data/dictionary/regions.csv</c>.</summary>
    public static string RegionsFile => Path.Combine(Folder, "dictionary", "regions.csv");
}
