using System.IO.Compression;
using System.Text;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Tests.Observing;

/// <summary>What a reader made of a small file.</summary>
internal sealed record Reading(IReadOnlyList<HourlyAir> Hours, IReadOnlyList<PublishedDay> Days, IReadOnlyList<ImportProblem> Problems)
{
    public IEnumerable<ImportProblem> Fatal => Problems.Where(p => p.Fatal);

    public IEnumerable<ImportProblem> Remarks => Problems.Where(p => !p.Fatal);

    public static Reading Of(string format, string text, string fileName = "file.csv") => Of(format, Encoding.UTF8.GetBytes(text), fileName);

    public static Reading Of(string format, byte[] bytes, string fileName = "file.csv")
    {
        var source = ObservationFormat.Find(format).OrThrow();
        var problems = new List<ImportProblem>();
        using var stream = new MemoryStream(bytes);
        return new(
            source.Hours?.Invoke(stream, fileName, problems).ToList() ?? [],
            source.Days?.Invoke(stream, fileName, problems).ToList() ?? [],
            problems);
    }

    public static Reading OfFile(string format, string path) => Of(format, File.ReadAllBytes(path), Path.GetFileName(path));

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    /// <summary>The only hour, when nothing fatal was found.</summary>
    public HourlyAir Single()
    {
        Assert.Empty(Fatal);
        return Assert.Single(Hours);
    }

    /// <summary>The only fatal problem; the file must then give no hour and no day.</summary>
    public ImportProblem Refusal()
    {
        Assert.Empty(Hours);
        Assert.Empty(Days);
        return Assert.Single(Fatal);
    }
}
