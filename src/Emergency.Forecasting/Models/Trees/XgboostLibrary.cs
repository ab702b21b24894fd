using System.Reflection;
using System.Runtime.InteropServices;

namespace Emergency.Forecasting.Models.Trees;

/// <summary>Finds and loads libxgboost once, and names the functions of its C interface that training uses. Every function answers 0, or another number and a text in <see cref="LastError"/>.</summary>
internal static partial class XgboostLibrary
{
    /// <summary>Environment variable with the full path of the library, for a place where the loader does not look.</summary>
    public const string OverrideVariable = "EMERGENCY_XGBOOST";

    private const string Name = "xgboost";

    private static readonly Lazy<nint> Loaded = new(() => Load(Environment.GetEnvironmentVariable(OverrideVariable)));

    static XgboostLibrary() => NativeLibrary.SetDllImportResolver(typeof(XgboostLibrary).Assembly, (name, _, _) => name == Name ? Loaded.Value : 0);

    /// <summary>The loaded library; 0 when there is none.</summary>
    public static nint Handle => Loaded.Value;

    /// <summary>Loads the library from the path given, and from nowhere else when one is given; otherwise by the names that packages use.</summary>
    /// <returns>Its handle; 0 when it is not there or cannot be loaded.</returns>
    public static nint Load(string? path)
    {
        QuietOpenMp();
        foreach (var candidate in Candidates(path))
        {
            if (NativeLibrary.TryLoad(candidate, typeof(XgboostLibrary).Assembly, DllImportSearchPath.SafeDirectories, out var handle))
            {
                return handle;
            }
        }

        return 0;
    }

    private static string[] Candidates(string? path)
    {
        if (!string.IsNullOrWhiteSpace(path))
        {
            return [path];
        }

        if (OperatingSystem.IsWindows())
        {
            return ["xgboost.dll"];
        }

        // Debian's package has no unversioned name; Homebrew's folders are not searched by the loader.
        return OperatingSystem.IsMacOS()
            ? ["libxgboost.dylib", "/opt/homebrew/lib/libxgboost.dylib", "/usr/local/lib/libxgboost.dylib"]
            : ["libxgboost.so.0", "libxgboost.so"];
    }

    /// <summary>
    /// The library's OpenMP threads spin while they wait, which on a busy machine costs more than they bring. It reads its settings when it is loaded, from the environment of the process
    /// itself, which <see cref="Environment.SetEnvironmentVariable(string, string)"/> does not reach. What an operator has set stays.
    /// </summary>
    private static void QuietOpenMp()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnvironment("OMP_NUM_THREADS", "1", overwrite: 0);
            _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
        }
    }

    /// <summary>The text of the last error on this thread.</summary>
    public static string LastError() => Marshal.PtrToStringUTF8(GetLastError()) ?? "no reason given";

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport(Name, EntryPoint = "XGBGetLastError")]
    private static partial nint GetLastError();

    [LibraryImport(Name, EntryPoint = "XGDMatrixCreateFromMat_omp")]
    public static partial int CreateMatrix(ReadOnlySpan<float> rows, ulong rowCount, ulong columns, float missing, out XgboostMatrix matrix, int threads);

    [LibraryImport(Name, EntryPoint = "XGDMatrixSetFloatInfo", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetInfo(XgboostMatrix matrix, string field, ReadOnlySpan<float> values, ulong length);

    [LibraryImport(Name, EntryPoint = "XGDMatrixFree")]
    public static partial int FreeMatrix(nint matrix);

    [LibraryImport(Name, EntryPoint = "XGBoosterCreate")]
    public static partial int CreateBooster(ReadOnlySpan<nint> matrices, ulong count, out XgboostBooster booster);

    [LibraryImport(Name, EntryPoint = "XGBoosterSetParam", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetParameter(XgboostBooster booster, string name, string value);

    [LibraryImport(Name, EntryPoint = "XGBoosterUpdateOneIter")]
    public static partial int Update(XgboostBooster booster, int round, XgboostMatrix matrix);

    [LibraryImport(Name, EntryPoint = "XGBoosterSaveModelToBuffer", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SaveModel(XgboostBooster booster, string config, out ulong length, out nint bytes);

    [LibraryImport(Name, EntryPoint = "XGBoosterFree")]
    public static partial int FreeBooster(nint booster);
}
