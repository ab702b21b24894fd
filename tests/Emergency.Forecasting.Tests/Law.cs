using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests;

/// <summary>Checks a law on a few hundred made-up values; the seed is pinned, so that a run can be repeated.</summary>
internal static class Law
{
    private static readonly Config Pinned = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20190111UL, 1UL);

    public static void Holds<T>(Gen<T> values, Func<T, bool> law) => Check.One(Pinned, Prop.ForAll(values.ToArbitrary(), law));
}
