using System.Globalization;

namespace Emergency.Benchmarks;

/// <summary>Options after a benchmark's name: --name VALUE pairs.</summary>
internal sealed class BenchmarkOptions
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    public static BenchmarkOptions? Parse(string[] args)
    {
        var options = new BenchmarkOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
            {
                return null;
            }

            options.values[args[i][2..]] = args[i + 1];
        }

        return options;
    }

    public string? Find(string name) => values.GetValueOrDefault(name);

    public string Get(string name) => Find(name) ?? throw new ArgumentException($"--{name} VALUE is missing.");

    public int Number(string name, int otherwise) => Find(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
