using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Storage.Observations;

/// <summary>One file as read: its hours, or what is wrong with it.</summary>
/// <param name="File">Name of the file, as people know it.</param>
/// <param name="Hours">Its hours in the order of the file; none when a problem is fatal.</param>
/// <param name="Problems">Errors and remarks.</param>
public sealed record ObservationReading(string File, IReadOnlyList<HourlyAir> Hours, IReadOnlyList<ImportProblem> Problems)
{
    /// <summary>True when the file must not be imported.</summary>
    public bool Broken => Problems.Any(p => p.Fatal);

    /// <summary>Reads a file of hours, plain or gzip. A file that cannot be opened is a file with one fatal problem.</summary>
    public static ObservationReading Of(string path, ReadHours format)
    {
        var name = Path.GetFileName(path);
        var problems = new List<ImportProblem>();
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            var hours = format(stream, name, problems).ToList();
            return new ObservationReading(name, hours, problems);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ImportProblem(
                name, 0, "", failure.Message, new Text("可读的文件", "a file that can be read"), new Text("请检查文件是否完整、是否有读取权限。", "Check that the file is whole and may be read.")));
            return new ObservationReading(name, [], problems);
        }
    }
}

/// <summary>What an import did.</summary>
/// <param name="ImportId">Number of the import; null when it was refused, and then nothing changed.</param>
/// <param name="Files">Files read.</param>
/// <param name="Rows">Hours of places read.</param>
/// <param name="Inserted">Concentrations that were new.</param>
/// <param name="Changed">Concentrations that were there with another value; the former rows are kept as revisions.</param>
/// <param name="Unchanged">Concentrations that were there already.</param>
/// <param name="Problems">Errors (the import was refused) and remarks of all files, in the order of the files.</param>
public sealed record ObservationImport(int? ImportId, int Files, long Rows, long Inserted, long Changed, long Unchanged, IReadOnlyList<ImportProblem> Problems)
{
    /// <summary>True when the import took place.</summary>
    public bool Accepted => ImportId is not null;
}

/// <summary>A place with observations.</summary>
/// <param name="Name">Name as files write it.</param>
/// <param name="First">First hour known.</param>
/// <param name="Last">Last hour known.</param>
public sealed record ObservedPlace(string Name, Hour First, Hour Last);
