using System.Runtime.InteropServices;

namespace Emergency.Forecasting.Models.Trees;

/// <summary>A matrix of training rows in the library's memory.</summary>
internal sealed class XgboostMatrix() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => XgboostLibrary.FreeMatrix(handle) == 0;
}

/// <summary>A model in the making, in the library's memory.</summary>
internal sealed class XgboostBooster() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => XgboostLibrary.FreeBooster(handle) == 0;
}
