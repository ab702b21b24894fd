using System.Runtime.InteropServices;
using System.Text;
using Emergency.Forecasting.Models.Trees;

namespace Emergency.Forecasting.Tests.Models.Trees;

/// <summary>The library's own prediction, which the product never calls: the yardstick of the managed walker, for tests and benchmarks.</summary>
internal sealed class NativeXgboost : IDisposable
{
    private const string MatrixPrediction = """{"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false}""";
    private const string InplacePrediction = """{"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,"missing":NaN,"cache_id":0}""";

    private readonly nint booster;
    private readonly nint proxy;

    public NativeXgboost(byte[] json, int threads = 1)
    {
        Check(Call<CreateBooster>("XGBoosterCreate")([], 0, out booster));
        Check(Call<LoadModel>("XGBoosterLoadModelFromBuffer")(booster, json, (ulong)json.Length));
        Check(Call<SetParameter>("XGBoosterSetParam")(booster, "nthread", threads.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Check(Call<CreateProxy>("XGProxyDMatrixCreate")(out proxy));
        Threads = threads;
    }

    public int Threads { get; }

    private delegate int CreateBooster(nint[] matrices, ulong count, out nint booster);

    private delegate int LoadModel(nint booster, byte[] bytes, ulong length);

    private delegate int SetParameter(nint booster, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value);

    private delegate int CreateMatrix(float[] rows, ulong rowCount, ulong columns, float missing, out nint matrix, int threads);

    private delegate int CreateProxy(out nint matrix);

    private delegate int PredictMatrix(nint booster, nint matrix, byte[] config, out nint shape, out ulong dimensions, out nint values);

    private delegate int PredictDense(nint booster, byte[] array, byte[] config, nint meta, out nint shape, out ulong dimensions, out nint values);

    private delegate int Free(nint handle);

    /// <summary>Copies rows into a matrix of the library; free it with <see cref="FreeMatrix"/>.</summary>
    public nint Matrix(float[] rows, int columns)
    {
        Check(Call<CreateMatrix>("XGDMatrixCreateFromMat_omp")(rows, (ulong)(rows.Length / columns), (ulong)columns, float.NaN, out var matrix, Threads));
        return matrix;
    }

    public static void FreeMatrix(nint matrix) => Check(Call<Free>("XGDMatrixFree")(matrix));

    public void Predict(nint matrix, float[] output)
    {
        Check(Call<PredictMatrix>("XGBoosterPredictFromDMatrix")(booster, matrix, Bytes(MatrixPrediction), out _, out _, out var values));
        Marshal.Copy(values, output, 0, output.Length);
    }

    /// <summary>Prediction from the caller's own memory, without a matrix.</summary>
    public void PredictInplace(float[] rows, int columns, float[] output)
    {
        var pinned = GCHandle.Alloc(rows, GCHandleType.Pinned);
        try
        {
            var array = $$"""{"data":[{{pinned.AddrOfPinnedObject()}},true],"shape":[{{rows.Length / columns}},{{columns}}],"strides":null,"typestr":"<f4","version":3}""";
            Check(Call<PredictDense>("XGBoosterPredictFromDense")(booster, Bytes(array), Bytes(InplacePrediction), proxy, out _, out _, out var values));
            Marshal.Copy(values, output, 0, output.Length);
        }
        finally
        {
            pinned.Free();
        }
    }

    public void Dispose()
    {
        Check(Call<Free>("XGBoosterFree")(booster));
        FreeMatrix(proxy);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static T Call<T>(string function)
        where T : Delegate =>
        Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(XgboostLibrary.Handle, function));

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new InvalidOperationException(XgboostLibrary.LastError());
        }
    }
}
