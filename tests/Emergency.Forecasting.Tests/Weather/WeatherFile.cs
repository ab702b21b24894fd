using System.Text;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Tests.Weather;

/// <summary>What a reader of weather made of a small file.</summary>
internal sealed record WeatherFile(IReadOnlyList<WeatherHour> Hours, IReadOnlyList<WeatherRun> Runs, IReadOnlyList<ImportProblem> Problems)
{
    public IEnumerable<ImportProblem> Fatal => Problems.Where(p => p.Fatal);

    public static WeatherFile Of(string format, string text, string? fileName = null) => Of(format, Encoding.UTF8.GetBytes(text), fileName);

    public static WeatherFile Of(string format, byte[] bytes, string? fileName = null)
    {
        var source = WeatherFormat.Find(format).OrThrow();
        var name = fileName ?? WeatherSamples.NameOf(format);
        var problems = new List<ImportProblem>();
        using var stream = new MemoryStream(bytes);
        return new(source.Hours?.Invoke(stream, name, problems) ?? [], source.Runs?.Invoke(stream, name, problems) ?? [], problems);
    }

    public static WeatherFile OfFile(string format, string path) => Of(format, File.ReadAllBytes(path), Path.GetFileName(path));

    /// <summary>The hours, when nothing at all was found wrong.</summary>
    public IReadOnlyList<WeatherHour> Good()
    {
        Assert.Empty(Problems);
        return Hours;
    }

    /// <summary>The only fatal problem; the file must then give nothing.</summary>
    public ImportProblem Refusal()
    {
        Assert.Empty(Hours);
        Assert.Empty(Runs);
        return Assert.Single(Fatal);
    }
}
